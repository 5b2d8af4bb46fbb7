import { secretKey } from 'holoband'
import { honoAuth, honoGuard } from 'holoband/hono'
import { createAuthHandler, createGuard, createSessions } from 'holoband/session'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { authenticate, claimsOf } from './users.js'

/** @import { Context } from 'hono' */
/** @import { Auth } from 'holoband/hono' */
/** @import { SessionsOptions } from 'holoband/session' */

/**
 * What a runtime's server knows of a request and the request does not say. Each entry file hands it over in the place of
 * what Hono calls bindings.
 *
 * @typedef {{ clientAddress: string | undefined }} Connection
 *
 * @typedef {object} Settings
 * @property {string} secret  32 bytes or more, in base64url
 * @property {string} origin  how browsers reach this server, such as `https://app.example`
 * @property {SessionsOptions['store']} store
 *
 * @typedef {{ Bindings: Connection, Variables: { auth: Readonly<Auth> } }} Env
 */

/**
 * createApp makes the whole application. Nothing in it, and nothing that it imports, knows on which runtime it is.
 *
 * @param {Settings} settings
 */
export function createApp({ secret, origin, store }) {
  const key = secretKey({ base64url: secret })
  const sessions = createSessions({ key, issuer: origin, audience: origin, store, claims: claimsOf, onTheft })
  // On Node.js a request's own origin is what its sender wrote into the Host header, so the origin is named.
  const allowedOrigins = [origin]
  const auth = createAuthHandler({ sessions, authenticate, allowedOrigins })
  const guard = createGuard({ sessions, allowedOrigins })

  /** @type {Hono<Env>} */
  const app = new Hono()
  app.use(honoAuth(auth, { clientAddress: (/** @type {Context<Env>} */ c) => c.env.clientAddress }))
  app.get('/me', honoGuard(guard), (c) => c.json({ claims: c.get('auth').claims }))
  app.post('/notes', honoGuard(guard, { scope: 'notes:write' }), bodyLimit({ maxSize: 2048 }), async (c) =>
    c.json({ by: c.get('auth').claims.name, text: await c.req.text() }, 201),
  )
  app.notFound((c) => c.json({ message: 'There is nothing here.' }, 404))
  app.onError((error, c) => {
    console.error(error)
    return c.json({ message: 'The server failed.' }, 500)
  })
  return { fetch: app.fetch, purge: () => sessions.purge().catch(console.error) }
}

/**
 * What a real program would send to whoever watches over it, and perhaps to the user.
 *
 * @param {import('holoband/session').Theft} theft
 */
function onTheft({ sub, sid }) {
  console.warn(`A refresh token of user ${sub} was used again after its successor; session ${sid} has ended.`)
}
