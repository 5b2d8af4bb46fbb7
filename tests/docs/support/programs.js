// Runs a block of JavaScript as a reader would: as a program that imports the package by name.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../../support/process.js'

/** @import { Block } from './blocks.js' */

/**
 * What a block needs around it.
 *
 * @typedef {object} Harness
 * @property {'node' | 'page'} in  where it runs: here, or in a page of Chromium (tests/browser/documented.test.js)
 * @property {string} [before]     a program that makes what the block speaks of
 * @property {string} [after]      a program that looks at what the block made
 * @property {(text: string) => string} [edit]  for what cannot be as it is written, such as a port
 * @property {readonly string[]} [prints]  what is printed, where the comments of the block do not say
 * @property {string} [outcome]    in a page: the expression that is looked at
 * @property {unknown} [expected]  in a page: what it is
 */

/** Makes a folder inside the package, so that programs in it can import the package by its name. */
export function makeFolder() {
  mkdirSync(path.join(root, 'build'), { recursive: true })
  const folder = mkdtempSync(path.join(root, 'build', 'docs-'))
  return { folder, remove: () => rmSync(folder, { recursive: true }) }
}

/**
 * What the comments behind `console.log(…)` promise.
 *
 * @param {string} text
 */
export function promises(text) {
  return [...text.matchAll(/console\.log\(.*\) \/\/ (.+)$/gm)].map(([, promise = '']) => promise)
}

/**
 * @param {Block} block
 * @param {Harness | undefined} harness
 */
export function programOf({ text }, harness) {
  const { before = '', after = '', edit } = harness ?? {}
  const edited = edit === undefined ? text : edit(text)
  if (edit !== undefined) assert.notEqual(edited, text, 'the harness edits what is not there')
  return [before, edited, after].filter((part) => part !== '').join('\n')
}

/**
 * Runs a block, and holds it to printing what its comments say and nothing else.
 *
 * @param {Block} block
 * @param {Harness | undefined} harness
 * @param {string} folder
 */
export async function assertRuns(block, harness, folder) {
  const extension = /^(?:const|let|var) .*= require\(/m.test(block.text) ? 'cjs' : 'mjs'
  const file = path.join(folder, `${block.document.replace(/\W/g, '-')}-${block.line}.${extension}`)
  writeFileSync(file, programOf(block, harness))
  const { stdout, stderr, error } = await run(file, folder)
  assert.equal(error, null, stderr)
  assert.equal(stderr, '')
  assert.deepEqual(stdout.trimEnd().split('\n'), linesOf(harness?.prints ?? promises(block.text)))
}

/** @param {readonly string[]} lines */
function linesOf(lines) {
  return lines.length === 0 ? [''] : [...lines]
}

/**
 * @param {string} file
 * @param {string} cwd
 * @returns {Promise<{ stdout: string, stderr: string, error: Error | null }>}
 */
function run(file, cwd) {
  return new Promise((resolve) => {
    execFile(process.execPath, [file], { cwd, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ stdout, stderr, error })
    })
  })
}
