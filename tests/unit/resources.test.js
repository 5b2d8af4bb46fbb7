import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createIssuer, createVerifier, importJwk, keySet, secretKey, signJws, verifyJws } from 'holoband'
import { handleCount } from '../support/core.js'
import { runNode } from '../support/process.js'
import { assertRefused } from '../support/refusal.js'
import { aud, goodToken, iss, issuerFor, keyFor, now, verifierFor } from '../support/setting.js'
import { secretFor } from '../support/tokens.js'

/** @import { Algorithm } from 'holoband' */

const jwk = { kty: 'oct', alg: 'HS256', k: Buffer.from(secretFor('HS256')).toString('base64url') }
const algorithms = /** @type {Algorithm[]} */ (['HS256'])

const makers = {
  secretKey: () => keyFor(),
  importJwk: () => importJwk(jwk),
  keySet: () => keySet({ keys: [jwk] }),
}

describe('dispose', () => {
  test('gives back what C++ keeps, once', () => {
    const key = keyFor()
    for (const make of [
      ...Object.values(makers),
      () => issuerFor({ key }),
      () => verifierFor({ keys: key }),
    ]) {
      const before = handleCount()
      const resource = make()
      assert.equal(handleCount(), before + 1)
      resource.dispose()
      assert.equal(handleCount(), before)
      resource.dispose()
      resource[Symbol.dispose]()
      assert.equal(handleCount(), before)
    }
  })

  test('is what Symbol.dispose does', () => {
    const before = handleCount()
    const key = keyFor()
    key[Symbol.dispose]()
    assert.equal(handleCount(), before)
    assertRefused(() => signJws('x', { key }), 'ERR_DISPOSED')
  })

  test('makes every later use an error with a name', () => {
    const key = keyFor()
    const issuer = issuerFor({ key })
    const verifier = verifierFor({ keys: key })
    for (const resource of [issuer, verifier, key]) resource.dispose()
    assertRefused(() => issuer.issue({}), 'ERR_DISPOSED')
    assertRefused(() => verifier.verify(goodToken), 'ERR_DISPOSED')
    assertRefused(() => verifier.explain(goodToken), 'ERR_DISPOSED')
    assertRefused(() => verifier.verify('x'.repeat(100_000)), 'ERR_DISPOSED')
    assertRefused(() => signJws('x', { key }), 'ERR_DISPOSED')
    assertRefused(() => verifyJws(goodToken, { keys: key, algorithms }), 'ERR_DISPOSED')
    assertRefused(() => createIssuer({ key, issuer: iss, audience: aud, ttl: 5 }), 'ERR_DISPOSED')
    assertRefused(() => createVerifier({ keys: key, algorithms, issuer: iss, audience: aud }), 'ERR_DISPOSED')
    assertRefused(
      () => createVerifier({ keys: [keyFor(), key], algorithms, issuer: iss, audience: aud }),
      'ERR_DISPOSED',
    )
  })

  test('does not reach whoever was made after it in the same place', () => {
    const first = verifierFor()
    first.dispose()
    const second = verifierFor({ issuer: 'https://somebody.else' })
    assertRefused(() => first.verify(goodToken), 'ERR_DISPOSED')
    first.dispose()
    assertRefused(() => second.verify(goodToken), 'ERR_ISSUER_MISMATCH', { claim: 'iss' })
    second.dispose()
  })

  test('of a key leaves the issuers and verifiers that were made with it working', () => {
    const key = keyFor()
    const issuer = issuerFor({ key })
    const verifier = verifierFor({ keys: key })
    key.dispose()
    assert.ok(verifier.check(issuer.issue({ sub: 'a' })).ok)
  })

  test('of one verifier leaves another one of the same key working', () => {
    const key = keyFor()
    const one = verifierFor({ keys: key })
    const two = verifierFor({ keys: key })
    one.dispose()
    assert.ok(two.check(goodToken).ok)
  })

  test('a refused construction keeps nothing', () => {
    const key = keyFor()
    const before = handleCount()
    for (let round = 0; round < 20; round++) {
      assertRefused(() => secretKey(new Uint8Array(3)), 'ERR_SECRET_TOO_SHORT')
      assertRefused(() => verifierFor({ keys: key, issuer: '' }), 'ERR_OPTION_EMPTY', { option: 'issuer' })
      assertRefused(() => issuerFor({ key, audience: [] }), 'ERR_OPTION_EMPTY', { option: 'audience' })
      assertRefused(() => keySet({ keys: [] }), 'ERR_KEY_SET_EMPTY', { option: 'keys' })
    }
    assert.equal(handleCount(), before)
  })
})

describe('what nobody disposes of', () => {
  test('is given back when it is collected, and what is in use is not', async () => {
    const result = await runNode(
      `
      import { createVerifier, createIssuer, secretKey } from 'holoband'
      import { calls } from './dist/internals.js'
      const bytes = new Uint8Array(32).fill(0x5a)
      const key = secretKey(bytes)
      const options = { keys: key, algorithms: ['HS256'], issuer: null, audience: null }
      const kept = createVerifier(options)
      const token = createIssuer({ key, issuer: null, audience: null, ttl: 900 }).issue({})
      const make = () => { for (let i = 0; i < 2000; i++) { secretKey(bytes); createVerifier(options) } }
      make()
      const most = calls().handleCount()
      let least = most
      for (let round = 0; round < 100 && least > 3; round++) {
        globalThis.gc()
        await new Promise((resolve) => setTimeout(resolve, 10))
        least = Math.min(least, calls().handleCount())
      }
      console.log(JSON.stringify({ most, least, works: kept.check(token).ok, again: kept.check(token).ok }))
      `,
      { flags: ['--expose-gc'] },
    )
    const { most, least, works, again } =
      /** @type {{ most: number, least: number, works: boolean, again: boolean }} */ (result)
    assert.ok(most > 1000, `${most} handles`)
    assert.ok(least <= 3, `${least} handles are left`)
    assert.ok(works && again)
  })
})

describe('many at a time', () => {
  test('a thousand verifiers judge by their own policies', () => {
    const key = keyFor()
    const all = Array.from({ length: 1000 }, (_, index) =>
      verifierFor({ keys: key, now: () => now, issuer: index % 2 ? iss : `https://issuer-${index}.example` }),
    )
    all.forEach((verifier, index) => {
      assert.equal(verifier.check(goodToken).ok, index % 2 === 1)
    })
    for (const verifier of all) verifier.dispose()
  })
})
