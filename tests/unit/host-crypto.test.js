// `crypto: 'host'`: the host computes signatures, and decides nothing else. What becomes of it where the host is missing
// or lies is in host-trust.test.js, the verdicts on all conformance data in tests/conformance/host.test.js.
import assert from 'node:assert/strict'
import * as crypto from 'node:crypto'
import { describe, test } from 'node:test'
import * as holoband from 'holoband'
import * as session from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'
import * as internals from '../../dist/internals.js'
import { hostAlgorithms } from '../conformance/host.js'
import { vectors } from '../conformance/suite/vectors.js'
import { handleCount, hostKeyCount } from '../support/core.js'
import { generateKeyPair } from '../support/key-pair.js'
import { assertOptionRefused, assertRefused, assertTokenRefused } from '../support/refusal.js'
import { aud, issuerFor, keyFor, now, tokenWith, verifierFor } from '../support/setting.js'

/** @import { Algorithm, Key } from 'holoband' */
/** @import { Vector } from '../conformance/suite/vectors.js' */

const { calls, idOf } = internals
const { generateKey, importJwk, keySet } = holoband
const { createSessions } = session
const asymmetric = vectors.filter(({ alg }) => !alg.startsWith('HS'))
const host = hostAlgorithms({ ...internals, ...holoband, ...session })

/** @param {Vector} vector */
const keyOf = ({ alg, jwk }) => importJwk(jwk, { alg })

/** @param {Key} key @param {'wasm' | 'host'} [how] */
const issuerOf = (key, how = 'host') => issuerFor({ key, crypto: how })

/** @param {Key} key @param {'wasm' | 'host'} [how] */
const verifierOf = (key, how = 'host') => verifierFor({ keys: key, algorithms: [key.alg], crypto: how })

/**
 * Whether node:crypto, asked by the test itself, finds a token's signature right.
 *
 * @param {Vector} vector
 * @param {string} token
 */
function isRight({ alg, jwk }, token) {
  const at = token.lastIndexOf('.')
  const padding = crypto.constants.RSA_PKCS1_PSS_PADDING
  const how = alg.startsWith('PS') ? { padding, saltLength: Number(alg.slice(2)) / 8 } : {}
  const key = {
    key: crypto.createPublicKey({ key: jwk, format: 'jwk' }),
    dsaEncoding: /** @type {const} */ ('ieee-p1363'),
    ...how,
  }
  const digest = alg.startsWith('Ed') ? null : `sha${alg.slice(2, 5)}`
  return crypto.verify(
    digest,
    Buffer.from(token.slice(0, at)),
    key,
    Buffer.from(token.slice(at + 1), 'base64url'),
  )
}

/**
 * @param {string} token
 * @param {Uint8Array} signature
 */
const withSignature = (token, signature) =>
  `${token.slice(0, token.lastIndexOf('.'))}.${Buffer.from(signature).toString('base64url')}`

