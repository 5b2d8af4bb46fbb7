import { sign, verify } from '@tsndr/cloudflare-worker-jwt'
import { audience, complete, issuer } from '../workload.js'
import { cryptoKey } from './web-crypto.js'

/** @import { Claims } from '../workload.js' */
/** @import { Peer } from './peer.js' */
/** @typedef {import('@tsndr/cloudflare-worker-jwt').JwtAlgorithm} Algorithm */

const known = ['HS256', 'RS256', 'ES256']
const name = '@tsndr/cloudflare-worker-jwt'

/** @type {Peer} */
export const peer = {
  signers: ({ alg, privateJwk }) =>
    known.includes(alg)
      ? [
          {
            name,
            asynchronous: true,
            added: 'iss, aud, iat and exp',
            async make() {
              const key = await cryptoKey(alg, privateJwk, 'sign')
              return (claims) => sign(complete(claims), key, /** @type {Algorithm} */ (alg))
            },
          },
        ]
      : [],
  verifiers: ({ alg, publicJwk }) =>
    known.includes(alg)
      ? [
          {
            name,
            asynchronous: true,
            added: 'the comparison of iss and aud',
            async make() {
              const key = await cryptoKey(alg, publicJwk, 'verify')
              return async (token) => checked(await verify(token, key, /** @type {Algorithm} */ (alg)))
            },
          },
        ]
      : [],
}

/** @param {{ payload?: Claims } | undefined} verified */
function checked(verified) {
  const claims = verified?.payload
  if (claims?.iss !== issuer || claims.aud !== audience) throw new Error('not good')
  return claims
}
