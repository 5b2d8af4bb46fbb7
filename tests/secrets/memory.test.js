// All of the module's memory is searched after each step in the life of a secret, for the secret and for what it was
// turned into. While it is in use there are as many copies as the module needs, in buffers that it owns; afterwards
// there is none.
import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  createIssuer,
  createVerifier,
  exportJwkWithPrivateKey,
  exportPemWithPrivateKey,
  generateKey,
  generateSecret,
  hashPassword,
  importJwk,
  importPem,
  keySet,
  secretKey,
  verifyPassword,
} from 'holoband'
import { aud, iss } from '../support/setting.js'
import { hmacAlgorithms, segment } from '../support/tokens.js'
import { argon2Needles, hmacNeedles, macNeedles, passphraseNeedles, prefixNeedles } from './derived.js'
import { algorithms, keyNeedles, passphrase, sampleNeedles, sampleOf, schemeOf } from './keys.js'
import { bytesNeedles } from './needles.js'
import { copiesOf } from './search.js'

/** @import { Algorithm, Key } from 'holoband' */
/** @import { HmacAlgorithm } from '../support/tokens.js' */
/** @import { DigestName, Jwk } from './derived.js' */
/** @import { Needle } from './needles.js' */

generateSecret() // starts the module, so that there is a memory to search

/**
 * @param {Key} key
 * @param {'wasm' | 'host'} [crypto] whose cryptography signs
 */
const issuerOf = (key, crypto = 'wasm') =>
  createIssuer({ key, issuer: iss, audience: aud, ttl: '1m', crypto })

/**
 * @param {Key} key
 * @param {Algorithm} alg
 * @param {{ cache?: { max: number } }} [options]
 */
const verifierOf = (key, alg, options = {}) =>
  createVerifier({ keys: key, algorithms: [alg], issuer: iss, audience: aud, ...options })

/**
 * @param {readonly Needle[]} needles
 * @param {string} when
 */
function assertNowhere(needles, when) {
  assert.deepEqual(copiesOf(needles), {}, when)
}

/**
 * @param {() => unknown} attempt
 * @param {string} code
 */
function assertRefused(attempt, code) {
  assert.throws(attempt, { code })
}

/**
 * Runs something while the host has no random numbers.
 *
 * @param {() => void} work
 */
function withoutRandomness(work) {
  const { getRandomValues } = crypto
  crypto.getRandomValues = () => {
    throw new Error('no entropy')
  }
  try {
    work()
  } finally {
    crypto.getRandomValues = getRandomValues
  }
}

for (const alg of hmacAlgorithms) describe(`a secret of ${alg}`, () => hmacTests(alg))

