import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { generateSecret, importJwk, keySet, secretKey, signJws } from 'holoband'
import { generateKeyPair } from '../support/key-pair.js'
import { assertRefused, assertTypeMistake } from '../support/refusal.js'
import { hmacAlgorithms, mac, secretFor } from '../support/tokens.js'
import { isHostile, nonStrings } from '../support/values.js'

/** @import { Algorithm, SecretInput } from 'holoband' */

/** @param {unknown} value */
const anySecret = (value) => /** @type {SecretInput} */ (value)

/** @param {unknown} value */
const anyAlgorithm = (value) => /** @type {Algorithm} */ (value)

const secret = secretFor('HS256')
const base64url = Buffer.from(secret).toString('base64url')

describe('secretKey', () => {
  test('describes the key and shows nothing of its secret', () => {
    const key = secretKey(secret)
    assert.equal(key.alg, 'HS256')
    assert.equal(key.kid, undefined)
    assert.equal(key.type, 'secret')
    assert.ok(Object.isFrozen(key))
  })

  test('takes the algorithm and the identifier that it is given', () => {
    for (const alg of hmacAlgorithms) {
      const key = secretKey(secretFor(alg), { alg, kid: 'été-1' })
      assert.deepEqual({ alg: key.alg, kid: key.kid }, { alg, kid: 'été-1' })
    }
  })

  test('treats null for an option as not given, in the key and in what it says of itself', () => {
    const nothing = /** @type {{ alg?: Algorithm }} */ (/** @type {unknown} */ ({ alg: null, kid: null }))
    const key = secretKey(secret, nothing)
    assert.deepEqual({ alg: key.alg, kid: key.kid }, { alg: 'HS256', kid: undefined })
  })

  test('makes the same key of the same bytes, however they are written', () => {
    const text = 'correct horse battery staple éñ 漢'
    const signed = (/** @type {SecretInput} */ input) => signJws('payload', { key: secretKey(input) })
    assert.equal(signed({ base64url }), signed(secret))
    assert.equal(signed(Buffer.from(secret)), signed(secret))
    assert.equal(signed({ utf8: text }), signed(new TextEncoder().encode(text)))
    const [header, payload, signature] = signed({ utf8: text }).split('.')
    assert.equal(signature, mac(`${header}.${payload}`, new TextEncoder().encode(text)))
  })

  test('takes the bytes of a view and not those around it', () => {
    const around = new Uint8Array(64).fill(7)
    around.set(secret, 16)
    const key = secretKey(around.subarray(16, 48))
    assert.equal(signJws('x', { key }), signJws('x', { key: secretKey(secret) }))
  })

  test('keeps its own copy: wiping the bytes afterwards changes nothing', () => {
    const bytes = Uint8Array.from(secret)
    const key = secretKey(bytes)
    const before = signJws('x', { key })
    bytes.fill(0)
    assert.equal(signJws('x', { key }), before)
  })

  test('does not guess what a bare string means', () => {
    assertTypeMistake(() => secretKey(anySecret(base64url)))
  })

  test('takes nothing but bytes and named text', () => {
    for (const [name, value] of nonStrings) {
      if (isHostile(name) || value instanceof Uint8Array) continue
      assertTypeMistake(() => secretKey(anySecret(value)))
      assertTypeMistake(() => secretKey(anySecret({ utf8: value })))
      assertTypeMistake(() => secretKey(anySecret({ base64url: value })))
    }
    assertTypeMistake(() => secretKey(anySecret({ utf8: 'a', base64url })))
    assertTypeMistake(() => secretKey(anySecret({ hex: '00' })))
    assertTypeMistake(() => secretKey(anySecret(new Uint16Array(32))))
    assertTypeMistake(() => secretKey(anySecret(new DataView(new ArrayBuffer(32)))))
  })

  test('refuses a secret that is shorter than the output of its hash', () => {
    for (const alg of hmacAlgorithms) {
      const long = secretFor(alg)
      assertRefused(() => secretKey(long.subarray(1), { alg }), 'ERR_SECRET_TOO_SHORT')
      assert.equal(secretKey(long, { alg }).alg, alg)
    }
    assertRefused(() => secretKey(new Uint8Array(0)), 'ERR_SECRET_TOO_SHORT')
    assertRefused(() => secretKey({ utf8: '' }), 'ERR_SECRET_TOO_SHORT')
    assertRefused(() => secretKey({ base64url: '' }), 'ERR_SECRET_TOO_SHORT')
  })

  test('refuses a secret of more than 65536 bytes', () => {
    assert.equal(secretKey(new Uint8Array(65536).fill(0x5a)).alg, 'HS256')
    assertRefused(() => secretKey(new Uint8Array(65537).fill(0x5a)), 'ERR_SECRET_TOO_LONG')
  })

  test('refuses text that is not canonical base64url', () => {
    for (const text of [
      `${base64url}=`,
      `${base64url}\n`,
      ` ${base64url}`,
      `${base64url}AA`,
      `é${base64url}`,
    ]) {
      assertRefused(() => secretKey({ base64url: text }), 'ERR_SECRET_ENCODING')
    }
  })

  test('refuses an algorithm that it does not know', () => {
    for (const alg of ['none', 'HS1', 'hs256', 'RS256', '', ' HS256']) {
      assertRefused(() => secretKey(secret, { alg: anyAlgorithm(alg) }), 'ERR_ALGORITHM_UNKNOWN', {
        option: 'alg',
      })
    }
    assertRefused(() => secretKey(secret, { alg: anyAlgorithm(256) }), 'ERR_OPTION_TYPE', { option: 'alg' })
    assertRefused(() => secretKey(secret, { alg: anyAlgorithm(['HS256']) }), 'ERR_OPTION_TYPE', {
      option: 'alg',
    })
  })

  test('refuses an identifier that is empty, too long or no text', () => {
    assertRefused(() => secretKey(secret, { kid: '' }), 'ERR_KID_INVALID', { option: 'kid' })
    assertRefused(() => secretKey(secret, { kid: 'k'.repeat(257) }), 'ERR_KID_INVALID', { option: 'kid' })
    assert.equal(secretKey(secret, { kid: 'k'.repeat(256) }).kid?.length, 256)
    const kid = /** @type {string} */ (/** @type {unknown} */ (7))
    assertRefused(() => secretKey(secret, { kid }), 'ERR_OPTION_TYPE', { option: 'kid' })
  })

  test('refuses options that it does not have', () => {
    for (const name of ['algorithm', 'encoding', 'Alg']) {
      const options = { [name]: 'bytes' }
      assertRefused(() => secretKey(secret, options), 'ERR_OPTION_UNKNOWN', { option: name })
    }
    const text = /** @type {{ alg?: Algorithm }} */ (/** @type {unknown} */ ('HS256'))
    assertTypeMistake(() => secretKey(secret, text))
  })
})

