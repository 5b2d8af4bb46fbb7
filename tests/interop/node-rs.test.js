import { Algorithm, signSync, verifySync } from '@node-rs/jsonwebtoken'
import { audience, interop, issuer, oneAtATime } from './contract.js'

/** @import { HmacAlgorithm } from '../support/tokens.js' */

/** @type {Record<HmacAlgorithm, Algorithm>} */
const algorithms = { HS256: Algorithm.HS256, HS384: Algorithm.HS384, HS512: Algorithm.HS512 }

interop(
  oneAtATime({
    name: '@node-rs/jsonwebtoken',
    sign: (claims, alg, secret) => signSync(claims, Buffer.from(secret), { algorithm: algorithms[alg] }),
    verify: (token, alg, secret) => {
      const validation = { algorithms: [algorithms[alg]], iss: [issuer], aud: [audience], leeway: 0 }
      return verifySync(token, Buffer.from(secret), validation)
    },
  }),
)