/** @param {HmacAlgorithm} alg */
function hmacTests(alg) {
  const name = /** @type {DigestName} */ (alg.replace('HS', 'sha'))
  const size = Number(alg.slice(2)) / 8
  const states = {
    'secret: inner state, words, heap': 1,
    'secret: outer state, words, heap': 1,
  }
  const message = `${segment({ alg, typ: 'JWT' })}.${segment({ iss, aud, exp: 4e9, sub: 'x'.repeat(200) })}`
  /** @param {Uint8Array} secret */
  const signed = (secret) => `${message}.${segment(createHmac(name, secret).update(message).digest())}`

  /** @type {ReadonlyArray<readonly [string, (secret: Buffer) => Key]>} */
  const makers = [
    ['bytes', (secret) => secretKey(secret, { alg })],
    ['base64url', (secret) => secretKey({ base64url: secret.toString('base64url') }, { alg })],
    ['a JWK', (secret) => importJwk({ kty: 'oct', alg, k: secret.toString('base64url') })],
  ]
  for (const [form, make] of makers) {
    test(`from ${form} is kept as two states of its hash, once, and as nothing afterwards`, () => {
      const secret = randomBytes(size)
      const needles = [...hmacNeedles('secret', name, secret), ...prefixNeedles(name, secret, message)]
      const key = make(secret)
      assert.deepEqual(copiesOf(needles), states, 'made')
      const verifier = verifierOf(key, alg)
      const token = signed(secret)
      for (let times = 0; times < 10; times++) verifier.verify(token)
      const cached = verifierOf(key, alg, { cache: { max: 10 } })
      for (let times = 0; times < 3; times++) cached.verify(token)
      const { 'state after a beginning, words, heap': beginnings = 0, ...others } = copiesOf(needles)
      assert.deepEqual(others, states, 'verified')
      assert.ok(beginnings > 0, 'remembers what tokens begin with')
      const issuer = issuerOf(key)
      issuer.issue({ sub: 'somebody' })
      key.dispose()
      for (const owner of [issuer, verifier, cached]) owner.dispose()
      assertNowhere(needles, 'disposed of')
    })
  }

  test('does not leave the MAC that a forged token should have had', () => {
    const secret = randomBytes(size)
    const needles = macNeedles(name, secret, message)
    const key = secretKey(secret, { alg })
    const verifier = verifierOf(key, alg)
    const forged = `${message}.${segment(randomBytes(size))}`
    assert.equal(verifier.check(forged).ok, false)
    assertNowhere(needles, 'forged')
    for (const disposable of [key, verifier]) disposable.dispose()
  })

  test('that is refused is nowhere', () => {
    const secret = randomBytes(size)
    const needles = hmacNeedles('secret', name, secret)
    const text = secret.toString('base64url')
    assertRefused(() => secretKey(secret.subarray(1), { alg }), 'ERR_SECRET_TOO_SHORT')
    assertRefused(() => secretKey(secret, { alg, kid: '' }), 'ERR_KID_INVALID')
    assertRefused(() => secretKey({ base64url: `${text}!` }, { alg }), 'ERR_SECRET_ENCODING')
    assertRefused(() => importJwk({ kty: 'oct', alg, k: text, use: 'enc' }), 'ERR_KEY_USE')
    assertRefused(() => importJwk({ kty: 'oct', alg, k: `${text}!` }), 'ERR_SECRET_ENCODING')
    const block = Buffer.from(`-----BEGIN PUBLIC KEY-----\nAAAA${secret.toString('base64')}`)
    assertRefused(() => secretKey(block, { alg }), 'ERR_SECRET_IS_KEY_MATERIAL')
    assertNowhere([...needles, ...bytesNeedles('block', block.subarray(28))], 'refused')
  })

  test('that was generated is kept once more, to be exported', () => {
    const key = generateKey(alg)
    const secret = Buffer.from(exportJwkWithPrivateKey(key).k ?? '', 'base64url')
    const needles = hmacNeedles('secret', name, secret)
    assert.deepEqual(copiesOf(needles), { 'secret, bytes, heap': 1, ...states })
    key.dispose()
    assertNowhere(needles, 'disposed of')
  })
}

/**
 * What of a living key is in the memory, and how often: `bytes` are what can be exported, `words` is what OpenSSL
 * computes with.
 *
 * @param {Algorithm} alg
 * @param {boolean} signs whether it has signed
 * @returns {Record<string, number>}
 */
function living(alg, signs) {
  if (alg === 'RS256' || alg === 'PS256') return livingRsa(signs)
  if (alg === 'Ed25519' || alg === 'Ed448') return { 'd, bytes, heap': 2 }
  if (!alg.startsWith('ML')) return { 'd, bytes, heap': 1, 'd, words, heap': 1 }
  return {
    'seed, bytes, heap': 2,
    'K, bytes, heap': 2, // the second is in the encoding of the expanded key
    's1, first, coefficients, heap': 1,
    's1, last, coefficients, heap': 1,
    's2, first, coefficients, heap': 1,
    's2, last, coefficients, heap': 1,
  }
}

/**
 * Who signs with RSA has a copy of the key for himself, and what Montgomery's multiplication needs: the primes once
 * more, and a number for each.
 *
 * @param {boolean} signs
 */
function livingRsa(signs) {
  /** @type {Record<string, number>} */
  const copies = {}
  for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi']) {
    const prime = name === 'p' || name === 'q'
    copies[`${name}, bytes, heap`] = 1
    copies[`${name}, words, heap`] = !signs ? 1 : prime ? 3 : 2
    if (signs && prime) copies[`${name}: R squared, words, heap`] = 1
  }
  return copies
}

