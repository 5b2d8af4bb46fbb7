// What went wrong elsewhere: a public key taken for a secret, and an algorithm that the token chose.
import assert from 'node:assert/strict'
import { constants, sign } from 'node:crypto'
import { describe, test } from 'node:test'
import {
  createVerifier,
  generateSecret,
  HolobandError,
  importJwk,
  importPem,
  keySet,
  secretKey,
} from 'holoband'
import { keyMaterial, rsa } from '../support/key-material.js'
import { assertRefused, assertTokenRefused, assertTypeMistake } from '../support/refusal.js'
import { aud, claims, goodToken, iss, keyFor, tokenWith, verifierFor } from '../support/setting.js'
import { forge, hmacAlgorithms, secretFor, segment } from '../support/tokens.js'

/** @import { Algorithm, SecretInput, VerifierOptions } from 'holoband' */

/** @param {unknown} value */
const anySecret = (value) => /** @type {SecretInput} */ (value)

describe('key-material, CVE-2015-9235, CVE-2016-5431, CVE-2022-29217, CVE-2023-48223, CVE-2026-34950, GHSA-ww5h-9m49-7xx4, GHSA-g3jj-5cmm-3hxx, CVE-2026-48526, GHSA-ffc3-869f-jxw9: what others may know as a secret', () => {
  for (const [name, bytes] of keyMaterial) {
    test(`${name} cannot become an HMAC secret, whichever way it is handed over`, () => {
      const base64url = Buffer.from(bytes).toString('base64url')
      for (const alg of hmacAlgorithms) {
        assertRefused(() => secretKey(bytes, { alg }), 'ERR_SECRET_IS_KEY_MATERIAL')
        assertRefused(() => secretKey({ base64url }, { alg }), 'ERR_SECRET_IS_KEY_MATERIAL')
        assertRefused(() => importJwk({ kty: 'oct', alg, k: base64url }), 'ERR_SECRET_IS_KEY_MATERIAL')
      }
      const text = Buffer.from(bytes).toString('utf8')
      if (Buffer.from(text).equals(Buffer.from(bytes))) {
        assertRefused(() => secretKey({ utf8: text }), 'ERR_SECRET_IS_KEY_MATERIAL')
      }
      const keys = [{ kty: 'oct', alg: 'HS256', k: base64url }]
      assertRefused(() => keySet({ keys }), 'ERR_KEY_SET_EMPTY', { option: 'keys' })
    })
  }

  test('secrets that only remind of key material are secrets', () => {
    const passphrases = [
      'begin the public meeting with a certificate of attendance',
      'my key type is none of your business, thank you very much',
      'ssh-rsa and ssh-ed25519 are the names of algorithms, not keys',
      '----- a line of dashes, which is not an armour -----',
      '{"role":"admin","note":"this is JSON but it is not a JWK"}',
    ]
    for (const utf8 of passphrases) assert.equal(secretKey({ utf8 }).alg, 'HS256', utf8)
    for (let round = 0; round < 500; round++) assert.equal(secretKey(generateSecret('HS512')).alg, 'HS256')
  })
})

