import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  createVerifier,
  generateKey,
  generateSecret,
  importJwk,
  keySet,
  publicJwks,
  secretKey,
} from 'holoband'
import { createSessions } from 'holoband/session'
import { assertRefused, assertTypeMistake } from '../support/refusal.js'
import { assertRejected, generationOf, read, setUp } from './store-support.js'
import { audience, key as hmacKey, issuer, tamper } from './support.js'

/** @import { Algorithm, Key, KeySet } from 'holoband' */

const deterministic = /** @type {readonly Algorithm[]} */ ([
  ...['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512', 'ES256K', 'Ed25519', 'Ed448', 'EdDSA'],
])
const randomized = /** @type {readonly Algorithm[]} */ ([
  'PS256',
  'PS384',
  'PS512',
  'ML-DSA-44',
  'ML-DSA-65',
  'ML-DSA-87',
])

/** Keys are made once: RSA takes its time. @type {Map<Algorithm, Key>} */
const keys = new Map()

/** @param {Algorithm} alg */
function keyOf(alg) {
  const key = keys.get(alg) ?? generateKey(alg, { kid: alg })
  keys.set(alg, key)
  return key
}

/** @param {Record<string, Key | KeySet>} options */
const create = (options) =>
  createSessions({ key: hmacKey, issuer, audience, store: setUp().store, ...options })

describe('a key for sessions', () => {
  for (const alg of ['HS256', 'HS384', 'HS512']) {
    test(`may be a secret for ${alg}, which is published nowhere`, async () => {
      const key = secretKey(generateSecret(/** @type {'HS256'} */ (alg)), {
        alg: /** @type {'HS256'} */ (alg),
      })
      await goesRound({ key }, alg, alg)
      assert.deepEqual(setUp({ key }).sessions.jwks(), { keys: [] })
    })
  }

  for (const alg of deterministic) {
    test(`may be a pair for ${alg}, whose public half is published`, async () => {
      const key = keyOf(alg)
      await goesRound({ key }, alg, alg)
      const { sessions, clock } = setUp({ key })
      const { accessToken } = await sessions.start('7')
      const jwks = sessions.jwks()
      assert.deepEqual(jwks, publicJwks(key))
      assert.ok(jwks.keys.every((jwk) => !('d' in jwk)))
      const verifier = createVerifier({
        ...{ keys: keySet(jwks), algorithms: [alg], issuer, audience, typ: 'at+jwt', now: clock.now },
      })
      assert.equal(verifier.verify(accessToken).claims.sub, '7')
    })
  }

  for (const alg of randomized) {
    test(`may not be ${alg}, which signs differently every time`, () => {
      const key = keyOf(alg)
      assertRefused(() => create({ key }), 'ERR_SESSION_KEY_RANDOMIZED', { option: 'key' })
      assertRefused(() => create({ refreshKey: key }), 'ERR_SESSION_KEY_RANDOMIZED', { option: 'refreshKey' })
      assertRefused(() => create({ key, refreshKey: keySet([key]) }), 'ERR_SESSION_KEY_RANDOMIZED', {
        option: 'refreshKey',
      })
    })

    test(`may be ${alg} where another one signs refresh tokens`, async () => {
      await goesRound({ key: keyOf(alg), refreshKey: hmacKey, maxTokenBytes: 8000 }, alg, 'HS256')
    })
  }

  test('may be one for each kind of token; neither verifies the other', async () => {
    const options = { key: keyOf('Ed25519'), refreshKey: hmacKey }
    await goesRound(options, 'Ed25519', 'HS256')
    const { sessions } = setUp(options)
    const { accessToken, refreshToken } = await sessions.start('7')
    assert.throws(() => sessions.verifyAccess(refreshToken), { code: 'ERR_ALGORITHM_NOT_ALLOWED' })
    await assertRejected(sessions.refresh(accessToken), 'ERR_ALGORITHM_NOT_ALLOWED', { parameter: 'alg' })
    assert.deepEqual(sessions.jwks(), publicJwks(options.key))
    const jwks = JSON.stringify(create({ refreshKey: options.key }).jwks())
    assert.equal(jwks, '{"keys":[]}', 'the key of refresh tokens is no business of a service')
  })

  test('must be able to sign, and be a key', () => {
    const publicKey = importJwk(Object(publicJwks(keyOf('ES256')).keys[0]))
    for (const option of ['key', 'refreshKey'])
      assert.throws(() => create({ [option]: publicKey }), { code: 'ERR_KEY_NOT_PRIVATE' })
    for (const value of [null, 'secret', generateSecret('HS256'), { kty: 'oct' }, [hmacKey]]) {
      assertTypeMistake(() => create({ key: /** @type {Key} */ (/** @type {unknown} */ (value)) }))
    }
  })
})

