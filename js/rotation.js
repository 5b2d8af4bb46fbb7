import { assertOptions, optionsText } from './core/arguments.js'
import { checked, errorOf } from './core/failure.js'
import { calls, core } from './core/instance.js'
import { idOf, Resource } from './core/resource.js'
import { HolobandError } from './errors.js'

/** @typedef {import('./issuer.js').Issuer} Issuer */
/** @typedef {import('./key-set.js').KeySet} KeySet */
/** @typedef {import('./keys.js').Key} Key */
/** @typedef {import('./verifier.js').Duration} Duration */
/** @typedef {import('./verifier.js').Verifier} Verifier */

/**
 * What happens to an authentic refresh token, as src/holoband/session/rotation.h defines it.
 *
 * @typedef {'rotate' | 'replay' | 'reuse' | 'unknown' | 'revoked' | 'expired' | 'inconsistent'} Verdict
 */

/**
 * The part of a store's row that decisions are made by.
 *
 * @typedef {object} CoreRow
 * @property {string} id
 * @property {string} subject
 * @property {string} status
 * @property {number} generation
 * @property {number} rotatedAt
 * @property {number} createdAt
 * @property {number} idleExpiresAt
 * @property {number} absoluteExpiresAt
 */

/**
 * What an authentic refresh token says of itself.
 *
 * @typedef {object} Presented
 * @property {string} id
 * @property {string} subject
 * @property {number} generation
 * @property {number} expiresAt
 */

/**
 * @typedef {object} RotationOptions
 * @property {Duration} [accessTtl]
 * @property {Duration} [idleTtl]
 * @property {Duration} [absoluteTtl]
 * @property {Duration} [grace]
 * @property {number} [accessTtlJitter]
 */

/**
 * The state machine of refresh rotation (design, section 5): pure decisions, which a store makes true.
 */
export class Rotation extends Resource {
  /**
   * The first row of a session, with a new identifier.
   *
   * @param {string} subject
   * @param {number} now the store's clock
   * @returns {CoreRow}
   */
  start(subject, now) {
    return JSON.parse(checked(calls().startSession(idOf(this), subject, now)).text)
  }

  /**
   * Judges a presented refresh token by the row of its session. Of a rotation, `row` is the row as it has to become.
   *
   * @param {Presented} presented
   * @param {CoreRow | undefined} row
   * @param {number} now the store's clock
   * @returns {{ verdict: Verdict, row: CoreRow }}
   */
  decide(presented, row, now) {
    const known = row === undefined ? '' : textOf(row)
    return JSON.parse(checked(calls().decideRefresh(idOf(this), textOf(presented), known, now)).text)
  }

  /**
   * The `exp` of an access token that is issued now for a row.
   *
   * @param {CoreRow} row
   * @param {number} now
   */
  accessExpiresAt(row, now) {
    return calls().accessExpiresAt(idOf(this), textOf(row), now)
  }
}

/**
 * @param {RotationOptions} options
 * @returns {Rotation}
 * @throws {HolobandError} `ERR_DURATION_INVALID`, `ERR_OPTION_RANGE`, `ERR_OPTION_TYPE`, `ERR_OPTION_CONFLICT`
 */
export function createRotation(options) {
  assertOptions(options, 'createRotation')
  return new Rotation(checked(calls().createSessionPolicy(optionsText(options))).handle)
}

/**
 * Refuses a key that signs the same claims differently every time: a refresh token that was lost on its way to the
 * client could not be made again.
 *
 * @param {Key | KeySet} key
 * @param {string} option
 */
export function assertDeterministic(key, option) {
  const { code } = calls().checkDeterministic(idOf(key))
  if (code !== 0) throw errorOf(code, option)
}

/**
 * The refresh token that is current for a row, the same bytes every time.
 *
 * @param {Issuer} issuer
 * @param {CoreRow} row
 * @returns {string}
 */
export function signRefreshToken(issuer, row) {
  return checked(calls().signRefreshToken(idOf(issuer), textOf(row))).text
}

/**
 * Verifies a refresh token, and reads what it says of itself.
 *
 * @param {Verifier} verifier
 * @param {unknown} token
 * @param {number} now
 * @returns {Presented}
 * @throws {HolobandError} the verifier's codes
 */
export function readRefreshToken(verifier, token, now) {
  const { glue, memory } = core()
  if (typeof token !== 'string') throw new HolobandError('ERR_TOKEN_NOT_STRING')
  const id = idOf(verifier)
  // Before it is copied: nobody makes this server keep a buffer for a token that no verifier would look at.
  const admitted = glue._holoband_admit(id, token.length)
  if (admitted !== 0) throw errorOf(admitted, '')
  const size = memory.writeToken(token)
  if (size < 0) throw new HolobandError('ERR_OUT_OF_MEMORY')
  return JSON.parse(checked(calls().readRefreshToken(id, size, now)).text)
}

/**
 * What C++ reads of a row, and no more: what a device calls itself is no business of a decision.
 *
 * @param {CoreRow | Presented} row
 */
function textOf(row) {
  return JSON.stringify(row, fields)
}

const fields = [
  'id',
  'subject',
  'status',
  'generation',
  'rotatedAt',
  'createdAt',
  'idleExpiresAt',
  'absoluteExpiresAt',
  'expiresAt',
]
