import { signSync, verifySync } from '@node-rs/jsonwebtoken'
import { audience, complete, issuer } from '../workload.js'

/** @import { Algorithm } from '@node-rs/jsonwebtoken' */
/** @import { Peer } from './peer.js' */

const known = ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA']
const name = '@node-rs/jsonwebtoken'

/** @type {Peer} */
export const peer = {
  signers: ({ alg, signing }) => {
    const header = { algorithm: /** @type {Algorithm} */ (alg) }
    return known.includes(alg)
      ? [
          {
            name,
            added: 'iss, aud, iat and exp',
            make: () => (claims) => signSync(complete(claims), signing, header),
          },
        ]
      : []
  },
  verifiers: ({ alg, verifying }) => {
    const algorithms = [/** @type {Algorithm} */ (alg)]
    const validation = { algorithms, iss: [issuer], aud: [audience], leeway: 0 }
    return known.includes(alg)
      ? [{ name, make: () => (token) => verifySync(token, verifying, validation) }]
      : []
  },
}
