/** @typedef {import('./core/error-codes.js').ErrorCode} ErrorCode */
/** @typedef {import('./core/error-codes.js').ErrorReason} ErrorReason */

/**
 * What the browser half knows of a failure beside its code.
 *
 * @typedef {object} ClientErrorDetails
 * @property {ErrorReason} [reason]  what a caller does about it; a server's answer leaves that to its code and status
 * @property {string} [option]       the option at fault
 * @property {number} [status]       of the answer
 * @property {number} [retryAfter]   seconds after which the server takes another attempt
 */

// Two copies of the package in one program must recognise each other's errors.
const brand = Symbol.for('holoband.HolobandError')

/**
 * The one error class of this package, without the list of all outcomes, which is larger than the whole browser half:
 * that takes this class, everything else the one of errors.js, and `instanceof` holds for either, whichever made the error.
 */
export class HolobandError extends Error {
  /**
   * @param {ErrorCode} code  stable, and meant for programs
   * @param {string} message  meant for people
   * @param {ClientErrorDetails} [details]
   * @param {ErrorOptions} [options]
   */
  constructor(code, message, details, options) {
    super(message, options)
    /** What happened: stable, and meant for programs. @type {ErrorCode} */
    this.code = code
    // What does not apply is not there at all, so that a printed error shows only what it is about.
    Object.assign(this, details)
  }

  /**
   * @override
   * @returns {string}
   */
  get name() {
    return 'HolobandError'
  }

  /**
   * @override
   * @param {unknown} value
   * @returns {boolean}
   */
  static [Symbol.hasInstance](value) {
    return brand in Object(value)
  }
}

Reflect.set(HolobandError.prototype, brand, true)
