import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { absent, hashOf, skip } from '../conformance/data.js'
import { root } from '../support/process.js'
import { cellsOf, codesOf, document, readDocument } from './document.js'
import { hosts } from './hosts/index.js'
import { sets } from './project.js'
import { referenceVerdicts } from './reference.js'

const written = readFileSync(join(root, 'docs/conformance.md'), 'utf8')
const { data, rows, codes } = readDocument(written)

/** @param {string} name */
const pinned = (name) =>
  JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version

describe('docs/conformance.md', () => {
  test('is generated, and its words are those of the generator', () => {
    assert.equal(written, document({ data, rows, codes }))
  })

  test('has every runtime that is tested, and no other', () => {
    const names = Object.keys(rows)
    // It was made on a Node.js 20, and whoever runs this may have another.
    const expected = hosts.map(({ name }) => name).filter((name) => !name.startsWith('Node.js'))
    assert.deepEqual(
      names.filter((name) => !name.startsWith('Node.js')),
      expected,
    )
    const nodes = ['20', '22', '24', '26'].flatMap((major) => [
      `Node.js ${major}`,
      `Node.js ${major}, require`,
    ])
    assert.deepEqual(
      names.filter((name) => name.startsWith('Node.js')),
      nodes,
    )
  })

  test('names the versions that are installed', () => {
    const packages = {
      ...{ 'Node.js 22': 'node22', 'Node.js 24': 'node24', 'Node.js 26': 'node26' },
      ...{ Deno: 'deno', Bun: '@oven/bun-linux-x64', workerd: 'workerd', 'Edge VM': '@edge-runtime/vm' },
    }
    for (const [runtime, name] of Object.entries(packages)) {
      assert.equal(rows[runtime]?.version, pinned(name), runtime)
    }
    for (const { version } of Object.values(rows)) assert.match(version, /^[0-9]+\.[0-9]+/)
  })

  test('says the same of all of them', () => {
    const all = Object.values(rows).map(({ verdicts }) => verdicts)
    for (const verdicts of all) assert.deepEqual(verdicts, all[0])
  })

  test('says what is so now', { skip }, async (context) => {
    assert.equal(absent, false)
    if (data !== hashOf(sets)) return context.skip('it is about other data')
    const reference = await referenceVerdicts()
    assert.deepEqual(rows['Node.js 20']?.verdicts, cellsOf(reference))
    assert.deepEqual(codes, codesOf(reference))
  })
})

describe('what is made of verdicts', () => {
  const verdicts = { one: ['accepted', 'ERR_B', 'ERR_A'], two: ['ERR_B'] }

  test('counts those of each set', () => {
    const { one, two } = cellsOf(verdicts)
    assert.deepEqual([one, two], ['1 + 2', '0 + 1'])
  })

  test('differs where a single code differs', () => {
    const changed = { ...verdicts, two: ['ERR_A'] }
    assert.notDeepEqual(cellsOf(changed), cellsOf(verdicts))
    assert.equal(cellsOf(changed).two, cellsOf(verdicts).two)
  })

  test('lists the codes, the most frequent first', () => {
    assert.deepEqual(Object.entries(codesOf(verdicts)), [
      ['`ERR_B`', '2'],
      ['`ERR_A`', '1'],
    ])
  })

  test('is read from the document as it was written', () => {
    const row = { version: '1.2.3', verdicts: cellsOf(verdicts) }
    const outcome = { data: 'a'.repeat(64), rows: { Here: row, There: row }, codes: codesOf(verdicts) }
    assert.deepEqual(readDocument(document(outcome)), outcome)
    assert.match(document(outcome), /The conformance data are 4 cases/)
  })
})
