import { again, change, expiry, strong, untilDone, write } from './change.js'

/** @import { SessionName, SessionRow, SessionStore } from '../contract.js' */
/** @import { DenoKv, DenoKvKey } from '../deno-kv.js' */

/** The sessions and the bans of a Deno KV store. */
export class DenoKvSessions {
  #kv
  #prefix
  #now

  /**
   * @param {DenoKv} kv
   * @param {string} prefix
   * @param {() => number} now
   */
  constructor(kv, prefix, now) {
    this.#kv = kv
    this.#prefix = prefix
    this.#now = now
  }

  /**
   * Only where there is no ban and no such session, and both in the one step: a ban that is committed first keeps the row
   * out, and one that is committed after it finds it.
   *
   * @param {SessionRow} row
   * @returns {Promise<boolean>}
   */
  insert(row) {
    const key = this.#keyOf(row)
    const ban = this.#banOf(row.subject)
    return untilDone(async () => {
      const operation = this.#kv
        .atomic()
        .check({ key: ban, versionstamp: null }, { key, versionstamp: null })
        .set(key, { ...row }, expiry(row.idleExpiresAt - this.#now()))
      if ((await operation.commit()).ok) return true
      if (await this.#exists(ban)) return false
      if (!(await this.#exists(key))) return again
      throw new Error('the subject has a session of this identifier already')
    })
  }

  /** @param {SessionName} name */
  async read(name) {
    const { value } = await this.#kv.get(this.#keyOf(name), strong)
    const now = this.#now()
    const row = /** @type {SessionRow | null} */ (value)
    // Deno removes what is over when it comes to it.
    return { now, row: row === null || row.idleExpiresAt <= now ? undefined : row }
  }

  /** @type {SessionStore['rotate']} */
  async rotate({ subject, id, generation, rotatedAt, idleExpiresAt, device }, { deadline }) {
    const written = { generation, rotatedAt, idleExpiresAt, device }
    return this.#changeActive({ subject, id }, (row) => {
      const isNext = row.generation === generation - 1 && this.#now() <= deadline
      return isNext ? { ...row, ...written } : undefined
    })
  }

  /** @type {SessionStore['end']} */
  async end(name, { status, reason }) {
    return this.#changeActive(name, (row) => ({ ...row, status, reason }))
  }

  /** @type {SessionStore['endAll']} */
  async endAll(subject, { reason, except }) {
    const ended = []
    for (const row of await this.#activeOf(subject)) {
      if (row.id !== except && (await this.end(row, { status: 'ended', reason }))) ended.push(row.id)
    }
    return ended
  }

  /** @param {string} subject */
  async list(subject) {
    const rows = await this.#activeOf(subject)
    const now = this.#now()
    return rows
      .filter(({ idleExpiresAt }) => idleExpiresAt > now)
      .sort((one, other) => other.rotatedAt - one.rotatedAt)
  }

  /** @type {SessionStore['ban']} */
  async ban(subject, { reason }) {
    await write(this.#kv.atomic().set(this.#banOf(subject), true))
    return this.endAll(subject, { reason })
  }

  /** @param {string} subject */
  async unban(subject) {
    const key = this.#banOf(subject)
    return untilDone(async () => {
      const { versionstamp } = await this.#kv.get(key, strong)
      if (versionstamp === null) return false
      return (await this.#kv.atomic().check({ key, versionstamp }).delete(key).commit()).ok || again
    })
  }

  /**
   * @param {SessionName} name
   * @param {(row: SessionRow) => SessionRow | undefined} make
   * @returns {Promise<boolean>} whether it was changed
   */
  async #changeActive(name, make) {
    /** @param {SessionRow | null} row */
    const changed = (row) => {
      const value = row?.status === 'active' ? make(row) : undefined
      return value && { value, expiresIn: value.idleExpiresAt - this.#now() }
    }
    return (await change(this.#kv, this.#keyOf(name), changed)) !== undefined
  }

  /** @param {DenoKvKey} key */
  async #exists(key) {
    return (await this.#kv.get(key, strong)).versionstamp !== null
  }

  /** @param {string} subject */
  async #activeOf(subject) {
    const rows = []
    for await (const { value } of this.#kv.list({ prefix: [this.#prefix, 'session', subject] }, strong)) {
      const row = /** @type {SessionRow} */ (value)
      if (row.status === 'active') rows.push(row)
    }
    return rows
  }

  /**
   * @param {SessionName} name
   * @returns {DenoKvKey}
   */
  #keyOf({ subject, id }) {
    return [this.#prefix, 'session', subject, id]
  }

  /**
   * @param {string} subject
   * @returns {DenoKvKey}
   */
  #banOf(subject) {
    return [this.#prefix, 'ban', subject]
  }
}
