import { BoundedTable } from './bounded-table.js'

/** @import { SessionName, SessionRow, SessionStore } from '../contract.js' */

/** @typedef {{ row: SessionRow, endsAt: number }} Session */

/**
 * The sessions and the bans of a memory store. No method waits for anything, so that each is one step that no other
 * comes between. Rows are copied on the way in and on the way out.
 */
export class MemorySessions {
  /** By identifier, by subject. @type {Map<string, Map<string, Session>>} */
  #subjects = new Map()
  /** @type {Set<string>} */
  #banned = new Set()
  /** @type {BoundedTable<Session>} */
  #table

  /** @param {number} limit */
  constructor(limit) {
    this.#table = new BoundedTable(limit, ({ row }) => this.#forget(row))
  }

  /**
   * @param {SessionRow} row
   * @param {number} now  seconds since 1970
   */
  insert(row, now) {
    if (this.#banned.has(row.subject)) return false
    if (this.#find(row) !== undefined) throw new Error('the subject has a session of this identifier already')
    const session = { row: { ...row }, endsAt: row.idleExpiresAt }
    this.#table.add(session, now)
    const sessions = this.#subjects.get(row.subject)
    if (sessions === undefined) this.#subjects.set(row.subject, new Map([[row.id, session]]))
    else sessions.set(row.id, session)
    return true
  }

  /**
   * @param {SessionName} name
   * @returns {SessionRow | undefined}
   */
  read(name) {
    const session = this.#find(name)
    return session && { ...session.row }
  }

  /** @param {SessionRow} next */
  rotate(next) {
    const session = this.#find(next)
    if (session?.row.status !== 'active' || session.row.generation !== next.generation - 1) return false
    const { generation, rotatedAt, idleExpiresAt, device } = next
    Object.assign(session.row, { generation, rotatedAt, idleExpiresAt, device })
    session.endsAt = idleExpiresAt
    this.#table.use(session)
    return true
  }

  /** @type {(...given: Parameters<SessionStore['end']>) => boolean} */
  end(name, { status, reason }) {
    const session = this.#find(name)
    if (session?.row.status !== 'active') return false
    Object.assign(session.row, { status, reason })
    return true
  }

  /** @type {(...given: Parameters<SessionStore['endAll']>) => string[]} */
  endAll(subject, { reason, except }) {
    const rows = this.#activeOf(subject).filter(({ id }) => id !== except)
    for (const row of rows) Object.assign(row, { status: 'ended', reason })
    return rows.map(({ id }) => id)
  }

  /**
   * @param {string} subject
   * @param {number} now  seconds since 1970
   */
  list(subject, now) {
    return this.#activeOf(subject)
      .filter(({ idleExpiresAt }) => idleExpiresAt > now)
      .sort((a, b) => b.rotatedAt - a.rotatedAt)
      .map((row) => ({ ...row }))
  }

  /** @type {(...given: Parameters<SessionStore['ban']>) => string[]} */
  ban(subject, { reason }) {
    this.#banned.add(subject)
    return this.endAll(subject, { reason })
  }

  /** @param {string} subject */
  unban(subject) {
    return this.#banned.delete(subject)
  }

  /** @param {number} now  seconds since 1970 */
  purge(now) {
    return this.#table.purge(now)
  }

  /** @param {SessionName} name */
  #find({ subject, id }) {
    return this.#subjects.get(subject)?.get(id)
  }

  /** @param {string} subject */
  #activeOf(subject) {
    const sessions = this.#subjects.get(subject)?.values() ?? []
    return [...sessions].map(({ row }) => row).filter(({ status }) => status === 'active')
  }

  /** @param {SessionName} name */
  #forget({ subject, id }) {
    const sessions = this.#subjects.get(subject)
    sessions?.delete(id)
    if (sessions?.size === 0) this.#subjects.delete(subject)
  }
}