describe('a key set for sessions', () => {
  test('signs with its active key and accepts what the others signed', async () => {
    const [old, next] = [generateKey('Ed25519', { kid: 'old' }), generateKey('Ed25519', { kid: 'next' })]
    const before = setUp({ key: keySet([old, next], { active: 'old' }) })
    const issued = await before.sessions.start('7')
    assert.equal(read(issued.refreshToken).header.kid, 'old')
    const after = setUp({ key: keySet([old, next], { active: 'next' }), store: before.store })
    assert.equal(after.sessions.verifyAccess(issued.accessToken).claims.sub, '7')
    const refreshed = await after.sessions.refresh(issued.refreshToken)
    for (const token of [refreshed.accessToken, refreshed.refreshToken])
      assert.equal(read(token).header.kid, 'next')
    assert.equal(generationOf(refreshed.refreshToken), 1)
    assert.equal(after.sessions.jwks().keys.length, 2)
  })

  test('signs nobody out while its active key is changed: a replay under the new key goes on as well', async () => {
    const [old, next] = [generateKey('ES256', { kid: 'old' }), generateKey('ES256', { kid: 'next' })]
    const before = setUp({ key: keySet([old, next], { active: 'old' }) })
    const { refreshToken } = await before.sessions.start('7')
    const first = await before.sessions.refresh(refreshToken)
    const after = setUp({ key: keySet([old, next], { active: 'next' }), store: before.store })
    const replay = await after.sessions.refresh(refreshToken)
    assert.notEqual(replay.refreshToken, first.refreshToken)
    assert.deepEqual(read(replay.refreshToken).claims, read(first.refreshToken).claims)
    const onwards = await after.sessions.refresh(first.refreshToken)
    assert.equal((await after.sessions.refresh(replay.refreshToken)).refreshToken, onwards.refreshToken)
  })

  test('refuses what a key signed that was taken out', async () => {
    const [old, next] = [generateKey('Ed25519', { kid: 'old' }), generateKey('Ed25519', { kid: 'next' })]
    const before = setUp({ key: old })
    const { refreshToken, accessToken } = await before.sessions.start('7')
    const after = setUp({ key: keySet([next]), store: before.store })
    assert.throws(() => after.sessions.verifyAccess(accessToken), { code: 'ERR_KEY_NOT_FOUND' })
    await assertRejected(after.sessions.refresh(refreshToken), 'ERR_KEY_NOT_FOUND')
    assert.deepEqual(after.types(), [])
  })

  test('may change the algorithm, and may hold secrets', async () => {
    const old = generateKey('ES256', { kid: 'es' })
    const next = generateKey('Ed25519', { kid: 'ed' })
    const before = setUp({ key: old })
    const { refreshToken } = await before.sessions.start('7')
    const after = setUp({ key: keySet([old, next], { active: 'ed' }), store: before.store })
    assert.equal(read((await after.sessions.refresh(refreshToken)).refreshToken).header.alg, 'Ed25519')
    const secrets = keySet([
      secretKey(generateSecret('HS256'), { kid: 'a' }),
      secretKey(generateSecret('HS256'), { kid: 'b' }),
    ])
    await goesRound({ key: secrets }, 'HS256', 'HS256')
    assert.deepEqual(setUp({ key: secrets }).sessions.jwks(), { keys: [] })
  })
})

/**
 * Starts, refreshes, replays and verifies, and looks at who signed what.
 *
 * @param {{ key: Key | KeySet, refreshKey?: Key, maxTokenBytes?: number }} options
 * @param {string} access
 * @param {string} refresh
 */
async function goesRound(options, access, refresh) {
  const { sessions } = setUp(options)
  const first = await sessions.start('7')
  const second = await sessions.refresh(first.refreshToken)
  const replay = await sessions.refresh(first.refreshToken)
  assert.equal(replay.refreshToken, second.refreshToken, 'a replay is the same, byte for byte')
  assert.equal(read(second.accessToken).header.alg, access)
  assert.equal(read(second.refreshToken).header.alg, refresh)
  assert.equal(sessions.verifyAccess(second.accessToken).claims.sid, first.claims.sid)
  await assert.rejects(sessions.refresh(tamper(second.refreshToken)), { code: 'ERR_SIGNATURE_INVALID' })
  assert.equal(generationOf((await sessions.refresh(second.refreshToken)).refreshToken), 2)
}