describe('signatures of the host', () => {
  test('are those of RSA, ECDSA and EdDSA on every Node.js, and never those of HMAC', () => {
    const expected = asymmetric.map(({ alg }) => alg).filter((alg) => !alg.startsWith('ML-DSA'))
    const withoutMlDsa = (/** @type {Algorithm[]} */ list) => list.filter((alg) => !alg.startsWith('ML-DSA'))
    assert.deepEqual(withoutMlDsa(host.verifies), expected)
    assert.deepEqual(withoutMlDsa(host.signs), expected)
  })

  for (const vector of asymmetric) {
    const { alg } = vector

    test(`${alg}: what either signs, both verify`, () => {
      const key = keyOf(vector)
      for (const how of /** @type {const} */ (['wasm', 'host'])) {
        const token = issuerOf(key, how).issue({ sub: 'Zoë' })
        for (const judge of [verifierOf(key), verifierOf(key, 'wasm'), verifierOf(key.publicKey())]) {
          assert.equal(judge.verify(token).claims.sub, 'Zoë')
          assert.equal(judge.explain(token).ok, true)
        }
        if (!alg.startsWith('ML-DSA')) assert.ok(isRight(vector, token), how)
      }
    })

    test(`${alg}: a wrong signature is refused, whatever it looks like`, () => {
      const key = keyOf(vector)
      const token = issuerOf(key).issue({})
      const right = Buffer.from(token.slice(token.lastIndexOf('.') + 1), 'base64url')
      const size = right.length
      const half = right.subarray(0, size / 2)
      const others = issuerOf(key).issue({ sub: 'other' })
      const wrong = {
        'of nothing but zeros': Buffer.alloc(size),
        'of nothing but ones': Buffer.alloc(size, 0xff),
        'with a bit of its beginning changed': Buffer.from(right).fill((right[0] ?? 0) ^ 1, 0, 1),
        'with a bit of its end changed': Buffer.from(right).fill((right[size - 1] ?? 0) ^ 1, size - 1),
        'of another message': Buffer.from(others.slice(others.lastIndexOf('.') + 1), 'base64url'),
        'that is too short': right.subarray(1),
        'that is too long': Buffer.concat([Buffer.alloc(1), right]),
        'with a first half of zeros': Buffer.concat([Buffer.alloc(size - half.length), half]),
        'with a second half of zeros': Buffer.concat([half, Buffer.alloc(size - half.length)]),
        'of one byte': Buffer.alloc(1, 1),
      }
      const [judge, ours] = [verifierOf(key), verifierOf(key, 'wasm')]
      for (const [name, signature] of Object.entries(wrong)) {
        const changed = withSignature(token, signature)
        assertTokenRefused(judge, changed, 'ERR_SIGNATURE_INVALID', { part: 'signature' }, name)
        assert.deepEqual(judge.check(changed), ours.check(changed), name)
      }
    })
  }

  test('as DER, which the hosts write, are not accepted as those of a token', () => {
    const key = generateKey('ES256')
    const { privateKey } = generateKeyPair('ec', { namedCurve: 'P-256' })
    const token = issuerOf(key).issue({})
    const der = crypto.sign('sha256', Buffer.from('x'), privateKey)
    const changed = withSignature(token, der)
    assertTokenRefused(verifierOf(key), changed, 'ERR_SIGNATURE_INVALID', { part: 'signature' })
  })

  test('of PSS have a salt as long as the digest, and no other', () => {
    const { privateKey } = generateKeyPair('rsa', { modulusLength: 2048 })
    const key = importJwk(privateKey.export({ format: 'jwk' }), { alg: 'PS256' })
    const token = issuerOf(key).issue({})
    const input = Buffer.from(token.slice(0, token.lastIndexOf('.')))
    for (const saltLength of [0, 20, 31, 32, 33, 64]) {
      const how = { key: privateKey, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength }
      const { ok } = verifierOf(key).check(withSignature(token, crypto.sign('sha256', input, how)))
      assert.equal(ok, saltLength === 32, String(saltLength))
    }
  })

  test('come after every other rule, and before every claim', () => {
    const key = generateKey('RS256')
    const expired = issuerFor({ key, crypto: 'host', now: () => now - 3600 }).issue({})
    const judge = verifierOf(key)
    assertTokenRefused(judge, expired, 'ERR_TOKEN_EXPIRED', { claim: 'exp' })
    assertTokenRefused(judge, withSignature(expired, Buffer.alloc(256, 1)), 'ERR_SIGNATURE_INVALID', {
      part: 'signature',
    })
    assertTokenRefused(judge, tokenWith(), 'ERR_ALGORITHM_NOT_ALLOWED', { parameter: 'alg' })
    assertTokenRefused(judge, `${expired}.`, 'ERR_TOKEN_SEGMENTS')
  })
})

describe('the option', () => {
  const key = generateKey('Ed25519')

  test("is 'wasm' or 'host', and nothing else", () => {
    const makers = [
      (/** @type {object} */ changes) => verifierFor({ keys: key, algorithms: ['Ed25519'], ...changes }),
      (/** @type {object} */ changes) => issuerFor({ key, ...changes }),
    ]
    for (const create of makers) {
      assertOptionRefused(create, 'crypto', ['', 'HOST', 'host ', 'native', 'subtle'], 'ERR_OPTION_RANGE')
      assertOptionRefused(
        create,
        'crypto',
        [0, 1, true, false, [], ['host'], {}, () => 'host'],
        'ERR_OPTION_TYPE',
      )
      const before = hostKeyCount()
      create({ crypto: 'wasm' }).dispose()
      create({ crypto: undefined }).dispose()
      create({}).dispose()
      assert.equal(hostKeyCount(), before)
    }
  })

  test('does nothing for a secret', () => {
    const before = hostKeyCount()
    const secret = keyFor('HS512')
    const token = issuerOf(secret).issue({ sub: '1' })
    assert.equal(verifierOf(secret).verify(token).claims.sub, '1')
    assert.equal(token, issuerOf(secret, 'wasm').issue({ sub: '1' }))
    assert.equal(hostKeyCount(), before)
  })

  test('takes no rule away: weak keys, public keys and keys for other uses are refused as ever', () => {
    const jwk = holoband.exportJwkWithPrivateKey(key)
    const verifyOnly = importJwk({ ...jwk, use: undefined, key_ops: ['verify'] })
    assertRefused(() => issuerOf(key.publicKey()), 'ERR_KEY_NOT_PRIVATE', { option: 'key' })
    assertRefused(() => issuerOf(verifyOnly), 'ERR_KEY_USE', { option: 'key' })
    assertRefused(
      () => verifierFor({ keys: key, algorithms: ['ES256'], crypto: 'host' }),
      'ERR_OPTION_CONFLICT',
      {
        option: 'algorithms',
      },
    )
  })
})

