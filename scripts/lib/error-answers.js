// How the auth handler and the guard answer an outcome, asked of the very functions that make their answers.
import { HolobandError } from '../../js/errors.js'
import { challenge, isRefusal, refuseLogin, refuseScope, refuseStale } from '../../js/session/challenge.js'
import { refuseRequest } from '../../js/session/responses.js'

/** @import { ErrorCode } from '../../js/errors.js' */
/** @import { RequestFailureCode } from '../../js/session/responses.js' */
/** @import { Answer } from './error-reference.js' */

/** Outcomes of the browser half, which no server answers with. */
const ofPages = new Set(['ERR_BODY_NOT_REPLAYABLE'])

/** @type {Readonly<Record<string, (error: HolobandError) => Response>>} */
const special = Object.freeze({
  ERR_SCOPE_INSUFFICIENT: () => refuseScope('read'),
  ERR_AUTHENTICATION_STALE: () => refuseStale(60),
  ERR_CREDENTIALS_INVALID: refuseLogin,
})

/**
 * @param {string} code
 * @returns {Promise<Answer | undefined>} undefined where it is not the fault of a request
 */
export async function answerTo(code) {
  if (ofPages.has(code)) return undefined
  const error = new HolobandError(/** @type {ErrorCode} */ (code))
  const response =
    special[code]?.(error) ?? asRequest(code) ?? (isRefusal(error) ? challenge(error) : undefined)
  if (response === undefined) return undefined
  const { reason } = await response.json()
  return { status: response.status, ...(reason === undefined ? {} : { reason }) }
}

/** @param {string} code */
function asRequest(code) {
  try {
    return refuseRequest(/** @type {RequestFailureCode} */ (code))
  } catch (error) {
    // It takes its own codes only, and has no row for another.
    if (error instanceof TypeError) return undefined
    throw error
  }
}
