// Tokens: what is issued is verified to say the same, and nothing else is.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { decodeUnverified, generateKey, importJwk, secretKey } from 'holoband'
import { generateKeyPair } from '../support/key-pair.js'
import { aud, iss, issuerFor, now, verifierFor } from '../support/setting.js'
import { forge, secretFor, segment } from '../support/tokens.js'
import { assertListed, attempt, holds, text } from './support.js'

/** @import { Algorithm, Key } from 'holoband' */

/** One key of every kind; RSA from node:crypto, which makes them faster. */
const rsa = generateKeyPair('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
const algorithms = /** @type {const} */ ([
  ...['HS256', 'HS384', 'HS512', 'ES256', 'ES384', 'ES512', 'ES256K', 'Ed25519', 'Ed448', 'EdDSA'],
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'],
])

/** @param {Algorithm} alg */
const keyOf = (alg) => (/^[RP]S/.test(alg) ? importJwk({ ...rsa }, { alg }) : generateKey(alg))

const registered = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti']
const json = fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 })

/** Claims of all kinds that JSON has, the registered ones of the kinds that they may be. */
const freeClaims = fc
  .dictionary(text({ maxLength: 8 }), json, { maxKeys: 6 })
  .map((claims) => Object.fromEntries(Object.entries(claims).filter(([name]) => !registered.includes(name))))
const registeredClaims = fc.record(
  { sub: text(), jti: text(), nbf: fc.integer({ min: 0, max: now }), iat: fc.integer({ min: 0, max: now }) },
  { requiredKeys: [] },
)
const claims = fc.tuple(freeClaims, registeredClaims).map((parts) => Object.assign({}, ...parts))

/** A header may say what it likes beside what the library sets and what has a meaning. */
const reserved = ['alg', 'typ', 'kid', 'crit', 'b64', 'jwk', 'jku', 'x5u', 'x5c', 'x5t', 'x5t#S256']
const parameters = fc
  .dictionary(text({ maxLength: 8 }), json, { maxKeys: 3 })
  .map((all) => Object.fromEntries(Object.entries(all).filter(([name]) => !reserved.includes(name))))

/** What JSON makes of a value, which for 0 and -0 is one and the same. @param {unknown} value */
const asJson = (value) => JSON.parse(JSON.stringify(value))

describe('what an issuer signs', () => {
  const limits = { maxTokenBytes: 65_536 }
  for (const alg of algorithms) {
    const key = keyOf(alg)
    const issuer = issuerFor({ key, ...limits })
    const verifier = verifierFor({ keys: key, algorithms: [alg], ...limits })
    const runs = alg.startsWith('HS') ? 200 : 8
    test(`is verified to say the same, whatever JSON can carry: ${alg}`, () =>
      holds(
        fc.property(claims, parameters, (given, header) => {
          const verified = verifier.verify(issuer.issue(given, { header }))
          assert.deepEqual(verified.claims, asJson({ iat: now, ...given, iss, aud, exp: now + 900 }))
          assert.deepEqual(verified.header, asJson({ alg, typ: 'JWT', ...kidOf(key), ...header }))
          assert.ok(Object.isFrozen(verified.claims) && Object.isFrozen(verified.header))
        }),
        runs,
      ))
  }

  /** @param {Key} key */
  function kidOf({ kid }) {
    return kid === undefined ? {} : { kid }
  }

  test('is written once: the same claims at the same time are the same token', () =>
    holds(
      fc.property(claims, (given) => {
        assert.equal(issuerFor(limits).issue(given), issuerFor(limits).issue(asJson(given)))
      }),
      200,
    ))

  test('is JSON and nothing else: other values are refused, and never half of them signed', () => {
    const issuer = issuerFor(limits)
    const anything = fc.anything({ withDate: true, withMap: true, withSet: true, withBigInt: true })
    return holds(
      fc.property(fc.oneof(anything, fc.dictionary(text(), anything)), (given) => {
        const result = attempt(() => issuer.issue(/** @type {Record<string, unknown>} */ (given)))
        if ('code' in result) {
          assert.match(
            result.code,
            /^ERR_(INVALID_ARG_TYPE|CLAIMS_NOT_SERIALIZABLE|CLAIM_TYPE|CLAIM_CONFLICT)$/,
          )
          return
        }
        const { unverifiedClaims } = decodeUnverified(result.value)
        assert.deepEqual(unverifiedClaims, asJson({ iss, aud, iat: now, exp: now + 900, ...asJson(given) }))
      }),
      1000,
    )
  })

  test('is all that was meant: one value deep inside that JSON would lose is enough to refuse it', () => {
    const issuer = issuerFor(limits)
    const lost = fc.constantFrom(
      Number.NaN,
      Infinity,
      -Infinity,
      1n,
      Symbol('a'),
      () => 1,
      new Map(),
      new Set([1]),
      /a/,
    )
    const around = fc.array(fc.tuple(fc.boolean(), json), { maxLength: 6 })
    const wrapped = fc
      .tuple(lost, around)
      .map(([value, levels]) =>
        levels.reduce(
          (/** @type {unknown} */ inner, [isList, beside]) => (isList ? [beside, inner] : { beside, inner }),
          value,
        ),
      )
    return holds(
      fc.property(claims, text(), wrapped, (given, name, value) => {
        fc.pre(!registered.includes(name) && name !== '__proto__')
        const result = attempt(() => issuer.issue({ ...given, [name]: value }))
        assert.deepEqual(result, { code: 'ERR_CLAIMS_NOT_SERIALIZABLE' })
      }),
      400,
    )
  })
})

