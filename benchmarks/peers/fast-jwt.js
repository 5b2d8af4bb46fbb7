import { createSigner, createVerifier } from 'fast-jwt'
import { audience, issuer, ttl } from '../workload.js'

/** @import { Algorithm } from 'fast-jwt' */
/** @import { Material, Peer } from './peer.js' */

const known = ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA']

/** @param {string} alg */
const checks = (alg) => ({
  algorithms: [/** @type {Algorithm} */ (alg)],
  allowedIss: issuer,
  allowedAud: audience,
})

/**
 * @param {Material} material
 * @param {{ cache: number | false, cacheKeyBuilder?: (token: string) => string }} caching
 */
function verifying({ alg, verifying: key }, caching) {
  const verify = createVerifier({ key, ...checks(alg), ...caching })
  return (/** @type {string} */ token) => verify(token)
}

/** @type {Peer} */
export const peer = {
  signers: ({ alg, signing }) =>
    known.includes(alg)
      ? [
          {
            name: 'fast-jwt',
            make() {
              const algorithm = /** @type {Algorithm} */ (alg)
              const common = { iss: issuer, aud: audience, expiresIn: ttl * 1000 }
              const sign = createSigner({ key: signing, algorithm, ...common })
              return (claims) => sign(claims)
            },
          },
        ]
      : [],
  verifiers: (material) =>
    known.includes(material.alg)
      ? [{ name: 'fast-jwt', make: () => verifying(material, { cache: false }) }]
      : [],
  // By default the cache is asked for a hash of the token; its readme has the token itself as the faster way.
  cached: (material, max) => [
    { name: 'fast-jwt, cached', make: () => verifying(material, { cache: max }) },
    {
      name: 'fast-jwt, cached by the token itself',
      make: () => verifying(material, { cache: max, cacheKeyBuilder: (token) => token }),
    },
  ],
  keyed: (materials) => [
    {
      name: 'fast-jwt',
      asynchronous: true,
      make() {
        const keys = new Map(materials.map(({ kid, verifying }) => [kid, verifying]))
        const verify = createVerifier({
          key: async (/** @type {{ header: Record<string, unknown> }} */ { header }) =>
            keys.get(String(header.kid)) ?? '',
          ...checks('HS256'),
          cache: false,
        })
        return (token) => verify(token)
      },
    },
  ],
}
