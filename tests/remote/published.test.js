import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HolobandError } from 'holoband'
import { generateKeyPair } from '../support/key-pair.js'
import { refusal } from '../support/refusal.js'
import { secretFor } from '../support/tokens.js'
import { FakeServer, makeKey, quiet, remoteOf, reply, stopTime, tokenOf, verifierOf } from './support.js'

/** @import { RemoteKeySetOptions } from 'holoband' */

stopTime()

const octet = { kty: 'oct', alg: 'HS256', k: Buffer.from(secretFor('HS256')).toString('base64url') }
const [first, second] = [makeKey('first'), makeKey('second')]

/**
 * A loaded key set of a server that publishes these JWKs.
 *
 * @param {readonly unknown[]} keys
 * @param {RemoteKeySetOptions} [options]
 */
async function published(keys, options) {
  const server = new FakeServer()
  server.answer = () => reply({ keys })
  const remote = remoteOf(server, options)
  await remote.load()
  return remote
}

/**
 * @param {readonly unknown[]} keys
 * @param {'ERR_KEY_PRIVATE_PUBLISHED' | 'ERR_KEY_SET_EMPTY'} code
 */
async function refused(keys, code) {
  const error = await published(keys).catch((/** @type {unknown} */ reason) => reason)
  refusal('ERR_KEY_SET_FETCH_FAILED')(error)
  assert.ok(error instanceof HolobandError)
  refusal(code, { option: 'keys' })(error.cause)
}

describe('jwks-private: a server that publishes what only it may know', () => {
  test('has a private key left out, and the others used', async () => {
    const remote = await published([
      { use: 'enc', ...second.jwk, kid: 'x', crv: 'P-999' },
      first.privateJwk,
      second.jwk,
    ])
    assert.deepEqual(
      remote.keys.map(({ kid }) => kid),
      ['second'],
    )
    assert.deepEqual(
      remote.skipped.map(({ index }) => index),
      [0, 1],
    )
    assert.deepEqual(remote.skipped[1], { index: 1, code: 'ERR_KEY_PRIVATE_PUBLISHED' })
    assert.ok([remote.skipped, ...remote.skipped].every(Object.isFrozen))
    const verifier = verifierOf(remote)
    assert.equal(verifier.check(tokenOf(second)).ok, true)
    const result = verifier.check(tokenOf(first))
    assert.equal(!result.ok && result.code, 'ERR_KEY_NOT_FOUND')
    await quiet()
  })

  test('has every secret left out: nobody verifies a stranger with a secret that everybody can read', async () => {
    const remote = await published([octet, first.jwk, { ...octet, kid: 'b' }])
    assert.deepEqual(
      remote.keys.map(({ kid }) => kid),
      ['first'],
    )
    assert.deepEqual(remote.skipped, [
      { index: 0, code: 'ERR_KEY_PRIVATE_PUBLISHED' },
      { index: 2, code: 'ERR_KEY_PRIVATE_PUBLISHED' },
    ])
  })

  test('fails where nothing else is left', async () => {
    for (const keys of [[octet], [first.privateJwk], [octet, first.privateJwk], [{ kty: 'oct' }]]) {
      await refused(keys, 'ERR_KEY_PRIVATE_PUBLISHED')
    }
    await refused([{ ...first.jwk, use: 'enc' }], 'ERR_KEY_SET_EMPTY')
    await refused([octet, { ...first.jwk, use: 'enc' }], 'ERR_KEY_SET_EMPTY')
  })

  test('has the public half of that key left out too, under its name or another', async () => {
    for (const twin of [first.jwk, { ...first.jwk, kid: 'other' }, { ...second.jwk, kid: 'first' }]) {
      const third = makeKey('third')
      const remote = await published([twin, first.privateJwk, third.jwk])
      assert.deepEqual(
        remote.keys.map(({ kid }) => kid),
        ['third'],
      )
      assert.deepEqual(
        remote.skipped.map(({ code }) => code),
        ['ERR_KEY_PRIVATE_PUBLISHED', 'ERR_KEY_PRIVATE_PUBLISHED'],
      )
    }
  })

  test('is noticed by any private member of any type of key', async () => {
    const rsa = generateKeyPair('rsa', { modulusLength: 2048 })
    const ed = generateKeyPair('ed25519')
    const rsaJwk = rsa.publicKey.export({ format: 'jwk' })
    const jwks = [
      { ...rsa.privateKey.export({ format: 'jwk' }), alg: 'RS256' },
      { ...ed.privateKey.export({ format: 'jwk' }), alg: 'EdDSA' },
      ...['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth'].map((member) => ({
        ...rsaJwk,
        alg: 'RS256',
        [member]: 'AQAB',
      })),
      { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AAAA', priv: 'AAAA' },
      { kty: 'unheard-of', k: 'AAAA' },
      { ...second.jwk, d: null },
    ]
    for (const jwk of jwks) {
      const remote = await published([jwk, first.jwk])
      assert.deepEqual(
        remote.skipped,
        [{ index: 0, code: 'ERR_KEY_PRIVATE_PUBLISHED' }],
        JSON.stringify(jwk).slice(0, 40),
      )
    }
  })

  test('has bad keys left out as those of any set are', async () => {
    const remote = await published([
      5,
      'x',
      null,
      [],
      {},
      { ...second.jwk, kid: 7 },
      first.jwk,
      { ...second.jwk, use: 'enc' },
    ])
    assert.deepEqual(
      remote.keys.map(({ kid }) => kid),
      ['first'],
    )
    assert.deepEqual(
      remote.skipped.map(({ index }) => index),
      [0, 1, 2, 3, 4, 5, 7],
    )
    assert.ok(remote.skipped.every(({ code }) => code !== 'ERR_KEY_PRIVATE_PUBLISHED'))
  })

  test('cannot have a key repaired by leaving others out: two members of one name stay an error', async () => {
    const text = JSON.stringify({ keys: [first.privateJwk, second.jwk] })
    for (const twice of [
      text.replace('"kty"', '"kty":"oct","kty"'),
      text.replace(/"kid":"second"/, '"kid":"a","kid":"b"'),
    ]) {
      const server = new FakeServer()
      server.answer = () => reply(twice)
      const error = await remoteOf(server)
        .load()
        .catch((/** @type {Error} */ reason) => reason)
      refusal('ERR_JWK_INVALID')(/** @type {Error} */ (error).cause)
    }
  })
})

describe('a published key without alg', () => {
  const { alg: _alg, ...bare } = first.jwk

  test('is for the one algorithm of the list that fits it', async () => {
    const remote = await published([bare], { algorithms: ['RS256', 'ES256'] })
    assert.deepEqual(
      remote.keys.map(({ alg, kid }) => [alg, kid]),
      [['ES256', 'first']],
    )
    assert.equal(verifierOf(remote).check(tokenOf(first)).ok, true)
  })

  test('keeps that also where a key beside it had to be left out', async () => {
    const remote = await published([second.privateJwk, bare], { algorithms: ['ES256'] })
    assert.equal(verifierOf(remote).check(tokenOf(first)).ok, true)
  })
})
