import { HolobandError } from '../index.js'
import { given } from './given.js'

/** @import { Outcome } from './types.js' */

/**
 * Codes of outcomes that only a command line has. Every other code it prints is one of the library's.
 *
 * @typedef {'ERR_CLI_COMMAND' | 'ERR_CLI_ARGUMENT' | 'ERR_CLI_SECRET_ARGUMENT' | 'ERR_CLI_FILE' | 'ERR_CLI_INPUT'
 *   | 'ERR_CLI_UNEXPECTED' | HolobandError['code']} ProblemCode
 *
 * @typedef {object} Failure
 * @property {false} ok
 * @property {string} code
 * @property {string} reason
 * @property {string} message
 * @property {string} [claim]
 * @property {string} [parameter]
 * @property {string} [part]
 */

/** Problem is a bad command line, file or configuration: the user's to mend, exit status 2. */
export class Problem extends Error {
  /**
   * @param {ProblemCode} code
   * @param {string} message a sentence; it never quotes a value, because a value may be a secret that slipped
   *   into the wrong option
   * @param {unknown} [cause]
   */
  constructor(code, message, cause) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'Problem'
    /** @readonly */
    this.code = code
  }
}

/**
 * failureOf says what a thrown value comes to. The text of an error nobody expected is not passed on: it could
 * quote what the user typed.
 *
 * @param {unknown} error
 * @returns {Failure}
 */
export function failureOf(error) {
  if (error instanceof Problem) {
    return { ok: false, code: error.code, reason: 'misconfigured', message: error.message }
  }
  if (error instanceof HolobandError) return refusal(error)
  const name = error instanceof Error ? error.name : typeof error
  return {
    ok: false,
    code: 'ERR_CLI_UNEXPECTED',
    reason: 'unavailable',
    message: `Something failed that should not (${name}). Please report it, with the command but without its secrets.`,
  }
}

/**
 * refusal is the document of what the library refused.
 *
 * @param {HolobandError} error
 * @returns {Failure}
 */
export function refusal({ code, reason, message, claim, parameter, part }) {
  return { ok: false, code, reason, message, ...given({ claim, parameter, part }) }
}

/**
 * refused is the outcome of a token that failed a rule. Reasons that are not the token's are thrown again: they are
 * mistakes of the set-up, with another exit status.
 *
 * @param {unknown} error
 * @returns {Outcome}
 */
export function refused(error) {
  if (!(error instanceof HolobandError)) throw error
  if (error.reason === 'misconfigured' || error.reason === 'unavailable') throw error
  const document = refusal(error)
  return { status: 1, document, complaint: sentenceOf(document) }
}

/**
 * sentenceOf renders a failure for people: the code to search for, and the sentence.
 *
 * @param {Failure} failure
 */
export function sentenceOf({ code, message }) {
  return `${code}: ${message}`
}
