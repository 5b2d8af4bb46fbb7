import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exponent, growth, race, ratio, spread } from '../../benchmarks/measure.js'

test('a spread is the quartiles and the smallest, whatever the order of the values', () => {
  assert.deepEqual(spread([5, 1, 4, 2, 3]), { least: 1, low: 2, median: 3, high: 4 })
  assert.deepEqual(spread([7]), { least: 7, low: 7, median: 7, high: 7 })
  assert.ok(Number.isNaN(spread([]).median))
})

test('a ratio is taken round by round, so that a slow round of both changes nothing', () => {
  const compared = ratio({ rounds: [1, 10, 2] }, { rounds: [3, 30, 6] })
  assert.deepEqual(compared, { least: 3, low: 3, median: 3, high: 3 })
  assert.equal(ratio({ rounds: [1, 1, 4] }, { rounds: [2, 2, 2] }).least, 0.5)
})

test('the exponent of a power is found, and a constant part makes it smaller', () => {
  const sizes = [100, 200, 400, 800, 1600]
  const of = (/** @type {(size: number) => number} */ cost) =>
    exponent(sizes.map((size) => ({ size, cost: cost(size) })))
  assert.ok(Math.abs(of((size) => 3 * size) - 1) < 1e-9)
  assert.ok(Math.abs(of((size) => size ** 2 / 7) - 2) < 1e-9)
  assert.ok(Math.abs(of(() => 5)) < 1e-9)
  assert.ok(of((size) => size + 1000) < 0.7)
})

test('growth is told for each contestant that ran on several sizes, and for no other', () => {
  const timing = (
    /** @type {string | undefined} */ of,
    /** @type {number | undefined} */ size,
    cost = 1,
  ) => ({
    ...{ name: 'any', of, size, operations: 1, rounds: [cost] },
    ...{ processor: spread([cost]), clock: spread([cost]) },
  })
  const grown = growth([
    ...[timing('linear', 10, 10), timing('linear', 100, 100)],
    ...[timing('square', 10, 1), timing('square', 100, 100)],
    timing(undefined, undefined),
  ])
  assert.deepEqual(
    [...grown].map(([name, value]) => [name, Math.round(value * 1000) / 1000]),
    [
      ['linear', 1],
      ['square', 2],
    ],
  )
})

/** Lanes that take a known time for each operation, and a record of their turns. */
function fakes(/** @type {Record<string, number>} */ costs) {
  /** @type {{ name: string, count: number }[]} */
  const turns = []
  const lanes = Object.keys(costs).map((name) => ({ name }))
  const take = async (/** @type {{ name: string }} */ { name }, /** @type {number} */ count) => {
    turns.push({ name, count })
    return { processor: count * (costs[name] ?? 0), clock: 2 * count * (costs[name] ?? 0) }
  }
  return { lanes, turns, take }
}

test('everybody has one turn in each round, of about the same length and in parts, and the first part goes round', async () => {
  const { lanes, turns, take } = fakes({ quick: 10, slow: 1000 })
  const timings = await race(lanes, 4, take, 20_000)
  assert.deepEqual(
    turns.slice(-8).map(({ name }) => name),
    ['quick', 'slow', 'slow', 'quick', 'quick', 'slow', 'slow', 'quick'],
  )
  assert.deepEqual(
    timings.map(({ name, operations }) => [name, operations]),
    [
      ['quick', 2000],
      ['slow', 20],
    ],
  )
  assert.deepEqual(timings[0]?.rounds, [10, 10, 10, 10])
  assert.equal(timings[1]?.processor.median, 1000)
  assert.equal(timings[1]?.clock.median, 2000)
})

test('before the first round everybody has run for the time of three turns', async () => {
  const { lanes, turns, take } = fakes({ one: 10 })
  await race(lanes, 1, take, 20_000)
  const warm = turns.slice(0, -1).reduce((sum, { count }) => sum + count, 0)
  assert.ok(warm * 10 > 3 * 20_000, `${warm} operations`)
})

test('an operation that takes no time ends the warm-up all the same, and one that takes long runs once in each part', async () => {
  const { lanes, take } = fakes({ nothing: 0, long: 1e6 })
  const timings = await race(lanes, 1, take, 20_000)
  assert.deepEqual(
    timings.map(({ operations }) => operations),
    [20_000, 5],
  )
})
