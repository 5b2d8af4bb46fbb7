// The opt-in cache: nothing but speed may tell a verifier that has one from a verifier that has none.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createVerifier, keySet, secretKey } from 'holoband'
import { createSessions } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'
import { handleCount, memorySize } from '../support/core.js'
import { assertOptionRefused, assertRefused, assertTokenRefused } from '../support/refusal.js'
import { aud, claims, goodToken, iss, keyFor, now, tokenWith, verifierFor } from '../support/setting.js'
import { forge, secretFor, segment } from '../support/tokens.js'

/** @import { CacheOptions, Verifier, VerifierOptions } from 'holoband' */

const cache = { max: 100 }

/** @param {Partial<VerifierOptions>} [options] */
const remembering = (options) => verifierFor({ cache, ...options })

/**
 * Judges a token until it is remembered, and its result kept.
 *
 * @param {Verifier} verifier
 * @param {string} [token]
 */
function learn(verifier, token = goodToken) {
  verifier.verify(token)
  return verifier.verify(token)
}

/** A good token whose every part is another one's. @param {number} index */
const tokenOf = (index) => tokenWith({ sub: `user-${index}`, roles: [index] })

describe('the option cache', () => {
  /** @param {Record<string, unknown>} changes */
  const create = (changes) => verifierFor({ cache: /** @type {CacheOptions} */ ({ ...cache, ...changes }) })
  const whole = (/** @type {unknown} */ value) => verifierFor({ cache: /** @type {CacheOptions} */ (value) })

  test('is an object with a limit, and nothing else', () => {
    for (const value of [true, 5, 'max', [], [100], Number.NaN]) {
      assertRefused(() => whole(value), 'ERR_OPTION_TYPE', { option: 'cache' })
    }
    for (const value of [{}, { max: undefined }, { maxBytes: 4096 }, new Map(), () => 100]) {
      assertRefused(() => whole(value), 'ERR_OPTION_MISSING', { option: 'max' })
    }
    assertRefused(() => create({ ttl: 5 }), 'ERR_OPTION_UNKNOWN', { option: 'ttl' })
  })

  test('has limits that are whole numbers within bounds', () => {
    for (const option of ['max', 'maxBytes']) {
      assertOptionRefused(
        create,
        option,
        ['100', true, {}, [1], Number.NaN, Infinity, 10n],
        'ERR_OPTION_TYPE',
      )
      assertOptionRefused(create, option, [0, -1, 1.5, 2 ** 31, 2 ** 53], 'ERR_OPTION_RANGE')
    }
    assertOptionRefused(create, 'max', [null, 1_048_577], 'ERR_OPTION_RANGE')
    assertOptionRefused(create, 'maxBytes', [1023, 2 ** 30 + 1], 'ERR_OPTION_RANGE')
    for (const good of [{ max: 1 }, { max: 1_048_576 }, { maxBytes: 1024 }, { maxBytes: 2 ** 30 }]) {
      const verifier = create(good)
      assert.equal(learn(verifier).claims.sub, 'user-42')
      verifier.dispose()
    }
  })

  test('means none where it is left out, undefined or null', () => {
    for (const value of [undefined, null]) {
      const verifier = whole(value)
      assert.notEqual(learn(verifier), verifier.verify(goodToken))
    }
  })
})