describe('typed-keys: the algorithm comes from the key and the policy, never from the token', () => {
  test('CVE-2022-23541, CVE-2025-65945: a token that says HS256 is not checked with a public key', () => {
    const pem = String(rsa.publicKey.export({ format: 'pem', type: 'spki' }))
    assertTypeMistake(() => createVerifier(options({ keys: pem })))
    assertTypeMistake(() => createVerifier(options({ keys: rsa.publicKey })))
    assertTypeMistake(() => createVerifier(options({ keys: () => pem })))
    const jwk = rsa.publicKey.export({ format: 'jwk' })
    const mismatch = { parameter: 'alg' }
    assertRefused(() => importJwk(jwk, { alg: 'HS256' }), 'ERR_ALGORITHM_KEY_MISMATCH', mismatch)
    assertRefused(() => importJwk({ ...jwk, alg: 'HS256' }), 'ERR_ALGORITHM_KEY_MISMATCH', mismatch)
    assertRefused(() => importPem(pem, 'HS256'), 'ERR_ALGORITHM_KEY_MISMATCH', mismatch)
    const mixed = { keys: [jwk, { kty: 'oct', alg: 'HS256', k: segment(secretFor('HS256')) }] }
    assertRefused(() => keySet(mixed), 'ERR_KEY_SET_MIXED', { option: 'keys' })
  })

  test('CVE-2026-22817, CVE-2024-37568, CVE-2024-33663: without a list of algorithms there is no verifier', () => {
    for (const algorithms of [undefined, null, []]) {
      const code = algorithms === undefined ? 'ERR_OPTION_MISSING' : 'ERR_OPTION_EMPTY'
      assertRefused(() => createVerifier(options({ algorithms })), code, { option: 'algorithms' })
    }
  })

  test('CVE-2026-22818: a JWK without alg does not take it from the header', () => {
    const jwk = { kty: 'oct', k: segment(secretFor('HS512')) }
    assertRefused(() => importJwk(jwk), 'ERR_ALGORITHM_MISSING', { parameter: 'alg' })
    assertRefused(() => keySet({ keys: [jwk] }), 'ERR_KEY_SET_EMPTY', { option: 'keys' })
    const verifier = verifierFor({
      keys: importJwk(jwk, { alg: 'HS256' }),
      algorithms: ['HS256', 'HS384', 'HS512'],
    })
    for (const alg of /** @type {const} */ (['HS384', 'HS512'])) {
      const token = forge({ payload: claims, alg, secret: secretFor('HS512') })
      assertTokenRefused(verifier, token, 'ERR_ALGORITHM_KEY_MISMATCH', { parameter: 'alg' })
    }
  })

  test('CVE-2026-48523: the key does not override the list, and the list does not override the key', () => {
    const both = [keyFor('HS256'), keyFor('HS512')]
    const only256 = verifierFor({ keys: both, algorithms: ['HS256'] })
    const token512 = forge({ payload: claims, alg: 'HS512' })
    assertTokenRefused(only256, token512, 'ERR_ALGORITHM_NOT_ALLOWED', { parameter: 'alg' })
    assert.ok(only256.check(goodToken).ok)
    const wrongKey = verifierFor({ keys: keyFor('HS256'), algorithms: ['HS256', 'HS512'] })
    assertTokenRefused(wrongKey, token512, 'ERR_ALGORITHM_KEY_MISMATCH', { parameter: 'alg' })
  })

  test('libjwt #200: a weaker or stronger digest under the same secret is another algorithm', () => {
    const secret = secretFor('HS512')
    const verifier = verifierFor({ keys: secretKey(secret, { alg: 'HS512' }), algorithms: ['HS512'] })
    assert.ok(verifier.check(forge({ payload: claims, alg: 'HS512', secret })).ok)
    for (const alg of /** @type {const} */ (['HS256', 'HS384'])) {
      assertTokenRefused(verifier, forge({ payload: claims, alg, secret }), 'ERR_ALGORITHM_NOT_ALLOWED', {
        parameter: 'alg',
      })
      const relabelled = forge({ header: { alg: 'HS512' }, payload: claims, alg, secret })
      assertTokenRefused(verifier, relabelled, 'ERR_SIGNATURE_INVALID', { part: 'signature' })
    }
  })

  test('alg-family: a token of another family is refused for its algorithm, before anything of it is tried', () => {
    const header = segment({ alg: 'RS256', typ: 'JWT' })
    const input = `${header}.${segment(claims)}`
    const signature = sign('sha256', Buffer.from(input), {
      key: rsa.privateKey,
      padding: constants.RSA_PKCS1_PADDING,
    })
    const token = `${input}.${signature.toString('base64url')}`
    assertTokenRefused(verifierFor(), token, 'ERR_ALGORITHM_NOT_ALLOWED', { parameter: 'alg' })
  })

  test('an algorithm is its registered name, letter for letter', () => {
    for (const alg of [
      'hs256',
      'Hs256',
      'HS256 ',
      ' HS256',
      'HS256\0',
      'HS-256',
      'HMAC',
      'HS2560',
      'HS25',
      'sha256',
    ]) {
      assertTokenRefused(
        verifierFor(),
        tokenWith({}, { alg }),
        'ERR_ALGORITHM_NOT_ALLOWED',
        { parameter: 'alg' },
        alg,
      )
    }
    const escaped = forge({ header: '{"alg":"\\u0048S256"}', payload: claims })
    assert.ok(verifierFor().check(escaped).ok)
  })
})