for (const alg of algorithms) describe(`a private key of ${alg}`, () => privateKeyTests(alg))

/** @param {Algorithm} alg */
function privateKeyTests(alg) {
  const sample = sampleOf(alg)
  const { jwk, pem, encrypted } = sample
  const needles = sampleNeedles(alg, sample)

  test('is in the buffers of the key and of its signer, and nowhere afterwards', () => {
    const key = importJwk(jwk, { alg })
    assert.deepEqual(copiesOf(needles), living(alg, false), 'imported')
    const issuer = issuerOf(key)
    const token = issuer.issue({ sub: 'somebody' })
    const withNonce = [...needles, ...sampleNeedles(alg, sample, token)]
    assert.deepEqual(copiesOf(sampleNeedles(alg, sample, token)), living(alg, true), 'signed')
    const verifier = verifierOf(key, alg)
    assert.equal(verifier.verify(token).claims.sub, 'somebody')
    exportJwkWithPrivateKey(key)
    assert.deepEqual(copiesOf(needles), living(alg, true), 'exported as a JWK')
    exportPemWithPrivateKey(key)
    assert.deepEqual(copiesOf(needles), living(alg, true), 'exported as a PEM')
    key.dispose()
    assert.deepEqual(copiesOf(needles), living(alg, true), 'the issuer goes on')
    issuer.dispose()
    verifier.dispose()
    assertNowhere(withNonce, 'disposed of')
  })

  test('is nowhere once the set that it came in is disposed of', () => {
    const set = keySet({ keys: [{ ...jwk, alg }] })
    assert.deepEqual(copiesOf(needles), living(alg, false))
    set.dispose()
    assertNowhere(needles, 'disposed of')
  })

  test('is nowhere after it signed with the cryptography of the host', () => {
    const key = importPem(pem, alg)
    const issuer = issuerOf(key, 'host')
    issuer.issue({ sub: 'somebody' })
    assert.deepEqual(copiesOf(needles), living(alg, alg.startsWith('ML')), 'signed')
    key.dispose()
    issuer.dispose()
    assertNowhere(needles, 'disposed of')
  })

  test('that was generated is nowhere afterwards', () => {
    const key = generateKey(alg)
    const generated = keyNeedles(alg, /** @type {Jwk} */ (exportJwkWithPrivateKey(key)))
    assert.deepEqual(copiesOf(generated), living(alg, false), 'generated')
    key.dispose()
    assertNowhere(generated, 'disposed of')
  })

  test('that is refused is nowhere', () => {
    const member = 'priv' in jwk ? 'priv' : 'd'
    assertRefused(() => importJwk({ ...jwk, use: 'enc' }, { alg }), 'ERR_KEY_USE')
    assertRefused(() => importJwk({ ...jwk, [member]: `${jwk[member]}!` }, { alg }), 'ERR_JWK_MEMBER')
    assertRefused(() => importPem(pem.replace('-----END', '-----FIN'), alg), 'ERR_PEM_INVALID')
    assertRefused(() => importPem(pem, 'HS256'), 'ERR_ALGORITHM_KEY_MISMATCH')
    assertRefused(() => importPem(pem, alg, { kid: '' }), 'ERR_KID_INVALID')
    assertNowhere(needles, 'refused')
  })

  test('does not stay where its owner runs out of random numbers', () => {
    const key = importJwk(jwk, { alg })
    const issuer = issuerOf(key)
    withoutRandomness(() => {
      // RSA is blinded, and so is the one curve that has no arithmetic of its own.
      const blinded = jwk.kty === 'RSA' || alg === 'ES256K'
      if (blinded) assertRefused(() => issuer.issue({ sub: 'x' }), 'ERR_RANDOM_UNAVAILABLE')
      if (alg === 'ES256K') assertRefused(() => importJwk(jwk, { alg }), 'ERR_RANDOM_UNAVAILABLE')
      assertRefused(() => generateKey(alg), 'ERR_RANDOM_UNAVAILABLE')
    })
    key.dispose()
    issuer.dispose()
    assertNowhere(needles, 'failed')
  })

  if (encrypted === undefined) return
  const scheme = schemeOf(encrypted)

  test('leaves nothing of its passphrase, right or wrong, nor of the key that this becomes', () => {
    const right = passphraseNeedles(passphrase, scheme)
    const key = importPem(encrypted, alg, { passphrase })
    assert.deepEqual(copiesOf([...needles, ...right]), living(alg, false), 'decrypted')
    key.dispose()
    const other = passphrase.toUpperCase()
    assertRefused(() => importPem(encrypted, alg, { passphrase: other }), 'ERR_PASSPHRASE_WRONG')
    assertRefused(() => importPem(encrypted.replace('\n', '\n!'), alg, { passphrase }), 'ERR_PEM_INVALID')
    assertNowhere([...needles, ...right, ...passphraseNeedles(other, scheme)], 'wrong')
  })
}