describe('a token that is remembered', () => {
  test('has the same result again, the very object, for equal texts', () => {
    const verifier = remembering()
    const first = learn(verifier)
    const copy = Buffer.from(goodToken).toString('latin1')
    assert.equal(verifier.verify(copy), first)
    const result = verifier.check(copy)
    assert.ok(result.ok && result.claims === first.claims && result.header === first.header)
  })

  test('has the result that it has without a cache, and each token its own', () => {
    const tokens = [
      ...Array.from({ length: 50 }, (_, index) => tokenOf(index)),
      tokenWith({}, { kid: 'a', extra: { b: [1] } }),
      tokenWith({ 'é"': 1, [`__proto__`]: 5 }),
      forge({ payload: `{"iss":"${iss}","aud":"${aud}","exp":${now + 5},"\\u0061":1}` }),
      tokenWith({}, { typ: undefined }),
    ]
    const plain = verifierFor()
    const verifier = remembering()
    for (let round = 0; round < 4; round++) {
      for (const token of tokens) {
        assert.deepEqual(verifier.verify(token), plain.verify(token))
        assert.deepEqual(verifier.check(token), plain.check(token))
      }
    }
  })

  test('cannot be changed by those who got it', () => {
    const verifier = remembering()
    const token = tokenWith({ roles: ['user'] }, { extra: { a: 1 } })
    const { claims: theirs, header } = learn(verifier, token)
    for (const target of [verifier.verify(token), theirs, theirs.roles, header, header.extra]) {
      assert.ok(Object.isFrozen(target))
      assert.throws(() => Object.assign(/** @type {object} */ (target), { 0: 'admin', claims: 1 }), TypeError)
    }
    Object.assign(verifier.check(token), { claims: { sub: 'root' } })
    const result = verifier.check(token)
    assert.deepEqual(result.ok && [result.claims.sub, result.claims.roles], ['user-42', ['user']])
  })

  test('is refused with any bit of any part of it flipped', () => {
    const verifier = remembering()
    learn(verifier)
    const plain = verifierFor()
    for (let index = 0; index < goodToken.length; index++) {
      for (let bit = 0; bit < 7; bit++) {
        const flipped = String.fromCharCode(goodToken.charCodeAt(index) ^ (1 << bit))
        const token = goodToken.slice(0, index) + flipped + goodToken.slice(index + 1)
        const result = verifier.check(token)
        assert.ok(!result.ok, `${index}.${bit}`)
        assert.deepEqual(result, plain.check(token))
      }
    }
    for (const token of [` ${goodToken}`, `${goodToken}=`, goodToken.slice(0, -1), `${goodToken}.`]) {
      assert.deepEqual(verifier.check(token), plain.check(token))
    }
  })

  test('is explained rule by rule, as if it were new', () => {
    const verifier = remembering()
    learn(verifier)
    assert.deepEqual(verifier.explain(goodToken), verifierFor().explain(goodToken))
  })
})

describe('the times of a remembered token', () => {
  let time = now
  const clock = () => time

  test('are judged each time: expired, not yet active, too old, and all over when the clock goes back', () => {
    const token = tokenWith({ nbf: now, iat: now, exp: now + 100 })
    const options = { now: clock, maxAge: 200, tolerance: 5 }
    const verifier = remembering(options)
    const young = remembering({ ...options, maxAge: 50 })
    for (let round = 0; round < 3; round++) {
      time = now
      learn(verifier, token)
      learn(young, token)
      time = now + 104.9
      assert.ok(verifier.check(token).ok)
      time = now + 105
      assertTokenRefused(verifier, token, 'ERR_TOKEN_EXPIRED', { claim: 'exp' })
      time = now + 55
      assertTokenRefused(young, token, 'ERR_TOKEN_TOO_OLD', { claim: 'iat' })
      time = now - 5.1
      assertTokenRefused(verifier, token, 'ERR_TOKEN_NOT_ACTIVE', { claim: 'nbf' })
      time = now - 5
      assert.ok(verifier.check(token).ok)
    }
  })

  test('are refused where there is no time', () => {
    const verifier = remembering({ now: clock })
    time = now
    learn(verifier)
    for (const broken of [Number.NaN, -1, Infinity]) {
      time = broken
      assertRefused(() => verifier.verify(goodToken), 'ERR_CLOCK_INVALID')
    }
  })

  test('end the memory: what has expired is judged from the beginning when time comes back', () => {
    time = now
    const verifier = remembering({ now: clock })
    const before = learn(verifier)
    time = claims.exp
    assert.equal(verifier.check(goodToken).ok, false)
    time = now
    const after = verifier.verify(goodToken)
    assert.notEqual(after, before)
    assert.deepEqual(after, before)
  })
})

