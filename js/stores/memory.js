import { checkOptions } from '../core/arguments.js'
import { HolobandError } from '../errors.js'
import { checkedClock } from './clock.js'
import { MemoryCounters } from './memory/counters.js'
import { MemorySessions } from './memory/sessions.js'

/** @import { SessionStore } from './contract.js' */

/**
 * How much is kept, and by which clock.
 *
 * @typedef {object} MemoryStoreOptions
 * @property {number} [maxSessions]  how many sessions there may be, and how many counters; default 100 000
 * @property {() => number} [now]    the clock, in seconds since 1970
 */

/**
 * createMemoryStore makes a store that is gone with its process: for tests, for development, and for a server that is
 * one process and may sign everybody out when it starts again.
 *
 * It holds `maxSessions` sessions. One more takes the place of those that are over, and where none is, of the one that
 * was rotated least recently: whoever has that one has to log in again. It holds as many counters; there the one whose
 * window began first goes. A ban is never given up, so that the number of bans is not bounded.
 *
 * Throws ERR_OPTION_UNKNOWN, ERR_OPTION_TYPE and ERR_OPTION_RANGE. Its methods reject with ERR_CLOCK_INVALID where `now`
 * gives no time.
 *
 * @param {MemoryStoreOptions} [options]
 * @returns {Readonly<SessionStore>}
 */
export function createMemoryStore(options = {}) {
  checkOptions(options, ['maxSessions', 'now'], 'createMemoryStore')
  const now = checkedClock(options.now)
  const limit = limitOf(options)
  const sessions = new MemorySessions(limit)
  const counters = new MemoryCounters(limit)
  return Object.freeze(
    /** @type {SessionStore} */ ({
      consistency: 'strong',
      now: async () => now(),
      insert: async (row) => sessions.insert(row, now()),
      read: async (name) => ({ now: now(), row: sessions.read(name) }),
      rotate: async (next, { deadline }) => now() <= deadline && sessions.rotate(next),
      end: async (name, end) => sessions.end(name, end),
      endAll: async (subject, end) => sessions.endAll(subject, end),
      list: async (subject) => sessions.list(subject, now()),
      ban: async (subject, end) => sessions.ban(subject, end),
      unban: async (subject) => sessions.unban(subject),
      purge: async () => {
        const time = now()
        counters.purge(time)
        return sessions.purge(time)
      },
      hit: async (key, window) => counters.hit(key, window, now()),
      forget: async (key) => counters.forget(key),
    }),
  )
}

/** @param {{ maxSessions?: unknown }} options */
function limitOf({ maxSessions = 100_000 }) {
  if (typeof maxSessions !== 'number') throw new HolobandError('ERR_OPTION_TYPE', { option: 'maxSessions' })
  if (!Number.isSafeInteger(maxSessions) || maxSessions < 1)
    throw new HolobandError('ERR_OPTION_RANGE', { option: 'maxSessions' })
  return maxSessions
}
