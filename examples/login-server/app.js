import { HolobandError } from 'holoband'
import {
  createAuthHandler,
  createCookiePolicy,
  createGuard,
  createStatelessSessions,
  readJson,
} from 'holoband/session'
import { secured, servePage } from './pages.js'

/** @import { Users } from './users.js' */

/**
 * @typedef {object} AppOptions
 * @property {ReturnType<typeof import('holoband').secretKey>} key
 * @property {Users} users
 * @property {number} accessTtl   seconds
 * @property {number} refreshTtl  seconds
 * @property {boolean} insecureCookies
 * @property {string[]} origins  under which browsers reach this server; the first is its name as an issuer
 *
 * @typedef {{ request: Request, claims: Readonly<Record<string, unknown>>, users: Users }} Call
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
 * @returns {(request: Request) => Promise<Response>}
 */
export function createApp({ key, users, accessTtl, refreshTtl, insecureCookies, origins }) {
  const [issuer = null] = origins
  const cookies = createCookiePolicy({ allowInsecureCookiesForLocalDevelopment: insecureCookies })
  const { authenticate, reload } = users
  const sessions = createStatelessSessions({
    key,
    issuer,
    audience: 'login-demo',
    accessTtl,
    refreshTtl,
    reload,
  })
  const auth = createAuthHandler({ sessions, authenticate, cookies, allowedOrigins: origins })
  const guard = createGuard({ sessions, cookies, allowedOrigins: origins })

  /** @param {Request} request */
  async function answer(request) {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/auth/')) return auth(request)
    const endpoint = Object.hasOwn(endpoints, pathname) ? endpoints[pathname] : undefined
    if (endpoint === undefined) return servePage(request) ?? problem(404, 'There is nothing here.')
    const { method, scope, answer } = endpoint
    if (request.method !== method) return problem(405, `This takes ${method} only.`, { allow: method })
    const admission = guard(request, scope === undefined ? {} : { scope })
    if (!admission.ok) return admission.response
    return answer({ request, claims: admission.claims, users })
  }

  return async (request) => secured(await answer(request))
}

/** @param {Call} call */
async function takeNote({ request, claims }) {
  return withBody(request, ({ text }) => {
    if (typeof text !== 'string' || text.trim() === '') return problem(400, 'A note has a text.')
    return json({ saidBy: claims.name, text: text.slice(0, 200) })
  })
}

/** @param {Call} call */
async function ban({ request, claims, users }) {
  return withBody(request, ({ name, banned }) => {
    if (typeof name !== 'string' || typeof banned !== 'boolean')
      return problem(400, 'A name and true or false are needed.')
    if (name === claims.name) return problem(409, 'Nobody can ban themselves.')
    return users.setBanned(name, banned)
      ? json({ users: users.list() })
      : problem(404, 'There is no such user.')
  })
}

/**
 * @param {Request} request
 * @param {(body: Record<string, unknown>) => Response} answer
 */
async function withBody(request, answer) {
  try {
    return answer(await readJson(request, { maxBytes: 2048 }))
  } catch (error) {
    if (error instanceof HolobandError && error.reason === 'malformed') return problem(400, error.message)
    throw error
  }
}

/** @param {Record<string, unknown>} body */
function json(body) {
  return Response.json(body, { headers: { 'cache-control': 'no-store' } })
}

/**
 * @param {number} status
 * @param {string} message
 * @param {Record<string, string>} [headers]
 */
function problem(status, message, headers = {}) {
  return Response.json({ message }, { status, headers: { 'cache-control': 'no-store', ...headers } })
}
