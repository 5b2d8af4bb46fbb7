import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inspect } from 'node:util'
import { generateSecret, hashPassword, importJwk, keySet, secretKey } from 'holoband'
import { aud, goodToken, iss, issuerFor, verifierFor } from '../support/setting.js'
import { wholeMemory } from '../support/whole-memory.js'

const text = 'a passphrase that nobody must ever read anywhere'
const base64url = Buffer.from(text).toString('base64url')
const jwk = { kty: 'oct', alg: 'HS256', k: base64url, kid: 'public-name' }

/** @param {unknown} value */
function shown(value) {
  const deep = inspect(value, { depth: 20, showHidden: true, showProxy: true, getters: true })
  return `${deep} ${JSON.stringify(value)} ${String(value)} ${Object.getOwnPropertyNames(value).join()}`
}

/** @param {string} output */
function assertNoSecret(output) {
  for (const secret of [
    text,
    base64url,
    Buffer.from(text).toString('hex'),
    [...Buffer.from(text)].join(', '),
  ]) {
    assert.ok(!output.includes(secret.slice(0, 24)))
  }
}

describe('a secret', () => {
  test('cannot be read from a key, a set, an issuer or a verifier', () => {
    const keys = [secretKey({ utf8: text }), secretKey(Buffer.from(text)), importJwk(jwk)]
    for (const key of keys) {
      const holders = [key, issuerFor({ key }), verifierFor({ keys: key }), keySet({ keys: [jwk] })]
      for (const holder of holders) {
        const output = shown(holder)
        assertNoSecret(output)
        assertNoSecret(shown(structuredCloneable(holder)))
      }
    }
    assert.ok(shown(keys[2]).includes('public-name'))
  })

  test('is in no error that it causes', () => {
    const attempts = [
      () => secretKey({ utf8: text }, { alg: 'HS512' }),
      () => secretKey({ base64url: `${base64url}=` }),
      () => secretKey({ utf8: `-----BEGIN PUBLIC KEY-----\n${text}` }),
      () => importJwk({ ...jwk, alg: 'HS512' }),
      () => importJwk({ ...jwk, use: 'enc' }),
      () => importJwk({ ...jwk, k: `${base64url}!` }),
      () => keySet({ keys: [{ ...jwk, k: `${base64url}!` }] }),
      () => secretKey(/** @type {Uint8Array} */ (/** @type {unknown} */ (text))),
      () => hashPassword(text.repeat(200)),
    ]
    for (const attempt of attempts) {
      assert.throws(attempt, (/** @type {unknown} */ error) => {
        assertNoSecret(shown(error))
        assertNoSecret(String(error instanceof Error ? error.stack : error))
        return true
      })
    }
  })

  test('does not stay in the memory of the module, nor do its encodings', () => {
    const fresh = `${text} ${'0123456789abcdef'.repeat(2)}`
    const encoded = Buffer.from(fresh).toString('base64url')
    const made = [
      secretKey({ utf8: fresh }),
      secretKey(Buffer.from(fresh)),
      secretKey({ base64url: encoded }),
      importJwk({ kty: 'oct', alg: 'HS256', k: encoded }),
      keySet({ keys: [{ kty: 'oct', alg: 'HS256', k: encoded }] }),
    ]
    assert.throws(() => secretKey({ utf8: fresh }, { kid: '' }))
    assert.throws(() => importJwk({ kty: 'oct', alg: 'none', k: encoded }))
    assertNotInMemory(fresh, encoded)
    for (const key of made) key.dispose()
    assertNotInMemory(fresh, encoded)
  })

  test('that was generated does not stay there once it was handed out', () => {
    const generated = Buffer.from(generateSecret('HS512'))
    assert.equal(wholeMemory().indexOf(generated.subarray(0, 16)), -1)
    assert.equal(wholeMemory().indexOf(generated.subarray(-16)), -1)
  })

  test('of a password does not stay there either', () => {
    const password = 'the password of somebody who trusts us'
    const phc = hashPassword(password, { memoryKib: 64, passes: 1, lanes: 1 })
    assert.ok(phc.startsWith('$argon2id$'))
    assertNotInMemory(password)
  })

  test('a token and its claims are not secrets: the search would find what is there', () => {
    verifierFor().verify(goodToken)
    assert.ok(wholeMemory().includes(goodToken))
    assert.ok(wholeMemory().includes(`"iss":"${iss}"`))
    assert.ok(wholeMemory().includes(aud))
  })
})

/** @param {readonly string[]} secrets */
function assertNotInMemory(...secrets) {
  for (const secret of secrets) {
    // Half of it is as bad as all of it.
    assert.equal(wholeMemory().indexOf(secret.slice(0, 24)), -1)
    assert.equal(wholeMemory().indexOf(secret.slice(-24)), -1)
  }
}

/**
 * What a copy for another thread would hold, where there can be one.
 *
 * @param {object} value
 */
function structuredCloneable(value) {
  try {
    return structuredClone(value)
  } catch {
    return {}
  }
}
