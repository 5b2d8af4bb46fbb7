import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultsOf, soakPage, trendOf } from './report.js'

/** @import { SoakResult } from './run.js' */

/**
 * @param {number} at
 * @param {number} heapUsed
 * @param {number} [wasm]
 */
const reading = (at, heapUsed, wasm = 2 ** 20) => ({
  at,
  memory: { rss: 2 ** 26, heapUsed, wasm, handles: 6 },
})

/** @param {Partial<SoakResult>} changes */
function resultWith(changes = {}) {
  const latency = { p50: 1, p90: 2, p99: 3, p99_9: 4, max: 5 }
  const result = {
    ...{ kind: 'redis', seconds: 200, connections: 10, checkers: 12, faults: { 'server killed': 3 } },
    ...{ load: { requests: 1000, perSecond: 5.4, latency }, answers: { known: 7 }, wrong: [], lost: 0 },
    ...{ unanswered: 1, endings: 2, unexpected: 0, samples: [0, 1, 2, 3].map((at) => reading(at, 2 ** 24)) },
    ...changes,
  }
  return /** @type {SoakResult} */ (/** @type {unknown} */ (result))
}

test('a trend leaves the warm-up out and is the slope of the rest', () => {
  const samples = [reading(0, 900), reading(1, 100), reading(2, 110), reading(3, 120)]
  assert.deepEqual(
    trendOf(samples, ({ memory }) => memory.heapUsed),
    { first: 100, last: 120, perMinute: 10 },
  )
})

test('a wrong answer, a lost session, an unknown event and memory that grows each spoil a soak', () => {
  assert.deepEqual(faultsOf(resultWith()), [])
  const growing = [0, 1, 2, 3].map((at) => reading(at, 2 ** 24 + at * 2 ** 22))
  const growingModule = [0, 1, 2, 3].map((at) => reading(at, 2 ** 24, 2 ** 20 + at * 65_536))
  for (const [changes, fault] of /** @type {const} */ ([
    [{ wrong: ['user-1: known'] }, 'wrong answer: user-1: known'],
    [{ lost: 1 }, '1 sessions lost'],
    [{ unexpected: 2 }, '2 events that nobody caused'],
    [{ samples: growing }, 'the heap grew'],
    [{ samples: growingModule }, 'the memory of the module grew'],
  ]))
    assert.deepEqual(faultsOf(resultWith(/** @type {Partial<SoakResult>} */ (changes))), [fault])
})

test('the page says what was measured with each store', () => {
  const page = soakPage([resultWith(), resultWith({ kind: 'sqlite', lost: 3 })])
  assert.match(page, /^\| {2}\| Redis \| SQLite \|$/m)
  assert.match(page, /^\| \*\*sessions lost\*\* \| \*\*0\*\* \| \*\*3\*\* \|$/m)
  assert.match(page, /^\| latency, p99\.9 \| 4 ms \| 4 ms \|$/m)
})
