import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groups } from '../../benchmarks/groups.js'
import { spread } from '../../benchmarks/measure.js'
import { promises } from '../../benchmarks/promises.js'
import { figure, missed, verdictsOf } from '../../benchmarks/verdicts.js'

/** @import { Promised } from '../../benchmarks/promises.js' */
/** @import { Result } from '../../benchmarks/hosts.js' */

/** @param {string} name @param {number[]} rounds @param {{ of?: string, size?: number }} [sized] */
const timing = (name, rounds, sized = {}) => ({
  ...{ name, rounds, operations: 1, ...sized },
  ...{ processor: spread(rounds), clock: spread(rounds) },
})

/** @type {Promised} */
const twice = { operation: 'work', group: 'work', ours: 'ours', than: 'theirs', atLeast: 2, on: 'node' }

/** @param {number[]} theirs of rounds in which ours takes 1 */
const work = (theirs) => ({
  group: 'work',
  timings: [
    timing(
      'ours',
      theirs.map(() => 1),
    ),
    timing('theirs', theirs),
  ],
})

/** @param {Promised} promised @param {Result} result @param {string} [family] */
function verdict(promised, result, family = 'node') {
  const [only] = verdictsOf([promised], [result], family)
  assert.ok(only)
  return only
}

test('a promise is kept by the median of the rounds, and missed below it', () => {
  assert.equal(verdict(twice, work([1, 2, 3])).kept, true)
  assert.equal(verdict(twice, work([1, 1.99, 3])).kept, false)
  assert.equal(verdict(twice, work([1, 2, 3])).measured, '2.00× (2.00 – 3.00)')
  assert.equal(verdict(twice, work([2])).required, '≥ 2.00×')
})

test('who is to be ahead in every round misses the promise with one round behind', () => {
  const always = { ...twice, everyRound: true }
  assert.equal(verdict(always, work([1.1, 2, 2])).kept, true)
  assert.equal(verdict(always, work([1, 2, 2])).kept, false)
  assert.match(verdict(always, work([1, 2, 2])).measured, /least 1\.00/)
})

test('what is promised on another runtime is measured, and neither kept nor missed', () => {
  const { kept, measured } = verdict(twice, work([1]), 'bun')
  assert.equal(kept, undefined)
  assert.match(measured, /^1\.00×/)
})

test('a promise of somebody who is missing is not kept, and a promise of a group that was not run says nothing', () => {
  const absent = { group: 'work', timings: [timing('ours', [1])] }
  assert.deepEqual(verdict(twice, absent).measured, 'theirs is missing')
  assert.equal(verdict(twice, absent).kept, false)
  assert.equal(verdict(twice, { group: 'work', timings: [] }).measured, 'ours is missing')
  assert.deepEqual(verdictsOf([twice], [{ group: 'other work', timings: [] }], 'node'), [])
})

test('a cost that grows faster than the size misses its promise', () => {
  /** @type {Promised} */
  const linear = { operation: 'work', group: 'work', ours: 'ours', exponentAtMost: 1.05, on: 'node' }
  const grown = (/** @type {number} */ power) => ({
    group: 'work',
    timings: [10, 100, 1000].map((size) => timing('any', [size ** power], { of: 'ours', size })),
  })
  assert.equal(verdict(linear, grown(1)).kept, true)
  assert.equal(verdict(linear, grown(1.1)).kept, false)
  assert.equal(verdict(linear, grown(1.1)).measured, 'exponent 1.10')
  assert.equal(verdict(linear, { group: 'work', timings: [] }).kept, false)
})

test('memory that has grown by more than was promised misses its promise, and so does memory that was not read', () => {
  /** @type {Promised} */
  const flat = { operation: 'memory', group: 'memory', of: 'wasm', growthAtMost: 0, on: 'node' }
  const read = (/** @type {number[]} */ ...sizes) => ({
    group: 'memory',
    readings: sizes.map((wasm, operations) => ({ operations, wasm, rss: 0, heap: 0 })),
  })
  assert.equal(verdict(flat, read(65536, 65536)).kept, true)
  assert.equal(verdict(flat, read(65536, 131072)).kept, false)
  assert.equal(verdict(flat, read()).kept, false)
})

test('what was missed is told in a line of its own, and what was kept is not', () => {
  const version = 'Node.js 99'
  const verdicts = verdictsOf([twice, { ...twice, atLeast: 1 }], [work([1.5])], 'node')
  assert.deepEqual(missed([{ version, verdicts }]), [
    'Node.js 99, work: 1.50× (1.50 – 1.50), promised ≥ 2.00×',
  ])
})

test('a figure has as many digits as it can be trusted for', () => {
  assert.deepEqual([0.2234, 2.345, 23.45, 234.5].map(figure), ['0.22', '2.35', '23.4', '235'])
})

test('every promise is about a group that there is', () => {
  const known = new Set([...Object.keys(groups), 'memory'])
  for (const { group, operation } of promises) assert.ok(known.has(group), `${operation}: ${group}`)
})
