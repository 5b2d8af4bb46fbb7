import { HolobandError } from '../errors.js'
import { challenge, isRefusal, refuseLogin } from './challenge.js'
import { readJson } from './json-body.js'
import { finish } from './later.js'
import { limitLogin, limitRefresh } from './limits.js'
import { invalidType } from './options.js'
import { replaced } from './refresh.js'
import { refuseRequest, respond } from './responses.js'

/** @import { Account, Authenticate, LoginBody } from './handler.js' */
/** @import { WaitUntil } from './later.js' */
/** @import { LimitedCall } from './limits.js' */
/** @import { LoginSlots } from './login-slots.js' */
/** @import { Transport } from './transport.js' */
/** @import { IssuedSession, Sessions } from './types.js' */

/**
 * What an endpoint answers with. `transport`, `client` and `host` are the request's own.
 *
 * @typedef {object} CallParts
 * @property {Sessions} sessions
 * @property {Authenticate} authenticate
 * @property {(request: Request) => string} describeDevice
 * @property {number} jwksMaxAge  seconds
 * @property {LoginSlots} loginSlots
 * @property {Transport} transport
 * @property {{ clientAddress?: string }} client
 * @property {{ waitUntil?: WaitUntil }} host
 *
 * @typedef {CallParts & LimitedCall} Call
 *
 * @callback Endpoint
 * @param {Request} request
 * @param {Call} call
 * @returns {Response | Promise<Response>}
 */

/** @type {Endpoint} */
export async function login(request, call) {
  const body = await readJson(request)
  if (!isLoginBody(body)) throw new HolobandError('ERR_REQUEST_INVALID')
  const slot = call.loginSlots.take()
  // Before it is counted, so that a crowd uses up nobody's attempts.
  if (slot === undefined) return refuseRequest('ERR_RATE_LIMITED', { 'retry-after': '1' })
  try {
    await slot.ready
    return await logIn(body, request, call)
  } finally {
    slot.leave()
  }
}

/**
 * @param {LoginBody} body
 * @param {Request} request
 * @param {Call} call
 */
async function logIn(body, request, call) {
  const { client } = call
  const limited = await limitLogin({ action: 'login', username: body.username, request, ...client }, call)
  if (limited.refusal !== undefined) return limited.refusal
  const response = await startSession(body, request, call)
  if (response instanceof HolobandError) return refuseLogin(response)
  await finish(tidyUp([limited.succeeded, () => endReplaced(request, call)], call), call.host.waitUntil)
  return response
}

/**
 * The login is done: what else goes wrong is for the log.
 *
 * @param {(() => void | Promise<void>)[]} steps
 * @param {Call} call
 */
async function tidyUp(steps, { report }) {
  for (const step of steps) await Promise.resolve().then(step).catch(report)
}

/**
 * startSession begins a session for whom `authenticate` names. Anything but an account or null is a mistake there (a
 * forgotten `await` or `return`), and nobody gets in by it.
 *
 * @param {LoginBody} body
 * @param {Request} request
 * @param {Call} call
 */
async function startSession(body, request, { authenticate, sessions, describeDevice, transport, host }) {
  try {
    const account = await authenticate(body, request)
    if (account === null) return new HolobandError('ERR_CREDENTIALS_INVALID')
    if (!isAccount(account)) throw invalidType('what authenticate returns', '{ subject } or null')
    const about = { device: describeDevice(request), ...host }
    return await delivered((prepare) => sessions.start(account.subject, { ...about, prepare }), transport)
  } catch (error) {
    if (error instanceof HolobandError && error.code === 'ERR_SUBJECT_REFUSED') return error
    throw error
  }
}

/**
 * endReplaced ends the session whose cookies the new ones take the place of: nobody could log out of it any more.
 *
 * @param {Request} request
 * @param {Call} call
 */
async function endReplaced({ headers }, { sessions, transport, host }) {
  const before = transport.findReplaced(headers)
  if (before !== undefined) await sessions.end(before, { reason: replaced, ...host })
}

