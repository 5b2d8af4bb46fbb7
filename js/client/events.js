/**
 * Listeners are functions that are told of something. What one of them does wrong concerns nobody else.
 *
 * @template T
 */
export class Listeners {
  /** @type {Set<(value: T) => void>} */
  #all = new Set()

  /**
   * @param {(value: T) => void} listener
   * @returns {() => unknown} ends it
   */
  add(listener) {
    this.#all.add(listener)
    return () => this.#all.delete(listener)
  }

  /** @param {T} value */
  tell(value) {
    for (const listener of this.#all) {
      try {
        listener(value)
      } catch (error) {
        console.error(error)
      }
    }
  }
}
