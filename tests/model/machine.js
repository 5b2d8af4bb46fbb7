import assert from 'node:assert/strict'
import { HolobandError, secretKey } from 'holoband'
import { createSessions } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'

/** @import { SessionRow, SessionStore } from 'holoband/stores/contract' */
/** @import { Sessions } from 'holoband/session' */

/**
 * What the store holds, as data, and what its clock says.
 *
 * @typedef {{ now: number, row: SessionRow, banned: boolean, before: SessionRow }} StoreData
 *   `before`: the row as it was before its last change, for stores that are slow to show changes
 *
 * @typedef {{ method: 'read' | 'rotate' | 'end' | 'ban', args: readonly unknown[] }} Call  to the store
 * @typedef {{ value: unknown } | { failed: true }} Answer  of the store
 * @typedef {(data: StoreData, call: Call) => Promise<{ data: StoreData, value: unknown }>} Execute
 *
 * @typedef {{ kind: 'refresh' | 'end' | 'ban', token: string, by: string }} Operation
 * @typedef {{ ok: true, token: string, accessEnds: number } | { ok: true } | { ok: false, code: string }} Result
 * @typedef {{ call: Call } | { result: Result }} Progress  what an operation comes to next: a call, or its end
 */

export const grace = 30
export const accessTtl = 900
export const storeTimeout = 5
export const subject = 'anna'

/** A session that was begun so long ago that its first access token has just expired. */
const start = 1_800_000_000

/**
 * The real store in memory, which is made anew for each call from what it held before. So every state is data, and the
 * exploration can go on from any of them.
 *
 * @type {Execute}
 */
export async function execute(data, { method, args }) {
  const store = createMemoryStore({ now: () => data.now })
  const { row } = data
  await store.insert({ ...row, status: 'active', reason: '' })
  if (row.status !== 'active') await store.end(row, { status: row.status, reason: row.reason })
  if (data.banned) await store.ban(row.subject, { reason: '' })
  const value = await Reflect.apply(store[method], store, args)
  const { row: after } = await store.read(row)
  assert.ok(after !== undefined)
  const changed = JSON.stringify(after) !== JSON.stringify(row)
  const banned = data.banned || method === 'ban'
  return { data: { ...data, row: after, banned, before: changed ? row : data.before }, value }
}

/**
 * The real sessions, one operation and one answer of the store at a time. An operation is a function of its request and
 * of the answers that it got: so it is run from its beginning, and given those answers again, until it asks for one that
 * is not there yet. That it asks the same each time is checked.
 *
 * @param {{ grace?: number }} [options]
 */
export async function createMachine(options = {}) {
  let now = start
  /** @type {Script | undefined} */
  let script
  const store = scriptedStore(() => {
    assert.ok(script !== undefined)
    return script
  })
  const key = secretKey(new Uint8Array(32).fill(7))
  const sessions = createSessions({
    ...{ key, issuer: 'https://auth.example', audience: 'https://api.example', store, now: () => now },
    ...{ accessTtl, accessTtlJitter: 0, grace, storeTimeout, ...options },
  })
  let runs = 0

  return {
    async begin() {
      now = start
      const memory = createMemoryStore({ now: () => start })
      script = { log: [], at: 0, other: memory, reached: () => {} }
      const { refreshToken, claims } = await sessions.start(subject)
      const { row } = await memory.read({ subject, id: claims.sid })
      assert.ok(row !== undefined)
      return {
        token: refreshToken,
        accessEnds: claims.exp,
        data: { now: start + accessTtl, row, banned: false, before: row },
      }
    },

    /**
     * @param {Operation} operation
     * @param {readonly { call: Call, answer: Answer }[]} log
     * @param {number} time  by the server's clock
     * @returns {Promise<Progress>}
     */
    async advance(operation, log, time) {
      runs += 1
      now = time
      /** @type {(reached: { call: Call, stop: () => void }) => void} */
      let reached = () => {}
      const next = new Promise((resolve) => {
        reached = resolve
      })
      script = { log, at: 0, other: undefined, reached }
      const ended = run(sessions, operation)
      const first = await Promise.race([next, ended])
      if (!('stop' in first)) return { result: first }
      // An operation that is left alone must not keep its timer.
      first.stop()
      await ended
      return { call: first.call }
    },

    get runs() {
      return runs
    },
  }
}

/**
 * @param {Sessions} sessions
 * @param {Operation} operation
 * @returns {Promise<Result>}
 */
async function run(sessions, { kind, token, by }) {
  try {
    if (kind === 'refresh') {
      const { refreshToken, claims } = await sessions.refresh(token, { device: by })
      return { ok: true, token: refreshToken, accessEnds: claims.exp }
    }
    if (kind === 'end') await sessions.end(token)
    else await sessions.ban(subject)
    return { ok: true }
  } catch (error) {
    if (!(error instanceof HolobandError)) throw error
    return { ok: false, code: error.code }
  }
}

/**
 * @typedef {object} Script
 * @property {readonly { call: Call, answer: Answer }[]} log
 * @property {number} at
 * @property {SessionStore | undefined} other  answers in place of the script
 * @property {(reached: { call: Call, stop: () => void }) => void} reached
 */

/**
 * @param {() => Script} current
 * @returns {SessionStore}
 */
function scriptedStore(current) {
  const methods = ['now', 'insert', 'endAll', 'list', 'unban', 'purge', 'hit', 'forget']
  const others = methods.map((method) => [
    method,
    (/** @type {unknown[]} */ ...args) => {
      const { other } = current()
      assert.ok(other !== undefined, `an operation asked for ${method}`)
      return Reflect.apply(Reflect.get(other, method), other, args)
    },
  ])
  const scripted = ['read', 'rotate', 'end', 'ban'].map((method) => [
    method,
    (/** @type {unknown[]} */ ...args) =>
      follow(current(), { method: /** @type {Call['method']} */ (method), args }),
  ])
  return Object.fromEntries([['consistency', 'strong'], ...others, ...scripted])
}

/**
 * @param {Script} script
 * @param {Call} call
 * @returns {Promise<unknown>}
 */
async function follow(script, call) {
  const known = script.log[script.at++]
  if (known === undefined) {
    return new Promise((_resolve, reject) => {
      script.reached({ call, stop: () => reject(new Error('stopped')) })
    })
  }
  assert.equal(
    JSON.stringify(call),
    JSON.stringify(known.call),
    'an operation that was run again did something else',
  )
  if ('failed' in known.answer) throw new Error('the connection was lost')
  return known.answer.value
}
