/**
 * One entry between the one that was used before it and the one that was used after.
 *
 * @template Entry
 * @typedef {{ entry: Entry, older: Link<Entry> | undefined, newer: Link<Entry> | undefined }} Link
 */

/**
 * What a memory store keeps a bounded number of: entries that end at some time, in the order in which they were last
 * used. Where one too many is added, the entries that are over go, and if none is, the one that was used least
 * recently.
 *
 * @template {{ endsAt: number }} Entry
 */
export class BoundedTable {
  // A Set keeps an order too, but the places of those that left it are passed over again each time the first is asked for.
  /** @type {Map<Entry, Link<Entry>>} */
  #links = new Map()
  /** @type {Link<Entry> | undefined} */
  #oldest
  /** @type {Link<Entry> | undefined} */
  #newest
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
    const isFull = this.#links.size >= this.#limit && this.#search(now) === 0
    if (isFull && this.#oldest !== undefined) this.remove(this.#oldest.entry)
    this.use(entry)
  }

  /**
   * Makes the entry the most recently used one, and takes note of its end, which may be another one now.
   *
   * @param {Entry} entry
   */
  use(entry) {
    const known = this.#links.get(entry)
    if (known !== undefined) this.#unlink(known)
    const link = { entry, older: this.#newest, newer: undefined }
    if (this.#newest === undefined) this.#oldest = link
    else this.#newest.newer = link
    this.#newest = link
    this.#links.set(entry, link)
    this.#earliestEnd = Math.min(this.#earliestEnd, entry.endsAt)
  }

  /** @param {Entry} entry */
  remove(entry) {
    const link = this.#links.get(entry)
    if (link === undefined) return
    this.#unlink(link)
    this.#links.delete(entry)
    this.#removed(entry)
  }

  /** @param {Link<Entry>} link */
  #unlink({ older, newer }) {
    if (older === undefined) this.#oldest = newer
    else older.newer = newer
    if (newer === undefined) this.#newest = older
    else newer.older = older
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
    const before = this.#links.size
    this.#earliestEnd = Number.POSITIVE_INFINITY
    for (let link = this.#oldest; link !== undefined; link = link.newer) {
      const { entry } = link
      if (entry.endsAt <= now) this.remove(entry)
      else this.#earliestEnd = Math.min(this.#earliestEnd, entry.endsAt)
    }
    return before - this.#links.size
  }
}
