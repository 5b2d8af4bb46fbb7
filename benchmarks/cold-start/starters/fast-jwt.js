import { createVerifier } from 'fast-jwt'

/** @type {import('../contestants.js').Start} */
export function start({ secret, issuer, audience }) {
  return createVerifier({ key: secret, algorithms: ['HS256'], allowedIss: issuer, allowedAud: audience })
}