describe('CVE-2016-10555, CVE-2018-0114: keys in a header', () => {
  test('jwk, jku, x5u and x5c are never used, whatever they hold', () => {
    const attacker = secretFor('HS256', 9)
    const jwk = { kty: 'oct', alg: 'HS256', k: segment(attacker) }
    for (const parameters of [
      { jwk },
      { jku: 'https://evil.example/jwks' },
      { x5u: 'https://evil.example/x' },
      { x5c: ['AAAA'] },
    ]) {
      const forged = forge({ header: { alg: 'HS256', ...parameters }, payload: claims, secret: attacker })
      assertTokenRefused(verifierFor(), forged, 'ERR_SIGNATURE_INVALID', { part: 'signature' })
      assert.ok(
        verifierFor().check(tokenWith({}, parameters)).ok,
        'they do not matter beside a good signature',
      )
    }
  })
})

describe('what a key may be', () => {
  test('CVE-2022-23529: an object that becomes text when it is touched is no secret', () => {
    let touched = 0
    const trap = {
      toString() {
        touched++
        return 'x'.repeat(64)
      },
    }
    for (const secret of [trap, { utf8: trap }, { base64url: trap }, Object('x'.repeat(64))]) {
      assertTypeMistake(() => secretKey(anySecret(secret)))
    }
    assert.equal(touched, 0)
  })

  test('CVE-2022-23540: a key that is not there is a mistake, and no reason to accept unsigned tokens', () => {
    for (const keys of [undefined, null, false, 0, ''])
      assertTypeMistake(() => createVerifier(options({ keys })))
    assertRefused(() => createVerifier(options({ keys: [] })), 'ERR_KEY_SET_EMPTY', { option: 'keys' })
    for (const secret of [undefined, null, false, '', 0])
      assertTypeMistake(() => secretKey(anySecret(secret)))
  })
})

describe('weak secrets and oracles', () => {
  test('CVE-2025-45768: a secret that is weaker than its hash is refused', () => {
    for (const secret of ['secret', 'password', 'x'.repeat(31)]) {
      assertRefused(() => secretKey({ utf8: secret }), 'ERR_SECRET_TOO_SHORT')
    }
  })

  test('error-oracle: a wrong signature says the same wherever it differs, and whatever the claims are', () => {
    const [header, payload, signature = ''] = goodToken.split('.')
    const bytes = Buffer.from(signature, 'base64url')
    const verdicts = new Set()
    for (let index = 0; index < bytes.length; index++) {
      const wrong = Buffer.from(bytes)
      wrong.writeUInt8(bytes.readUInt8(index) ^ 1, index)
      verdicts.add(JSON.stringify(verifierFor().check(`${header}.${payload}.${segment(wrong)}`)))
    }
    for (const changes of [{ exp: 1 }, { iss: 'x' }, { aud: 'y' }, { sub: 5 }]) {
      const forged = forge({ payload: { ...claims, ...changes }, secret: secretFor('HS256', 9) })
      verdicts.add(JSON.stringify(verifierFor().check(forged)))
    }
    assert.equal(verdicts.size, 1)
    assert.match([...verdicts].join(), /ERR_SIGNATURE_INVALID/)
  })

  test('token-echo: the token is in no error text', () => {
    assert.throws(
      () => verifierFor({ audience: 'https://other.example' }).verify(goodToken),
      (error) =>
        error instanceof HolobandError &&
        goodToken.split('.').every((piece) => !error.message.includes(piece)),
    )
  })
})

/** @param {Record<string, unknown>} changes */
function options(changes) {
  /** @type {Algorithm[]} */
  const algorithms = ['HS256']
  const complete = { keys: keyFor(), algorithms, issuer: iss, audience: aud, ...changes }
  return /** @type {VerifierOptions} */ (/** @type {unknown} */ (complete))
}
