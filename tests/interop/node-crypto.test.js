import assert from 'node:assert/strict'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { test } from 'node:test'
import { generateSecret, secretKey, signJws, verifyJws } from 'holoband'
import { forge, hmacAlgorithms, mac, read } from '../support/tokens.js'
import { interop, oneAtATime } from './contract.js'

interop(
  oneAtATime({
    name: 'node:crypto',
    sign: (payload, alg, secret) => forge({ header: { alg, typ: 'JWT' }, payload, alg, secret }),
    verify: (token, alg, secret) => {
      const [header, payload, signature = ''] = token.split('.')
      const expected = Buffer.from(mac(`${header}.${payload}`, secret, alg), 'base64url')
      const given = Buffer.from(signature, 'base64url')
      if (given.length !== expected.length || !timingSafeEqual(given, expected))
        throw new Error('wrong signature')
      const claims = read(token).payload
      if (Number(claims.exp) <= Date.now() / 1000) throw new Error('expired')
      return claims
    },
  }),
)

test('MACs agree for messages and secrets of every length around the blocks of their hashes', () => {
  const lengths = [0, 1, 2, 3, 54, 55, 56, 57, 63, 64, 65, 110, 111, 112, 113, 127, 128, 129, 1000]
  for (const alg of hmacAlgorithms) {
    const hash = `sha${alg.slice(2)}`
    for (const more of [0, 1, 31, 32, 63, 64, 65, 96, 128, 200]) {
      const secret = Buffer.concat([generateSecret(alg), Buffer.alloc(more, 0xa5)])
      const key = secretKey(secret, { alg })
      for (const length of lengths) {
        const jws = signJws(new Uint8Array(length).fill(length), { key })
        const input = jws.slice(0, jws.lastIndexOf('.'))
        const expected = createHmac(hash, secret).update(input).digest('base64url')
        assert.equal(jws.slice(input.length + 1), expected, `${alg}, ${secret.length} and ${length} bytes`)
        assert.equal(verifyJws(jws, { keys: key, algorithms: [alg] }).payload.length, length)
      }
      key.dispose()
    }
  }
})
