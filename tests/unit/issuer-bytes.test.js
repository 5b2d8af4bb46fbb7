// An issuer keeps what its tokens have in common from one token to the next. Each token must all the same be, byte for
// byte, what it would be if it were made from nothing: here by JSON.stringify, Buffer and node:crypto.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createIssuer, createVerifier, secretKey } from 'holoband'
import { seededRandom } from '../support/random.js'
import { aud, iss, keyFor, now } from '../support/setting.js'
import { hmacAlgorithms, mac, secretFor, segment } from '../support/tokens.js'

/** @import { IssueOptions, IssuerOptions } from 'holoband' */
/** @import { HmacAlgorithm } from '../support/tokens.js' */

/**
 * @typedef {object} Setting
 * @property {HmacAlgorithm} [alg]
 * @property {string} [kid]
 * @property {number} [seed] of the secret
 * @property {string | null} [issuer]
 * @property {string | string[] | null} [audience]
 * @property {number | null} [ttl]
 * @property {boolean} [endless]
 */

/**
 * An issuer, a verifier of its tokens, a clock for both, and what each token is held to.
 *
 * @param {Setting} [setting]
 */
function pairOf(setting = {}) {
  const { alg = 'HS256', kid, seed = 1, issuer = iss, audience = aud, ttl = 900, endless = false } = setting
  const secret = secretFor(alg, seed)
  const key = kid === undefined ? secretKey(secret, { alg }) : secretKey(secret, { alg, kid })
  const clock = { time: now }
  const common = { issuer, now: () => clock.time }
  /** @type {IssuerOptions} */
  const options = { ...common, key, audience, ttl, ...(endless ? { issueTokensWithoutExpiry: true } : {}) }
  const issuing = createIssuer(options)
  const verifier = createVerifier({
    ...common,
    keys: key,
    algorithms: [alg],
    audience: Array.isArray(audience) ? 'b' : audience,
    acceptTokensWithoutExpiry: endless,
  })

  /**
   * @param {Record<string, unknown>} claims
   * @param {{ ttl?: number, header?: Record<string, unknown> }} own
   */
  function expected(claims, own) {
    const header = { alg, typ: 'JWT', ...(kid === undefined ? {} : { kid }), ...own.header }
    const lifetime = own.ttl ?? ttl
    /** @type {Record<string, unknown>} */
    const payload = {}
    if (issuer !== null) payload.iss = issuer
    if (audience !== null) payload.aud = audience
    if (claims.iat === undefined) payload.iat = Math.floor(clock.time)
    if (lifetime !== null) payload.exp = Math.floor(clock.time + lifetime)
    const input = `${segment(header)}.${segment({ ...payload, ...claims })}`
    return `${input}.${mac(input, secret, alg)}`
  }

  /**
   * @param {Record<string, unknown>} [claims]
   * @param {IssueOptions & { ttl?: number }} [own]
   */
  function assertIssued(claims = {}, own) {
    const token = own === undefined ? issuing.issue(claims) : issuing.issue(claims, own)
    assert.equal(token, expected(claims, own ?? {}))
    const result = verifier.check(token)
    assert.ok(result.ok, JSON.stringify(result))
    return token
  }

  return { clock, verifier, assertIssued }
}

