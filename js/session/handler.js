import { HolobandError } from '../errors.js'
import { challenge, isRefusal, refuseLogin } from './challenge.js'
import { createCookiePolicy } from './cookie-policy.js'
import { createGuard } from './guard.js'
import { readJson } from './json-body.js'
import { checkFunction, checkMethods, checkOptions, invalidType } from './options.js'
import { createOriginProof } from './origin.js'
import { refuseRequest, respond } from './responses.js'

/** @import { CookiePolicy } from './cookie-policy.js' */
/** @import { IssuedSession, Sessions } from './types.js' */

/**
 * @typedef {Record<string, unknown> & { username: string, password: string }} LoginBody
 * @typedef {{ subject: string }} Account
 *
 * @callback Authenticate
 * @param {LoginBody} body  the parsed body, other members included
 * @param {Request} request for its headers; the body is read already
 * @returns {Account | null | Promise<Account | null>} null: the name or the password is wrong, not said which
 *
 * @typedef {object} AuthHandlerOptions
 * @property {Sessions} sessions
 * @property {Authenticate} authenticate  may throw ERR_SUBJECT_REFUSED for an account that exists and is closed
 * @property {CookiePolicy} [cookies]  default `createCookiePolicy()`; the same as the guard's
 * @property {readonly string[]} [allowedOrigins]  such as `https://app.example`; default: the request's own origin,
 *   which a list replaces
 * @property {string} [basePath]  default `/auth`; '' for none
 * @property {(error: unknown) => void} [onError]  is told what became a 500; default: console.error
 *
 * @typedef {object} Context
 * @property {Sessions} sessions
 * @property {Authenticate} authenticate
 * @property {CookiePolicy} cookies
 * @property {string} basePath
 * @property {(error: unknown) => void} onError
 * @property {(request: Request) => boolean} isAllowed
 * @property {ReturnType<typeof createGuard>} guard
 *
 * @typedef {(request: Request, context: Context) => Response | Promise<Response>} Endpoint
 */

/** @type {Readonly<Record<string, readonly [method: string, endpoint: Endpoint]>>} */
const endpoints = Object.freeze({
  '/login': ['POST', login],
  '/refresh': ['POST', refresh],
  '/logout': ['POST', logout],
  '/session': ['GET', session],
})

/** What {@link readJson} refuses is answered under the same code. */
const bodyFailures = /** @type {const} */ ([
  'ERR_MEDIA_TYPE_UNSUPPORTED',
  'ERR_REQUEST_TOO_LARGE',
  'ERR_REQUEST_INVALID',
])

/**
 * createAuthHandler returns the function that answers, under `basePath`:
 *
 * * `POST /login` with `{ "username", "password" }` in JSON: sets both cookies and tells the access token's claims
 * * `POST /refresh`: issues both anew from the refresh cookie
 * * `POST /logout`: clears both, whatever they hold
 * * `GET /session`: the claims of the access token
 *
 * All POSTs need the proof of origin, the login too: somebody who is signed in to a stranger's account without
 * knowing it types secrets into it. Tokens are in cookies that scripts cannot read and never in a body. The cookies
 * are set together and cleared together, and only an answer that refuses what was presented clears them: a failure of
 * the server signs nobody out.
 *
 * The returned promise never rejects. What goes wrong in `authenticate` or in `sessions` is handed to `onError` and
 * answered by a 500 that says nothing about it.
 *
 * @param {AuthHandlerOptions} options
 * @returns {(request: Request) => Promise<Response>}
 */
export function createAuthHandler(options) {
  const context = readOptions(options)
  const { basePath } = context
  return async (request) => {
    const { pathname } = new URL(request.url)
    const path = pathname.startsWith(basePath) ? pathname.slice(basePath.length) : ''
    const endpoint = Object.hasOwn(endpoints, path) ? endpoints[path] : undefined
    if (endpoint === undefined) return refuseRequest('ERR_ROUTE_UNKNOWN')
    const [method, answer] = endpoint
    if (request.method !== method) return refuseRequest('ERR_METHOD_NOT_ALLOWED', { allow: method })
    try {
      if (!context.isAllowed(request)) return refuseRequest('ERR_CROSS_SITE_REQUEST')
      return await answer(request, context)
    } catch (error) {
      return fail(error, context)
    }
  }
}

/**
 * @param {AuthHandlerOptions} options
 * @returns {Context}
 */
