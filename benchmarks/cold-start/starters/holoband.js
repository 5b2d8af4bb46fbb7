import { createVerifier, secretKey } from 'holoband'

/** @type {import('../contestants.js').Start} */
export function start({ secret, issuer, audience }) {
  const keys = secretKey({ utf8: secret })
  const verifier = createVerifier({ keys, algorithms: ['HS256'], issuer, audience })
  return (token) => verifier.verify(token).claims
}
