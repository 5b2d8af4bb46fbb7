import { HolobandError } from '../../errors.js'
import { now, ObjectTables } from './tables.js'

/** @import { SessionStore } from '../contract.js' */
/** @import { ObjectStorage } from './tables.js' */

/**
 * What an object can be asked: what a store can be asked about one subject or one key.
 *
 * @typedef {'insert' | 'read' | 'rotate' | 'end' | 'endAll' | 'list' | 'ban' | 'unban' | 'hit' | 'forget'} Question
 *
 * @typedef {{ [Asked in Question]: (...given: Parameters<SessionStore[Asked]>) =>
 *   Awaited<ReturnType<SessionStore[Asked]>> }} Answers
 *
 * @typedef {{ [Asked in Question]: (tables: ObjectTables, ...given: Parameters<SessionStore[Asked]>) =>
 *   Awaited<ReturnType<SessionStore[Asked]>> }} Methods
 */

/** Each is one step: none of them waits for anything. @type {Readonly<Methods>} */
const methods = Object.freeze({
  insert: (tables, row) => tables.made.sessions.insert(row),
  read(tables, name) {
    const found = tables.existing?.sessions.read(name)
    // The alarm may be late.
    const isOver = found?.row === undefined || found.row.idleExpiresAt <= found.now
    return isOver ? { now: now(), row: undefined } : found
  },
  rotate: (tables, next, limits) => tables.existing?.sessions.rotate(next, limits) ?? false,
  end: (tables, name, end) => tables.existing?.sessions.end(name, end) ?? false,
  endAll: (tables, subject, end) => tables.existing?.sessions.endAll(subject, end) ?? [],
  list: (tables, subject) => tables.existing?.sessions.list(subject) ?? [],
  ban: (tables, subject, end) => tables.made.sessions.ban(subject, end),
  unban: (tables, subject) => tables.existing?.sessions.unban(subject) ?? false,
  hit: (tables, key, window) => tables.made.counters.hit(key, window),
  forget: (tables, key) => tables.existing?.counters.forget(key),
})

/** Not long before the last moment that the runtime sets an alarm for; seconds since 1970. */
const latestAlarm = 6_900_000_000

/** What changes when there is something to remove. A rotation only puts it off, and the alarm finds that out. */
const rousing = new Set(['insert', 'unban', 'hit'])

/**
 * HolobandSessions is the class of the Durable Objects that `createDurableObjectStore` asks: a Worker exports it, and binds
 * it with storage in SQLite. It extends nothing, so that the module can be imported on every runtime. The store talks to
 * it by `fetch`, which nobody can call but a Worker that has the binding: hand no visitor's request on to it.
 */
export class HolobandSessions {
  #storage
  #tables
  /** What the alarm is set to, where it was set since the object is in memory. @type {number | undefined} */
  #alarm

  /** @param {{ storage: ObjectStorage }} context */
  constructor({ storage }) {
    this.#storage = storage
    this.#tables = new ObjectTables(storage)
  }

  /**
   * Answers one question of the store.
   *
   * @param {Request} request
   * @returns {Promise<Response>}
   */
  async fetch(request) {
    /** @type {[Question, ...unknown[]]} */
    const [question, ...given] = await request.json()
    const headers = { 'holoband-object': '1' }
    // While a new version is rolled out, a Worker may ask an object of the old one.
    if (!Object.hasOwn(methods, question)) throw new TypeError('HolobandSessions knows no such question')
    try {
      const result = Reflect.apply(methods[question], undefined, [this.#tables, ...given])
      if (rousing.has(question)) await this.#setAlarm()
      return Response.json({ result }, { headers })
    } catch (error) {
      if (error instanceof HolobandError) return Response.json({ code: error.code }, { headers })
      throw error
    }
  }

  /** Removes what is over; the runtime calls it when its time has come. */
  async alarm() {
    this.#alarm = undefined
    const { existing } = this.#tables
    await existing?.sessions.purge()
    await existing?.counters.purge()
    await this.#setAlarm()
  }

  /** Sets the alarm for what is over next. Where nothing is left at all, not even a ban, the storage is given back. */
  async #setAlarm() {
    if (this.#tables.existing === undefined) return
    const { nextEnd } = this.#tables
    if (nextEnd === null) {
      if (!this.#tables.hasBan) await this.#tables.remove()
    } else if (nextEnd !== this.#alarm) {
      this.#alarm = nextEnd
      await this.#storage.setAlarm(Math.ceil(Math.min(nextEnd, latestAlarm) * 1000))
    }
  }
}
