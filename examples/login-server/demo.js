import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { createIssuer } from 'holoband'
import { json, problem, withBody } from './answers.js'
import { demoUsers } from './users.js'

/** @import { Issuer } from 'holoband' */
/** @import { AuthHandler, CookiePolicy, Guard, SessionEvent } from 'holoband/session' */

/**
 * What the page needs in order to show what is normally hidden. **A real server has none of this**: it hands no token to a
 * script, makes none that has expired, and helps no thief.
 *
 * @typedef {object} DemoOptions
 * @property {ReturnType<typeof import('holoband').secretKey>} key
 * @property {string | null} issuer
 * @property {string} audience
 * @property {number} accessTtl  seconds
 * @property {number} idleTtl    seconds
 * @property {number} grace      seconds
 * @property {Readonly<CookiePolicy>} cookies
 * @property {Guard} guard
 * @property {AuthHandler} auth
 *
 * @typedef {{ cookie: string, until: number }} Pocket  a stolen refresh token, as the Cookie header that presents it
 * @typedef {Map<string, Pocket>} Pockets
 *
 * @typedef {{ method: string, answer: (request: Request) => Response | Promise<Response> }} DemoEndpoint
 */

/** The `typ` of access tokens (RFC 9068 section 2.1). */
const accessType = 'at+jwt'

/** How many thieves there may be at a time, and how long each of them keeps what they stole, in milliseconds. */
const maxPockets = 100
const pocketLife = 15 * 60 * 1000

/** What the thief's machine calls itself. */
const thiefsAgent = 'curl/8.14.1'

/** @type {AsyncLocalStorage<SessionEvent[]>} what happened because of the request of a thief */
const events = new AsyncLocalStorage()

/**
 * noteEvent is the hook of the sessions by which the demo learns what became of a stolen token: rotated or replayed, the
 * answer to a client is the same.
 *
 * @param {Readonly<SessionEvent>} event
 */
export function noteEvent(event) {
  events.getStore()?.push(event)
}

/**
 * createDemo makes the function that answers what is under /demo/, and is undefined about the rest.
 *
 * @param {DemoOptions} options
 * @returns {(request: Request) => Response | Promise<Response> | undefined}
 */
export function createDemo(options) {
  const { key, issuer, audience } = options
  const late = createIssuer({ key, issuer, audience, typ: accessType, ttl: null })
  /** @type {Pockets} */
  const pockets = new Map()
  /** @type {Readonly<Record<string, DemoEndpoint>>} */
  const endpoints = Object.freeze({
    '/demo/setting': { method: 'GET', answer: () => setting(options) },
    '/demo/token': { method: 'GET', answer: (request) => token(request, options) },
    '/demo/expire': { method: 'POST', answer: (request) => expire(request, options, late) },
    '/demo/steal': { method: 'POST', answer: (request) => steal(request, options, pockets) },
    '/demo/use-stolen': { method: 'POST', answer: (request) => useStolen(request, options, pockets) },
  })
  return (request) => {
    const { pathname } = new URL(request.url)
    const endpoint = Object.hasOwn(endpoints, pathname) ? endpoints[pathname] : undefined
    if (endpoint === undefined) return undefined
    const { method, answer } = endpoint
    return request.method === method
      ? answer(request)
      : problem(405, `This takes ${method} only.`, { allow: method })
  }
}

/**
 * What the page could not know otherwise, the people's passwords included: the terminal prints them too.
 *
 * @param {DemoOptions} options
 */
function setting({ key, issuer, audience, grace }) {
  const people = demoUsers.map((person) => ({ ...person, banned: person.banned === 1 }))
  return json({ issuer, audience, typ: accessType, alg: key.alg, grace, people })
}

/**
 * The caller's own access token, good or not, out of the cookie that no script can see.
 *
 * @param {Request} request
 * @param {DemoOptions} options
 */
function token({ headers }, { cookies }) {
  const { access } = cookies.read(headers)
  if (access === undefined) return problem(404, 'There is no access cookie.')
  return new Response(access, { headers: { 'content-type': 'text/plain', 'cache-control': 'no-store' } })
}

/**
 * The same session with an access token whose time is over.
 *
 * @param {Request} request
 * @param {DemoOptions} options
 * @param {Issuer} late
 */
function expire(request, { guard, cookies, accessTtl, idleTtl }, late) {
  const admission = guard(request)
  if (!admission.ok) return admission.response
  const { iss: _iss, aud: _aud, ...claims } = admission.claims
  const exp = Math.floor(Date.now() / 1000) - 1
  const accessToken = late.issue({ ...claims, iat: exp - Math.ceil(accessTtl), exp })
  const [cookie = ''] = cookies.set({ accessToken, refreshToken: '', maxAge: idleTtl })
  return new Response(null, { status: 204, headers: { 'set-cookie': cookie, 'cache-control': 'no-store' } })
}

/**
 * Puts a copy of the caller's refresh token into a pocket.
 *
 * @param {Request} request
 * @param {DemoOptions} options
 * @param {Pockets} pockets
 */
function steal(request, { guard, cookies }, pockets) {
  const admission = guard(request)
  if (!admission.ok) return admission.response
  const { refresh } = cookies.read(request.headers)
  if (refresh === undefined) return problem(409, 'There is no refresh token to steal.')
  const [, cookie = ''] = cookies.set({ accessToken: '', refreshToken: refresh, maxAge: 0 })
  const [oldest] = pockets.keys()
  if (oldest !== undefined && pockets.size >= maxPockets) pockets.delete(oldest)
  const pocket = randomUUID()
  pockets.set(pocket, { cookie: pairOf(cookie), until: Date.now() + pocketLife })
  return json({ pocket })
}

/**
 * Lets the thief refresh with what is in the pocket, and tells what came of it.
 *
 * @param {Request} request
 * @param {DemoOptions} options
 * @param {Pockets} pockets
 */
async function useStolen(request, { auth }, pockets) {
  return withBody(request, async ({ pocket: name }) => {
    const pocket = typeof name === 'string' ? pockets.get(name) : undefined
    if (pocket === undefined || pocket.until < Date.now()) return problem(404, 'That pocket is empty.')
    /** @type {SessionEvent[]} */
    const told = []
    const response = await events.run(told, () => auth(thiefsRequest(request, pocket)))
    if (response.status === 403) return response
    if (response.ok) pocket.cookie = response.headers.getSetCookie().map(pairOf).join('; ')
    const { reason, code, message } = await response.json()
    return json({ status: response.status, event: told[0]?.type ?? null, reason, code, message })
  })
}

/**
 * The thief's refresh comes from another machine, but it is the page that asks for it: its proof of origin goes along, so
 * that the auth handler refuses another site's.
 *
 * @param {Request} request
 * @param {Pocket} pocket
 */
function thiefsRequest({ url, headers: given }, { cookie }) {
  const headers = new Headers({ cookie, 'user-agent': thiefsAgent })
  for (const name of ['sec-fetch-site', 'origin']) {
    const value = given.get(name)
    if (value !== null) headers.set(name, value)
  }
  return new Request(new URL('/auth/refresh', url), { method: 'POST', headers })
}

/** @param {string} setCookie */
function pairOf(setCookie) {
  return setCookie.split(';', 1)[0] ?? ''
}
