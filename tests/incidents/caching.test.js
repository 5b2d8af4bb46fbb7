// What went wrong elsewhere: verdicts that were remembered longer, or for more callers, than they were true. Verifiers
// that remember tokens are held to it, and those that remember nothing but a header as well.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { secretKey } from 'holoband'
import { assertTokenRefused } from '../support/refusal.js'
import { claims, goodToken, now, tokenWith, verifierFor } from '../support/setting.js'
import { forge, secretFor } from '../support/tokens.js'

/** @import { VerifierOptions } from 'holoband' */

for (const [kind, options] of /** @type {const} */ ([
  ['without a cache', {}],
  ['with a cache', { cache: { max: 1000 } }],
])) {
  /** @param {Partial<VerifierOptions>} [changes] */
  const verifierWith = (changes) => verifierFor({ ...options, ...changes })

  describe(`CVE-2026-35039 (fast-jwt): one user got the claims of another, ${kind}`, () => {
    test('tokens that differ in anything at all give their own claims', () => {
      const verifier = verifierWith()
      const subjects = Array.from({ length: 500 }, (_, index) => `user-${index}`)
      const tokens = subjects.map((sub) => tokenWith({ sub }))
      for (let round = 0; round < 3; round++) {
        tokens.forEach((token, index) => {
          assert.equal(verifier.verify(token).claims.sub, subjects[index])
        })
      }
    })

    test('the signature of one token is not good for the claims of another', () => {
      const verifier = verifierWith()
      const mine = tokenWith({ sub: 'me' })
      const other = tokenWith({ sub: 'you' })
      for (let round = 0; round < 3; round++) assert.ok(verifier.check(mine).ok && verifier.check(other).ok)
      const [header, payload] = mine.split('.')
      const mixed = `${header}.${payload}.${other.split('.')[2]}`
      assertTokenRefused(verifier, mixed, 'ERR_SIGNATURE_INVALID', { part: 'signature' })
    })
  })

  describe(`cache-expiry, fast-jwt #194: a remembered token outlived its exp, or came before its nbf, ${kind}`, () => {
    let time = now
    const verifier = verifierWith({ now: () => time })

    test('time is looked at every time', () => {
      const token = tokenWith({ exp: now + 10, nbf: now, iat: undefined })
      time = now
      for (let round = 0; round < 3; round++) assert.ok(verifier.check(token).ok)
      time = now + 10
      assertTokenRefused(verifier, token, 'ERR_TOKEN_EXPIRED', { claim: 'exp' })
      time = now - 1
      assertTokenRefused(verifier, token, 'ERR_TOKEN_NOT_ACTIVE', { claim: 'nbf' })
      time = now + 5
      assert.ok(verifier.check(token).ok)
    })

    test('a refusal is not remembered either', () => {
      const token = tokenWith({ nbf: now + 5 })
      time = now
      assertTokenRefused(verifier, token, 'ERR_TOKEN_NOT_ACTIVE', { claim: 'nbf' })
      time = now + 5
      assert.ok(verifier.check(token).ok)
    })
  })

  describe(`cache-reference (fast-jwt): what was remembered was handed out by reference, ${kind}`, () => {
    test('nobody can change the claims or the header that the next caller gets', () => {
      const verifier = verifierWith()
      const token = tokenWith({ roles: ['user'], nested: { admin: false } }, { extra: { a: [1] } })
      const { claims: first, header } = verifier.verify(token)
      for (const target of [first, first.roles, first.nested, header, header.extra]) {
        assert.throws(
          () => Object.assign(/** @type {object} */ (target), { 0: 'admin', admin: true, sub: 'root' }),
          TypeError,
        )
      }
      for (let round = 0; round < 3; round++) {
        const { claims: second, header: again } = verifier.verify(token)
        assert.deepEqual([second.roles, second.nested, second.sub], [['user'], { admin: false }, claims.sub])
        assert.deepEqual(again.extra, { a: [1] })
      }
    })
  })

  describe(`cache-policy: a verdict belongs to one policy and one key, ${kind}`, () => {
    test('two verifiers of one key and two policies do not share verdicts', () => {
      const mine = verifierWith()
      const theirs = verifierWith({ audience: 'https://other.example' })
      for (let round = 0; round < 3; round++) {
        assert.ok(mine.check(goodToken).ok)
        assertTokenRefused(theirs, goodToken, 'ERR_AUDIENCE_MISMATCH', { claim: 'aud' })
      }
    })

    test('cache-rotation: after the key was exchanged the old tokens are refused', () => {
      const token = forge({ header: { alg: 'HS256' }, payload: claims })
      const before = verifierWith()
      for (let round = 0; round < 3; round++) assert.ok(before.check(token).ok)
      const rotated = verifierWith({ keys: secretKey(secretFor('HS256', 2)) })
      assertTokenRefused(rotated, token, 'ERR_SIGNATURE_INVALID', { part: 'signature' })
    })

    test('a header that was seen before still names its key: the kid decides anew for each token', () => {
      const keys = [
        secretKey(secretFor('HS256', 1), { kid: 'a' }),
        secretKey(secretFor('HS256', 2), { kid: 'b' }),
      ]
      const verifier = verifierWith({ keys })
      const signed = (/** @type {string} */ kid, /** @type {number} */ seed) =>
        forge({ header: { alg: 'HS256', kid }, payload: claims, secret: secretFor('HS256', seed) })
      for (let round = 0; round < 3; round++) {
        assert.ok(verifier.check(signed('a', 1)).ok)
        assert.ok(verifier.check(signed('b', 2)).ok)
        assertTokenRefused(verifier, signed('a', 2), 'ERR_SIGNATURE_INVALID', { part: 'signature' })
        assertTokenRefused(verifier, signed('c', 1), 'ERR_KEY_NOT_FOUND')
      }
    })
  })
}
