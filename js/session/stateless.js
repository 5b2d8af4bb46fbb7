import { clockOf, readClock } from '../core/arguments.js'
import { parseDuration } from '../duration.js'
import { HolobandError } from '../errors.js'
import { createIssuer } from '../issuer.js'
import { createVerifier } from '../verifier.js'
import { checkFunction, checkOptions, invalidType } from './options.js'

/** @import { Key } from '../keys.js' */
/** @import { Claims, Duration } from '../verifier.js' */
/** @import { IssuedSession, Sessions } from './types.js' */

/**
 * @typedef {object} StatelessSessionsOptions
 * @property {Key} key  signs and checks both kinds of token
 * @property {string | null} issuer  the `iss` claim; null leaves it and its check out
 * @property {string | readonly string[] | null} audience  the `aud` claim of access tokens, likewise
 * @property {Duration} [accessTtl]  default '15m'
 * @property {Duration} [refreshTtl] from the login on; default '7d'
 * @property {(subject: string) => Claims | null | Promise<Claims | null>} [reload] asked on every refresh: the
 *   claims of the account as it is now, or null when it may not go on. Without it the claims of the login are carried
 *   along, and an account that was banned can refresh until the session's end.
 * @property {() => number} [now]  the clock, in seconds since 1970
 */

const accessType = 'at+jwt'
const refreshType = 'rt+jwt'

/** What a session sets itself; a caller's claim of the same name would be believed to be the session's. */
const reserved = ['iss', 'aud', 'sub', 'sid', 'iat', 'nbf', 'exp']

/**
 * createStatelessSessions makes sessions that no store knows: two signed tokens, and nothing else. Refreshing checks
 * a signature and asks `reload`; it cannot take a session back and cannot tell a stolen refresh token from a good
 * one. A copy of either token stays good until it expires, also after a logout.
 *
 * Access tokens have the type `at+jwt` and carry `sid`, the session's identifier; refresh tokens have the type
 * `rt+jwt`; each is refused where the other is expected (RFC 8725 section 3.11). The refresh token is meant for the
 * issuer alone, so that a service which forgets to check the type refuses it by its audience. Every refresh issues
 * both anew, and neither ever outlives the end that was set at the login.
 *
 * Throws what `createIssuer` and `createVerifier` throw of the options, ERR_DURATION_INVALID, and ERR_OPTION_RANGE
 * for a lifetime under a second. `start` rejects with ERR_CLAIM_CONFLICT for claims that the session sets itself;
 * `refresh` with the verifier's codes and with ERR_SUBJECT_REFUSED when `reload` gives null.
 *
 * @param {StatelessSessionsOptions} options
 * @returns {Readonly<Sessions>}
 */
export function createStatelessSessions(options) {
  const names = ['key', 'issuer', 'audience', 'accessTtl', 'refreshTtl', 'reload', 'now']
  checkOptions(options, names, 'createStatelessSessions')
  const { reload } = options
  if (reload !== undefined) checkFunction(reload, 'reload')
  const now = clockOf(options.now)
  const accessTtl = lifetime(options.accessTtl ?? '15m', 'accessTtl')
  const refreshTtl = lifetime(options.refreshTtl ?? '7d', 'refreshTtl')
  const tokens = createTokens(options, now)

  /**
   * @param {Login} login
   * @param {Claims} claims
   * @returns {IssuedSession}
   */
  const issue = ({ subject, sid, end, carried }, claims) => {
    const iat = wholeSeconds(now)
    const about = { sub: subject, sid, iat }
    const access = { ...claims, ...about, exp: Math.min(iat + accessTtl, end) }
    return {
      accessToken: tokens.accessIssuer.issue(access),
      refreshToken: tokens.refreshIssuer.issue({
        ...about,
        exp: end,
        ...(carried === undefined ? {} : { carried }),
      }),
      claims: access,
      expiresAt: end,
    }
  }

  return Object.freeze({
    async start(subject, claims = {}) {
      checkSubject(subject)
      checkClaims(claims)
      const login = { subject, sid: crypto.randomUUID(), end: wholeSeconds(now) + refreshTtl }
      return issue({ ...login, carried: reload === undefined ? claims : undefined }, claims)
    },
    async refresh(refreshToken) {
      const login = readLogin(tokens.refreshVerifier.verify(refreshToken).claims)
      if (reload === undefined) return issue(login, login.carried ?? {})
      const claims = await reload(login.subject)
      if (claims === null) throw new HolobandError('ERR_SUBJECT_REFUSED')
      checkClaims(claims)
      return issue({ ...login, carried: undefined }, claims)
    },
    verifyAccess: (accessToken) => tokens.accessVerifier.verify(accessToken),
  })
}