describe('what is remembered', () => {
  test('belongs to one verifier: not to another key, audience, issuer or type', () => {
    learn(remembering())
    const other = secretKey(secretFor('HS256', 2))
    assertTokenRefused(remembering({ keys: other }), goodToken, 'ERR_SIGNATURE_INVALID', {
      part: 'signature',
    })
    const audience = remembering({ audience: 'https://other.example' })
    assertTokenRefused(audience, goodToken, 'ERR_AUDIENCE_MISMATCH', { claim: 'aud' })
    assertTokenRefused(remembering({ issuer: 'x' }), goodToken, 'ERR_ISSUER_MISMATCH', { claim: 'iss' })
    const typ = remembering({ typ: 'at+jwt' })
    assertTokenRefused(typ, goodToken, 'ERR_TYP_NOT_ALLOWED', { parameter: 'typ' })
  })

  test('is no refusal: a token that was refused is judged anew each time', () => {
    const verifier = remembering()
    const plain = verifierFor()
    const refused = [
      '',
      'a.b.c',
      `${goodToken}A`,
      tokenWith({ exp: now }),
      tokenWith({ aud: 'x' }),
      tokenWith({ exp: '1' }),
      tokenWith({}, { alg: 'none' }),
      tokenWith({}, { crit: ['x'] }),
      forge({ payload: '[]' }),
      forge({ payload: '{"a":1,"a":2}' }),
      forge({ payload: claims, secret: secretFor('HS256', 2) }),
      `${segment({ alg: 'HS256' })}.${segment(claims)}.`,
      'a'.repeat(10_000),
    ]
    for (let round = 0; round < 3; round++) {
      for (const token of refused) assert.deepEqual(verifier.check(token), plain.check(token))
      assert.ok(verifier.check(goodToken).ok)
    }
  })

  test('is gone when the verifier is, and gives its memory back', () => {
    const keys = keyFor()
    const handles = handleCount()
    const verifier = remembering({ keys })
    learn(verifier)
    verifier.dispose()
    assert.equal(handleCount(), handles)
    assertRefused(() => verifier.verify(goodToken), 'ERR_DISPOSED')
    const tokens = Array.from({ length: 200 }, (_, index) => tokenOf(index))
    const before = memorySize()
    for (let round = 0; round < 200; round++) {
      const one = remembering({ keys, cache: { max: 200 } })
      for (const token of tokens) one.check(token)
      one.dispose()
    }
    assert.ok(memorySize() - before <= 1 << 20)
  })

  test('outlives a key that is disposed of, as the verifier does', () => {
    const key = keyFor()
    const verifier = remembering({ keys: key })
    learn(verifier)
    key.dispose()
    assert.ok(verifier.check(goodToken).ok)
  })

  test('is as much as the limits allow: memory stays flat over many tokens', () => {
    const verifier = remembering({ cache: { max: 50, maxBytes: 64 * 1024 } })
    for (let index = 0; index < 2000; index++) learn(verifier, tokenOf(index))
    const before = memorySize()
    for (let index = 2000; index < 12_000; index++) {
      assert.equal(learn(verifier, tokenOf(index)).claims.sub, `user-${index}`)
    }
    assert.equal(memorySize(), before)
  })

  test('is let go of by JavaScript too', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc')
    const verifier = remembering({ cache: { max: 10 } })
    const results = Array.from({ length: 100 }, (_, index) => new WeakRef(learn(verifier, tokenOf(index))))
    await new Promise((resolve) => setTimeout(resolve))
    collect()
    assert.ok(results.filter((one) => one.deref() !== undefined).length <= 10)
  })

  test('is the token that was used last, of two that take turns in one place', () => {
    const verifier = remembering({ cache: { max: 1 } })
    for (let round = 0; round < 20; round++) {
      const token = tokenOf(round % 3)
      for (let time = 0; time <= round % 4; time++) {
        assert.equal(verifier.verify(token).claims.sub, `user-${round % 3}`)
      }
    }
  })

  test('includes no token that is larger than all there may be', () => {
    const verifier = remembering({ cache: { max: 10, maxBytes: 2048 } })
    const small = learn(verifier)
    const large = tokenWith({ padding: 'p'.repeat(3000) })
    assert.notEqual(learn(verifier, large), verifier.verify(large))
    assert.equal(verifier.verify(goodToken), small)
  })

  test('is found with any of several keys and algorithms', () => {
    const keys = [
      secretKey(secretFor('HS256', 1), { kid: 'a' }),
      secretKey(secretFor('HS512', 2), { kid: 'b', alg: 'HS512' }),
    ]
    for (const both of [keys, keySet(keys)]) {
      const verifier = createVerifier({
        keys: both,
        algorithms: ['HS256', 'HS512'],
        issuer: iss,
        audience: aud,
        now: () => now,
        cache,
      })
      const first = tokenWith({}, { kid: 'a' })
      const header = { alg: 'HS512', kid: 'b' }
      const second = forge({ header, payload: claims, secret: secretFor('HS512', 2), alg: 'HS512' })
      const known = [learn(verifier, first), learn(verifier, second)]
      assert.deepEqual([known[0]?.header.kid, known[1]?.header.kid], ['a', 'b'])
      assert.deepEqual([verifier.verify(first), verifier.verify(second)], known)
    }
  })
})

