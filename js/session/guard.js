import { HolobandError } from '../errors.js'
import { challenge, isRefusal, refuseScope } from './challenge.js'
import { createCookiePolicy } from './cookie-policy.js'
import { checkMethods, checkOptions, invalidType } from './options.js'
import { createOriginProof } from './origin.js'
import { refuseRequest } from './responses.js'

/** @import { CookiePolicy } from './cookie-policy.js' */
/** @import { Claims, Header, VerifiedToken } from '../verifier.js' */
/** @import { Sessions } from './types.js' */

/**
 * @typedef {object} GuardOptions
 * @property {Pick<Sessions, 'verifyAccess'>} sessions
 * @property {CookiePolicy} [cookies]  default `createCookiePolicy()`; the same as the handler's
 * @property {readonly string[]} [allowedOrigins]  such as `https://app.example`; default: the request's own origin,
 *   which a list replaces
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
 *
 * @callback Guard
 * @param {Request} request
 * @param {{ scope?: string }} [options] scopes that the token's `scope` claim must all list, with a space between
 * @returns {Admitted | Refused}
 *
 * @callback AsyncGuard
 * @param {Request} request
 * @param {{ scope?: string }} [options] as those of a guard
 * @returns {Promise<Admitted | Refused>}
 *
 * @typedef {{ token: string, via: 'cookie' | 'bearer' }} Credential
 */

// RFC 6750 section 2.1: credentials = "Bearer" 1*SP b64token
const bearerToken = /^[0-9A-Za-z\-._~+/]+=*$/

// RFC 6749 section 3.3
const scopeList = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/

/**
 * createGuard returns the function that stands before a protected API. It is synchronous and asks no store: an access
 * token is good or not by its signature and its claims alone.
 *
 * A request carries one credential. An access cookie and a bearer token together are refused, equal or not (RFC 6750
 * section 2 forbids the client to send both): whichever of them won, somebody could make a request count for another
 * account than the sender meant. A header of another scheme, such as Basic, is none of the guard's business. What a
 * cookie authenticates must also prove its origin, see `allowedOrigins`; a bearer token is never sent by itself.
 *
 * The answers are those of RFC 6750 section 3. The guard throws, and so lets nobody pass, when the program is at fault:
 * an unknown option, a scope that is none, a clock that gives no time.
 *
 * @param {GuardOptions} options
 * @returns {Guard}
 */
export function createGuard(options) {
  const { sessions, find, refuse } = prepare(options)
  return (request, requirements = {}) => {
    const scope = readScope(requirements)
    try {
      const { token, via } = find(request)
      return admit(sessions.verifyAccess(token), via, scope)
    } catch (error) {
      return refuse(error)
    }
  }
}

/**
 * createAsyncGuard returns a guard that may wait for the keys which a token is to be judged by. It is for whoever only
 * verifies what somebody else signs, with a remote key set:
 *
 *     const verifier = createVerifier({ keys: createRemoteKeySet('https://auth.example/jwks.json'), … })
 *     const guard = createAsyncGuard({ sessions: { verifyAccess: (token) => verifier.verifyAsync(token) } })
 *
 * It rejects where {@link createGuard}'s guard throws, and where the keys cannot be had: that is no fault of the token.
 *
 * @param {AsyncGuardOptions} options
 * @returns {AsyncGuard}
 */
export function createAsyncGuard(options) {
  const { sessions, find, refuse } = prepare(options)
  return async (request, requirements = {}) => {
    const scope = readScope(requirements)
    try {
      const { token, via } = find(request)
      return admit(await sessions.verifyAccess(token), via, scope)
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
  checkOptions(options, ['sessions', 'cookies', 'allowedOrigins'], 'createGuard')
  const { sessions, cookies = createCookiePolicy(), allowedOrigins } = options
  checkMethods(sessions, ['verifyAccess'], 'sessions')
  checkMethods(cookies, ['read', 'set', 'clear'], 'cookies')
  const hasOriginProof = createOriginProof(allowedOrigins)
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
 * @param {VerifiedToken} verified
 * @param {Credential['via']} via
 * @param {string | undefined} scope
 * @returns {Admitted | Refused}
 */
function admit({ claims, header }, via, scope) {
  if (scope !== undefined && !grants(claims.scope, scope)) return refused(refuseScope(scope))
  return { ok: true, claims, header, via }
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
  const bearer = readBearer(headers.get('authorization'))
  const { access, repeated } = cookies.read(headers)
  if (bearer !== undefined && (access !== undefined || repeated))
    throw new HolobandError('ERR_CREDENTIALS_AMBIGUOUS')
  if (bearer !== undefined) return { token: bearer, via: 'bearer' }
  if (repeated) throw new HolobandError('ERR_CREDENTIALS_DUPLICATE')
  if (access === undefined) throw new HolobandError('ERR_CREDENTIALS_MISSING')
  return { token: access, via: 'cookie' }
}

/**
 * readBearer finds the bearer token. Two Authorization headers arrive joined by a comma, and are no token.
 *
 * @param {string | null} authorization
 */
function readBearer(authorization) {
  if (authorization === null || !/^bearer(?: |$)/i.test(authorization)) return undefined
  const token = authorization.slice('bearer'.length).replace(/^ +/, '')
  if (!bearerToken.test(token)) throw new HolobandError('ERR_AUTHORIZATION_INVALID')
  return token
}

/** @param {{ scope?: string }} requirements */
function readScope(requirements) {
  // A misspelt requirement that is ignored would let everybody pass.
  checkOptions(requirements, ['scope'], 'the guard')
  const { scope } = requirements
  if (scope === undefined) return undefined
  if (typeof scope !== 'string') throw invalidType('scope', 'a string')
  if (!scopeList.test(scope)) throw new HolobandError('ERR_OPTION_RANGE', { option: 'scope' })
  return scope
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
