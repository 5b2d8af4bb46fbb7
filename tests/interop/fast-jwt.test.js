import { createSigner, createVerifier } from 'fast-jwt'
import { audience, interop, issuer, oneAtATime } from './contract.js'

interop(
  oneAtATime({
    name: 'fast-jwt',
    sign: (claims, algorithm, secret) => createSigner({ key: Buffer.from(secret), algorithm })(claims),
    verify: (token, alg, secret) =>
      createVerifier({
        key: Buffer.from(secret),
        algorithms: [alg],
        allowedIss: issuer,
        allowedAud: audience,
      })(token),
  }),
)
