import { errorTable } from './error-codes.js'
import { freezeDeep } from './freeze.js'
import { core } from './instance.js'

/** @typedef {import('./error-codes.js').ErrorCode} ErrorCode */
/** @typedef {import('../verifier.js').Header} Header */

/** @param {ErrorCode} code */
function statusOf(code) {
  return errorTable.findIndex((row) => row.code === code)
}

/** The status of a token that is not a string, which C++ never sees. */
export const NOT_A_STRING = statusOf('ERR_TOKEN_NOT_STRING')
const OUT_OF_MEMORY = statusOf('ERR_OUT_OF_MEMORY')

/**
 * Makes room for a token that is longer than the input buffer, if its verifier would look at it at all. Returns a
 * status.
 *
 * @param {number} verifier
 * @param {number} length
 */
export function admit(verifier, length) {
  const { glue, memory } = core()
  const refused = glue._holoband_admit(verifier, length)
  if (refused !== 0) return refused
  return memory.reserve(length) ? 0 : OUT_OF_MEMORY
}

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
