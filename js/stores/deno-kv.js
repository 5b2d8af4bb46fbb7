import { argumentError, checkOptions } from '../core/arguments.js'
import { HolobandError } from '../errors.js'
import { checkedClock } from './clock.js'
import { DenoKvCounters } from './deno-kv/counters.js'
import { DenoKvSessions } from './deno-kv/sessions.js'

/** @import { SessionStore } from './contract.js' */

/**
 * A key of Deno KV.
 *
 * @typedef {(string | number | bigint | boolean | Uint8Array)[]} DenoKvKey
 */

/**
 * What Deno KV has under a key.
 *
 * @typedef {{ key: readonly unknown[], value: unknown, versionstamp: string | null }} DenoKvEntry
 */

/**
 * What the store needs of a database: what `Deno.openKv()` gives.
 *
 * @typedef {{
 *   get(key: DenoKvKey, options?: { consistency: 'strong' }): Promise<DenoKvEntry>,
 *   list(selector: { prefix: DenoKvKey }, options?: { consistency: 'strong' }): AsyncIterable<DenoKvEntry>,
 *   atomic(): DenoKvAtomic
 * }} DenoKv
 */

/**
 * What the store needs of an atomic operation of Deno KV.
 *
 * @typedef {{
 *   check(...checks: { key: DenoKvKey, versionstamp: string | null }[]): DenoKvAtomic,
 *   set(key: DenoKvKey, value: unknown, options?: { expireIn?: number }): DenoKvAtomic,
 *   delete(key: DenoKvKey): DenoKvAtomic,
 *   commit(): Promise<{ ok: boolean }>
 * }} DenoKvAtomic
 */

/**
 * Where the store keeps its rows, and its clock.
 *
 * @typedef {object} DenoKvStoreOptions
 * @property {string} [prefix]     what all keys begin with; default 'holoband'
 * @property {() => number} [now]  the clock, in seconds since 1970; default: the system's
 */

/**
 * createDenoKvStore keeps sessions in Deno KV, which is given open (`await Deno.openKv()`) and never closed. Every change is
 * an atomic operation that is checked against the version that was read, and done anew where another one came between;
 * every read is a strong one.
 *
 * Deno KV has no clock of its own: times are the server's that asks, so the clocks of several servers have to agree to
 * within a second or so. The deadline of a rotation is looked at right before it is sent.
 *
 * What is over is not found any more, and Deno removes it by itself some time later; only a ban stays, until it is lifted.
 * `purge` has nothing to do. A subject and an identifier have to fit into a key, which has room for 2048 bytes.
 *
 * Throws TypeError for what is no database, ERR_OPTION_UNKNOWN, and ERR_OPTION_EMPTY for an empty prefix. Its methods
 * reject with what Deno throws, and with ERR_CLOCK_INVALID.
 *
 * @param {DenoKv} kv
 * @param {DenoKvStoreOptions} [options]
 * @returns {Readonly<SessionStore>}
 */
export function createDenoKvStore(kv, options = {}) {
  checkOptions(options, ['prefix', 'now'], 'createDenoKvStore')
  if (typeof kv?.atomic !== 'function' || typeof kv.list !== 'function')
    throw argumentError('kv must be what Deno.openKv() resolves to')
  const prefix = prefixOf(options)
  const now = checkedClock(options.now)
  const sessions = new DenoKvSessions(kv, prefix, now)
  const counters = new DenoKvCounters(kv, prefix, now)
  return Object.freeze(
    /** @type {SessionStore} */ ({
      consistency: 'strong',
      now: async () => now(),
      insert: (row) => sessions.insert(row),
      read: (name) => sessions.read(name),
      rotate: (next, limits) => sessions.rotate(next, limits),
      end: (name, end) => sessions.end(name, end),
      endAll: (subject, end) => sessions.endAll(subject, end),
      list: (subject) => sessions.list(subject),
      ban: (subject, end) => sessions.ban(subject, end),
      unban: (subject) => sessions.unban(subject),
      purge: async () => 0,
      hit: (key, window) => counters.hit(key, window),
      forget: (key) => counters.forget(key),
    }),
  )
}

/** @param {{ prefix?: unknown }} options */
function prefixOf({ prefix = 'holoband' }) {
  if (typeof prefix !== 'string') throw argumentError('prefix must be a string')
  if (prefix === '') throw new HolobandError('ERR_OPTION_EMPTY', { option: 'prefix' })
  return prefix
}
