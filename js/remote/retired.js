/** How many names are remembered. */
const MOST = 1000

/**
 * The names of keys that a server published once and took back. Only the server puts names here, never a token, so that
 * nobody can fill it, or put a name of tomorrow in it.
 */
export class RetiredNames {
  /** @type {Set<string>} */
  #names = new Set()

  /**
   * @param {readonly { kid?: string }[]} before
   * @param {readonly { kid?: string }[]} after
   */
  update(before, after) {
    for (const { kid } of before) if (kid !== undefined) this.#names.add(kid)
    for (const { kid } of after) if (kid !== undefined) this.#names.delete(kid)
    // A set keeps the order of its members: the oldest go first.
    for (const name of this.#names) {
      if (this.#names.size <= MOST) break
      this.#names.delete(name)
    }
  }

  /** @param {string} kid */
  has(kid) {
    return this.#names.has(kid)
  }
}
