/**
 * Decisions that are read from bytes, so that a case is its bytes: changing, cutting and joining them makes other cases,
 * and a case that is interesting can be kept and made smaller without knowing what it is about. When the bytes are used
 * up, every decision is the first one, which should be the ordinary one.
 */
export class Choices {
  #bytes
  #at = 0

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.#bytes = bytes
  }

  /** The next byte, 0 when there is none. */
  byte() {
    return this.#bytes[this.#at++] ?? 0
  }

  /**
   * A number below a limit, which is at most 65536.
   *
   * @param {number} limit
   */
  number(limit) {
    const value = limit <= 256 ? this.byte() : this.byte() * 256 + this.byte()
    return value % limit
  }

  /**
   * True about once in so many times.
   *
   * @param {number} times at most 256
   */
  oneIn(times) {
    return this.number(times) === times - 1
  }

  /**
   * @template T
   * @param {readonly T[]} list not empty
   */
  pick(list) {
    return /** @type {T} */ (list[this.number(list.length)])
  }

  /** @param {number} count */
  bytes(count) {
    return Uint8Array.from({ length: count }, () => this.byte())
  }
}
