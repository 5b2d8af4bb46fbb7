// Finds the blocks of code in the documents.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../../support/process.js'

/**
 * A block of code as a reader would copy it. What it needs around it is said by a comment on the line above its fence,
 * `<!-- harness: name -->`, which names one of tests/docs/harnesses.
 *
 * @typedef {object} Block
 * @property {string} document  the file, from the root of the checkout
 * @property {string} heading   what it stands under; '' at the beginning of a document
 * @property {number} number    which block under that heading, from 1
 * @property {number} line      of its fence, from 1
 * @property {string} language  '' where the fence names none
 * @property {string} harness   '' where it needs none
 * @property {string} text
 */

const fence = /^(?<indent>\s*)(?<mark>`{3,}|~{3,})\s*(?<language>[^\s`]*)[^`]*$/
const harnessComment = /^\s*<!-- harness: (?<name>[a-z0-9-]+) -->\s*$/

/** The documents that a reader may copy from, in order. */
export function documents() {
  const docs = readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  const examples = readdirSync(path.join(root, 'examples')).map((name) => `examples/${name}/README.md`)
  const files = [...docs.map((name) => `docs/${name}`).filter((name) => name.endsWith('.md')), ...examples]
  return ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', ...files.sort()].filter((name) =>
    existsSync(path.join(root, name)),
  )
}

/** @param {string} document */
export function read(document) {
  return readFileSync(path.join(root, document), 'utf8')
}

/** The blocks of all documents. */
export function allBlocks() {
  return documents().flatMap((document) => parseBlocks(document, read(document)))
}

/**
 * @param {string} document
 * @param {string} text
 * @returns {Block[]}
 */
export function parseBlocks(document, text) {
  const lines = text.split('\n')
  /** @type {Block[]} */
  const blocks = []
  let heading = ''
  let number = 0
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    const title = /^#{1,6} +(?<title>.*?)\s*$/.exec(line)?.groups?.title
    if (title !== undefined) [heading, number] = [title, 0]
    const opening = fence.exec(line)?.groups
    if (opening === undefined) continue
    const end = closing(lines, index, opening.mark ?? '')
    if (end < 0) throw new Error(`${document}:${index + 1} opens a block that nothing closes`)
    number += 1
    blocks.push({
      document,
      heading,
      number,
      line: index + 1,
      language: opening.language ?? '',
      harness: harnessComment.exec(lines[index - 1] ?? '')?.groups?.name ?? '',
      text: withoutIndent(lines.slice(index + 1, end), (opening.indent ?? '').length),
    })
    index = end
  }
  return blocks
}

/**
 * @param {readonly string[]} lines
 * @param {number} start
 * @param {string} mark
 */
function closing(lines, start, mark) {
  return lines.findIndex((line, index) => {
    const text = line.trim()
    return index > start && text.startsWith(mark) && [...text].every((character) => character === mark[0])
  })
}

/**
 * @param {readonly string[]} lines
 * @param {number} indent
 */
function withoutIndent(lines, indent) {
  return lines
    .map((line) => `${line.slice(Math.min(indent, line.length - line.trimStart().length))}\n`)
    .join('')
}

/**
 * The lines, from 1, of code that is indented instead of fenced, which names no language and so cannot be run.
 *
 * @param {string} text
 */
export function indentedCode(text) {
  const found = []
  let fenced = ''
  let inList = false
  let previous = ''
  for (const [index, line] of text.split('\n').entries()) {
    const mark = fence.exec(line)?.groups?.mark
    if (fenced === '' && mark !== undefined) fenced = mark
    else if (fenced !== '') fenced = line.trim() === fenced ? '' : fenced
    else {
      if (/^ {4,}\S/.test(line) && previous.trim() === '' && !inList) found.push(index + 1)
      if (/^\S/.test(line)) inList = /^(?:[-*+]|[0-9]+[.)]) /.test(line)
    }
    previous = line
  }
  return found
}

/** @param {Block} block */
export function nameOf({ document, heading, number, language }) {
  return `${document}, "${heading}", block ${number} (${language || 'no language'})`
}
