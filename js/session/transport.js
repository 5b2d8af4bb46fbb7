import { HolobandError } from '../errors.js'
import { readBearer } from './credentials.js'
import { createGuard } from './guard.js'
import { readJson } from './json-body.js'
import { createOriginProof } from './origin.js'
import { respond } from './responses.js'

/** @import { CookiePolicy } from './cookie-policy.js' */
/** @import { Guard } from './guard.js' */
/** @import { IssuedSession, Sessions } from './types.js' */

/**
 * How tokens travel between a client and the auth handler.
 *
 * @typedef {object} Transport
 * @property {(request: Request) => boolean} isAllowed  whether the request may have been made by whoever holds the tokens
 * @property {(request: Request) => Promise<{ refresh: string | undefined, repeated: boolean }>} read  the refresh token
 *   that is presented; rejects for a body that is none
 * @property {(headers: Headers) => string | undefined} findReplaced  the refresh token that a login takes the place of
 * @property {(headers: Headers) => string | undefined} findAccess  the access token that is presented
 * @property {(issued: IssuedSession) => Response} deliver
 * @property {() => readonly string[]} clear  the Set-Cookie values that remove the tokens
 * @property {Guard} guard
 */

/**
 * createCookieTransport lets tokens travel in cookies that scripts cannot read, and never in a body.
 *
 * @param {{ sessions: Sessions, cookies: CookiePolicy, allowedOrigins?: readonly string[] }} options
 * @returns {Transport}
 */
export function createCookieTransport(options) {
  const { cookies, allowedOrigins } = options
  return {
    isAllowed: createOriginProof(allowedOrigins),
    async read({ headers }) {
      const { refresh, repeated } = cookies.read(headers)
      return { refresh, repeated }
    },
    findReplaced: (headers) => cookies.read(headers).refresh,
    findAccess: (headers) => cookies.read(headers).access,
    deliver({ accessToken, refreshToken, claims, refreshExpiresAt, expiresAt }) {
      const setCookies = cookies.set({ accessToken, refreshToken, maxAge: refreshExpiresAt - claims.iat })
      return respond({ status: 200, body: { claims, sessionExpiresAt: expiresAt }, setCookies })
    },
    clear: cookies.clear,
    guard: createGuard(options),
  }
}

/** @type {CookiePolicy} */
const noCookies = Object.freeze({
  read: () => ({ access: undefined, refresh: undefined, repeated: false }),
  set: () => [],
  clear: () => [],
})

/**
 * createBearerTransport lets tokens travel in JSON, under the names of RFC 6749 section 5.1, for clients that keep them
 * themselves. No cookie is read, set or cleared, so that a request has only what its sender put into it: another site's
 * page gains nothing by sending one, and no origin has to be proved.
 *
 * @param {{ sessions: Sessions }} options
 * @returns {Transport}
 */
export function createBearerTransport({ sessions }) {
  return {
    isAllowed: () => true,
    async read(request) {
      // A logout may have no body.
      const body = request.headers.has('content-type') ? await readJson(request) : {}
      const { refresh_token: refresh } = body
      if (refresh !== undefined && typeof refresh !== 'string') throw new HolobandError('ERR_REQUEST_INVALID')
      return { refresh, repeated: false }
    },
    findReplaced: () => undefined,
    findAccess: readBearer,
    deliver({ accessToken, refreshToken, claims, expiresAt }) {
      const tokens = {
        access_token: accessToken,
        token_type: 'Bearer',
        expires_in: claims.exp - claims.iat,
        refresh_token: refreshToken,
      }
      return respond({ status: 200, body: { ...tokens, claims, sessionExpiresAt: expiresAt } })
    },
    clear: noCookies.clear,
    guard: createGuard({ sessions, cookies: noCookies }),
  }
}
