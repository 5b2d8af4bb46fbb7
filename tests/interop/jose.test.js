import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signJws, verifyJws } from 'holoband'
import { CompactSign, compactVerify, jwtVerify, SignJWT } from 'jose'
import { hmacAlgorithms, secretFor } from '../support/tokens.js'
import { audience, interop, issuer, oneAtATime, ours } from './contract.js'

interop(
  oneAtATime({
    name: 'jose',
    sign: (claims, alg, secret) => new SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT' }).sign(secret),
    verify: async (token, alg, secret) =>
      (await jwtVerify(token, secret, { algorithms: [alg], issuer, audience })).payload,
  }),
)

const payloads = [new Uint8Array(0), Uint8Array.from({ length: 256 }, (_, byte) => byte), Buffer.from('é漢🎟️')]

test('jose verifies a raw JWS of ours, byte for byte', async () => {
  for (const alg of hmacAlgorithms) {
    for (const payload of payloads) {
      const jws = signJws(payload, { key: ours(alg).key, typ: 'x+jws', header: { cty: 'octets' } })
      const verified = await compactVerify(jws, secretFor(alg), { algorithms: [alg] })
      assert.deepEqual(Buffer.from(verified.payload), Buffer.from(payload))
      assert.deepEqual(verified.protectedHeader, { alg, typ: 'x+jws', cty: 'octets' })
    }
  }
})

test('a raw JWS of jose is verified here, byte for byte', async () => {
  for (const alg of hmacAlgorithms) {
    for (const payload of payloads) {
      const jws = await new CompactSign(payload).setProtectedHeader({ alg, kid: 'k' }).sign(secretFor(alg))
      const verified = verifyJws(jws, { keys: ours(alg).key, algorithms: [alg] })
      assert.deepEqual(Buffer.from(verified.payload), Buffer.from(payload))
      assert.deepEqual(verified.header, { alg, kid: 'k' })
    }
  }
})