/**
 * @typedef {object} Login
 * @property {string} subject
 * @property {string} sid
 * @property {number} end
 * @property {Claims | undefined} carried  the claims of the login, where nobody can be asked for newer ones
 */

/**
 * @param {StatelessSessionsOptions} options
 * @param {() => number} now
 */
function createTokens({ key, issuer, audience }, now) {
  const access = { issuer, audience, now, typ: accessType }
  const refresh = { issuer, audience: issuer ?? audience, now, typ: refreshType }
  const accessIssuer = createIssuer({ ...access, key, ttl: null })
  const refreshIssuer = createIssuer({ ...refresh, key, ttl: null })
  const checks = { keys: key, algorithms: [key.alg], requiredClaims: ['sub', 'sid'] }
  const accessVerifier = createVerifier({ ...access, ...checks })
  const refreshVerifier = createVerifier({ ...refresh, ...checks })
  return { accessIssuer, refreshIssuer, accessVerifier, refreshVerifier }
}

/**
 * readLogin reads the claims of a refresh token. The signature is good, so other claims come from another version of
 * this library or from another program with the same key; both are refused.
 *
 * @param {Claims} claims
 * @returns {Login}
 */
function readLogin({ sub, sid, exp, carried }) {
  if (typeof sub !== 'string') throw new HolobandError('ERR_CLAIM_TYPE', { claim: 'sub' })
  if (typeof sid !== 'string') throw new HolobandError('ERR_CLAIM_TYPE', { claim: 'sid' })
  if (typeof exp !== 'number' || !Number.isSafeInteger(exp))
    throw new HolobandError('ERR_CLAIM_TYPE', { claim: 'exp' })
  if (carried !== undefined && !isObject(carried))
    throw new HolobandError('ERR_CLAIM_TYPE', { claim: 'carried' })
  return { subject: sub, sid, end: exp, carried }
}

/**
 * @param {Duration} value
 * @param {string} option
 */
function lifetime(value, option) {
  const seconds = Math.floor(parseDuration(value))
  if (seconds < 1) throw new HolobandError('ERR_OPTION_RANGE', { option })
  return seconds
}

/** @param {() => number} now */
function wholeSeconds(now) {
  const seconds = Math.floor(readClock(now))
  if (!Number.isSafeInteger(seconds) || seconds < 0) throw new HolobandError('ERR_CLOCK_INVALID')
  return seconds
}

/** @param {unknown} subject */
function checkSubject(subject) {
  // A number is not turned into a string: 7 and '7' would become one account.
  if (typeof subject !== 'string') throw invalidType('subject', 'a string')
  if (subject === '') throw new HolobandError('ERR_OPTION_EMPTY', { option: 'subject' })
}

/** @param {unknown} claims */
function checkClaims(claims) {
  if (!isObject(claims)) throw invalidType('claims', 'an object')
  const claim = reserved.find((name) => Object.hasOwn(claims, name))
  if (claim !== undefined) throw new HolobandError('ERR_CLAIM_CONFLICT', { claim })
}

/**
 * @param {unknown} value
 * @returns {value is Claims}
 */
function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
