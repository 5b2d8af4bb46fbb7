import { sign, verify } from 'hono/jwt'
import { audience, complete, issuer } from '../workload.js'
import { cryptoKey } from './web-crypto.js'

/** @import { Peer } from './peer.js' */
/** @typedef {Parameters<typeof sign>[2]} Algorithm */

const known = ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA']

/** @type {Peer} */
export const peer = {
  signers: ({ alg, privateJwk }) =>
    known.includes(alg)
      ? [
          {
            name: 'hono/jwt',
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
            name: 'hono/jwt',
            asynchronous: true,
            async make() {
              const key = await cryptoKey(alg, publicJwk, 'verify')
              const checks = {
                alg: /** @type {NonNullable<Algorithm>} */ (alg),
                iss: issuer,
                aud: audience,
              }
              return (token) => verify(token, key, checks)
            },
          },
        ]
      : [],
}
