import { createSecretKey } from 'node:crypto'
import jsonwebtoken from 'jsonwebtoken'
import { audience, interop, issuer, oneAtATime } from './contract.js'

interop(
  oneAtATime({
    name: 'jsonwebtoken',
    sign: (claims, algorithm, secret) => jsonwebtoken.sign(claims, createSecretKey(secret), { algorithm }),
    verify: (token, alg, secret) => {
      const claims = jsonwebtoken.verify(token, createSecretKey(secret), {
        algorithms: [alg],
        issuer,
        audience,
      })
      if (typeof claims === 'string') throw new TypeError('claims are an object')
      return claims
    },
  }),
)