describe('importJwk', () => {
  const jwk = { kty: 'oct', k: base64url, alg: 'HS256' }

  test('makes the key that the JWK describes', () => {
    const key = importJwk({ ...jwk, kid: 'one', use: 'sig', key_ops: ['sign', 'verify'], x: { any: [1] } })
    assert.deepEqual(
      { alg: key.alg, kid: key.kid, type: key.type },
      { alg: 'HS256', kid: 'one', type: 'secret' },
    )
    assert.equal(signJws('x', { key }), signJws('x', { key: secretKey(secret, { kid: 'one' }) }))
  })

  test('takes the algorithm from outside where the JWK names none', () => {
    const { alg, ...rest } = jwk
    assert.equal(importJwk(rest, { alg: 'HS256' }).alg, alg)
    assertRefused(() => importJwk(rest), 'ERR_ALGORITHM_MISSING', { parameter: 'alg' })
    assertRefused(() => importJwk(rest, { alg: 'HS512' }), 'ERR_SECRET_TOO_SHORT')
  })

  test('refuses an algorithm from outside that contradicts the JWK', () => {
    assert.equal(importJwk(jwk, { alg: 'HS256' }).alg, 'HS256')
    assertRefused(() => importJwk(jwk, { alg: 'HS384' }), 'ERR_ALGORITHM_KEY_MISMATCH', { parameter: 'alg' })
  })

  test('obeys use and key_ops', () => {
    assertRefused(() => importJwk({ ...jwk, use: 'enc' }), 'ERR_KEY_USE', { option: 'use' })
    assertRefused(() => importJwk({ ...jwk, use: 5 }), 'ERR_JWK_MEMBER', { option: 'use' })
    assertRefused(() => importJwk({ ...jwk, key_ops: ['encrypt'] }), 'ERR_KEY_USE', { option: 'key_ops' })
    assertRefused(() => importJwk({ ...jwk, key_ops: [] }), 'ERR_KEY_USE', { option: 'key_ops' })
    for (const key_ops of ['sign', ['sign', 'sign'], [1], { 0: 'sign' }]) {
      assertRefused(() => importJwk({ ...jwk, key_ops }), 'ERR_JWK_MEMBER', { option: 'key_ops' })
    }
  })

  test('refuses what JSON cannot write, since anybody may have written it', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
    /** @type {Record<string, unknown>} */
    const circle = { kty: 'EC' }
    circle.self = circle
    for (const value of [{ kty: 'EC', x: deep }, circle, { kty: 'EC', x: 1n }]) {
      assertRefused(() => importJwk(value), 'ERR_JWK_INVALID')
      assertRefused(() => keySet({ keys: [value] }), 'ERR_JWK_INVALID')
    }
    assertRefused(() => importJwk({ toJSON: () => undefined }), 'ERR_JWK_INVALID')
    assertRefused(() => keySet({ toJSON: () => undefined }), 'ERR_JWK_INVALID')
  })

  test('refuses members that are missing, of a wrong type or not canonical', () => {
    assertRefused(() => importJwk({}), 'ERR_JWK_INVALID', { option: 'kty' })
    assertRefused(() => importJwk({ ...jwk, kty: 1 }), 'ERR_JWK_MEMBER', { option: 'kty' })
    assertRefused(() => importJwk({ kty: 'oct', alg: 'HS256' }), 'ERR_JWK_INVALID', { option: 'k' })
    assertRefused(() => importJwk({ ...jwk, k: 5 }), 'ERR_JWK_MEMBER', { option: 'k' })
    assertRefused(() => importJwk({ ...jwk, k: `${base64url}=` }), 'ERR_SECRET_ENCODING', { option: 'k' })
    assertRefused(() => importJwk({ ...jwk, k: '' }), 'ERR_SECRET_TOO_SHORT')
    assertRefused(() => importJwk({ ...jwk, kid: 5 }), 'ERR_JWK_MEMBER', { option: 'kid' })
    assertRefused(() => importJwk({ ...jwk, kid: '' }), 'ERR_KID_INVALID', { option: 'kid' })
    assertRefused(() => importJwk({ ...jwk, alg: 5 }), 'ERR_JWK_MEMBER', { option: 'alg' })
    assertRefused(() => importJwk({ ...jwk, alg: 'none' }), 'ERR_ALGORITHM_UNKNOWN', { option: 'alg' })
  })

  test('names the key types and curves that no algorithm is for', () => {
    const { publicKey, privateKey } = generateKeyPair('x25519')
    for (const key of [publicKey, privateKey]) {
      const exported = key.export({ format: 'jwk' })
      assertRefused(() => importJwk(exported), 'ERR_KEY_TYPE_UNSUPPORTED', { option: 'crv' })
    }
    for (const kty of ['DSA', 'OCT', 'rsa', '']) {
      assertRefused(() => importJwk({ ...jwk, kty }), 'ERR_KEY_TYPE_UNSUPPORTED', { option: 'kty' })
    }
  })

  test('takes nothing but an object, and no option that it does not have', () => {
    for (const value of [undefined, null, JSON.stringify(jwk), 5, [jwk], new Uint8Array(8)]) {
      assertTypeMistake(() => importJwk(/** @type {object} */ (value)))
    }
    const withAlg = { alg: /** @type {Algorithm} */ ('HS256') }
    const misspelt = { ...withAlg, algorithm: 'HS256' }
    assertRefused(() => importJwk(jwk, misspelt), 'ERR_OPTION_UNKNOWN', { option: 'algorithm' })
  })
})

