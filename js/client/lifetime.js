import { never } from './options.js'

/** @import { SessionFacts } from './types.js' */

/**
 * readFacts reads what an answer of the auth handler tells of the session. The end of the access token is reckoned from
 * how much of its life was left by the server's clock, so that this machine's may be wrong: by the answer's Date, or else
 * by `iat`, which is when a token that was just issued left the server.
 *
 * @param {Response} response
 * @param {Record<string, unknown>} body
 * @param {number} now  when the answer came, in milliseconds
 * @param {boolean} isNew  whether the token was issued for this answer
 * @returns {SessionFacts}
 */
export function readFacts(response, { claims, sessionExpiresAt }, now, isNew) {
  const { iat, exp } = Object(claims)
  const date = Date.parse(response.headers.get('date') ?? '') / 1000
  const left = exp - (date || (isNew ? iat : undefined))
  const expiresAt = now + left * 1000 || never
  return /** @type {SessionFacts} */ ({ claims, expiresAt, sessionExpiresAt })
}
