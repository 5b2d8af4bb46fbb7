const first = 1000
const longest = 60_000
/** However long a server asks for, in milliseconds: a header that is wrong must not end a session. */
const longestAsked = 300_000

/** BackOff counts failures in a row, and tells when the next attempt may be made. */
export class BackOff {
  #failures = 0
  #retryAt = 0

  /**
   * @param {number} now    milliseconds
   * @param {number} asked  what the server asks for, in milliseconds
   * @returns {number} when the next attempt may be made
   */
  fail(now, asked) {
    const wait = Math.min(first * 2 ** this.#failures++, longest)
    this.#retryAt = now + Math.max(wait, Math.min(asked, longestAsked))
    return this.#retryAt
  }

  reset() {
    this.#failures = this.#retryAt = 0
  }

  /**
   * left is how long to wait, in milliseconds. More than is ever asked for means that the clock was set back.
   *
   * @param {number} now
   */
  left(now) {
    const left = this.#retryAt - now
    return left > longestAsked ? 0 : left
  }
}
