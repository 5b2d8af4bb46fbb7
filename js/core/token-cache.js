/** @typedef {import('../verifier.js').VerifiedToken} VerifiedToken */
/** @typedef {import('./memory.js').SharedMemory} SharedMemory */

/**
 * What JavaScript made of the tokens that a verifier of C++ remembers, slot by slot. C++ decides what is remembered, and
 * whether it is still good; here is nothing but the result, to be returned once more.
 */
export class TokenCache {
  #verifier = 0
  /** @type {({ serial: number, token: VerifiedToken } | undefined)[]} */
  #slots = []

  /**
   * Lets go of what the last call gave up. It comes after every call, whatever the verdict.
   *
   * @param {number} verifier the verifier of C++ that was called; another one has other tokens
   * @param {SharedMemory} memory
   */
  follow(verifier, memory) {
    if (verifier !== this.#verifier) {
      this.#slots = []
      this.#verifier = verifier
    }
    if (memory.droppedCount() === 0) return
    for (const slot of memory.dropped()) this.#slots[slot] = undefined
  }

  /**
   * What was kept of the token that the last call accepted. A slot that has been filled anew since then has another
   * serial: what is in it is another token's.
   *
   * @param {SharedMemory} memory
   */
  find(memory) {
    const kept = this.#slots[memory.cacheSlot()]
    return kept !== undefined && kept.serial === memory.cacheSerial() ? kept.token : undefined
  }

  /**
   * Keeps the result of the token that the last call accepted, where C++ remembers it.
   *
   * @param {SharedMemory} memory
   * @param {VerifiedToken} token
   */
  keep(memory, token) {
    const serial = memory.cacheSerial()
    if (serial !== 0) this.#slots[memory.cacheSlot()] = { serial, token }
  }
}
