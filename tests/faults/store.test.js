// A store that fails at each of its calls in turn, under each operation of a session: before its work is done, after it,
// without an end, or by an answer that is none. Then it works again, and whoever was told of a failure asks again.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HolobandError, secretKey } from 'holoband'
import { createGuard, createSessions } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'
import { openSqliteStore } from 'holoband/stores/sqlite'
import { createClock } from '../session/support.js'
import { createFailingStore, faults } from './failing-store.js'
import { garbageFor } from './garbage.js'
import { generationOf } from './operations.js'
import { tellFaults } from './report.js'

/** @import { SessionEvent, Sessions } from 'holoband/session' */
/** @import { SessionStore } from 'holoband/stores/contract' */
/** @import { Fault } from './failing-store.js' */

/**
 * @typedef {object} Scene
 * @property {Sessions} sessions
 * @property {SessionStore} store  the same, without faults
 * @property {{ refreshToken: string, accessToken: string }} first  the tokens that the subject was given at first
 * @property {{ refreshToken: string, accessToken: string }} current
 * @property {string} sid
 * @property {SessionEvent['type'][]} events
 *
 * @typedef {object} Case
 * @property {(scene: Scene) => unknown} work
 * @property {(scene: Scene, result: unknown) => Promise<void>} holds  once it was asked again: its result, and what the
 *   store has; nothing was lost, doubled or accepted
 * @property {number} [later]  how many seconds pass before it
 * @property {boolean} [rotated]  whether the subject refreshed once before
 */

const subject = '7'
const key = secretKey(new Uint8Array(32).fill(7))
const settings = { key, issuer: 'https://auth.example', audience: 'https://api.example', storeTimeout: 0.01 }

const stores = Object.freeze({
  /** @param {() => number} now */
  memory: async (now) => createMemoryStore({ now }),
  /** @param {() => number} now */
  SQLite: (now) => openSqliteStore(':memory:', { now }),
})

/** @type {Readonly<Record<string, Case>>} */
const cases = Object.freeze({
  login: {
    work: ({ sessions }) => sessions.start(subject),
    async holds({ sessions, store }, result) {
      const issued = /** @type {Scene['first']} */ (result)
      assert.equal(generationOf(await sessions.refresh(issued.refreshToken)), 1)
      // The first one, this one, and at most the one whose answer was lost, which nobody holds.
      assert.ok((await store.list(subject)).length <= 3)
    },
  },
  refresh: {
    work: ({ sessions, current }) => sessions.refresh(current.refreshToken),
    holds: (scene, result) => convergesAt(scene, result, 1),
  },
  replay: {
    rotated: true,
    work: ({ sessions, first }) => sessions.refresh(first.refreshToken),
    async holds(scene, result) {
      const { refreshToken } = /** @type {Scene['first']} */ (result)
      assert.equal(refreshToken, scene.current.refreshToken)
      await convergesAt(scene, result, 1)
    },
  },
  'refresh, a stolen token': {
    rotated: true,
    later: 60,
    work: ({ sessions, first }) => codeOf(sessions.refresh(first.refreshToken)),
    async holds({ sessions, current, store, sid }, code) {
      assert.ok(code === 'ERR_REFRESH_TOKEN_REUSED' || code === 'ERR_SESSION_REVOKED', String(code))
      assert.equal((await store.read({ subject, id: sid })).row?.status, 'compromised')
      assert.equal(await codeOf(sessions.refresh(current.refreshToken)), 'ERR_SESSION_REVOKED')
    },
  },
  logout: {
    work: ({ sessions, current }) => sessions.end(current.refreshToken),
    holds: (scene) => hasEnded(scene, 'logout'),
  },
  logoutAll: {
    work: ({ sessions }) => sessions.endAll(subject),
    holds: (scene) => hasEnded(scene, 'logout_everywhere'),
  },
  ban: {
    work: ({ sessions }) => sessions.ban(subject),
    async holds(scene) {
      await hasEnded(scene, 'banned')
      assert.equal(await codeOf(scene.sessions.start(subject)), 'ERR_SUBJECT_REFUSED')
      await scene.sessions.unban(subject)
      await scene.sessions.start(subject)
    },
  },
  list: {
    work: ({ sessions }) => sessions.list(subject),
    async holds(_scene, result) {
      assert.equal(/** @type {unknown[]} */ (result).length, 1)
    },
  },
  guard: {
    work: ({ sessions, current }) =>
      createGuard({ sessions })(
        new Request('https://api.example/', { headers: { authorization: `Bearer ${current.accessToken}` } }),
      ),
    async holds(_scene, result) {
      assert.ok(/** @type {{ ok: boolean }} */ (result).ok)
    },
  },
  JWKS: {
    work: ({ sessions }) => sessions.jwks(),
    async holds(_scene, result) {
      assert.deepEqual(result, { keys: [] })
    },
  },
})

