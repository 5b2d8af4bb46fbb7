import { freezeDeep } from './freeze.js'

/** @typedef {import('../verifier.js').Claims} Claims */
/** @typedef {import('../verifier.js').Header} Header */
/** @typedef {import('../verifier.js').VerifiedToken} VerifiedToken */
/** @typedef {import('./memory.js').SharedMemory} SharedMemory */

/**
 * What JavaScript made of the tokens that a verifier of C++ remembers. C++ decides what is remembered and whether it is
 * still good; here is nothing but the result, to be returned once more. It is kept from a token's second time on: most
 * of those that come once never come again, and what lives long is dear to collect.
 */
export class TokenCache {
  #verifier = 0
  /** @type {({ serial: number, token: VerifiedToken } | undefined)[]} by their slots in the cache of C++ */
  #kept = []
  #headerText = ''
  /** @type {Header | undefined} */
  #header

  /**
   * Lets go of what the last call gave up. It comes after every call, whatever the verdict.
   *
   * @param {number} verifier the verifier of C++ that was called; another one has other tokens
   * @param {SharedMemory} memory
   */
  follow(verifier, memory) {
    if (verifier !== this.#verifier) {
      this.#kept = []
      this.#verifier = verifier
    }
    if (memory.droppedCount() === 0) return
    for (const slot of memory.dropped()) {
      if (slot < this.#kept.length) this.#kept[slot] = undefined
    }
  }

  /**
   * The result of the token that the last call found in the cache. A slot that has been filled anew has another serial,
   * so that nothing is ever returned for another token, whatever went wrong in between.
   *
   * @param {SharedMemory} memory
   */
  find(memory) {
    const kept = this.#kept[memory.cacheSlot()]
    return kept !== undefined && kept.serial === memory.cacheSerial() ? kept.token : undefined
  }

  /**
   * Makes the result of that token, and keeps it.
   *
   * @param {SharedMemory} memory
   * @param {Claims} claims
   * @returns {VerifiedToken}
   */
  keep(memory, claims) {
    const token = Object.freeze({ claims, header: this.#headerOf(memory.header()) })
    const slot = memory.cacheSlot()
    // An array with holes is slower to read.
    while (this.#kept.length <= slot) this.#kept.push(undefined)
    this.#kept[slot] = { serial: memory.cacheSerial(), token }
    return token
  }

  /**
   * Issuers repeat their headers: one object does for all of them.
   *
   * @param {string} text
   */
  #headerOf(text) {
    if (this.#header === undefined || text !== this.#headerText) {
      this.#header = freezeDeep(/** @type {Header} */ (JSON.parse(text)))
      this.#headerText = text
    }
    return this.#header
  }
}
