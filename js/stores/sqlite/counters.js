import { removeAll } from './remove-all.js'
import { inTransaction } from './transaction.js'

/** @import { SqliteDatabase } from '../sqlite.js' */

/** The counters of a SQLite store. */
export class SqliteCounters {
  #database
  #now
  #hit
  #forget
  #purge

  /**
   * @param {SqliteDatabase} database
   * @param {() => number} now
   */
  constructor(database, now) {
    this.#database = database
    this.#now = now
    this.#hit = database.prepare(`INSERT INTO holoband_counters (key, hits, ends_at) VALUES (?, 1, ?)
      ON CONFLICT (key) DO UPDATE SET
        hits = CASE WHEN ends_at > ? THEN hits + 1 ELSE 1 END,
        ends_at = CASE WHEN ends_at > ? THEN ends_at ELSE excluded.ends_at END
      RETURNING hits, ends_at`)
    this.#forget = database.prepare('DELETE FROM holoband_counters WHERE key = ?')
    this.#purge = database.prepare(`DELETE FROM holoband_counters WHERE key IN
      (SELECT key FROM holoband_counters WHERE ends_at <= ? LIMIT ?)`)
  }

  /**
   * @param {string} key
   * @param {number} window  seconds
   */
  hit(key, window) {
    return inTransaction(this.#database, () => {
      const now = this.#now()
      const record = this.#hit.get(key, now + window, now, now)
      const { hits, ends_at } = /** @type {{ hits: number | bigint, ends_at: number }} */ (record)
      return { hits: Number(hits), resetsIn: ends_at - now }
    })
  }

  /** @param {string} key */
  forget(key) {
    inTransaction(this.#database, () => this.#forget.run(key))
  }

  purge() {
    return removeAll(this.#database, this.#purge, this.#now())
  }
}
