import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createVerifier, keySet, secretKey } from 'holoband'
import { generateKeyPair } from '../support/key-pair.js'
import { assertRefused, assertTokenRefused, assertTypeMistake } from '../support/refusal.js'
import { aud, claims, iss, now } from '../support/setting.js'
import { forge, secretFor } from '../support/tokens.js'

/** @import { Key, KeySet } from 'holoband' */

/**
 * @param {number} seed
 * @param {Record<string, unknown>} [members]
 */
function jwk(seed, members = {}) {
  return {
    kty: 'oct',
    alg: 'HS256',
    k: Buffer.from(secretFor('HS256', seed)).toString('base64url'),
    ...members,
  }
}

/** @param {Key | KeySet | readonly (Key | KeySet)[]} keys */
const verifierOf = (keys) =>
  createVerifier({ keys, algorithms: ['HS256', 'HS512'], issuer: iss, audience: aud, now: () => now })

/**
 * @param {number} seed which secret signs
 * @param {string} [kid]
 */
function signed(seed, kid) {
  const header = kid === undefined ? { alg: 'HS256' } : { alg: 'HS256', kid }
  return forge({ header, payload: claims, secret: secretFor('HS256', seed) })
}

describe('keySet', () => {
  test('lists its keys, without their secrets, and freezes the list', () => {
    const set = keySet({ keys: [jwk(1, { kid: 'a' }), jwk(2)] })
    assert.deepEqual(set.keys, [
      { alg: 'HS256', type: 'secret', kid: 'a' },
      { alg: 'HS256', type: 'secret' },
    ])
    assert.deepEqual(set.skipped, [])
    assert.ok([set, set.keys, set.skipped, ...set.keys].every((part) => Object.isFrozen(part)))
  })

  test('GHSA-w6j9-cwv2-h6wq, key-use: leaves bad keys out and says which and why', () => {
    const set = keySet({
      keys: [
        jwk(1, { use: 'enc' }),
        jwk(1, { kid: 'good' }),
        jwk(1, { k: 'AAAA' }),
        jwk(1, { kid: 5 }),
        'a string',
      ],
    })
    assert.deepEqual(set.keys, [{ alg: 'HS256', type: 'secret', kid: 'good' }])
    assert.deepEqual(set.skipped, [
      { index: 0, code: 'ERR_KEY_USE', member: 'use' },
      { index: 2, code: 'ERR_SECRET_TOO_SHORT' },
      { index: 3, code: 'ERR_JWK_MEMBER', member: 'kid' },
      { index: 4, code: 'ERR_JWK_INVALID' },
    ])
    assert.ok(set.skipped.every((skipped) => Object.isFrozen(skipped)))
    assert.ok(verifierOf(set).check(signed(1, 'good')).ok)
  })

  test('is an error where no key can be used', () => {
    assertRefused(() => keySet({ keys: [] }), 'ERR_KEY_SET_EMPTY', { option: 'keys' })
    assertRefused(() => keySet([]), 'ERR_KEY_SET_EMPTY', { option: 'keys' })
    assertRefused(() => keySet({ keys: [jwk(1, { use: 'enc' })] }), 'ERR_KEY_SET_EMPTY', { option: 'keys' })
  })

  test('is an error where secrets are published beside public keys', () => {
    const { publicKey } = generateKeyPair('ed25519')
    const keys = [jwk(1), publicKey.export({ format: 'jwk' })]
    assertRefused(() => keySet({ keys }), 'ERR_KEY_SET_MIXED', { option: 'keys' })
  })

  test('jwks-size: takes a thousand keys, and not one more', () => {
    const list = Array.from({ length: 1001 }, (_, index) => jwk(1, { kid: `${index}` }))
    assert.equal(keySet({ keys: list.slice(1) }).keys.length, 1000)
    assertRefused(() => keySet({ keys: list }), 'ERR_JWK_INVALID', { option: 'keys' })
  })

  test('is an error where it is not an object with a list of keys', () => {
    assertRefused(() => keySet({}), 'ERR_JWK_INVALID', { option: 'keys' })
    assertRefused(() => keySet({ keys: jwk(1) }), 'ERR_JWK_INVALID', { option: 'keys' })
    for (const value of [undefined, null, '{"keys":[]}', 5, [5], ['key']]) {
      assertTypeMistake(() => keySet(/** @type {object} */ (value)))
    }
  })
})

describe('the choice of a key', () => {
  const set = keySet({ keys: [jwk(1, { kid: 'a' }), jwk(2, { kid: 'b' })] })

  test('follows the kid of the token', () => {
    const verifier = verifierOf(set)
    assert.ok(verifier.check(signed(1, 'a')).ok)
    assert.ok(verifier.check(signed(2, 'b')).ok)
    assertTokenRefused(verifier, signed(1, 'b'), 'ERR_SIGNATURE_INVALID', { part: 'signature' })
    assertTokenRefused(verifier, signed(1, 'c'), 'ERR_KEY_NOT_FOUND')
    assertTokenRefused(verifier, signed(1, 'A'), 'ERR_KEY_NOT_FOUND')
  })

  test('tries no signature on several keys: a token without kid must leave one key', () => {
    assertTokenRefused(verifierOf(set), signed(1), 'ERR_KEY_AMBIGUOUS')
    assertTokenRefused(verifierOf(set), signed(1, ''), 'ERR_KEY_AMBIGUOUS')
    assert.ok(verifierOf(keySet({ keys: [jwk(1, { kid: 'a' })] })).check(signed(1)).ok)
  })

  test('prefers the key that is named over one without a name', () => {
    const verifier = verifierOf(keySet({ keys: [jwk(1), jwk(2, { kid: 'b' })] }))
    assert.ok(verifier.check(signed(2, 'b')).ok)
    assert.ok(verifier.check(signed(1, 'anything')).ok)
    assertTokenRefused(verifier, signed(1, 'b'), 'ERR_SIGNATURE_INVALID', { part: 'signature' })
  })

  test('kid-duplicate: does not choose between two keys of one name', () => {
    const twins = verifierOf(keySet({ keys: [jwk(1, { kid: 'a' }), jwk(2, { kid: 'a' })] }))
    assertTokenRefused(twins, signed(1, 'a'), 'ERR_KEY_AMBIGUOUS')
  })

  test('holds the token to the algorithm of the key that it names', () => {
    const long = jwk(1, { kid: 'b', alg: 'HS512', k: Buffer.from(secretFor('HS512')).toString('base64url') })
    const verifier = verifierOf(keySet({ keys: [jwk(1, { kid: 'a' }), long] }))
    assertTokenRefused(verifier, signed(1, 'b'), 'ERR_ALGORITHM_KEY_MISMATCH', { parameter: 'alg' })
  })

  test('goes over keys and sets together', () => {
    const verifier = verifierOf([secretKey(secretFor('HS256', 3), { kid: 'c' }), set])
    for (const [seed, kid] of /** @type {const} */ ([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ])) {
      assert.ok(verifier.check(signed(seed, kid)).ok, kid)
    }
  })

  test('kid-injection: treats names that mean something to JavaScript or to a file system as names', () => {
    for (const kid of [
      '__proto__',
      'constructor',
      'toString',
      '../../dev/null',
      "' OR 1=1 --",
      'a\nb',
      'a\0b',
    ]) {
      const named = verifierOf(keySet({ keys: [jwk(1, { kid: 'a' }), jwk(2, { kid })] }))
      assert.ok(named.check(signed(2, kid)).ok, kid)
      assertTokenRefused(verifierOf(set), signed(1, kid), 'ERR_KEY_NOT_FOUND', {}, kid)
    }
  })
})
