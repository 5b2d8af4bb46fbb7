import { errorTable } from './error-codes.js'
import { freezeDeep } from './freeze.js'
import { core } from './instance.js'

/** @typedef {import('./error-codes.js').ErrorCode} ErrorCode */
/** @typedef {import('../verifier.js').Header} Header */

/** @param {ErrorCode} code */
export function statusOf(code) {
  return errorTable.findIndex((row) => row.code === code)
}

/** The status of a token that is not a string, which C++ never sees. */
export const NOT_A_STRING = statusOf('ERR_TOKEN_NOT_STRING')

/** The status of a token that there is no memory for. */
export const OUT_OF_MEMORY = statusOf('ERR_OUT_OF_MEMORY')

/**
 * The header of a verifier's last token. Issuers repeat their headers, and the core tells when it has changed.
 */
export class HeaderCache {
  #serial = -1
  /** @type {Header | undefined} */
  #header

  /** @returns {Header} */
  read() {
    const { memory } = core()
    const serial = memory.headerSerial()
    if (this.#header === undefined || serial !== this.#serial) {
      this.#header = freezeDeep(/** @type {Header} */ (JSON.parse(memory.header())))
      this.#serial = serial
    }
    return this.#header
  }
}
