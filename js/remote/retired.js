/** How many names are remembered. */
const MOST = 1000

/**
 * The names of keys that a server published once and took back. Only the server puts names here, never a token, so that
 * nobody can fill it, or put a name of tomorrow in it.
 */
export class RetiredNames {
  /** @type {Map<string, boolean>} whether more than one answer lacked it */
  #names = new Map()

  /**
   * @param {readonly { kid?: string }[]} before
   * @param {readonly { kid?: string }[]} after
   */
  update(before, after) {
    for (const name of this.#names.keys()) this.#names.set(name, true)
    for (const { kid } of before) if (kid !== undefined && !this.#names.has(kid)) this.#names.set(kid, false)
    for (const { kid } of after) if (kid !== undefined) this.#names.delete(kid)
    // A map keeps the order of its members: the oldest go first.
    for (const name of this.#names.keys()) {
      if (this.#names.size <= MOST) break
      this.#names.delete(name)
    }
  }

  /**
   * Whether a key is gone for good. One answer without it does not tell: some servers have several caches, and the one
   * that is behind does not know the newest key.
   *
   * @param {string} kid
   */
  has(kid) {
    return this.#names.get(kid) === true
  }
}
