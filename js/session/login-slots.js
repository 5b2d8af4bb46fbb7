/**
 * How long a login may hold its place, in milliseconds. A host may let go of a request in the middle without a word, which
 * must not cost a place for ever.
 */
const longest = 60_000

/**
 * LoginSlots bounds how many logins are under way at a time. A password hash is dear on purpose, and in this library nothing
 * else runs on its thread meanwhile: whoever sends many logins at once would keep everybody waiting. Nobody waits for a
 * place, because a queue would be as long as somebody wants it to be.
 */
export class LoginSlots {
  #limit
  /** Each is when it was taken. @type {Set<{ at: number }>} */
  #taken = new Set()

  /** @param {number} limit */
  constructor(limit) {
    this.#limit = limit
  }

  /**
   * Takes a place; undefined where there is none.
   *
   * @returns {{ ready: Promise<void>, leave: () => void } | undefined}
   *   `ready` comes once other requests had their turn: those that arrived together are all counted before the first hash
   */
  take() {
    const now = Date.now()
    for (const slot of this.#taken) if (now - slot.at > longest) this.#taken.delete(slot)
    if (this.#taken.size >= this.#limit) return undefined
    const slot = { at: now }
    this.#taken.add(slot)
    const ready = new Promise((/** @type {(value: void) => void} */ resolve) => setTimeout(resolve, 0))
    return { ready, leave: () => this.#taken.delete(slot) }
  }
}
