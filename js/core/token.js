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

// As many as C++ tells apart.
const MOST_HEADERS = 256

/**
 * The headers of a verifier's tokens. Issuers repeat their headers, and the core tells which it is.
 */
export class HeaderCache {
  /** @type {Map<number, Header>} */
  #headers = new Map()
  #lastSerial = -1
  /** @type {Header | undefined} */
  #last

  /** @returns {Header} */
  read() {
    const serial = core().memory.headerSerial()
    if (this.#last !== undefined && serial === this.#lastSerial) return this.#last
    const header = this.#headers.get(serial) ?? this.#learn(serial)
    this.#lastSerial = serial
    this.#last = header
    return header
  }

  /** @param {number} serial */
  #learn(serial) {
    if (this.#headers.size >= MOST_HEADERS) this.#headers.clear()
    const header = freezeDeep(/** @type {Header} */ (JSON.parse(core().memory.header())))
    this.#headers.set(serial, header)
    return header
  }
}