describe('a caller in the midst of a verdict', () => {
  test('finds the right token though the clock judges tokens too', () => {
    const inner = tokenOf(1)
    let depth = 0
    const verifier = remembering({
      now: () => {
        if (depth++ === 0) assert.equal(verifier.verify(inner).claims.sub, 'user-1')
        depth--
        return now
      },
    })
    for (let round = 0; round < 5; round++) assert.equal(verifier.verify(goodToken).claims.sub, 'user-42')
  })

  test('gets no other claims where the stack ran out before', () => {
    const verifier = remembering({ cache: { max: 1 } })
    const tokens = [tokenOf(0), tokenOf(1), tokenOf(2)]
    /** @param {number} index @returns {void} */
    const exhaust = (index) => {
      try {
        exhaust(index)
      } catch {
        // Here is next to no room, and a little more at each step back.
        verifier.verify(/** @type {string} */ (tokens[index % 3]))
      }
    }
    for (let index = 0; index < 60; index++) {
      try {
        exhaust(index)
      } catch (error) {
        assert.ok(error instanceof RangeError)
      }
      const next = (index + 1) % 3
      assert.equal(verifier.verify(/** @type {string} */ (tokens[next])).claims.sub, `user-${next}`)
    }
  })
})

describe('sessions with a cache', () => {
  test('remember access tokens, and no refresh token', async () => {
    const options = { key: keyFor(), issuer: iss, audience: aud, store: createMemoryStore() }
    const sessions = createSessions({ ...options, cache })
    const { accessToken, refreshToken } = await sessions.start('alice')
    const first = sessions.verifyAccess(accessToken)
    assert.equal(first.claims.sub, 'alice')
    assert.equal(sessions.verifyAccess(accessToken), sessions.verifyAccess(accessToken))
    assertRefused(() => sessions.verifyAccess(refreshToken), 'ERR_TYP_NOT_ALLOWED', { parameter: 'typ' })
    assert.equal(sessions.verifyRefresh(refreshToken).sub, 'alice')
    const wrong = () => createSessions({ ...options, cache: { max: 0 } })
    assertRefused(wrong, 'ERR_OPTION_RANGE', { option: 'max' })
  })
})