describe('generateSecret', () => {
  test('gives as many random bytes as the hash has, and others each time', () => {
    for (const alg of hmacAlgorithms) {
      const one = generateSecret(alg)
      assert.equal(one.length, secretFor(alg).length)
      assert.notDeepEqual(one, generateSecret(alg))
      assert.equal(secretKey(one, { alg }).alg, alg)
    }
    assert.equal(generateSecret().length, 32)
  })

  test('gives bytes of which every bit is sometimes set and sometimes not', () => {
    const any = new Uint8Array(32)
    const all = new Uint8Array(32).fill(255)
    for (let round = 0; round < 64; round++) {
      generateSecret().forEach((byte, index) => {
        any[index] = (any[index] ?? 0) | byte
        all[index] = (all[index] ?? 0) & byte
      })
    }
    assert.deepEqual(any, new Uint8Array(32).fill(255))
    assert.deepEqual(all, new Uint8Array(32))
  })

  test('gives bytes that belong to the caller alone', () => {
    const one = generateSecret()
    const copy = Uint8Array.from(one)
    generateSecret()
    secretKey(secret)
    assert.deepEqual(one, copy)
  })

  test('refuses an algorithm that it does not know', () => {
    for (const alg of ['none', 'RS256', '', null, 5]) {
      assertRefused(() => generateSecret(anyAlgorithm(alg)), 'ERR_ALGORITHM_UNKNOWN', { option: 'alg' })
    }
  })
})
