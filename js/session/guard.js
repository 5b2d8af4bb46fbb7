import { HolobandError } from '../errors.js'
import { challenge, isRefusal } from './challenge.js'
import { createCookiePolicy } from './cookie-policy.js'
import { readBearer } from './credentials.js'
import { checkMethods, checkOptions } from './options.js'
import { createOriginProof } from './origin.js'
import { createJudge, readRequirements } from './requirements.js'
import { refuseRequest } from './responses.js'

/** @import { CookiePolicy } from './cookie-policy.js' */
/** @import { Claims, Header, VerifiedToken } from '../verifier.js' */
/** @import { ReadRequirements, Requirements } from './requirements.js' */
/** @import { Sessions } from './types.js' */

/**
 * What a guard verifies with, and what it takes for its own origin.
 *
 * @typedef {object} GuardOptions
 * @property {Pick<Sessions, 'verifyAccess'>} sessions  what verifies the access token
 * @property {CookiePolicy} [cookies]  default `createCookiePolicy()`; the same as the handler's
 * @property {readonly string[]} [allowedOrigins]  such as `https://app.example`; default: the request's own origin,
 *   which a list replaces
 * @property {() => number} [now]  the clock that `maxAuthAge` goes by, in seconds since 1970; the same as the sessions'
 */

/**
 * Those of a guard, over something that may verify asynchronously.
 *
 * @typedef {Omit<GuardOptions, 'sessions'> & AsyncChecks} AsyncGuardOptions
 *
 * @typedef {object} AsyncChecks
 * @property {{ verifyAccess: (accessToken: string) => VerifiedToken | Promise<VerifiedToken> }} sessions
 *
 * @typedef {object} Admitted
 * @property {true} ok
 * @property {Claims} claims
 * @property {Header} header
 * @property {'cookie' | 'bearer'} via
 *
 * @typedef {object} Refused
 * @property {false} ok
 * @property {Response} response  what to answer
 */

/**
 * Judges a request: gives the claims of its access token, or the answer that refuses it.
 *
 * @callback Guard
 * @param {Request} request
 * @param {Requirements} [requirements]
 * @returns {Admitted | Refused}
 */

/**
 * Judges a request, and may wait for keys.
 *
 * @callback AsyncGuard
 * @param {Request} request
 * @param {Requirements} [requirements]
 * @returns {Promise<Admitted | Refused>}
 *
 * @typedef {{ token: string, via: 'cookie' | 'bearer' }} Credential
 */

/**
 * createGuard returns the function that stands before a protected API. It is synchronous and asks no store: an access
 * token is good or not by its signature and its claims alone.
 *
 * A request carries one credential. An access cookie and a bearer token together are refused, equal or not (RFC 6750
 * section 2 forbids the client to send both): whichever of them won, somebody could make a request count for another
 * account than the sender meant. A header of another scheme, such as Basic, is none of the guard's business. What a
 * cookie authenticates must also prove its origin, see `allowedOrigins`; a bearer token is never sent by itself.
 *
 * The answers are those of RFC 6750 section 3, and of RFC 9470 where the login was too long ago. The guard throws, and so
 * lets nobody pass, when the program is at fault: an unknown option, a scope that is none, a clock that gives no time.
 *
 * @param {GuardOptions} options
 * @returns {Guard}
 */
export function createGuard(options) {
  const { sessions, find, admit, refuse } = prepare(options)
  return (request, requirements = {}) => {
    const required = readRequirements(requirements)
    try {
      const { token, via } = find(request)
      return admit(sessions.verifyAccess(token), via, required)
    } catch (error) {
      return refuse(error)
    }
  }
}

/**
 * createAsyncGuard returns a guard that may wait for the keys which a token is to be judged by. It is for whoever only
 * verifies what somebody else signs, with a remote key set:
 *
 *     const verifier = createVerifier({
 *       keys: createRemoteKeySet('https://auth.example/.well-known/jwks.json'),
 *       algorithms: ['ES256'],
 *       issuer: 'https://auth.example',
 *       audience: 'https://api.example',
 *     })
 *     const guard = createAsyncGuard({ sessions: { verifyAccess: (token) => verifier.verifyAsync(token) } })
 *
 * It rejects where {@link createGuard}'s guard throws, and where the keys cannot be had: that is no fault of the token.
 *
 * @param {AsyncGuardOptions} options
 * @returns {AsyncGuard}
 */
export function createAsyncGuard(options) {
  const { sessions, find, admit, refuse } = prepare(options)
  return async (request, requirements = {}) => {
    const required = readRequirements(requirements)
    try {
      const { token, via } = find(request)
      return admit(await sessions.verifyAccess(token), via, required)
    } catch (error) {
      return refuse(error)
    }
  }
}

/**
 * prepare makes what both guards do apart from verifying.
 *
 * @template {AsyncChecks['sessions']} Checks
 * @param {Omit<GuardOptions, 'sessions'> & { sessions: Checks }} options
 */
function prepare(options) {
  checkOptions(options, ['sessions', 'cookies', 'allowedOrigins', 'now'], 'createGuard')
  const { sessions, cookies = createCookiePolicy(), allowedOrigins } = options
  checkMethods(sessions, ['verifyAccess'], 'sessions')
  checkMethods(cookies, ['read', 'set', 'clear'], 'cookies')
  const hasOriginProof = createOriginProof(allowedOrigins)
  const judge = createJudge(options.now)
  return {
    sessions,
    /** @param {Request} request */
    find(request) {
      const credential = findCredential(request.headers, cookies)
      if (credential.via === 'cookie' && !hasOriginProof(request))
        throw new HolobandError('ERR_CROSS_SITE_REQUEST')
      return credential
    },
    /**
     * @param {VerifiedToken} verified
     * @param {Credential['via']} via
     * @param {ReadRequirements} required
     * @returns {Admitted | Refused}
     */
    admit({ claims, header }, via, required) {
      const response = judge(claims, required)
      return response === undefined ? { ok: true, claims, header, via } : refused(response)
    },
    /**
     * @param {unknown} error
     * @returns {Refused}
     */
    refuse(error) {
      if (!isRefusal(error)) throw error
      if (error.code === 'ERR_CROSS_SITE_REQUEST') return refused(refuseRequest(error.code))
      const setCookies = error.code === 'ERR_CREDENTIALS_DUPLICATE' ? cookies.clear() : []
      return refused(challenge(error, { setCookies }))
    },
  }
}

/**
 * @param {Response} response
 * @returns {Refused}
 */
function refused(response) {
  return { ok: false, response }
}

/**
 * @param {Headers} headers
 * @param {CookiePolicy} cookies
 * @returns {Credential}
 */
function findCredential(headers, cookies) {
  const bearer = readBearer(headers)
  const { access, repeated } = cookies.read(headers)
  if (bearer !== undefined && (access !== undefined || repeated))
    throw new HolobandError('ERR_CREDENTIALS_AMBIGUOUS')
  if (bearer !== undefined) return { token: bearer, via: 'bearer' }
  if (repeated) throw new HolobandError('ERR_CREDENTIALS_DUPLICATE')
  if (access === undefined) throw new HolobandError('ERR_CREDENTIALS_MISSING')
  return { token: access, via: 'cookie' }
}