/** Keys whose signatures take no time, and a token of each. */
const quick = /** @type {const} */ (['HS256', 'HS512', 'ES256', 'Ed25519']).map((alg) => {
  const key = keyOf(alg)
  const verifier = verifierFor({ keys: key, algorithms: [alg] })
  const remembering = verifierFor({ keys: key, algorithms: [alg], cache: { max: 4 } })
  return { key, issuer: issuerFor({ key }), verifier, remembering }
})

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/**
 * Another text that differs in one place: a character in it is another one, is gone, or has come. Below zero the place is
 * the last character of a segment, some of whose bits mean nothing.
 */
const edit = fc.record({
  at: fc.oneof(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.constantFrom(-1, -2, -3)),
  removed: fc.constantFrom(1, 1, 0),
  added: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...alphabet) },
    { weight: 1, arbitrary: fc.constantFrom(...'.+/= \n\0', '', '\ud800', '\ufeff', 'é', '\u0141') },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 1 }) },
  ),
})

/**
 * @param {string} token
 * @param {{ at: number, removed: number, added: string }} change
 */
function edited(token, { at, removed, added }) {
  const ends = [token.indexOf('.') - 1, token.lastIndexOf('.') - 1, token.length - 1]
  const place = at < 0 ? Number(ends.at(at)) : Math.floor(at * (token.length + 1 - removed))
  return token.slice(0, place) + added + token.slice(place + removed)
}

