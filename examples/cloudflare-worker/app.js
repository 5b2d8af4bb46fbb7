import { secretKey } from 'holoband'
import { createAuthHandler, createGuard, createSessions } from 'holoband/session'
import { createEvents } from './events.js'
import { openStore } from './store.js'
import { createUsers } from './users.js'

/** @import { Connection } from 'holoband/session' */
/** @import { D1Database } from 'holoband/stores/d1' */
/** @import { ObjectNamespace } from 'holoband/stores/durable-object' */

/**
 * What `wrangler.jsonc` binds, and the secret.
 *
 * @typedef {object} Env
 * @property {string} SESSION_SECRET
 * @property {string} ORIGIN
 * @property {string} SESSION_STORE
 * @property {D1Database} DB
 * @property {ObjectNamespace<unknown>} SESSIONS
 */

/** @param {Env} env */
export function createApp(env) {
  const { SESSION_SECRET: secret, ORIGIN: origin, DB: database } = env
  if (!secret)
    throw new Error('SESSION_SECRET is not set: `wrangler secret put SESSION_SECRET`, or .dev.vars.')
  const { authenticate, claimsOf } = createUsers(database)
  const events = createEvents(database)
  const sessions = createSessions({
    key: secretKey({ base64url: secret }),
    issuer: origin,
    audience: origin,
    store: openStore(env),
    claims: claimsOf,
    // What it returns is handed to waitUntil: the visitor does not wait for the log.
    onEvent: events.note,
  })
  const auth = createAuthHandler({ sessions, authenticate, allowedOrigins: [origin] })
  const guard = createGuard({ sessions, allowedOrigins: [origin] })

  /** @type {Readonly<Record<string, (claims: { sub: string, sid: string }) => object | Promise<object>>>} */
  const routes = {
    'GET /me': (claims) => ({ claims }),
    'GET /events': async ({ sub }) => ({ events: await events.list(sub) }),
    'GET /sessions': async ({ sub }) => ({ sessions: await sessions.list(sub) }),
    'POST /sessions/end-others': async ({ sub, sid }) => ({
      ended: await sessions.endAll(sub, { except: sid }),
    }),
  }

  /**
   * @param {Request} request
   * @param {Connection} connection
   */
  async function handle(request, connection) {
    const { pathname } = new URL(request.url)
    if (auth.paths.includes(pathname)) return auth(request, connection)
    const name = `${request.method} ${pathname}`
    const route = Object.hasOwn(routes, name) ? routes[name] : undefined
    if (route === undefined) return Response.json({ message: 'There is nothing here.' }, { status: 404 })
    const admission = guard(request)
    if (!admission.ok) return admission.response
    // Every access token of a session has these two claims, or the guard had refused it.
    const claims = /** @type {{ sub: string, sid: string }} */ (admission.claims)
    return Response.json(await route(claims), { headers: { 'cache-control': 'no-store' } })
  }

  return { handle, purge: sessions.purge }
}
