import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readModule } from '../../scripts/lib/jsdoc.js'

/** @param {string} source */
function only(source) {
  const [declaration] = readModule(source).declarations.values()
  assert.ok(declaration)
  return declaration
}

test('a function has its text, its parameters, what it returns and what it throws', () => {
  const { name, kind, doc } = only(`/**
 * Adds two numbers,
 * as one does.
 *
 * @param {number} a the first
 * @param {{ b?: number, c: { d: string } }} [more] what is
 *   added to it
 * @returns {Promise<number>} the sum
 * @throws {Error} where it is
 *   too large
 */
export async function add(a, more) {
}
`)
  assert.deepEqual([name, kind], ['add', 'function'])
  assert.equal(doc.text, 'Adds two numbers,\nas one does.')
  assert.deepEqual(doc.params, [
    { name: 'a', type: 'number', optional: false, text: 'the first' },
    { name: 'more', type: '{ b?: number, c: { d: string } }', optional: true, text: 'what is added to it' },
  ])
  assert.deepEqual(doc.returns, { type: 'Promise<number>', text: 'the sum' })
  assert.deepEqual(doc.throws, ['where it is too large'])
})

test('what is exported is told from what is not, and from what another module exports', () => {
  const module = readModule(`export { a, b as c } from './other.js'
import { D } from './d.js'

/** Public. */
export function open() {}

/** Private. */
function shut() {}
`)
  assert.deepEqual([...module.exported], ['open'])
  assert.deepEqual([...module.declarations.keys()], ['open', 'shut'])
  assert.deepEqual(
    [...module.reexported],
    [
      ['a', { from: './other.js', name: 'a' }],
      ['c', { from: './other.js', name: 'b' }],
    ],
  )
  assert.deepEqual(module.typeOrigins.get('D'), { from: './d.js', name: 'D' })
})

test('a class has its fields, its methods and its getters, and neither private nor overridden ones', () => {
  const { heritage, members } = only(`/** A thing. */
export class Thing extends Base {
  #secret = 1

  /** @param {number} size */
  constructor(size) {
    /** How large it is. @type {number} */
    this.size = size
  }

  /**
   * Grows.
   *
   * @param {number} by
   * @returns {void}
   */
  grow(by) {
    if (by > 0) this.size += by
  }

  /** What it is called. @returns {string} */
  get label() {
    return 'thing'
  }

  /** @override @returns {string} */
  get name() {
    return 'Thing'
  }

  [Symbol.dispose]() {}

  /** Hidden. */
  #hide() {}
}

/** Another. */
export function other() {}
`)
  assert.equal(heritage, 'Base')
  assert.deepEqual(
    members.map(({ name, kind }) => [name, kind]),
    [
      ['size', 'field'],
      ['grow', 'method'],
      ['label', 'field'],
      ['[Symbol.dispose]', 'method'],
    ],
  )
  assert.deepEqual(
    members.map(({ doc }) => doc.type || doc.returns?.type),
    ['number', 'void', 'string', undefined],
  )
})

test('a comment may define several types, and what is said between them is about the next one', () => {
  const { types } = readModule(`/**
 * The first.
 *
 * @typedef {object} One
 * @property {string} a  of the
 *   first
 * @property {number} [b]
 *
 * About the second.
 *
 * @typedef {{ c: 'x' | 'y' }} Two  which is small
 *
 * @callback Three  called at the end
 * @param {One} one
 * @returns {Two | undefined}
 */
`)
  const shown = [...types.values()].map(({ name, kind, text, type }) => ({ name, kind, text, type }))
  assert.deepEqual(shown, [
    { name: 'One', kind: 'typedef', text: 'The first.', type: 'object' },
    { name: 'Two', kind: 'typedef', text: 'About the second.\n\nwhich is small', type: "{ c: 'x' | 'y' }" },
    { name: 'Three', kind: 'callback', text: 'called at the end', type: '' },
  ])
  assert.deepEqual(types.get('One')?.properties, [
    { name: 'a', type: 'string', optional: false, text: 'of the first' },
    { name: 'b', type: 'number', optional: true, text: '' },
  ])
  assert.equal(types.get('Three')?.returns?.type, 'Two | undefined')
})

test('a type of another module is followed by its alias and by @import, and only an alias passes it on', () => {
  const { types, typeOrigins, typeExports } = readModule(`/** @import { A, B as C } from './a.js' */
/** @typedef {import('./d.js').D} E */
`)
  assert.deepEqual([...types], [])
  assert.deepEqual(Object.fromEntries(typeOrigins), {
    A: { from: './a.js', name: 'A' },
    C: { from: './a.js', name: 'B' },
    E: { from: './d.js', name: 'D' },
  })
  assert.deepEqual([...typeExports], ['E'])
})

test('parameters of types are known', () => {
  const { types } = readModule(`/**
 * A box.
 *
 * @template {object} Content
 * @callback Box
 * @param {Content} content
 * @returns {void}
 */
`)
  const box = types.get('Box')
  assert.deepEqual([box?.templates, box?.text], [['Content'], 'A box.'])
})

test('a type whose braces do not end is an error', () => {
  assert.throws(() => readModule('/**\n * @typedef {{ a: string } Broken\n */\n'), /does not end/)
})
