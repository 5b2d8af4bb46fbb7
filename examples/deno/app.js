import { secretKey } from 'holoband'
import { createAuthHandler, createGuard, createSessions } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'
import { authenticate, claimsOf } from './users.js'

/** @import { Connection } from 'holoband/session' */

/**
 * createApp makes the application of web-standard parts: requests in, answers out.
 *
 * @param {{ secret: string, origin: string }} settings  the secret in base64url; the origin as browsers write it
 */
export function createApp({ secret, origin }) {
  const sessions = createSessions({
    key: secretKey({ base64url: secret }),
    issuer: origin,
    audience: origin,
    // Sessions that outlive the process need a store which does, and the permission for it: see the README.
    store: createMemoryStore(),
    claims: claimsOf,
    onTheft: ({ sub, sid }) =>
      console.warn(
        `A refresh token of user ${sub} was used again after its successor; session ${sid} has ended.`,
      ),
  })
  const allowedOrigins = [origin]
  const auth = createAuthHandler({ sessions, authenticate, allowedOrigins })
  const guard = createGuard({ sessions, allowedOrigins })

  /**
   * @param {Request} request
   * @param {Connection} connection
   */
  async function handle(request, connection) {
    const { pathname } = new URL(request.url)
    if (auth.paths.includes(pathname)) return auth(request, connection)
    const route = `${request.method} ${pathname}`
    if (route === 'GET /me') return admit(request, (claims) => ({ claims }))
    if (route === 'POST /sessions/end-others')
      return admit(request, async ({ sub, sid }) => ({ ended: await sessions.endAll(sub, { except: sid }) }))
    return Response.json({ message: 'There is nothing here.' }, { status: 404 })
  }

  /**
   * @param {Request} request
   * @param {(claims: { sub: string, sid: string }) => object | Promise<object>} answer
   */
  async function admit(request, answer) {
    const admission = guard(request)
    if (!admission.ok) return admission.response
    // Every access token of a session has these two claims, or the guard had refused it.
    const claims = /** @type {{ sub: string, sid: string }} */ (admission.claims)
    return Response.json(await answer(claims), { headers: { 'cache-control': 'no-store' } })
  }

  return { handle, purge: () => sessions.purge().catch(console.error) }
}
