import { HolobandError as BaseError } from './base-error.js'
import { errorTable } from './core/error-codes.js'

/** @typedef {import('./core/error-codes.js').ErrorCode} ErrorCode */
/** @typedef {import('./core/error-codes.js').ErrorReason} ErrorReason */

/**
 * What an error is about, by name. A name comes from the library or from the program's own options, never from a token.
 *
 * @typedef {object} ErrorDetails
 * @property {string} [claim] the claim at fault, such as `exp`
 * @property {string} [parameter] the header parameter at fault, such as `typ`
 * @property {'header' | 'payload' | 'signature'} [part] the part of the token at fault
 * @property {string} [option] the option, or the member of a JWK, at fault
 * @property {unknown} [cause] the lower failure behind this one
 */

/** @type {Map<string, { code: ErrorCode, reason: ErrorReason, message: string }>} */
const rowByCode = new Map(errorTable.map((row) => [row.code, row]))

/**
 * The one error class of this package. `code` is stable and meant for programs, `message` is meant for people and may
 * be reworded; neither ever holds a byte of a token, a key or a password. Of the members of {@link ErrorDetails} it has those
 * that apply.
 */
export class HolobandError extends BaseError {
  /**
   * Bundlers, ours among them, rename one of two classes of the same name, and Node.js prints what they made of it.
   *
   * @override
   * @returns {string}
   */
  static get name() {
    return 'HolobandError'
  }

  /**
   * @param {ErrorCode} code one of the codes of the error reference
   * @param {ErrorDetails} [details]
   */
  constructor(code, details = {}) {
    const row = rowByCode.get(code)
    if (row === undefined) throw new TypeError('HolobandError takes one of the listed codes')
    const subject = details.claim ?? details.parameter ?? details.part ?? details.option
    const message = subject === undefined ? row.message : `${row.message} (${subject})`
    super(row.code, message, undefined, 'cause' in details ? { cause: details.cause } : undefined)
    /** What a caller does about it: `expired` means refresh and try again. @type {ErrorReason} */
    this.reason = row.reason
    if (details.claim !== undefined) this.claim = details.claim
    if (details.parameter !== undefined) this.parameter = details.parameter
    if (details.part !== undefined) this.part = details.part
    if (details.option !== undefined) this.option = details.option
  }
}
