// What everybody starts for: one HS256 token of about 300 bytes, which none of them made.
import { audience, claimsOf, complete, issuer, neutralToken, secretText } from '../workload.js'

/** @typedef {{ setting: import('./contestants.js').Setting, token: string, sub: string }} Work */

/** @returns {Work} */
export function newWork() {
  const claims = claimsOf(1)
  const token = neutralToken(complete(claims, { exp: Math.floor(Date.now() / 1000) + 24 * 3600 }))
  return { setting: { secret: secretText, issuer, audience }, token, sub: claims.sub }
}

/**
 * Nobody is timed who does not do the work.
 *
 * @param {string} name
 * @param {Record<string, unknown>} claims
 * @param {string} sub
 */
export function assertVerified(name, claims, sub) {
  if (claims.sub !== sub) throw new Error(`${name} did not verify the token`)
}
