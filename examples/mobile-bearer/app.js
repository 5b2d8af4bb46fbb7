import { hashPassword, verifyPassword } from 'holoband'
import { createAuthHandler, createGuard, createSessions } from 'holoband/session'

/** @import { Connection, Sessions, SessionsOptions } from 'holoband/session' */

/** Longer ones are not hashed: nobody's password, and work for the server. */
const maxPasswordBytes = 1024

/**
 * createApp puts the server together: sessions under /auth, for clients that ask for tokens in JSON, and an API.
 *
 * @param {object} parts
 * @param {import('holoband').Key} parts.key
 * @param {SessionsOptions['store']} parts.store
 * @param {string} parts.origin
 * @param {number} parts.accessTtl  seconds
 * @param {string} parts.password   of the one user of this demo
 */
export function createApp({ key, store, origin, accessTtl, password }) {
  const users = new Map([['ada', { id: '1', hash: hashPassword(password) }]])
  const sessions = createSessions({
    key,
    issuer: origin,
    audience: origin,
    store,
    accessTtl,
    // An app that is opened once a month should not ask for the password each time.
    idleTtl: '90d',
    absoluteTtl: '365d',
    claims: () => ({ name: 'ada' }),
    onTheft,
  })
  const auth = createAuthHandler({
    sessions,
    bearer: true,
    describeDevice,
    authenticate({ username, password: given }) {
      if (Buffer.byteLength(given) > maxPasswordBytes) return null
      const user = users.get(username)
      // Without a hash this takes as long as with one, so that the time does not tell which names exist.
      return verifyPassword(given, user?.hash) && user !== undefined ? { subject: user.id } : null
    },
  })
  const guard = createGuard({ sessions })

  /**
   * @param {Request} request
   * @param {Connection} [connection]
   * @returns {Promise<Response>}
   */
  async function handle(request, connection) {
    const { pathname } = new URL(request.url)
    if (auth.paths.includes(pathname)) return auth(request, connection)
    const admission = guard(request)
    if (!admission.ok) return admission.response
    const { sub, sid } = /** @type {{ sub: string, sid: string }} */ (admission.claims)
    if (request.method === 'GET' && pathname === '/api/me') return json({ name: admission.claims.name })
    if (request.method === 'GET' && pathname === '/api/devices')
      return json(await devicesOf(sessions, sub, sid))
    if (request.method === 'DELETE' && pathname === '/api/devices')
      return json({ ended: await sessions.endAll(sub, { except: sid }) })
    return Response.json({ message: 'There is nothing here.' }, { status: 404 })
  }
  return { handle, sessions }
}

/**
 * devicesOf tells somebody where they are signed in.
 *
 * @param {Sessions} sessions
 * @param {string} sub
 * @param {string} sid  of the one that asks
 */
async function devicesOf(sessions, sub, sid) {
  const all = await sessions.list(sub)
  return {
    devices: all.map(({ device, refreshedAt, sid: each }) => ({
      device,
      refreshedAt,
      current: each === sid,
    })),
  }
}

/**
 * What the app calls the phone it runs on. It is shown to the user and decides nothing, so that it is not checked but
 * for its length.
 *
 * @param {Request} request
 */
function describeDevice({ headers }) {
  return (headers.get('device-name') ?? headers.get('user-agent') ?? '').slice(0, 100)
}

/**
 * What a real program would also tell the user, on every device that is left: somebody has a copy of a token.
 *
 * @param {import('holoband/session').Theft} theft
 */
function onTheft({ sub, sid, device, presentedBy }) {
  // In JSON, because a device names itself: nobody writes lines of their own into a log.
  console.warn(`A refresh token was used twice: ${JSON.stringify({ sub, sid, device, presentedBy })}`)
}

/** @param {Record<string, unknown>} body */
function json(body) {
  return Response.json(body, { headers: { 'cache-control': 'no-store' } })
}