describe('a token is byte for byte what it would be if it were made from nothing', () => {
  test('while the clock goes on by fractions of a second, and back', () => {
    const { clock, assertIssued } = pairOf()
    const steps = [0, 0.1, 0.2, 0.4, 0.2999, 0.0001, 0.9, 1, 1.5, -0.1, -1, -3, 0, 59.5, 3600.25, -4000, 0.5]
    for (const step of steps) {
      clock.time += step
      assertIssued({ sub: 'user-42' })
      assertIssued({ sub: 'user-42', step })
    }
  })

  test('where the ends of iat and exp fall into different seconds', () => {
    const { clock, assertIssued } = pairOf({ ttl: 1.5 })
    for (const fraction of [0, 0.25, 0.4999, 0.5, 0.75, 0.25, 0.999, 0, 0.5]) {
      clock.time = now + 10 + fraction
      assertIssued({ sub: String(fraction) })
      assertIssued({ sub: String(fraction) }, { ttl: 2.75 })
    }
  })

  test('over times of other lengths', () => {
    const { clock, assertIssued } = pairOf()
    for (const time of [
      0,
      9,
      10,
      99.99,
      999_999_999,
      1e9,
      9_999_999_099,
      9_999_999_100,
      1e12,
      1e15,
      0,
      now,
    ]) {
      clock.time = time
      assertIssued({ sub: 'a' })
    }
  })

  test('with a lifetime of its own for one token in between', () => {
    const { assertIssued } = pairOf()
    for (const ttl of [60, 900, undefined, 5, 5, undefined, 1209600, undefined, undefined, 900]) {
      if (ttl === undefined) assertIssued({ sub: 'a' })
      else assertIssued({ sub: 'a' }, { ttl })
    }
  })

  test('with header parameters of its own for one token in between', () => {
    const { clock, assertIssued } = pairOf()
    for (const header of [{ n: 1 }, undefined, { n: 2, text: 'é"' }, { n: 1 }, undefined, {}, undefined]) {
      clock.time += 0.5
      for (const ttl of [undefined, 60]) {
        const own = { ...(header === undefined ? {} : { header }), ...(ttl === undefined ? {} : { ttl }) }
        assertIssued({ sub: 'a' }, own)
        assertIssued({ sub: 'b' })
      }
    }
  })

  test('with an iat of its own, or none, in turn', () => {
    const { assertIssued } = pairOf()
    for (const iat of [now - 5, undefined, now - 5, now, undefined, 0, now - 0.5, undefined]) {
      assertIssued(iat === undefined ? { sub: 'a' } : { sub: 'a', iat })
      assertIssued(iat === undefined ? {} : { iat })
    }
  })

  test('with no issuer, no audience, no expiry, and any of them', () => {
    for (const issuer of [iss, null, 'i"é']) {
      for (const audience of [aud, null, ['a', 'b']]) {
        for (const [ttl, endless] of /** @type {const} */ ([
          [900, false],
          [null, true],
        ])) {
          const { assertIssued } = pairOf({ issuer, audience, ttl, endless })
          for (const claims of [{}, { sub: 'a' }, {}, { iat: now }, { a: {} }, { iat: now, b: [] }]) {
            assertIssued(claims)
          }
        }
      }
    }
  })

  test('with the exp of its claims where there is no ttl', () => {
    const { assertIssued } = pairOf({ ttl: null })
    for (const exp of [now + 1, now + 900, now + 0.5, 1e15, now + 1]) {
      assertIssued({ exp })
      assertIssued({ sub: 'a', exp, iat: now - 1 })
      assertIssued({ sub: 'a' }, { ttl: 30 })
    }
  })

  test('with the identifier of its key', () => {
    for (const kid of ['k', 'key-2', 'k"1é', 'x'.repeat(60)]) {
      const { assertIssued } = pairOf({ kid })
      assertIssued()
      assertIssued({ sub: 'a' }, { header: { cty: 'json' } })
      assertIssued({ sub: 'a' })
    }
  })

  test('after claims that were refused', () => {
    const { clock, assertIssued } = pairOf({ ttl: null })
    assertIssued({ exp: now + 5 })
    clock.time += 1
    assert.throws(() => assertIssued({}), { code: 'ERR_CLAIM_MISSING' })
    assert.throws(() => assertIssued({ exp: now + 5, a: 'x'.repeat(9000) }), { code: 'ERR_TOKEN_TOO_LARGE' })
    assertIssued({ exp: now + 5 })
  })

  test('whatever the characters of its claims', () => {
    const { assertIssued } = pairOf()
    for (const text of [
      '',
      'é',
      '漢字',
      '🎟️',
      '\u0000\u001f\u007f',
      '"\\/',
      '\u2028\u2029',
      '__proto__',
      ' ',
    ]) {
      assertIssued({ [text]: text, list: [text, { [text]: text }] })
    }
  })
})

describe('a signature is what node:crypto makes of the token before it', () => {
  for (const alg of hmacAlgorithms) {
    test(`${alg}, for 500 tokens of changing lengths`, () => {
      const random = seededRandom(1)
      const { clock, assertIssued } = pairOf({ alg })
      for (let i = 0; i < 500; i++) {
        clock.time += random(100) / 100
        assertIssued({ sub: 'x'.repeat(random(3) === 0 ? random(4000) : i % 150), n: i })
      }
    })
  }

  test('of two issuers in turn, with a verifier that knows both keys', () => {
    const first = pairOf({ seed: 1, kid: 'first' })
    const second = pairOf({ seed: 2, kid: 'second' })
    const keys = [1, 2].map((seed) =>
      secretKey(secretFor('HS256', seed), { alg: 'HS256', kid: seed === 1 ? 'first' : 'second' }),
    )
    const verifier = createVerifier({
      keys,
      algorithms: ['HS256'],
      issuer: iss,
      audience: aud,
      now: () => now,
    })
    for (let i = 0; i < 200; i++) {
      const { assertIssued } = (i * i) % 3 === 0 ? first : second
      const claims = { sub: 'x'.repeat((i * 7) % 130), n: i }
      const verified = verifier.verify(assertIssued(claims))
      assert.deepEqual(verified.claims, { iss, aud, iat: now, exp: now + 900, ...claims })
      assert.equal(verified.header.kid, (i * i) % 3 === 0 ? 'first' : 'second')
    }
  })

  test('of issuers with different algorithms in turn, which do not take each other’s', () => {
    const pairs = hmacAlgorithms.map((alg) => pairOf({ alg }))
    for (let i = 0; i < 150; i++) {
      const [here, there] = [pairs[i % 3], pairs[(i + 1) % 3]]
      const token = here?.assertIssued({ sub: 'x'.repeat(i), n: i })
      assert.equal(there?.verifier.check(token ?? '').ok, false)
    }
  })

  test('of two issuers with the same names and another key, which do not take each other’s', () => {
    const pairs = [pairOf({ seed: 1 }), pairOf({ seed: 2 })]
    for (let i = 0; i < 100; i++) {
      const token = pairs[i % 2]?.assertIssued({ n: i })
      assert.equal(pairs[(i + 1) % 2]?.verifier.check(token ?? '').ok, false)
    }
  })

  test('under the key of keyFor as under its bytes', () => {
    const issuing = createIssuer({ key: keyFor(), issuer: iss, audience: aud, ttl: 900, now: () => now })
    assert.equal(issuing.issue({ n: 1 }), pairOf().assertIssued({ n: 1 }))
  })
})
