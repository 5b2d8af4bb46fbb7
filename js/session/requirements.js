import { clockOf, readClock } from '../core/arguments.js'
import { parseDuration } from '../duration.js'
import { HolobandError } from '../errors.js'
import { refuseScope, refuseStale } from './challenge.js'
import { checkOptions, invalidType } from './options.js'

/** @import { Claims, Duration } from '../verifier.js' */

/**
 * What a route asks of a token beyond being good.
 *
 * @typedef {object} Requirements
 * @property {string} [scope]  scopes that the token's `scope` claim must all list, with a space between
 * @property {Duration} [maxAuthAge]  how long ago the subject may have proved who they are, by the token's `auth_time`
 *   claim: a route that matters asks for the password again (RFC 9470)
 *
 * @typedef {{ scope: string | undefined, maxAuthAge: number | undefined }} ReadRequirements
 */

// RFC 6749 section 3.3
const scopeList = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/

/**
 * readRequirements refuses what is misspelt or none: a requirement that is ignored would let everybody pass.
 *
 * @param {Requirements} requirements
 * @returns {ReadRequirements}
 */
export function readRequirements(requirements) {
  checkOptions(requirements, ['scope', 'maxAuthAge'], 'the guard')
  const { scope, maxAuthAge } = requirements
  if (scope !== undefined) {
    if (typeof scope !== 'string') throw invalidType('scope', 'a string')
    if (!scopeList.test(scope)) throw new HolobandError('ERR_OPTION_RANGE', { option: 'scope' })
  }
  return { scope, maxAuthAge: maxAuthAge === undefined ? undefined : parseDuration(maxAuthAge) }
}

/**
 * createJudge returns the function that gives the refusal of claims which do not meet the requirements, or undefined.
 * What they may not do at all is said first: another login would not help.
 *
 * @param {(() => number) | undefined} now
 * @returns {(claims: Claims, requirements: ReadRequirements) => Response | undefined}
 */
export function createJudge(now) {
  const clock = clockOf(now)
  return (claims, { scope, maxAuthAge }) => {
    if (scope !== undefined && !grants(claims.scope, scope)) return refuseScope(scope)
    if (maxAuthAge === undefined || isFresh(claims.auth_time, maxAuthAge, readClock(clock))) return undefined
    return refuseStale(Math.floor(maxAuthAge))
  }
}

/**
 * @param {unknown} granted the token's claim (RFC 8693 section 4.2)
 * @param {string} needed
 */
function grants(granted, needed) {
  if (typeof granted !== 'string') return false
  const scopes = granted.split(' ')
  return needed.split(' ').every((scope) => scopes.includes(scope))
}

/**
 * isFresh compares as OpenID Connect Core section 3.1.2.1 says: stale is what is older than `maxAge`. A token that does
 * not say when the login was cannot show that it was recent.
 *
 * @param {unknown} authTime the token's claim, in seconds since 1970
 * @param {number} maxAge    seconds
 * @param {number} now
 */
function isFresh(authTime, maxAge, now) {
  if (!Number.isFinite(now)) throw new HolobandError('ERR_CLOCK_INVALID')
  return typeof authTime === 'number' && now - authTime <= maxAge
}
