import { parseDuration } from 'holoband'
import { createAuthHandler, createCookiePolicy, createGuard, createSessions } from 'holoband/session'
import { json, problem, withBody } from './answers.js'
import { createDemo, noteEvent } from './demo.js'
import { describeDevice } from './device.js'
import { secured, servePage } from './pages.js'

/** @import { Connection, Sessions, SessionsOptions } from 'holoband/session' */

/** @import { Users } from './users.js' */

/**
 * @typedef {object} AppOptions
 * @property {ReturnType<typeof import('holoband').secretKey>} key
 * @property {Users} users
 * @property {SessionsOptions['store']} store
 * @property {number} accessTtl  seconds
 * @property {number} idleTtl    seconds
 * @property {number} grace      seconds
 * @property {boolean} insecureCookies
 * @property {string[]} origins  under which browsers reach this server; the first is its name as an issuer
 *
 * @typedef {{ sub: string, sid: string } & Readonly<Record<string, unknown>>} SessionClaims
 * @typedef {{ request: Request, claims: SessionClaims, users: Users, sessions: Sessions }} Call
 *
 * @typedef {object} Endpoint
 * @property {string} method
 * @property {string} [scope]
 * @property {(call: Call) => Response | Promise<Response>} answer
 */

/** @type {Readonly<Record<string, Endpoint>>} */
const endpoints = Object.freeze({
  '/api/me': { method: 'GET', answer: ({ claims }) => json({ claims }) },
  '/api/note': { method: 'POST', scope: 'notes:write', answer: takeNote },
  '/api/sessions': { method: 'GET', answer: listSessions },
  '/api/sessions/end': { method: 'POST', answer: endSession },
  '/api/sessions/end-all': { method: 'POST', answer: endAllSessions },
  '/api/admin': {
    method: 'GET',
    scope: 'users:manage',
    answer: ({ users }) => json({ users: users.list() }),
  },
  '/api/ban': { method: 'POST', scope: 'users:manage', answer: ban },
})

/**
 * createApp puts the login server together: the page, the sessions under /auth and a protected API under /api.
 *
 * @param {AppOptions} options
 */
export function createApp({ key, users, store, accessTtl, idleTtl, grace, insecureCookies, origins }) {
  const [issuer = null] = origins
  const cookies = createCookiePolicy({ allowInsecureCookiesForLocalDevelopment: insecureCookies })
  const { authenticate, claims } = users
  const audience = 'login-demo'
  const absoluteTtl = Math.max(idleTtl, parseDuration('30d'))
  const lifetimes = { accessTtl, idleTtl, absoluteTtl, grace }
  const hooks = { onTheft: warn, onEvent: noteEvent }
  const sessions = createSessions({ key, issuer, audience, store, claims, ...lifetimes, ...hooks })
  const auth = createAuthHandler({ sessions, authenticate, cookies, describeDevice, allowedOrigins: origins })
  const guard = createGuard({ sessions, cookies, allowedOrigins: origins })
  const demo = createDemo({ key, issuer, audience, accessTtl, idleTtl, grace, cookies, guard, auth })

  /**
   * @param {Request} request
   * @param {Connection} [connection]
   */
  async function answer(request, connection) {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/auth/') || auth.paths.includes(pathname)) return auth(request, connection)
    const endpoint = Object.hasOwn(endpoints, pathname) ? endpoints[pathname] : undefined
    if (endpoint === undefined)
      return demo(request) ?? servePage(request) ?? problem(404, 'There is nothing here.')
    const { method, scope, answer } = endpoint
    if (request.method !== method) return problem(405, `This takes ${method} only.`, { allow: method })
    const admission = guard(request, scope === undefined ? {} : { scope })
    if (!admission.ok) return admission.response
    return answer({ request, claims: /** @type {SessionClaims} */ (admission.claims), users, sessions })
  }

  return {
    /** @type {(request: Request, connection?: Connection) => Promise<Response>} */
    handle: async (request, connection) => secured(await answer(request, connection)),
    sessions,
  }
}

/**
 * What a real program would send to whoever watches over it, and perhaps to the user.
 *
 * @param {import('holoband/session').Theft} theft
 */
function warn({ sub, sid, sinceRotation }) {
  const age = Math.round(sinceRotation)
  console.warn(
    `A refresh token of user ${sub} was used again ${age} s after its successor; session ${sid} has ended.`,
  )
}

/** @param {Call} call */
async function takeNote({ request, claims }) {
  return withBody(request, ({ text }) => {
    if (typeof text !== 'string' || text.trim() === '') return problem(400, 'A note has a text.')
    return json({ saidBy: claims.name, text: text.slice(0, 200) })
  })
}

/** @param {Call} call */
async function listSessions({ claims, sessions }) {
  return json({ sessions: await sessions.list(claims.sub) })
}

/** @param {Call} call */
async function endSession({ request, claims, sessions }) {
  return withBody(request, async ({ sid }) => {
    if (typeof sid !== 'string') return problem(400, 'The sid of a session is needed.')
    // Of the caller's own: the subject is the token's, whatever the body says.
    await sessions.end({ sub: claims.sub, sid }, { reason: 'ended_by_user' })
    return json({ sessions: await sessions.list(claims.sub) })
  })
}

/** Everywhere, this device included: what is left is an access token for as long as it lives. @param {Call} call */
async function endAllSessions({ claims, sessions }) {
  return json({ ended: await sessions.endAll(claims.sub) })
}

/** @param {Call} call */
async function ban({ request, claims, users, sessions }) {
  return withBody(request, async ({ name, banned }) => {
    if (typeof name !== 'string' || typeof banned !== 'boolean')
      return problem(400, 'A name and true or false are needed.')
    if (name === claims.name) return problem(409, 'Nobody can ban themselves.')
    const subject = users.setBanned(name, banned)
    if (subject === undefined) return problem(404, 'There is no such user.')
    await (banned ? sessions.ban(subject) : sessions.unban(subject))
    return json({ users: users.list() })
  })
}