function readOptions(options) {
  const names = ['sessions', 'authenticate', 'cookies', 'allowedOrigins', 'basePath', 'onError']
  checkOptions(options, names, 'createAuthHandler')
  const { sessions, authenticate, allowedOrigins, basePath = '/auth', onError = console.error } = options
  const { cookies = createCookiePolicy() } = options
  checkMethods(sessions, ['start', 'refresh', 'verifyAccess'], 'sessions')
  checkMethods(cookies, ['read', 'set', 'clear'], 'cookies')
  checkFunction(authenticate, 'authenticate')
  checkFunction(onError, 'onError')
  if (typeof basePath !== 'string') throw invalidType('basePath', 'a string')
  if (!/^(?:\/[0-9A-Za-z._~-]+)*$/.test(basePath))
    throw new HolobandError('ERR_OPTION_RANGE', { option: 'basePath' })
  const guard = createGuard({
    sessions,
    cookies,
    ...(allowedOrigins === undefined ? {} : { allowedOrigins }),
  })
  return {
    sessions,
    authenticate,
    cookies,
    basePath,
    onError,
    guard,
    isAllowed: createOriginProof(allowedOrigins),
  }
}

/** @type {Endpoint} */
async function login(request, context) {
  const body = await readJson(request)
  if (!isLoginBody(body)) throw new HolobandError('ERR_REQUEST_INVALID')
  const account = await whoIs(body, request, context)
  if (account instanceof HolobandError) return refuseLogin(account)
  return signedIn(await context.sessions.start(account.subject), context)
}

/**
 * whoIs asks `authenticate`. Anything but an account or null is a mistake there (a forgotten `await` or `return`), and
 * nobody gets in by it.
 *
 * @param {LoginBody} body
 * @param {Request} request
 * @param {Context} context
 * @returns {Promise<Account | HolobandError>}
 */
async function whoIs(body, request, { authenticate }) {
  try {
    const account = await authenticate(body, request)
    if (account === null) return new HolobandError('ERR_CREDENTIALS_INVALID')
    if (!isAccount(account)) throw invalidType('what authenticate returns', '{ subject } or null')
    return account
  } catch (error) {
    if (error instanceof HolobandError && error.code === 'ERR_SUBJECT_REFUSED') return error
    throw error
  }
}

/** @type {Endpoint} */
async function refresh({ headers }, context) {
  const { cookies, sessions } = context
  const presented = cookies.read(headers)
  try {
    if (presented.repeated) throw new HolobandError('ERR_CREDENTIALS_DUPLICATE')
    if (presented.refresh === undefined) throw new HolobandError('ERR_CREDENTIALS_MISSING')
    return signedIn(await sessions.refresh(presented.refresh), context)
  } catch (error) {
    if (!isRefusal(error)) throw error
    // Where nothing was presented nothing is cleared: a login in another tab may be setting the cookies right now.
    if (error.code === 'ERR_CREDENTIALS_MISSING') return challenge(error)
    return challenge(error, { setCookies: cookies.clear() })
  }
}

/** @type {Endpoint} */
function logout(_request, { cookies }) {
  return respond({ status: 204, body: null, setCookies: cookies.clear() })
}

/** @type {Endpoint} */
function session(request, { guard }) {
  const admission = guard(request)
  return admission.ok ? respond({ status: 200, body: { claims: admission.claims } }) : admission.response
}

/**
 * @param {IssuedSession} issued
 * @param {Context} context
 */
function signedIn({ accessToken, refreshToken, claims, refreshExpiresAt, expiresAt }, { cookies }) {
  const setCookies = cookies.set({ accessToken, refreshToken, maxAge: refreshExpiresAt - claims.iat })
  return respond({ status: 200, body: { claims, sessionExpiresAt: expiresAt }, setCookies })
}

/**
 * @param {Record<string, unknown>} body
 * @returns {body is LoginBody}
 */
function isLoginBody(body) {
  return typeof body.username === 'string' && typeof body.password === 'string'
}

/**
 * @param {unknown} error
 * @param {Context} context
 */
function fail(error, { onError }) {
  const code = error instanceof HolobandError ? bodyFailures.find((known) => known === error.code) : undefined
  if (code !== undefined) return refuseRequest(code)
  try {
    onError(error)
  } catch {
    // A hook that fails as well must not keep the client waiting for an answer.
  }
  return refuseRequest('ERR_SERVER_FAILED')
}

/**
 * @param {unknown} account
 * @returns {account is Account}
 */
function isAccount(account) {
  return account !== null && typeof account === 'object' && 'subject' in account
}