describe('what no issuer signed', () => {
  test('is refused: any token in which one character is another, is missing, or is too many', () =>
    holds(
      fc.property(
        fc.constantFrom(...quick),
        claims,
        edit,
        ({ issuer, verifier, remembering }, given, change) => {
          const token = issuer.issue(given)
          const other = edited(token, change)
          fc.pre(other !== token)
          for (const judge of [verifier, remembering, remembering]) {
            assert.equal(judge.check(token).ok, true)
            const result = judge.check(other)
            assert.ok(!result.ok, 'accepted')
            // It never comes to the claims: nobody has signed them.
            assert.match(result.reason, /^(malformed|untrusted)$/)
            assert.equal(verifier.check(other).ok, false)
          }
        },
      ),
      1000,
    ))

  test('is refused: the parts of good tokens, put together anew', () =>
    holds(
      fc.property(
        fc.constantFrom(...quick),
        claims,
        claims,
        fc.nat({ max: 5 }),
        (using, first, second, how) => {
          const { issuer, verifier } = using
          const [one, two] = [
            issuer.issue(first).split('.'),
            issuer.issue(second, { header: { n: 1 } }).split('.'),
          ]
          const mixed = [0, 1, 2].map((part) => (how & (1 << part) ? one[part] : two[part])).join('.')
          fc.pre(mixed !== one.join('.') && mixed !== two.join('.'))
          const result = verifier.check(mixed)
          assert.ok(!result.ok)
          assert.equal(result.reason, 'untrusted')
        },
      ),
      300,
    ))

  test('is refused: tokens of one issuer by the verifier of another, whatever their keys have in common', () => {
    const bytes = fc.uint8Array({ minLength: 64, maxLength: 80 })
    const hmac = fc.constantFrom('HS256', 'HS384', 'HS512')
    return holds(
      fc.property(bytes, bytes, hmac, hmac, claims, (mine, theirs, alg, other, given) => {
        const [a, b] = [secretKey(mine, { alg }), secretKey(theirs, { alg: other })]
        // A MAC fills a secret up with zeros to the block of its hash.
        const padded = (/** @type {Uint8Array} */ secret) => Buffer.concat([secret, Buffer.alloc(128)], 128)
        fc.pre(alg !== other || !padded(mine).equals(padded(theirs)))
        const token = issuerFor({ key: a }).issue(given)
        assert.equal(verifierFor({ keys: a, algorithms: [alg] }).check(token).ok, true)
        const result = verifierFor({ keys: b, algorithms: [other] }).check(token)
        assert.equal(
          !result.ok && result.code,
          alg === other ? 'ERR_SIGNATURE_INVALID' : 'ERR_ALGORITHM_NOT_ALLOWED',
        )
      }),
      400,
    )
  })

  test('is refused: tokens for other parties, though the key is the same', () => {
    const name = fc.oneof(
      fc.constantFrom(iss, aud, 'https://a.example', 'https://a.example/'),
      text({ minLength: 1 }),
    )
    const places = fc.record({
      issuer: name,
      audience: name,
      typ: fc.constantFrom('JWT', 'at+jwt', 'rt+jwt'),
    })
    return holds(
      fc.property(places, places, (from, to) => {
        const { ok } = verifierFor(to).check(issuerFor(from).issue({}))
        assert.equal(ok, from.issuer === to.issuer && from.audience === to.audience && from.typ === to.typ)
      }),
      400,
    )
  })
})

/** A text that comes nearer to a token the later it is in this list. */
const nearTokens = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'eyJ0A.-_='), maxLength: 60 }),
  fc.array(text(), { minLength: 2, maxLength: 4 }).map((parts) => parts.map(segment).join('.')),
  fc
    .tuple(fc.oneof(json, fc.json()), fc.oneof(json, fc.json()))
    .map(([header, payload]) => forge({ header, payload, secret: secretFor('HS256') })),
  fc.tuple(json, fc.uint8Array()).map(([alg, payload]) => forge({ header: { alg, typ: alg }, payload })),
  fc
    .tuple(parameters, claims)
    .map(([header, payload]) => forge({ header: { ...header, alg: 'HS256' }, payload })),
)
const anyToken = fc.oneof({ weight: 9, arbitrary: nearTokens }, { weight: 1, arbitrary: fc.anything() })

describe('whatever is presented', () => {
  const verifier = verifierFor({ issuer: null, audience: null, acceptTokensWithoutExpiry: true })

  test('is decoded, or refused by a code of the list; what is verified is decoded to say the same', () => {
    const seen = { verified: 0, decoded: 0, refused: 0 }
    const property = fc.property(anyToken, (given) => {
      const token = /** @type {string} */ (given)
      const decoded = attempt(() => decodeUnverified(token))
      const result = verifier.check(token)
      seen['code' in decoded ? 'refused' : result.ok ? 'verified' : 'decoded']++
      if (!result.ok) {
        assertListed(result.code)
        return
      }
      assert.ok('value' in decoded, 'verified, and not even decoded')
      const { unverifiedClaims, unverifiedHeader } = decoded.value
      assert.deepEqual([unverifiedClaims, unverifiedHeader], [result.claims, result.header])
    })
    holds(property, 3000)
    assert.ok(Math.min(...Object.values(seen)) > 20, JSON.stringify(seen))
  })

  test('has one verdict: check, verify and explain say the same of it, and explain shows none of it', () =>
    holds(
      fc.property(anyToken, (given) => {
        const token = /** @type {string} */ (given)
        const result = verifier.check(token)
        const verified = attempt(() => verifier.verify(token))
        assert.deepEqual('code' in verified ? verified.code : 'OK', result.ok ? 'OK' : result.code)
        if (typeof token !== 'string') return
        const { ok, rules } = verifier.explain(token)
        const first = rules.find(({ outcome }) => outcome === 'fail')
        assert.equal(ok, result.ok)
        assert.equal(first?.code, result.ok ? undefined : result.code)
      }),
      1500,
    ))
})