/** @type {Endpoint} */
export async function refresh(request, call) {
  const { sessions, transport, client, host, rateLimit, describeDevice } = call
  const presented = await transport.read(request)
  const about = { device: describeDevice(request), ...host }
  try {
    if (presented.repeated) throw new HolobandError('ERR_CREDENTIALS_DUPLICATE')
    if (presented.refresh === undefined) throw new HolobandError('ERR_CREDENTIALS_MISSING')
    if (rateLimit !== null) {
      // Only an authentic token is counted: nobody else can use up the attempts of a session.
      const { sub, sid } = sessions.verifyRefresh(presented.refresh)
      const limited = await limitRefresh({ action: 'refresh', sub, sid, request, ...client }, call)
      if (limited.refusal !== undefined) return limited.refusal
    }
    const token = presented.refresh
    return await delivered((prepare) => sessions.refresh(token, { ...about, prepare }), transport)
  } catch (error) {
    if (!isRefusal(error)) throw error
    return challenge(error, { setCookies: keepsCookies.has(error.code) ? [] : transport.clear() })
  }
}

/**
 * delivered makes the answer of the tokens before the store is changed: one that cannot be made, because a cookie would be
 * too large, must not cost anybody their session.
 *
 * @param {(prepare: (issued: IssuedSession) => void) => Promise<unknown>} issue
 * @param {Transport} transport
 */
async function delivered(issue, transport) {
  /** @type {Response | undefined} */
  let response
  await issue((issued) => {
    response = transport.deliver(issued)
  })
  return /** @type {Response} */ (/** @type {unknown} */ (response))
}

/**
 * After these, the browser may be about to get the cookies of a login that has just been made in another tab, or has them
 * already: clearing them would sign out somebody who has just signed in.
 */
const keepsCookies = new Set(['ERR_CREDENTIALS_MISSING', 'ERR_SESSION_REPLACED'])

/** @type {Endpoint} */
export async function logout(request, { sessions, transport, host }) {
  const { refresh: presented } = await transport.read(request)
  const setCookies = transport.clear()
  if (presented === undefined || !(await sessions.end(presented, host))) {
    const refusal = await endByAccess(request.headers, { sessions, transport, host })
    // Where there is nothing to clear and nothing was ended, no logout has happened.
    if (refusal !== undefined && presented === undefined && setCookies.length === 0) return challenge(refusal)
  }
  return respond({ status: 204, body: null, setCookies })
}

/**
 * endByAccess ends the session of the access token that is presented, or tells why there is none.
 *
 * @param {Headers} headers
 * @param {Pick<Call, 'sessions' | 'transport' | 'host'>} call
 */
async function endByAccess(headers, { sessions, transport, host }) {
  try {
    const token = transport.findAccess(headers)
    if (token === undefined) return new HolobandError('ERR_CREDENTIALS_MISSING')
    const { sub, sid } = sessions.verifyAccess(token).claims
    if (typeof sub !== 'string' || typeof sid !== 'string') return new HolobandError('ERR_CLAIM_TYPE')
    await sessions.end({ sub, sid }, host)
    return undefined
  } catch (error) {
    if (isRefusal(error)) return error
    throw error
  }
}

/** @type {Endpoint} */
export function session(request, { transport }) {
  const admission = transport.guard(request)
  return admission.ok ? respond({ status: 200, body: { claims: admission.claims } }) : admission.response
}

/**
 * jwks publishes the keys that verify access tokens (RFC 7517 section 5): the one answer that caches may keep.
 *
 * @type {Endpoint}
 */
export function jwks(_request, { sessions, jwksMaxAge }) {
  const headers = {
    'content-type': 'application/jwk-set+json',
    'cache-control': `public, max-age=${jwksMaxAge}`,
  }
  return new Response(JSON.stringify(sessions.jwks()), { headers })
}

/**
 * @param {Record<string, unknown>} body
 * @returns {body is LoginBody}
 */
function isLoginBody(body) {
  return typeof body.username === 'string' && typeof body.password === 'string'
}

/**
 * @param {unknown} account
 * @returns {account is Account}
 */
function isAccount(account) {
  return account !== null && typeof account === 'object' && 'subject' in account
}
