import { change, write } from './change.js'

/** @import { DenoKv, DenoKvKey } from '../deno-kv.js' */

/** @typedef {{ hits: number, endsAt: number }} Counter */

/** The counters of a Deno KV store. */
export class DenoKvCounters {
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
   * @param {string} key
   * @param {number} window  seconds
   */
  async hit(key, window) {
    let now = 0
    /** @param {Counter | null} counter */
    const counted = (counter) => {
      now = this.#now()
      const isOpen = counter !== null && counter.endsAt > now
      const value = isOpen
        ? { hits: counter.hits + 1, endsAt: counter.endsAt }
        : { hits: 1, endsAt: now + window }
      return { value, expiresIn: value.endsAt - now }
    }
    const { hits, endsAt } = /** @type {Counter} */ (await change(this.#kv, this.#keyOf(key), counted))
    return { hits, resetsIn: endsAt - now }
  }

  /** @param {string} key */
  forget(key) {
    return write(this.#kv.atomic().delete(this.#keyOf(key)))
  }

  /**
   * @param {string} key
   * @returns {DenoKvKey}
   */
  #keyOf(key) {
    return [this.#prefix, 'counter', key]
  }
}
