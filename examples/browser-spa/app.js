import { createIssuer, hashPassword, verifyPassword } from 'holoband'
import { createAuthHandler, createGuard, createSessions } from 'holoband/session'

/** @import { Connection, SessionsOptions } from 'holoband/session' */

/** Longer ones are not hashed: nobody's password, and work for the server. */
const maxPasswordBytes = 1024

/**
 * createApp puts the server together: sessions under /auth, an API under /api, and the files of the page.
 *
 * @param {object} parts
 * @param {import('holoband').Key} parts.key
 * @param {SessionsOptions['store']} parts.store
 * @param {string} parts.origin
 * @param {number} parts.accessTtl  seconds
 * @param {string} parts.password   of the one visitor of this theatre
 * @param {(request: Request) => Response | undefined} parts.serveFile
 */
export function createApp({ key, store, origin, accessTtl, password, serveFile }) {
  const ada = { id: '1', name: 'ada', seat: 'C 7', hash: hashPassword(password) }
  const users = new Map([[ada.name, ada]])
  const claims = (/** @type {string} */ subject) => (subject === ada.id ? { name: ada.name } : null)
  const sessions = createSessions({
    key,
    issuer: origin,
    audience: origin,
    store,
    accessTtl,
    claims,
    onTheft,
  })
  const auth = createAuthHandler({
    sessions,
    allowedOrigins: [origin],
    authenticate({ username, password: given }) {
      if (Buffer.byteLength(given) > maxPasswordBytes) return null
      const user = users.get(username)
      // Without a hash this takes as long as with one, so that the time does not tell which names exist.
      return verifyPassword(given, user?.hash) && user !== undefined ? { subject: user.id } : null
    },
  })
  const guard = createGuard({ sessions, allowedOrigins: [origin] })
  // A type of its own: a ticket is no access token, and an access token no ticket, although one key signs both.
  const tickets = createIssuer({ key, issuer: origin, audience: 'theatre', ttl: '12h', typ: 'ticket+jwt' })

  /** @type {Readonly<Record<string, (sub: string) => Record<string, unknown>>>} */
  const api = Object.freeze({
    '/api/programme': () => ({ programme: 'The Difference Engine' }),
    '/api/ticket': (sub) => ({ ticket: tickets.issue({ sub, seat: ada.seat }) }),
  })

  /**
   * @param {Request} request
   * @param {Connection} [connection]
   * @returns {Promise<Response>}
   */
  async function handle(request, connection) {
    const { pathname } = new URL(request.url)
    if (auth.paths.includes(pathname)) return auth(request, connection)
    const answer = Object.hasOwn(api, pathname) ? api[pathname] : undefined
    if (answer === undefined)
      return serveFile(request) ?? new Response('There is nothing here.', { status: 404 })
    const admission = guard(request)
    if (!admission.ok) return admission.response
    return Response.json(answer(String(admission.claims.sub)), { headers: { 'cache-control': 'no-store' } })
  }
  return { handle, sessions }
}

/**
 * What a real program would send to whoever watches over it, and perhaps to the user.
 *
 * @param {import('holoband/session').Theft} theft
 */
function onTheft({ sub, sid, device, presentedBy }) {
  console.warn(`A refresh token was used twice: ${JSON.stringify({ sub, sid, device, presentedBy })}`)
}
