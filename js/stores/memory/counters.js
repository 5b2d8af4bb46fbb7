import { BoundedTable } from './bounded-table.js'

/** @typedef {{ key: string, hits: number, endsAt: number }} Counter */

/** The counters of a memory store. */
export class MemoryCounters {
  /** @type {Map<string, Counter>} */
  #counters = new Map()
  /** @type {BoundedTable<Counter>} */
  #table

  /** @param {number} limit */
  constructor(limit) {
    this.#table = new BoundedTable(limit, ({ key }) => this.#counters.delete(key))
  }

  /**
   * @param {string} key
   * @param {number} window  seconds
   * @param {number} now     seconds since 1970
   */
  hit(key, window, now) {
    const counter = this.#counterOf(key, window, now)
    counter.hits += 1
    return { hits: counter.hits, resetsIn: counter.endsAt - now }
  }

  /** @param {string} key */
  forget(key) {
    const counter = this.#counters.get(key)
    if (counter !== undefined) this.#table.remove(counter)
  }

  /** @param {number} now  seconds since 1970 */
  purge(now) {
    this.#table.purge(now)
  }

  /**
   * @param {string} key
   * @param {number} window
   * @param {number} now
   */
  #counterOf(key, window, now) {
    const known = this.#counters.get(key)
    if (known !== undefined && known.endsAt > now) return known
    if (known !== undefined) this.#table.remove(known)
    const counter = { key, hits: 0, endsAt: now + window }
    this.#table.add(counter, now)
    this.#counters.set(key, counter)
    return counter
  }
}
