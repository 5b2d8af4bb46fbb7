import { importJwk } from 'holoband'
import { createAuthHandler, createSessions } from 'holoband/session'
import { openSqliteStore } from 'holoband/stores/sqlite'
import { origin, readJwk } from './settings.js'
import { authenticate, claimsOf } from './users.js'

/** @import { AuthHandler, Connection } from 'holoband/session' */

/** @type {Promise<AuthHandler> | undefined} */
let made

/**
 * answer is the auth handler, on Node.js: it has the private key, and the store.
 *
 * @param {Request} request
 */
export async function answer(request) {
  made ??= create().catch((error) => {
    // The next request tries again.
    made = undefined
    throw error
  })
  const auth = await made
  return auth(request, connectionOf(request.headers))
}

async function create() {
  const sessions = createSessions({
    key: importJwk(readJwk('SESSION_KEY')),
    issuer: origin(),
    audience: origin(),
    store: await openSqliteStore(process.env.DATABASE ?? 'sessions.db'),
    claims: claimsOf,
    onTheft: ({ sub, sid }) =>
      console.warn(
        `A refresh token of user ${sub} was used again after its successor; session ${sid} has ended.`,
      ),
  })
  setInterval(() => sessions.purge().catch(console.error), 60 * 60 * 1000).unref()
  return createAuthHandler({ sessions, authenticate, allowedOrigins: [origin()] })
}

/**
 * Next.js does not tell where a connection comes from, and anybody can send X-Forwarded-For. So the address counts only
 * where it is said which header a proxy of your own always writes; without it, logins are limited by name.
 *
 * @param {Headers} headers
 * @returns {Connection}
 */
function connectionOf(headers) {
  const { CLIENT_ADDRESS_HEADER: name } = process.env
  const clientAddress = name === undefined ? null : headers.get(name)
  return clientAddress === null ? {} : { clientAddress }
}
