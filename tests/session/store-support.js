import assert from 'node:assert/strict'
import { decodeUnverified } from 'holoband'
import { createSessions } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'
import { refusal } from '../support/refusal.js'
import { audience, createClock, issuer, key } from './support.js'

/** @import { ErrorCode } from 'holoband' */
/** @import { SessionEvent, SessionsOptions, Theft } from 'holoband/session' */
/** @import { SessionStore } from 'holoband/stores/contract' */
/** @import { About } from '../support/refusal.js' */

export const minute = 60
export const day = 86_400

/** The second in which the clock of these tests starts. */
export const start = 1_800_000_000

/**
 * Sessions in a store of their own, with one clock for both, and all that they tell.
 *
 * @param {Partial<SessionsOptions>} [options]
 */
export function setUp(options = {}) {
  const clock = createClock(start + 0.25)
  const { now } = clock
  const store = options.store ?? createMemoryStore({ now })
  /** @type {SessionEvent[]} */
  const events = []
  /** @type {Theft[]} */
  const thefts = []
  /** @type {unknown[]} */
  const errors = []
  const sessions = createSessions({
    ...{ key, issuer, audience, now, accessTtlJitter: 0 },
    onEvent: (event) => events.push(event),
    onTheft: (theft) => {
      thefts.push(theft)
    },
    onError: (error) => errors.push(error),
    ...options,
    store,
  })
  const types = () => events.map(({ type }) => type)
  return { sessions, store, clock, events, types, thefts, errors }
}

/** @param {string} token */
export function read(token) {
  const { unverifiedHeader: header, unverifiedClaims: claims } = decodeUnverified(token)
  return { header, claims }
}

/** @param {string} token */
export const generationOf = (token) => read(token).claims.gen

/**
 * @param {Promise<unknown>} promise
 * @param {ErrorCode} code
 * @param {About} [about]
 */
export async function assertRejected(promise, code, about) {
  await assert.rejects(promise, refusal(code, about))
}

/** @typedef {'before' | 'after' | 'never' | ((call: () => Promise<unknown>) => Promise<unknown>)} Fault */

/**
 * A store with faults: each is for the next call of its method, which then rejects before it does its work, or after,
 * or does not even begin, and never answers.
 *
 * @param {SessionStore} store
 */
export function createFaultyStore(store) {
  /** @type {Map<string, Fault>} */
  const faults = new Map()
  /** @type {string[]} */
  const calls = []
  const names = /** @type {(keyof SessionStore)[]} */ (Object.keys(store))
  const methods = names
    .filter((name) => name !== 'consistency')
    .map((name) => [
      name,
      async (/** @type {unknown[]} */ ...args) => {
        calls.push(name)
        const fault = faults.get(name)
        faults.delete(name)
        const call = async () => Reflect.apply(Reflect.get(store, name), store, args)
        if (typeof fault === 'function') return fault(call)
        if (fault === 'never') return new Promise(() => {})
        if (fault === 'before') throw new Error('the connection was refused')
        const answer = await call()
        if (fault === 'after') throw new Error('the connection was reset')
        return answer
      },
    ])
  return {
    store: /** @type {SessionStore} */ (Object.fromEntries([['consistency', 'strong'], ...methods])),
    /** @param {string} method @param {Fault} fault */
    fail: (method, fault) => faults.set(method, fault),
    calls,
  }
}
