import { createVerifier, importJwk } from 'holoband'
import { createGuard } from 'holoband/session'
import { origin, readJwk } from './settings.js'

/** @import { Guard } from 'holoband/session' */

/** Made when the first request comes: there is no environment yet while `next build` looks at this. @type {Guard | undefined} */
let made

/**
 * guard judges a request by the access token that comes with it. It is the same in the middleware, on the edge runtime,
 * and in the routes, on Node.js.
 *
 * @type {Guard}
 */
export function guard(request, requirements) {
  made ??= create()
  return made(request, requirements)
}

function create() {
  const verifier = createVerifier({
    keys: importJwk(readJwk('SESSION_PUBLIC_KEY')),
    algorithms: ['Ed25519'],
    issuer: origin(),
    audience: origin(),
    // The refresh token of a session is signed by the same key, and is no access token.
    typ: 'at+jwt',
    requiredClaims: ['sub', 'sid'],
  })
  const sessions = { verifyAccess: (/** @type {string} */ token) => verifier.verify(token) }
  return createGuard({ sessions, allowedOrigins: [origin()] })
}
