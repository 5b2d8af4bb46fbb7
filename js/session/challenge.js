import { HolobandError } from '../errors.js'
import { failureBody, respond } from './responses.js'

/**
 * Why a token is refused, for programs. A client refreshes on `expired` and on nothing else:
 *
 * * `expired`: a good access token whose time is over; refresh, then try again
 * * `expired_session`: the refresh token's time is over; log in
 * * `revoked`: the account or the session was ended; log in
 * * `reused`: the refresh token was used before, so that its session was ended; log in
 * * `malformed`: not a token of this server, or not for this use
 *
 * @typedef {'expired' | 'expired_session' | 'revoked' | 'reused' | 'malformed'} ChallengeReason
 *
 * @typedef {{ setCookies?: readonly string[] }} ChallengeOptions
 */

const vary = { vary: 'Cookie, Authorization' }

/** What RFC 6750 section 3.1 calls invalid_request: 400, since the credentials themselves were not judged. */
const requestErrors = new Set(['ERR_CREDENTIALS_AMBIGUOUS', 'ERR_AUTHORIZATION_INVALID'])

/**
 * isRefusal tells a verdict on what the request presented from a failure of the program or the platform, which must
 * not look to the client as if its token were bad.
 *
 * @param {unknown} error
 * @returns {error is HolobandError}
 */
export function isRefusal(error) {
  return error instanceof HolobandError && error.reason !== 'misconfigured' && error.reason !== 'unavailable'
}

/**
 * challenge answers a request whose credentials do not do (RFC 6750 section 3).
 *
 * * nothing was presented: 401 with a bare `Bearer`, *please log in*
 * * a token was refused: 401 with `error="invalid_token"` and the reason
 * * credentials were sent in a way that leaves open which are meant: 400 with `error="invalid_request"`
 *
 * @param {HolobandError} error
 * @param {ChallengeOptions} [options]
 */
export function challenge(error, { setCookies = [] } = {}) {
  if (error.code === 'ERR_CREDENTIALS_MISSING') {
    const headers = { ...vary, 'www-authenticate': 'Bearer' }
    return respond({ status: 401, body: failureBody('login_required', error), headers, setCookies })
  }
  const malformedRequest = requestErrors.has(error.code)
  const kind = malformedRequest ? 'invalid_request' : 'invalid_token'
  const given = malformedRequest ? {} : { reason: reasonOf(error) }
  const headers = {
    ...vary,
    'www-authenticate': bearer({ error: kind, ...given, error_description: error.message }),
  }
  const status = malformedRequest ? 400 : 401
  return respond({ status, body: { ...failureBody(kind, error), ...given }, headers, setCookies })
}

/**
 * refuseLogin answers a login whose name and password do not do, or whose account may not be used. It carried no
 * token, so the challenge is bare.
 *
 * @param {HolobandError} error
 */
export function refuseLogin(error) {
  const headers = { 'www-authenticate': 'Bearer' }
  return respond({ status: 401, body: failureBody('invalid_credentials', error), headers })
}

/**
 * refuseScope answers a good token that does not carry the scope (RFC 6750 section 3.1), and names the scope, so that
 * a client can tell what to ask for.
 *
 * @param {string} scope
 */
export function refuseScope(scope) {
  const error = new HolobandError('ERR_SCOPE_INSUFFICIENT')
  const headers = {
    ...vary,
    'www-authenticate': bearer({ error: 'insufficient_scope', scope, error_description: error.message }),
  }
  return respond({ status: 403, body: { ...failureBody('insufficient_scope', error), scope }, headers })
}

/**
 * refuseStale answers a good token whose login was too long ago for what is asked (RFC 9470 section 3). A refresh would
 * not help, so that no `expired` is said: the page has to ask for the password, and the new login replaces the session.
 *
 * @param {number} maxAge whole seconds
 */
export function refuseStale(maxAge) {
  const error = new HolobandError('ERR_AUTHENTICATION_STALE')
  const kind = 'insufficient_user_authentication'
  const parameters = { error: kind, max_age: String(maxAge), error_description: error.message }
  const headers = { ...vary, 'www-authenticate': bearer(parameters) }
  return respond({ status: 401, body: { ...failureBody(kind, error), max_age: maxAge }, headers })
}

/** @type {ReadonlyMap<string, ChallengeReason>} */
const reasons = new Map([
  ['ERR_SESSION_EXPIRED', 'expired_session'],
  // The store forgets a session when its last token has expired, and not before.
  ['ERR_SESSION_UNKNOWN', 'expired_session'],
  ['ERR_SESSION_REVOKED', 'revoked'],
  ['ERR_SESSION_REPLACED', 'revoked'],
  ['ERR_SUBJECT_REFUSED', 'revoked'],
  ['ERR_REFRESH_TOKEN_REUSED', 'reused'],
])

/**
 * @param {HolobandError} error
 * @returns {ChallengeReason}
 */
function reasonOf({ code, reason }) {
  return reasons.get(code) ?? (reason === 'expired' ? 'expired' : 'malformed')
}

/** @param {Record<string, string>} parameters */
function bearer(parameters) {
  return `Bearer ${Object.entries(parameters)
    .map(([name, value]) => `${name}=${quote(value)}`)
    .join(', ')}`
}

/**
 * quote writes a quoted-string (RFC 9110 section 5.6.4). What a header cannot carry is replaced, not passed on: a
 * line break would begin another header.
 *
 * @param {string} text
 */
export function quote(text) {
  return `"${text.replace(/[^\x20-\x7e]/g, '?').replace(/["\\]/g, '\\$&')}"`
}
