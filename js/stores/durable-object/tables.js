import { SqliteCounters } from '../sqlite/counters.js'
import { migrate } from '../sqlite/schema.js'
import { SqliteSessions } from '../sqlite/sessions.js'

/** @import { SqliteDatabase } from '../sqlite.js' */
/** @import { Transact } from '../sqlite/transaction.js' */

/**
 * What is used of the storage of a Durable Object.
 *
 * @typedef {{
 *   sql: { exec(sql: string, ...values: (string | number | null)[]): { toArray(): unknown[] } },
 *   transactionSync<Result>(work: () => Result): Result,
 *   setAlarm(time: number): Promise<void>,
 *   deleteAll(): Promise<void>
 * }} ObjectStorage
 *
 * @typedef {{ sessions: SqliteSessions, counters: SqliteCounters }} Tables
 */

/** The clock of the object, in seconds since 1970. */
export const now = () => Date.now() / 1000

/**
 * The tables in the storage of one object. They are made when something is written for the first time, so that asking
 * about a subject that was never there leaves nothing behind.
 */
export class ObjectTables {
  #storage
  #database
  /** @type {Tables | undefined} */
  #tables

  /** @param {ObjectStorage} storage */
  constructor(storage) {
    this.#storage = storage
    this.#database = databaseOf(storage)
  }

  /** @returns {Tables | undefined} */
  get existing() {
    const named = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'holoband_schema'"
    if (this.#tables === undefined && this.#all(named).length > 0) return this.made
    return this.#tables
  }

  /** @returns {Tables} */
  get made() {
    this.#tables ??= this.#make()
    return this.#tables
  }

  /** When something is over next, in seconds since 1970; null where there is nothing but bans. */
  get nextEnd() {
    const [earliest] = this.#all(`SELECT min(ends_at) AS ends_at FROM
      (SELECT min(idle_expires_at) AS ends_at FROM holoband_sessions
      UNION ALL SELECT min(ends_at) FROM holoband_counters)`)
    return /** @type {{ ends_at: number | null }} */ (earliest).ends_at
  }

  get hasBan() {
    return this.#all('SELECT 1 FROM holoband_bans LIMIT 1').length > 0
  }

  /** Whoever asks next finds a new object. */
  async remove() {
    this.#tables = undefined
    await this.#storage.deleteAll()
  }

  /** @returns {Tables} */
  #make() {
    /** @type {Transact} */
    const transact = (work) => this.#storage.transactionSync(work)
    migrate(this.#database, transact)
    return {
      sessions: new SqliteSessions(this.#database, now, transact),
      counters: new SqliteCounters(this.#database, now, transact),
    }
  }

  /** @param {string} sql */
  #all(sql) {
    return this.#storage.sql.exec(sql).toArray()
  }
}

/**
 * databaseOf gives the storage the form of the connections that the SQLite store is made for.
 *
 * @param {ObjectStorage} storage
 * @returns {SqliteDatabase}
 */
function databaseOf({ sql }) {
  return {
    exec: (text) => sql.exec(text),
    prepare: (text) => ({
      run(...values) {
        sql.exec(text, ...values)
        // The cursor counts what was written to indexes too.
        const [counted] = sql.exec('SELECT changes() AS changes').toArray()
        return /** @type {{ changes: number }} */ (counted)
      },
      get: (...values) => sql.exec(text, ...values).toArray()[0],
      all: (...values) => sql.exec(text, ...values).toArray(),
    }),
  }
}