describe('a store that fails at a call says so by name, and the next attempt is as good as the first', () => {
  for (const kind of /** @type {(keyof typeof stores)[]} */ (Object.keys(stores))) {
    for (const [fault, act] of Object.entries(faults)) {
      test(`${kind} ${fault}`, (t) => everyOperation(t, kind, fault, () => [act]))
    }
    test(`${kind} answers with what is no answer`, (t) =>
      everyOperation(t, kind, 'answers with what is no answer', (method) =>
        garbageFor(method).map((garbage) => async (work) => garbage(/** @type {never} */ (await work()))),
      ))
  }
})

/**
 * @param {import('node:test').TestContext} t
 * @param {keyof typeof stores} kind
 * @param {string} fault
 * @param {(method: string) => readonly Fault[]} actsAt  what a call of the method may come to
 */
async function everyOperation(t, kind, fault, actsAt) {
  /** @type {Map<string, number>} */
  const counts = new Map()
  for (const [name, one] of Object.entries(cases)) {
    const row = name.split(',')[0] ?? name
    counts.set(row, (counts.get(row) ?? 0) + (await everyCall(kind, one, actsAt)))
  }
  tellFaults(t, `a call of the store in ${kind} ${fault}`, counts)
}

/**
 * @param {keyof typeof stores} kind
 * @param {Case} one
 * @param {(method: string) => readonly Fault[]} actsAt
 */
async function everyCall(kind, one, actsAt) {
  const probe = await setTheScene(kind, one)
  probe.arm()
  await one.work(probe.scene)
  const methods = [...probe.calls()]
  let count = 0
  for (const [index, method] of methods.entries()) {
    for (const fault of actsAt(method)) {
      await fails(await setTheScene(kind, one), one, { at: index + 1, fault })
      count += 1
    }
  }
  return count
}

/**
 * @param {Awaited<ReturnType<typeof setTheScene>>} setting
 * @param {Case} one
 * @param {{ at: number, fault: Fault }} plan
 */
async function fails({ scene, arm, calls }, one, plan) {
  arm(plan)
  const code = await codeOf(Promise.resolve().then(() => one.work(scene)))
  const method = calls()[plan.at - 1]
  assert.equal(code, 'ERR_STORE_UNAVAILABLE', `call ${plan.at}, ${method}: ${String(plan.fault)}`)
  arm()
  await one.holds(scene, await one.work(scene))
  assert.ok(!scene.events.includes('store.regression'))
  if (one.later === undefined) assert.ok(!scene.events.includes('reused'), 'no theft is cried')
}

/**
 * Somebody who is signed in, on a store that can be made to fail.
 *
 * @param {keyof typeof stores} kind
 * @param {Case} one
 */
async function setTheScene(kind, { later = 0, rotated = false }) {
  const { now, advance } = createClock()
  const store = await stores[kind](now)
  const { store: failing, arm, calls } = createFailingStore({ ...store })
  /** @type {SessionEvent['type'][]} */
  const events = []
  const sessions = createSessions({
    ...settings,
    now,
    store: failing,
    onEvent: ({ type }) => events.push(type),
  })
  const first = await sessions.start(subject)
  const current = rotated ? await sessions.refresh(first.refreshToken) : first
  advance(later)
  return { scene: { sessions, store, first, current, sid: first.claims.sid, events }, arm, calls }
}

/**
 * The row has this generation, whoever comes with the token before is given the same, and the session goes on.
 *
 * @param {Scene} scene
 * @param {unknown} result
 * @param {number} generation
 */
async function convergesAt({ sessions, store, first, sid }, result, generation) {
  const { refreshToken } = /** @type {Scene['first']} */ (result)
  const row = async () => (await store.read({ subject, id: sid })).row
  assert.deepEqual([(await row())?.status, (await row())?.generation], ['active', generation])
  assert.equal((await sessions.refresh(first.refreshToken)).refreshToken, refreshToken)
  assert.equal(generationOf(await sessions.refresh(refreshToken)), generation + 1)
  assert.equal((await store.list(subject)).length, 1)
}

/**
 * @param {Scene} scene
 * @param {string} reason
 */
async function hasEnded({ sessions, store, current, sid }, reason) {
  const { row } = await store.read({ subject, id: sid })
  assert.deepEqual([row?.status, row?.reason], ['ended', reason])
  assert.equal(await codeOf(sessions.refresh(current.refreshToken)), 'ERR_SESSION_REVOKED')
}

/**
 * The code of what is rejected; undefined where nothing is.
 *
 * @param {Promise<unknown>} promise
 */
async function codeOf(promise) {
  try {
    const code = await promise
    return typeof code === 'string' && code.startsWith('ERR_') ? code : undefined
  } catch (error) {
    assert.ok(error instanceof HolobandError, `${error instanceof Error ? error.stack : error}`)
    return error.code
  }
}
