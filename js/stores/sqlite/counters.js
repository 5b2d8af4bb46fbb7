import { removeAll } from './remove-all.js'
import { sqliteStatements } from './statements.js'

/** @import { SqliteDatabase } from '../sqlite.js' */
/** @import { Transact } from './transaction.js' */

/** The counters of a SQLite store. */
export class SqliteCounters {
  #transact
  #now
  #hit
  #forget
  #purge

  /**
   * @param {SqliteDatabase} database
   * @param {() => number} now
   * @param {Transact} transact
   */
  constructor(database, now, transact) {
    this.#transact = transact
    this.#now = now
    const sql = sqliteStatements('?')
    this.#hit = database.prepare(sql.hit)
    this.#forget = database.prepare(sql.forget)
    this.#purge = database.prepare(sql.purgeCounters)
  }

  /**
   * @param {string} key
   * @param {number} window  seconds
   */
  hit(key, window) {
    return this.#transact(() => {
      const now = this.#now()
      const record = this.#hit.get(key, now, window, now, now, now)
      const { hits, resets_in } = /** @type {Record<string, unknown>} */ (record)
      return { hits: Number(hits), resetsIn: Number(resets_in) }
    })
  }

  /** @param {string} key */
  forget(key) {
    this.#transact(() => this.#forget.run(key))
  }

  purge() {
    return removeAll(this.#transact, this.#purge, this.#now())
  }
}
