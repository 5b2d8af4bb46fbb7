import { argumentError, checkOptions } from '../core/arguments.js'
import { checkedClock } from './clock.js'
import { configure, fileOptionsOf } from './sqlite/connection.js'
import { SqliteCounters } from './sqlite/counters.js'
import { loadDriver } from './sqlite/driver.js'
import { migrate } from './sqlite/schema.js'
import { SqliteSessions } from './sqlite/sessions.js'
import { inTransaction } from './sqlite/transaction.js'

/** @import { SessionStore } from './contract.js' */
/** @import { Transact } from './sqlite/transaction.js' */

/**
 * What the store needs of a connection: what better-sqlite3, libsql, `node:sqlite` and `bun:sqlite` have in common.
 *
 * @typedef {object} SqliteDatabase
 * @property {(sql: string) => unknown} exec  runs statements without parameters
 * @property {(sql: string) => SqliteStatement} prepare  prepares one statement
 *
 * @typedef {{
 *   run(...values: (string | number | null)[]): { changes: number | bigint },
 *   get(...values: (string | number | null)[]): unknown,
 *   all(...values: (string | number | null)[]): unknown[]
 * }} SqliteStatement  methods and no properties, because drivers declare their parameters in ways of their own
 */

/**
 * The clock of the store.
 *
 * @typedef {object} SqliteStoreOptions
 * @property {() => number} [now]  the clock, in seconds since 1970; default: the system's, which all processes that can
 *   share a file have in common
 */

/**
 * How a file is waited for and written.
 *
 * @typedef {object} SqliteFileOptions
 * @property {number} [busyTimeout]  how many seconds to wait while another process writes, before a method rejects; the
 *   process does nothing else meanwhile; default 5
 * @property {'normal' | 'full'} [synchronous]  whether every write waits for the disk; default 'normal'
 */

/**
 * createSqliteStore makes a store of a connection to SQLite (from 3.37 on) that the program has opened: one of
 * better-sqlite3, libsql, `node:sqlite` or `bun:sqlite`. The tables, whose names begin with `holoband_`, are made, and
 * brought to this version where an earlier one made them. Any number of processes may use the file at once.
 *
 * How the connection waits and writes is the program's to say (`busy_timeout`, `journal_mode`, `synchronous`); with
 * libsql and `node:sqlite` it does not wait at all unless it is told to, and then a method rejects while another process
 * writes. Where a transaction of the program's is open, a method that writes rejects.
 *
 * Throws ERR_STORE_TOO_NEW where a newer version of this library made the tables, ERR_OPTION_UNKNOWN, and what the
 * driver throws. Its methods reject with what the driver throws, and with ERR_CLOCK_INVALID.
 *
 * @param {SqliteDatabase} database
 * @param {SqliteStoreOptions} [options]
 * @returns {Readonly<SessionStore>}
 */
export function createSqliteStore(database, options = {}) {
  checkOptions(options, ['now'], 'createSqliteStore')
  const now = checkedClock(options.now)
  if (typeof database?.exec !== 'function' || typeof database.prepare !== 'function')
    throw argumentError('database must be a connection to SQLite, with exec() and prepare()')
  return createStore(database, now)
}

/**
 * openSqliteStore makes a store in a file, which is made where there is none, or in memory (`':memory:'`). It opens it
 * with `node:sqlite` where Node.js has that, on Bun with `bun:sqlite`, and else with the package libsql. The directory
 * has to be on a disk of this machine: SQLite's locks do not work over most network file systems.
 *
 * The file keeps a write-ahead log (two more files beside it, which belong to it). Whatever a method has resolved is
 * there when the process is killed. When the whole machine stops, by default the latest writes may be missing, those
 * that the system had not brought to the disk yet, usually of the last half minute; never half of one, and the file is
 * whole. A rotation that is missing makes `refresh` report ERR_STORE_INCONSISTENT; a session whose end is missing is
 * active again. `synchronous: 'full'` waits for the disk on every write, so that nothing is missing; that costs as much
 * time as the disk takes.
 *
 * Rejects with ERR_STORE_DRIVER_MISSING, ERR_STORE_TOO_NEW, ERR_OPTION_EMPTY, ERR_OPTION_RANGE, ERR_OPTION_TYPE and
 * ERR_OPTION_UNKNOWN, and with what the driver throws where the file cannot be opened or is none of SQLite's.
 *
 * @param {string} file its path
 * @param {SqliteStoreOptions & SqliteFileOptions} [options]
 * @returns {Promise<Readonly<SessionStore & { close: () => void }>>} `close` may be called again; all other methods
 *   reject after it
 */
export async function openSqliteStore(file, options = {}) {
  const { now, busyTimeout, synchronous } = fileOptionsOf(file, options)
  const Driver = await loadDriver()
  const database = new Driver(file)
  let open = true
  const close = () => {
    if (open) database.close()
    open = false
  }
  // Every method that does not write asks the clock. libsql lets statements that it has prepared outlive the connection.
  const nowWhileOpen = () => {
    if (!open) throw new Error('the store is closed')
    return now()
  }
  try {
    configure(database, { busyTimeout, synchronous })
    return Object.freeze({ ...createStore(database, nowWhileOpen), close })
  } catch (error) {
    close()
    throw error
  }
}

/**
 * @param {SqliteDatabase} database
 * @param {() => number} now
 * @returns {Readonly<SessionStore>}
 */
function createStore(database, now) {
  /** @type {Transact} */
  const transact = (work) => inTransaction(database, work)
  migrate(database, transact)
  const sessions = new SqliteSessions(database, now, transact)
  const counters = new SqliteCounters(database, now, transact)
  // A driver throws; a store rejects.
  return Object.freeze(
    /** @type {SessionStore} */ ({
      consistency: 'strong',
      now: async () => now(),
      insert: async (row) => sessions.insert(row),
      read: async (name) => sessions.read(name),
      rotate: async (next, limits) => sessions.rotate(next, limits),
      end: async (name, end) => sessions.end(name, end),
      endAll: async (subject, end) => sessions.endAll(subject, end),
      list: async (subject) => sessions.list(subject),
      ban: async (subject, end) => sessions.ban(subject, end),
      unban: async (subject) => sessions.unban(subject),
      purge: async () => {
        await counters.purge()
        return sessions.purge()
      },
      hit: async (key, window) => counters.hit(key, window),
      forget: async (key) => counters.forget(key),
    }),
  )
}
