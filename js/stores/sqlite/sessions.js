import { removeAll } from './remove-all.js'
import { inTransaction } from './transaction.js'

/** @import { SessionName, SessionRow, SessionStore } from '../contract.js' */
/** @import { SqliteDatabase, SqliteStatement } from '../sqlite.js' */

/** The columns of a session, in the order in which `valuesOf` gives them. */
const columns = `subject, id, status, generation, rotated_at, created_at, idle_expires_at, absolute_expires_at, device,
  reason`

/**
 * The sessions and the bans of a SQLite store. Every write is a transaction, also where one statement would do: whether
 * the file is busy is then found out before any statement runs. libsql does not reset one that finds it out itself, and
 * no transaction could end after that.
 */
export class SqliteSessions {
  #database
  #now
  #statements

  /**
   * @param {SqliteDatabase} database
   * @param {() => number} now
   */
  constructor(database, now) {
    this.#database = database
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
    return inTransaction(this.#database, () => {
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
    return inTransaction(this.#database, () => this.#endActive(subject, end))
  }

  /** @param {string} subject */
  list(subject) {
    return this.#statements.list.all(subject, this.#now()).map(rowOf)
  }

  /** @type {(...given: Parameters<SessionStore['ban']>) => string[]} */
  ban(subject, { reason }) {
    return inTransaction(this.#database, () => {
      this.#statements.ban.run(subject)
      return this.#endActive(subject, { reason })
    })
  }

  /** @param {string} subject */
  unban(subject) {
    return this.#changes(this.#statements.unban, subject)
  }

  purge() {
    return removeAll(this.#database, this.#statements.purge, this.#now())
  }

  /**
   * Whether a statement changed anything.
   *
   * @param {SqliteStatement} statement
   * @param {(string | number)[]} values
   */
  #changes(statement, ...values) {
    return inTransaction(this.#database, () => Number(statement.run(...values).changes) > 0)
  }

  /** @type {(...given: Parameters<SessionStore['endAll']>) => string[]} */
  #endActive(subject, { reason, except = null }) {
    const ended = this.#statements.endAll.all(reason, subject, except)
    return /** @type {{ id: string }[]} */ (ended).map(({ id }) => id)
  }
}

/** @param {SqliteDatabase} database */
function prepareStatements(database) {
  return {
    insert: database.prepare(`INSERT INTO holoband_sessions (${columns})
      SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM holoband_bans WHERE subject = ?)`),
    read: database.prepare(`SELECT ${columns} FROM holoband_sessions WHERE subject = ? AND id = ?`),
    rotate: database.prepare(`UPDATE holoband_sessions
      SET generation = ?, rotated_at = ?, idle_expires_at = ?, device = ?
      WHERE subject = ? AND id = ? AND status = 'active' AND generation = ?`),
    end: database.prepare(`UPDATE holoband_sessions SET status = ?, reason = ?
      WHERE subject = ? AND id = ? AND status = 'active'`),
    endAll: database.prepare(`UPDATE holoband_sessions SET status = 'ended', reason = ?
      WHERE subject = ? AND status = 'active' AND id IS NOT ? RETURNING id`),
    list: database.prepare(`SELECT ${columns} FROM holoband_sessions
      WHERE subject = ? AND status = 'active' AND idle_expires_at > ? ORDER BY rotated_at DESC`),
    ban: database.prepare('INSERT INTO holoband_bans (subject) VALUES (?) ON CONFLICT DO NOTHING'),
    unban: database.prepare('DELETE FROM holoband_bans WHERE subject = ?'),
    purge: database.prepare(`DELETE FROM holoband_sessions WHERE (subject, id) IN
      (SELECT subject, id FROM holoband_sessions WHERE idle_expires_at <= ? LIMIT ?)`),
  }
}

/** @param {SessionRow} row */
function valuesOf(row) {
  const { subject, id, status, generation, rotatedAt, createdAt, idleExpiresAt, absoluteExpiresAt } = row
  const times = [rotatedAt, createdAt, idleExpiresAt, absoluteExpiresAt]
  return [subject, id, status, generation, ...times, row.device, row.reason]
}

/**
 * The row of a record. Some drivers add members of their own to a record, and some can be told to give every integer as
 * a bigint.
 *
 * @param {unknown} record
 * @returns {SessionRow}
 */
function rowOf(record) {
  const { subject, id, status, device, reason, ...numbers } =
    /** @type {SessionRow & Record<string, unknown>} */ (record)
  return {
    subject,
    id,
    status,
    generation: Number(numbers.generation),
    rotatedAt: Number(numbers.rotated_at),
    createdAt: Number(numbers.created_at),
    idleExpiresAt: Number(numbers.idle_expires_at),
    absoluteExpiresAt: Number(numbers.absolute_expires_at),
    device,
    reason,
  }
}
