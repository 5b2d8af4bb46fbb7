import { HolobandError } from '../errors.js'
import { jwks, login, logout, refresh, session } from './endpoints.js'
import { readOptions } from './handler-options.js'
import { refuseRequest } from './responses.js'

/** @import { Duration } from '../verifier.js' */
/** @import { CookiePolicy } from './cookie-policy.js' */
/** @import { Endpoint } from './endpoints.js' */
/** @import { Context } from './handler-options.js' */
/** @import { WaitUntil } from './later.js' */
/** @import { RateLimit } from './rate-limit.js' */
/** @import { Connection, Sessions } from './types.js' */

/**
 * @typedef {Record<string, unknown> & { username: string, password: string }} LoginBody
 */

/**
 * Who has logged in. The subject is the `sub` of the tokens: an identifier that is never given to anybody else.
 *
 * @typedef {{ subject: string }} Account
 */

/**
 * Checks a login. Compare passwords with `verifyPassword`, for names that do not exist too.
 *
 * @callback Authenticate
 * @param {LoginBody} body  the parsed body, other members included
 * @param {Request} request for its headers; the body is read already
 * @returns {Account | null | Promise<Account | null>} null: the name or the password is wrong, not said which
 */

/**
 * What the auth handler works on, and what it lets pass.
 *
 * @typedef {object} AuthHandlerOptions
 * @property {Sessions} sessions  what `createSessions` makes
 * @property {Authenticate} authenticate  may throw ERR_SUBJECT_REFUSED for an account that exists and is closed
 * @property {CookiePolicy} [cookies]  default `createCookiePolicy()`; the same as the guard's
 * @property {readonly string[]} [allowedOrigins]  such as `https://app.example`; default: the request's own origin,
 *   which a list replaces
 * @property {string} [basePath]  default `/auth`; '' for none
 * @property {boolean} [bearer]  whether tokens may travel in JSON, for clients that ask for it; default false
 * @property {RateLimit | null} [rateLimit]  default `createRateLimit({ store: sessions.store })`; null: no limit
 * @property {number} [maxConcurrentLogins]  how many logins may be under way at a time in this process; default 10. One more
 *   is refused at once with 429, so that a flood of logins, each of which costs a password hash, leaves time for everything else
 * @property {(request: Request) => string} [describeDevice]  what a subject is to recognise a session by; default: the
 *   User-Agent header
 * @property {Duration} [jwksMaxAge]  how long caches may keep the public keys; default '5m', at most a day
 * @property {(error: unknown) => void} [onError]  is told what became a 500 or a 503, and what went wrong beside a login
 *   or a refresh that succeeded; default: console.error
 *
 * @callback AnswerRequest
 * @param {Request} request
 * @param {Connection} [connection]
 * @returns {Promise<Response>}
 *
 * @typedef {AnswerRequest & { readonly paths: readonly string[] }} AuthHandler
 *   `paths` are the ones that it answers, so that what is routed to it cannot differ from that
 */

/** @typedef {readonly [methods: readonly string[], answer: Endpoint]} Route */

const reading = Object.freeze(['GET', 'HEAD'])
const writing = Object.freeze(['POST'])

/** @type {Readonly<Record<string, Route>>} */
const routes = Object.freeze({
  '/login': [writing, login],
  '/refresh': [writing, refresh],
  '/logout': [writing, logout],
  '/session': [reading, session],
})

/** Where others look for it, whatever the base path is. */
const jwksPath = '/.well-known/jwks.json'

/** What is refused with the same code wherever it comes up. */
const requestFailures = /** @type {const} */ ([
  'ERR_MEDIA_TYPE_UNSUPPORTED',
  'ERR_REQUEST_TOO_LARGE',
  'ERR_REQUEST_INVALID',
])

/** Of these it is known that asking again helps. */
const outages = /** @type {const} */ (['ERR_STORE_UNAVAILABLE', 'ERR_STORE_INCONSISTENT'])

/** Seconds; long enough for a store to restart, and much shorter than the grace of a lost answer. */
const outageRetryAfter = '5'

