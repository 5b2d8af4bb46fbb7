// Checks blocks that are no programs: data, markup and diagrams.
import assert from 'node:assert/strict'
import { parse } from 'parse5'
import { runPython } from '../../support/python.js'

/** @param {string} text */
export function assertJson(text) {
  JSON.parse(text)
}

/**
 * JSON with comments and trailing commas, as wrangler and TypeScript read it.
 *
 * @param {string} text
 */
export function assertJsonc(text) {
  // A string is matched first, so that what looks like a comment inside one stays.
  const parts = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g
  const plain = text.replace(parts, (part) => (part.startsWith('"') ? part : ' '))
  const trailing = /"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g
  JSON.parse(plain.replace(trailing, (part) => (part === ',' ? '' : part)))
}

/** @param {string} text */
export async function assertToml(text) {
  const program = 'import json, sys, tomllib; tomllib.loads(json.load(sys.stdin)); print("true")'
  assert.equal(await runPython(program, text), true)
}

/** @param {string} text */
export function assertHtml(text) {
  /** @type {string[]} */
  const errors = []
  // A block is a part of a page more often than a whole one.
  const whole = /^\s*<!doctype/i.test(text)
    ? text
    : `<!doctype html><html><head></head><body>${text}</body></html>`
  parse(whole, { onParseError: ({ code }) => errors.push(code) })
  assert.deepEqual(errors, [])
}

/**
 * The forms of a line that the documents use, by kind of diagram. What is written in another form may be Mermaid too;
 * it is refused because nothing here would notice if it were not.
 *
 * @type {Readonly<Record<string, readonly RegExp[]>>}
 */
const diagrams = {
  flowchart: [
    /^subgraph \w+(?:\[".+"\])?$/,
    /^end$/,
    /^direction (?:TB|LR)$/,
    /^\w+(?:\[".+?"\]|\(".+?"\)|\{".+?"\}|\[\(".+?"\)\])?(?: (?:-->|-\.->)(?:\|".+?"\|)? \w+(?:\[".+?"\]|\(".+?"\)|\{".+?"\}|\[\(".+?"\)\])?)*$/,
  ],
  sequenceDiagram: [
    /^(?:participant|actor) \w+(?: as .+)?$/,
    /^\w+(?:->>|-->>)[+-]?\w+: .+$/,
    /^Note (?:over|left of|right of) \w+(?:,\w+)?: .+$/,
    /^(?:alt|else|opt|loop|par|and) .+$/,
    /^end$/,
  ],
  'stateDiagram-v2': [
    /^(?:\[\*\]|\w+) --> (?:\[\*\]|\w+)(?:: .+)?$/,
    /^state ".+" as \w+$/,
    /^note (?:right|left) of \w+: .+$/,
  ],
}

/** @param {string} text */
export function assertMermaid(text) {
  const [first = '', ...lines] = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('%%'))
  const kind = /^(?<kind>flowchart|sequenceDiagram|stateDiagram-v2)(?: (?:TB|LR))?$/.exec(first)?.groups?.kind
  const forms = diagrams[kind ?? '']
  assert.ok(forms, `a diagram begins with its kind, not with: ${first}`)
  for (const line of lines)
    assert.ok(
      forms.some((form) => form.test(line)),
      `no line of a ${kind}: ${line}`,
    )
  const opened = lines.filter((line) => /^(?:subgraph|alt|opt|loop|par) /.test(line)).length
  assert.equal(lines.filter((line) => line === 'end').length, opened, 'every part of a diagram ends')
  assert.ok(lines.length > 0, 'a diagram shows something')
}
