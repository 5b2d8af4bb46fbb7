import { secretKey } from 'holoband'
import { createAuthHandler, createGuard, createSessions } from 'holoband/session'
import { createSqliteStore } from 'holoband/stores/sqlite'
import { createUsers } from './users.js'

/** @import { Database } from 'bun:sqlite' */
/** @import { Connection } from 'holoband/session' */

/**
 * createApp makes the application: sessions in the program's own database, the auth handler, and a guarded API.
 *
 * @param {{ secret: string, origin: string, database: Database }} settings  the secret in base64url; the origin as
 *   browsers write it
 */
export function createApp({ secret, origin, database }) {
  const { authenticate, claimsOf } = createUsers(database)
  const sessions = createSessions({
    key: secretKey({ base64url: secret }),
    issuer: origin,
    audience: origin,
    store: createSqliteStore(database),
    claims: claimsOf,
    onTheft: ({ sub, sid }) =>
      console.warn(
        `A refresh token of user ${sub} was used again after its successor; session ${sid} has ended.`,
      ),
  })
  const auth = createAuthHandler({ sessions, authenticate, allowedOrigins: [origin] })
  const guard = createGuard({ sessions, allowedOrigins: [origin] })

  /** @type {Readonly<Record<string, (claims: { sub: string, sid: string }) => object | Promise<object>>>} */
  const routes = {
    'GET /me': (claims) => ({ claims }),
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

  return { handle, purge: () => sessions.purge().catch(console.error) }
}
