import { removeAll } from './remove-all.js'
import { rowOf, valuesOf } from './rows.js'
import { sqliteStatements } from './statements.js'

/** @import { SessionName, SessionRow, SessionStore } from '../contract.js' */
/** @import { SqliteDatabase, SqliteStatement } from '../sqlite.js' */
/** @import { Transact } from './transaction.js' */

/**
 * The sessions and the bans of a SQLite store. Every write is a transaction, also where one statement would do: whether
 * the file is busy is then found out before any statement runs. libsql does not reset one that finds it out itself, and
 * no transaction could end after that.
 */
export class SqliteSessions {
  #transact
  #now
  #statements

  /**
   * @param {SqliteDatabase} database
   * @param {() => number} now
   * @param {Transact} transact
   */
  constructor(database, now, transact) {
    this.#transact = transact
    this.#now = now
    this.#statements = prepareStatements(database)
  }

  /** @param {SessionRow} row */
  insert(row) {
    return this.#changes(this.#statements.insert, ...valuesOf(row), row.subject)
  }

  /** @param {SessionName} name */
  read({ subject, id }) {
    const record = this.#statements.read.get(subject, id)
    return { now: this.#now(), row: record ? rowOf(record) : undefined }
  }

  /**
   * The deadline is looked at when it is this connection's turn to write, which it may have waited for.
   *
   * @type {(...given: Parameters<SessionStore['rotate']>) => boolean}
   */
  rotate({ subject, id, generation, rotatedAt, idleExpiresAt, device }, { deadline }) {
    return this.#transact(() => {
      if (!(this.#now() <= deadline)) return false
      const written = [generation, rotatedAt, idleExpiresAt, device]
      const { changes } = this.#statements.rotate.run(...written, subject, id, generation - 1)
      return Number(changes) > 0
    })
  }

  /** @type {(...given: Parameters<SessionStore['end']>) => boolean} */
  end({ subject, id }, { status, reason }) {
    return this.#changes(this.#statements.end, status, reason, subject, id)
  }

  /** @type {(...given: Parameters<SessionStore['endAll']>) => string[]} */
  endAll(subject, end) {
    return this.#transact(() => this.#endActive(subject, end))
  }

  /** @param {string} subject */
  list(subject) {
    return this.#statements.list.all(subject, this.#now()).map(rowOf)
  }

  /** @type {(...given: Parameters<SessionStore['ban']>) => string[]} */
  ban(subject, { reason }) {
    return this.#transact(() => {
      this.#statements.ban.run(subject)
      return this.#endActive(subject, { reason })
    })
  }

  /** @param {string} subject */
  unban(subject) {
    return this.#changes(this.#statements.unban, subject)
  }

  purge() {
    return removeAll(this.#transact, this.#statements.purge, this.#now())
  }

  /**
   * Whether a statement changed anything.
   *
   * @param {SqliteStatement} statement
   * @param {(string | number)[]} values
   */
  #changes(statement, ...values) {
    return this.#transact(() => Number(statement.run(...values).changes) > 0)
  }

  /** @type {(...given: Parameters<SessionStore['endAll']>) => string[]} */
  #endActive(subject, { reason, except = null }) {
    const ended = this.#statements.endAll.all(reason, subject, except)
    return /** @type {{ id: string }[]} */ (ended).map(({ id }) => id)
  }
}

/** @param {SqliteDatabase} database */
function prepareStatements(database) {
  const sql = sqliteStatements('?')
  return {
    insert: database.prepare(sql.insert),
    read: database.prepare(sql.read),
    rotate: database.prepare(sql.rotate),
    end: database.prepare(sql.end),
    endAll: database.prepare(sql.endAll),
    list: database.prepare(sql.list),
    ban: database.prepare(sql.ban),
    unban: database.prepare(sql.unban),
    purge: database.prepare(sql.purgeSessions),
  }
}