describe('a key that nobody disposes of', () => {
  test('is nowhere once it was collected', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc')
    const { jwk } = sampleOf('ES256')
    const secret = randomBytes(32)
    const needles = [...keyNeedles('ES256', jwk), ...hmacNeedles('secret', 'sha256', secret)]
    const use = () => {
      issuerOf(importJwk(jwk, { alg: 'ES256' })).issue({ sub: 'somebody' })
      verifierOf(secretKey(secret), 'HS256')
    }
    use()
    assert.notDeepEqual(copiesOf(needles), {})
    for (let rounds = 0; rounds < 50 && Object.keys(copiesOf(needles)).length > 0; rounds++) {
      collect()
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    assertNowhere(needles, 'collected')
  })
})

describe('a damaged RSA key', () => {
  test('leaves none of its numbers when one of them is found to be wrong', () => {
    const { jwk } = sampleOf('RS256')
    const needles = keyNeedles('RS256', jwk)
    for (const [member, detail] of [
      ['qi', 'qi'],
      ['dp', 'dp'],
      ['d', 'd'],
      ['p', 'n'],
    ]) {
      const bytes = Buffer.from(jwk[member ?? ''] ?? '', 'base64url')
      bytes[10] = (bytes[10] ?? 0) ^ 1
      const damaged = { ...jwk, [member ?? '']: bytes.toString('base64url') }
      assert.throws(() => importJwk(damaged, { alg: 'RS256' }), { code: 'ERR_KEY_INVALID', option: detail })
    }
    assertNowhere(needles, 'refused')
  })
})

describe('a password', () => {
  const cost = { memoryKib: 64, passes: 2, lanes: 1 }
  const password = 'the password of somebody, and long enough to be cut into pieces'

  test('leaves nothing, nor do the blocks and the tag that it becomes', () => {
    const phc = hashPassword(password, cost)
    const fields = phc.split('$')
    const [salt, tag] = fields.slice(-2).map((field) => Buffer.from(field, 'base64'))
    assert.ok(salt && tag)
    const needles = argon2Needles(password, { salt, ...cost, tagSize: tag.length })
    assertNowhere(needles, 'hashed')
    assert.equal(verifyPassword(password, phc), true)
    // With another tag it is refused; the right one may not be left to be read. The text of a hash is no secret to us.
    const other = [...fields.slice(0, -1), randomBytes(32).toString('base64').replace(/=+$/, '')].join('$')
    assert.equal(verifyPassword(password, other), false)
    const tags = bytesNeedles('tag', tag).filter(({ spelling }) => spelling === 'bytes')
    assertNowhere([...needles, ...tags], 'verified')
  })

  test('that is refused leaves nothing', () => {
    const phc = hashPassword('another', cost)
    const needles = bytesNeedles('password', Buffer.from(password))
    assertRefused(() => hashPassword(password, { memoryKib: 1 }), 'ERR_PASSWORD_HASH_COST')
    assertRefused(() => hashPassword(password.repeat(100)), 'ERR_PASSWORD_TOO_LONG')
    assertRefused(() => verifyPassword(password, `${phc}$`), 'ERR_PASSWORD_HASH_MALFORMED')
    assertRefused(() => verifyPassword(password, phc.replace('m=64', 'm=1')), 'ERR_PASSWORD_HASH_COST')
    withoutRandomness(() => assertRefused(() => hashPassword(password, cost), 'ERR_RANDOM_UNAVAILABLE'))
    assertNowhere(needles, 'refused')
  })
})