/**
 * createAuthHandler returns the function that answers, under `basePath`:
 *
 * * `POST /login` with `{ "username", "password" }` in JSON: sets both cookies and tells the access token's claims; the
 *   session of the refresh cookie that came along ends, since its cookies are overwritten
 * * `POST /refresh`: issues both anew from the refresh cookie
 * * `POST /logout`: ends the session and clears both, whatever they hold
 * * `GET /session`: the claims of the access token
 *
 * and `GET /.well-known/jwks.json` at the root: the public keys of access tokens.
 *
 * All POSTs need the proof of origin, the login too: somebody who is signed in to a stranger's account without
 * knowing it types secrets into it. Tokens are in cookies that scripts cannot read and never in a body. The cookies
 * are set together and cleared together, and only an answer that refuses what was presented clears them: a failure of
 * the server signs nobody out. While the store cannot be asked the answer is 503 with `Retry-After`, and asking again is
 * safe; a logout that did not happen is not shown as one.
 *
 * **Bearer transport**, with `bearer: true`: a request with the header `Holoband-Transport: bearer` gets its tokens
 * in JSON (`access_token`, `token_type`, `expires_in`, `refresh_token`), refreshes with `{ "refresh_token" }` in its
 * body and logs out with that or with its Authorization header. No cookie is read, set or cleared for it. It needs no
 * proof of origin: a page of another site cannot send that header without a preflight, which this handler never
 * answers, and would gain nothing, because such a request has nothing that its sender did not put into it. Where it
 * is not offered, such a request is refused with ERR_TRANSPORT_UNSUPPORTED.
 *
 * Logins and refreshes are limited, see `createRateLimit`: 429 with `Retry-After`. So are logins at the same time, by
 * `maxConcurrentLogins`. Without `clientAddress` a limit
 * knows only the name.
 *
 * **On a Worker**, `handler(request, { clientAddress, waitUntil: (work) => ctx.waitUntil(work) })`, or just
 * `handler(request, ctx)`, answers without waiting for what may finish later: what a login leaves to tidy up (the count
 * of its attempts, the session that it replaces), and what `onEvent` and `onTheft` return. A rotation is never left for
 * later.
 *
 * The returned promise never rejects. What goes wrong in `authenticate` or in `sessions` is handed to `onError` and
 * answered by a 500 that says nothing about it.
 *
 * @param {AuthHandlerOptions} options
 * @returns {AuthHandler}
 */
export function createAuthHandler(options) {
  const context = readOptions(options)
  const { basePath } = context
  /** @type {AnswerRequest} */
  const handle = async (request, connection = {}) => {
    const route = findRoute(new URL(request.url).pathname, basePath)
    if (route === undefined) return refuseRequest('ERR_ROUTE_UNKNOWN')
    const [methods] = route
    if (!methods.includes(request.method))
      return refuseRequest('ERR_METHOD_NOT_ALLOWED', { allow: methods.join(', ') })
    const response = await answer(request, route, connection, context)
    return request.method === 'HEAD' ? new Response(null, response) : response
  }
  const paths = Object.freeze([...Object.keys(routes).map((path) => basePath + path), jwksPath])
  return Object.freeze(Object.assign(handle, { paths }))
}

/**
 * @param {string} pathname
 * @param {string} basePath
 * @returns {Route | undefined}
 */
function findRoute(pathname, basePath) {
  if (pathname === jwksPath) return [reading, jwks]
  const path = pathname.startsWith(basePath) ? pathname.slice(basePath.length) : ''
  return Object.hasOwn(routes, path) ? routes[path] : undefined
}

/**
 * @param {Request} request
 * @param {Route} route
 * @param {Connection} connection
 * @param {Context} context
 */
async function answer(request, [, endpoint], connection, context) {
  const { parts } = context
  try {
    const transport = chooseTransport(request.headers, context)
    if (transport === undefined) return refuseRequest('ERR_TRANSPORT_UNSUPPORTED')
    if (!transport.isAllowed(request)) return refuseRequest('ERR_CROSS_SITE_REQUEST')
    const { clientAddress } = connection
    const client = clientAddress === undefined ? {} : { clientAddress }
    return await endpoint(request, { ...parts, transport, client, host: hostOf(connection) })
  } catch (error) {
    return fail(error, parts.report)
  }
}

/**
 * A host's own object may be handed over as it is, so that its method is called as one.
 *
 * @param {Connection} connection
 * @returns {{ waitUntil?: WaitUntil }}
 */
function hostOf(connection) {
  if (connection.waitUntil === undefined) return {}
  return { waitUntil: (work) => connection.waitUntil?.(work) }
}

/**
 * chooseTransport never takes a transport for another: cookies are what is meant only where nothing was said.
 *
 * @param {Headers} headers
 * @param {Context} context
 */
function chooseTransport(headers, { cookieTransport, bearerTransport }) {
  const asked = headers.get('holoband-transport')
  if (asked === null) return cookieTransport
  return asked.toLowerCase() === 'bearer' ? bearerTransport : undefined
}

/**
 * @param {unknown} error
 * @param {(error: unknown) => void} report
 */
function fail(error, report) {
  const code = error instanceof HolobandError ? error.code : undefined
  const refused = requestFailures.find((known) => known === code)
  if (refused !== undefined) return refuseRequest(refused)
  report(error)
  const outage = outages.find((known) => known === code)
  return outage === undefined
    ? refuseRequest('ERR_SERVER_FAILED')
    : refuseRequest(outage, { 'retry-after': outageRetryAfter })
}
