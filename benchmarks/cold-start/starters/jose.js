import { jwtVerify } from 'jose'

/** @type {import('../contestants.js').Start} */
export function start({ secret, issuer, audience }) {
  const key = new TextEncoder().encode(secret)
  const checks = { algorithms: ['HS256'], issuer, audience }
  return async (token) => (await jwtVerify(token, key, checks)).payload
}
