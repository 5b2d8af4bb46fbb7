import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createIssuer, createVerifier, secretKey } from 'holoband'
import { assertRefused } from '../support/refusal.js'

const secret = new Uint8Array(32).fill(0x5a)
const key = secretKey(secret)
const common = { issuer: 'https://auth.example', audience: null }
const policy = { algorithms: [key.alg], ...common }

// Options cross to C++ as text in the buffer that tokens cross in.
describe('the options of a key, an issuer and a verifier', () => {
  test('may be longer than the buffer has room for when they come', () => {
    const issuer = `https://auth.example/${'é'.repeat(40_000)}`
    const wide = { ...common, issuer, maxTokenBytes: 1_000_000 }
    const token = createIssuer({ key, ttl: 900, ...wide }).issue({ sub: 'ann' })
    assert.equal(createVerifier({ keys: key, ...policy, ...wide }).verify(token).claims.iss, issuer)
  })

  test('may name as many keys as there are, in any order', () => {
    const keys = Array.from({ length: 300 }, (_, index) => {
      const bytes = new Uint8Array(32).fill(index)
      bytes[0] = index >> 8
      return secretKey(bytes, { kid: `key ${index}` })
    })
    const verifier = createVerifier({ keys: keys.toReversed(), ...policy })
    for (const each of [0, 1, 255, 256, 299]) {
      const one = /** @type {import('holoband').Key} */ (keys[each])
      const token = createIssuer({ key: one, ttl: 900, ...common }).issue({ sub: String(each) })
      assert.equal(verifier.verify(token).claims.sub, String(each))
    }
  })

  test('are refused where they are larger than anything that C++ takes', () => {
    const issuer = 'a'.repeat(17_000_000)
    assertRefused(() => createIssuer({ key, ttl: 900, ...common, issuer }), 'ERR_OUT_OF_MEMORY')
    assertRefused(() => createVerifier({ keys: key, ...policy, issuer }), 'ERR_OUT_OF_MEMORY')
    assertRefused(() => secretKey(secret, { kid: issuer }), 'ERR_OUT_OF_MEMORY')
    const token = createIssuer({ key, ttl: 900, ...common }).issue({ sub: 'ann' })
    assert.equal(
      createVerifier({ keys: key, ...policy }).verify(token).claims.sub,
      'ann',
      'and nothing is broken',
    )
  })

  test('are read by their own text, whatever stood in the buffer before', () => {
    const verifier = createVerifier({ keys: key, ...policy })
    verifier.check('x'.repeat(8000))
    assertRefused(() => createVerifier({ keys: key, ...policy, issuer: '' }), 'ERR_OPTION_EMPTY', {
      option: 'issuer',
    })
    assertRefused(() => createVerifier({ ...policy, keys: [] }), 'ERR_KEY_SET_EMPTY', { option: 'keys' })
    const disposed = secretKey(secret)
    disposed.dispose()
    assertRefused(() => createVerifier({ keys: [key, disposed], ...policy }), 'ERR_DISPOSED')
    assertRefused(() => createIssuer({ key: disposed, ttl: 900, ...common }), 'ERR_DISPOSED')
  })
})
