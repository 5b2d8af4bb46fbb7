import { createIssuer, decodeUnverified } from 'holoband'

/**
 * expired signs an access token once more as it would be an hour later: authentic, and over. No test has to wait for one
 * to end, or to hurry so that one does not.
 *
 * @param {string} token
 * @param {import('holoband').Key} key  the server's
 */
export function expired(token, key) {
  const { unverifiedHeader, unverifiedClaims } = decodeUnverified(token)
  const hour = 3600
  const [iat, exp] = [unverifiedClaims.iat, unverifiedClaims.exp].map((time) => Number(time) - hour)
  const options = { key, issuer: null, audience: null, ttl: null, typ: String(unverifiedHeader.typ) }
  return createIssuer(options).issue({ ...unverifiedClaims, iat, exp })
}
