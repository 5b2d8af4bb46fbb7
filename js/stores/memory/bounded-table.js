/**
 * What a memory store keeps a bounded number of: entries that end at some time, in the order in which they were last
 * used. Where one too many is added, the entries that are over go, and if none is, the one that was used least
 * recently.
 *
 * @template {{ endsAt: number }} Entry
 */
export class BoundedTable {
  /** A Set keeps the order in which its members were added. @type {Set<Entry>} */
  #entries = new Set()
  /** No entry ends before this. */
  #earliestEnd = Number.POSITIVE_INFINITY
  #limit
  #removed

  /**
   * @param {number} limit
   * @param {(entry: Entry) => void} removed  called with every entry that the table gives up
   */
  constructor(limit, removed) {
    this.#limit = limit
    this.#removed = removed
  }

  /**
   * @param {Entry} entry
   * @param {number} now  seconds since 1970
   */
  add(entry, now) {
    if (this.#entries.size >= this.#limit && this.#search(now) === 0) {
      for (const oldest of this.#entries) {
        this.remove(oldest)
        break
      }
    }
    this.use(entry)
  }

  /**
   * Makes the entry the most recently used one, and takes note of its end, which may be another one now.
   *
   * @param {Entry} entry
   */
  use(entry) {
    this.#entries.delete(entry)
    this.#entries.add(entry)
    this.#earliestEnd = Math.min(this.#earliestEnd, entry.endsAt)
  }

  /** @param {Entry} entry */
  remove(entry) {
    if (this.#entries.delete(entry)) this.#removed(entry)
  }

  /**
   * Removes what is over, where the table is full. Ends that are parts of a second apart would make it search for each
   * entry anew: it waits for the whole second, so that it searches once in each at the most.
   *
   * @param {number} now
   */
  #search(now) {
    return now < Math.ceil(this.#earliestEnd) ? 0 : this.purge(now)
  }

  /**
   * Removes what is over; how many.
   *
   * @param {number} now  seconds since 1970
   */
  purge(now) {
    if (now < this.#earliestEnd) return 0
    const before = this.#entries.size
    this.#earliestEnd = Number.POSITIVE_INFINITY
    for (const entry of this.#entries) {
      if (entry.endsAt <= now) this.remove(entry)
      else this.#earliestEnd = Math.min(this.#earliestEnd, entry.endsAt)
    }
    return before - this.#entries.size
  }
}