describe('the keys that the host keeps', () => {
  test('are one for each key of a verifier and one for an issuer, until these are disposed of', () => {
    const before = { handles: handleCount(), keys: hostKeyCount() }
    const keys = keySet([generateKey('ES256'), generateKey('RS256'), generateKey('Ed25519')])
    const verifier = verifierFor({ keys, algorithms: ['ES256', 'RS256', 'Ed25519'], crypto: 'host' })
    assert.equal(hostKeyCount(), before.keys + 3)
    const issuer = issuerFor({ key: keys, crypto: 'host' })
    assert.equal(hostKeyCount(), before.keys + 4)
    keys.dispose()
    const token = issuer.issue({})
    assert.ok(verifier.check(token).ok)
    issuer.dispose()
    assert.equal(hostKeyCount(), before.keys + 3)
    assertRefused(() => issuer.issue({}), 'ERR_DISPOSED')
    verifier.dispose()
    assert.equal(hostKeyCount(), before.keys)
  })

  test('are given back where nothing comes of what they were for', () => {
    const [key, secret] = [generateKey('ES384'), keyFor()]
    const before = { handles: handleCount(), keys: hostKeyCount() }
    for (const make of [
      () => verifierFor({ keys: key, algorithms: ['ES256'], crypto: 'host' }),
      () => verifierFor({ keys: [key, secret], algorithms: ['ES384'], crypto: 'host' }),
      () => issuerFor({ key, ttl: 60, typ: '', crypto: 'host' }),
      () => issuerFor({ key, issuer: '', crypto: 'host' }),
    ]) {
      assert.throws(make, { name: 'HolobandError' })
    }
    assert.deepEqual({ handles: handleCount(), keys: hostKeyCount() }, before)
  })

  test('are as many as before, however often some are made and given back', () => {
    const key = generateKey('ES256')
    const before = hostKeyCount()
    for (let round = 0; round < 300; round++) {
      verifierOf(key).dispose()
      issuerOf(key).dispose()
    }
    assert.equal(hostKeyCount(), before)
  })

  test('that are there twice are kept once', () => {
    const key = generateKey('ES256')
    const before = hostKeyCount()
    const verifier = verifierFor({ keys: [key, key.publicKey(), key], algorithms: ['ES256'], crypto: 'host' })
    assert.equal(hostKeyCount(), before + 1)
    verifier.dispose()
    assert.equal(hostKeyCount(), before)
  })
})

describe('sessions', () => {
  /** @param {Algorithm} alg */
  const sessionsWith = (alg, options = {}) => {
    const key = generateKey(alg)
    const store = createMemoryStore({ now: () => now })
    return createSessions({
      key,
      store,
      issuer: 'https://auth.example',
      audience: aud,
      now: () => now,
      ...options,
    })
  }

  test('have access tokens of the host, and refresh tokens that are the same bytes every time', async () => {
    for (const alg of /** @type {const} */ (['ES256', 'RS256', 'Ed25519'])) {
      const before = hostKeyCount()
      const sessions = sessionsWith(alg, { crypto: 'host' })
      assert.equal(
        hostKeyCount(),
        before + 3,
        'an issuer and a verifier of access tokens, and a verifier of refresh tokens',
      )
      const first = await sessions.start('user')
      assert.equal(sessions.verifyAccess(first.accessToken).claims.sub, 'user')
      const second = await sessions.refresh(first.refreshToken)
      const again = await sessions.refresh(first.refreshToken)
      assert.equal(again.refreshToken, second.refreshToken)
      if (alg === 'ES256') assert.notEqual(again.accessToken, second.accessToken)
    }
  })

  test('take the option no other way than issuers do', () => {
    assertRefused(() => sessionsWith('ES256', { crypto: 'fast' }), 'ERR_OPTION_RANGE', { option: 'crypto' })
    assertRefused(() => sessionsWith('PS256', { crypto: 'host' }), 'ERR_SESSION_KEY_RANDOMIZED', {
      option: 'key',
    })
  })

  test('sign no refresh token with an issuer whose signatures differ', () => {
    const row = JSON.stringify({
      ...{ id: 'a', subject: 'user', status: 'active', generation: 1 },
      ...{ rotatedAt: now, createdAt: now, idleExpiresAt: now + 60, absoluteExpiresAt: now + 60 },
    })
    /** @param {Algorithm} alg @param {'wasm' | 'host'} how */
    const codeOf = (alg, how) => {
      const issuer = issuerFor({ key: generateKey(alg), ttl: null, crypto: how })
      return calls().signRefreshToken(idOf(/** @type {never} */ (issuer)), row).code
    }
    const randomized = codeOf('PS256', 'wasm')
    assert.notEqual(randomized, 0)
    assert.equal(codeOf('PS256', 'host'), randomized)
    assert.equal(codeOf('ES256', 'host'), randomized)
    assert.equal(codeOf('ES256', 'wasm'), 0)
    assert.equal(codeOf('RS256', 'host'), 0)
    assert.equal(codeOf('Ed25519', 'host'), 0)
  })
})
