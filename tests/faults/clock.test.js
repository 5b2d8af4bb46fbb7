// A clock that says something else at one of its readings, or from one of them on: the server's, and the store's.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HolobandError } from 'holoband'
import { createMemoryStore } from 'holoband/stores/memory'
import { createClock } from '../session/support.js'
import { generationOf, operations, rowOf, sessionsOf } from './operations.js'
import { tellFaults } from './report.js'

/** @import { SessionStore } from 'holoband/stores/contract' */
/** @import { World } from './operations.js' */

const day = 86_400

/** @typedef {(time: number) => unknown} Fault  what the clock says instead */

/** No time at all. */
const senseless = Object.freeze(
  /** @type {Record<string, Fault>} */ ({
    'not a number': () => Number.NaN,
    negative: () => -1,
    infinite: () => Number.POSITIVE_INFINITY,
    'minus infinite': () => Number.NEGATIVE_INFINITY,
    'a text': String,
    'a big integer': (time) => BigInt(Math.floor(time)),
    'a date': (time) => new Date(time * 1000),
    nothing: () => undefined,
    'an exception': () => {
      throw new Error('the clock has stopped')
    },
  }),
)

const jumps = Object.freeze([-20_000 * day, -day, -60, -1, 1, 60, day, 20_000 * day])

/** What an operation may come to by a wrong time, beside its own result; nothing of it takes anything from anybody. */
const ofTime = ['ERR_TOKEN_EXPIRED', 'ERR_TOKEN_NOT_ACTIVE', 'ERR_SESSION_EXPIRED', 'ERR_STORE_UNAVAILABLE']

/** A clock one of whose readings is another, counted from when it was armed. */
function createFaultyClock() {
  const { now, advance } = createClock()
  /** @type {{ at: number, fault: Fault, lasting: boolean } | undefined} */
  let armed
  let readings = 0
  return {
    advance,
    now() {
      readings += 1
      const meets = armed !== undefined && (armed.lasting ? readings >= armed.at : readings === armed.at)
      return /** @type {number} */ (meets ? armed?.fault(now()) : now())
    },
    /** @param {typeof armed} [plan] */
    arm(plan) {
      armed = plan
      readings = 0
    },
    readings: () => readings,
  }
}

/** @typedef {ReturnType<typeof createFaultyClock>} FaultyClock */

const clocks = /** @type {Readonly<Record<string, (clock: FaultyClock) => World>>} */ ({
  'the server’s': (clock) => ({ now: clock.now, store: createMemoryStore({ now: createClock().now }) }),
  'the store’s': (clock) => ({ now: createClock().now, store: createMemoryStore({ now: clock.now }) }),
})

describe('a clock that says something else', () => {
  for (const [whose, makeWorld] of Object.entries(clocks)) {
    test(`which is no time: ${whose} own failure, and nothing is done`, async (t) => {
      /** @type {Map<string, number>} */
      const counts = new Map()
      for (const fault of Object.values(senseless)) {
        for (const lasting of [false, true]) {
          await everyReading(makeWorld, { fault, lasting }, counts, (code) => {
            const codes = ['ERR_CLOCK_INVALID', 'ERR_STORE_UNAVAILABLE']
            assert.ok(code !== undefined && codes.includes(code), `${fault}: ${code}`)
          })
        }
      }
      tellFaults(t, `${whose} clock gives no time`, counts)
    })

    test(`which is another time, by a second or by half a century, at a reading or from it on: ${whose}`, async (t) => {
      /** @type {Map<string, number>} */
      const counts = new Map()
      for (const by of jumps) {
        for (const lasting of [false, true]) {
          const fault = (/** @type {number} */ time) => time + by
          await everyReading(makeWorld, { fault, lasting }, counts, (code, name) => {
            if (code !== undefined && !isReuse(code, name, by))
              assert.ok(ofTime.includes(code), `${name}: ${code}`)
          })
        }
      }
      tellFaults(t, `${whose} clock jumps`, counts)
    })
  }
})

/**
 * The one thing that a wrong time can cost: by the store's clock the grace was over when the answer was asked for again.
 *
 * @param {string} code
 * @param {string} name
 * @param {number} by
 */
function isReuse(code, name, by) {
  return code === 'ERR_REFRESH_TOKEN_REUSED' && name === 'replay' && by > 30
}

/**
 * Lets every operation meet the fault at each reading in turn.
 *
 * @param {(clock: FaultyClock) => World} makeWorld
 * @param {{ fault: Fault, lasting: boolean }} kind
 * @param {Map<string, number>} counts
 * @param {(code: string | undefined, name: string) => void} judge
 */
async function everyReading(makeWorld, kind, counts, judge) {
  for (const [name, make] of Object.entries(operations)) {
    if (!clocked.has(name)) continue
    for (let at = 1; ; at++) {
      const clock = createFaultyClock()
      const world = makeWorld(clock)
      const { work, isRight } = await make(world)
      clock.arm({ at, ...kind })
      const { code, result } = await outcomeOf(work)
      const met = clock.readings() >= at
      clock.arm()
      if (!met) {
        assert.ok(code === undefined && isRight(/** @type {never} */ (result)), name)
        counts.set(rowOf(name), (counts.get(rowOf(name)) ?? 0) + at - 1)
        break
      }
      judge(code, name)
      if (code === undefined && !dated.has(name)) assert.ok(isRight(/** @type {never} */ (result)), name)
      if (name === 'refresh') await assertGoesOn(world, result)
    }
  }
}

/** The operations that may read a clock. Keys and passwords know no time. */
const clocked = new Set(
  Object.keys(operations).filter((name) => !/^(import|export|generate|hash|verifyPassword|JWKS)/.test(name)),
)

/** What says itself what time it is, and may be told otherwise by another. */
const dated = new Set(['issue', 'login', 'explain', 'guard', 'list', 'logout'])

/**
 * By the right time again, the session is where its client knows it to be, and goes on.
 *
 * @param {World} world
 * @param {unknown} result  undefined where the refresh failed
 */
async function assertGoesOn(world, result) {
  const [row, ...others] = await world.store.list('7')
  assert.deepEqual(others, [])
  assert.deepEqual([row?.status, row?.generation], ['active', result === undefined ? 0 : 1])
  if (result === undefined) return
  const { refreshToken } = /** @type {{ refreshToken: string }} */ (result)
  assert.equal(generationOf(await sessionsOf(world).refresh(refreshToken)), 2)
}

/**
 * @param {() => unknown} work
 * @returns {Promise<{ code?: string, result?: unknown }>}
 */
async function outcomeOf(work) {
  try {
    const result = await work()
    if (typeof result === 'string' && result.startsWith('ERR_') && result !== 'ERR_SIGNATURE_INVALID')
      return { code: result }
    return { result }
  } catch (error) {
    assert.ok(error instanceof HolobandError, `${error instanceof Error ? error.stack : error}`)
    return { code: error.code }
  }
}
