import { JwtVerifier } from 'aws-jwt-verify'
import { audience, issuer } from '../workload.js'

/** @typedef {Parameters<ReturnType<typeof JwtVerifier.create>['cacheJwks']>[0]['keys'][number]} Jwk */
/** @import { Material, Peer } from './peer.js' */

const known = ['RS256', 'ES256', 'EdDSA']

/** @param {Material} material */
function hydrated({ publicJwk }) {
  const verifier = JwtVerifier.create({ issuer, audience, jwksUri: `${issuer}/jwks.json` })
  verifier.cacheJwks({ keys: [/** @type {Jwk} */ (/** @type {unknown} */ (publicJwk))] })
  return verifier
}

// Without waiting it verifies where node:crypto is, and waiting everywhere.
/** @type {Peer} */
export const peer = {
  verifiers: (material) =>
    known.includes(material.alg)
      ? [
          {
            name: 'aws-jwt-verify, verifySync',
            make() {
              const verifier = hydrated(material)
              return (token) => verifier.verifySync(token)
            },
          },
          {
            name: 'aws-jwt-verify',
            asynchronous: true,
            make() {
              const verifier = hydrated(material)
              return (token) => verifier.verify(token)
            },
          },
        ]
      : [],
}
