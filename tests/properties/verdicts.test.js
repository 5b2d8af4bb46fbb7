// Verdicts: a small model of the policy, in JavaScript, and the real one agree on every token, policy and moment; and
// who remembers, or who computes, changes none of them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createIssuer, createVerifier, generateKey } from 'holoband'
import { keyFor, now } from '../support/setting.js'
import { forge } from '../support/tokens.js'
import { holds } from './support.js'

/** @import { Key, Verifier, VerifierOptions } from 'holoband' */

const names = ['https://a.example', 'https://b.example', 'https://a.example/', 'HTTPS://A.EXAMPLE', 'é']
/** One of them most of the time, so that much is accepted. */
const name = fc.oneof(
  { weight: 3, arbitrary: fc.constant('https://a.example') },
  { weight: 2, arbitrary: fc.constantFrom(...names) },
)

/**
 * Something that is there, or once in so many times is not.
 *
 * @template T
 * @param {fc.Arbitrary<T>} arbitrary
 * @param {number} [freq]
 */
const maybe = (arbitrary, freq = 2) => fc.option(arbitrary, { nil: undefined, freq })

/** Moments around the clock's, so that every boundary is met from both sides. */
const offset = fc.oneof(
  fc.integer({ min: -4, max: 4 }),
  fc.constantFrom(-0.5, 0.5, -600, 600, -1e-6, 1e-6, 2 ** 52),
)
const moment = offset.map((each) => now + each)
const wrong = fc.constantFrom(null, true, '', `${now}`, [], {}, -1, -0.001)
const time = fc.oneof({ weight: 16, arbitrary: moment }, { weight: 1, arbitrary: wrong })
const textual = fc.oneof(
  { weight: 16, arbitrary: name },
  { weight: 1, arbitrary: fc.constantFrom(null, 1, [], {}) },
)
const list = fc.array(name, { maxLength: 3 })

/** @typedef {Record<string, unknown>} Members */

const claims = fc.record({
  iss: maybe(textual, 12),
  sub: maybe(fc.oneof({ weight: 4, arbitrary: textual }, { weight: 1, arbitrary: fc.constantFrom(null, 7) })),
  aud: maybe(fc.oneof(textual, list, fc.constant(['a', 1])), 12),
  exp: maybe(fc.oneof(time, fc.constant(now + 900)), 12),
  nbf: maybe(fc.oneof(time, fc.constant(now - 900))),
  iat: maybe(time, 12),
  jti: maybe(fc.oneof(textual, fc.constantFrom(null, 7))),
  role: maybe(fc.constantFrom('admin', null, false, 0)),
})
const typ = fc.oneof(
  { weight: 4, arbitrary: fc.constant('JWT') },
  {
    weight: 1,
    arbitrary: maybe(fc.constantFrom('jwt', 'application/JWT', 'at+jwt', 'application/at+JWT', 'x', '')),
  },
)

const duration = fc.constantFrom(0, 1, 2, 3, 0.5, 600, '1s', '10m')
const accepted = fc.oneof(fc.constant(null), name, fc.uniqueArray(name, { minLength: 1, maxLength: 2 }))
const policy = fc
  .record({
    issuer: accepted,
    audience: accepted,
    tolerance: maybe(duration),
    maxAge: maybe(duration),
    acceptTokensWithoutExpiry: maybe(fc.boolean()),
    requiredClaims: maybe(fc.subarray(['sub', 'role', 'jti', 'exp'])),
    typ: fc.oneof(
      { weight: 5, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom('JWT', 'at+jwt', 'AT+JWT', 'application/at+jwt') },
    ),
  })
  // An option that is undefined is one that nobody gave.
  .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)))

/** @typedef {{ policy: Members, claims: Members, now: number }} Case */

/** The seconds of the durations above. @param {unknown} given */
const secondsOf = (given) => (given === '1s' ? 1 : given === '10m' ? 600 : Number(given ?? 0))

/** @param {unknown} value */
const isText = (value) => typeof value === 'string'

/** @param {unknown} value */
const isTime = (value) => typeof value === 'number' && value >= 0

/** @param {unknown} given @param {unknown} value */
const isAccepted = (given, value) => [given].flat().some((each) => [value].flat().some((one) => one === each))

/** Each rule says what is wrong, or nothing; the first that says something is the verdict. @type {((given: Case) => string | false)[]} */
const rules = [
  ({ policy: { acceptTokensWithoutExpiry, tolerance }, claims: { exp }, now: clock }) => {
    if (exp === undefined) return acceptTokensWithoutExpiry !== true && 'ERR_CLAIM_MISSING exp'
    if (!isTime(exp)) return 'ERR_CLAIM_TYPE exp'
    return clock >= Number(exp) + secondsOf(tolerance) && 'ERR_TOKEN_EXPIRED exp'
  },
  ({ policy: { tolerance }, claims: { nbf }, now: clock }) => {
    if (nbf === undefined) return false
    if (!isTime(nbf)) return 'ERR_CLAIM_TYPE nbf'
    return clock + secondsOf(tolerance) < Number(nbf) && 'ERR_TOKEN_NOT_ACTIVE nbf'
  },
  ({ policy: { tolerance, maxAge }, claims: { iat }, now: clock }) => {
    if (iat !== undefined && !isTime(iat)) return 'ERR_CLAIM_TYPE iat'
    if (maxAge === undefined) return false
    if (iat === undefined) return 'ERR_CLAIM_MISSING iat'
    if (Number(iat) > clock + secondsOf(tolerance)) return 'ERR_TOKEN_FROM_FUTURE iat'
    return clock - Number(iat) >= secondsOf(maxAge) + secondsOf(tolerance) && 'ERR_TOKEN_TOO_OLD iat'
  },
  ({ policy: { issuer }, claims: { iss } }) => {
    if (iss !== undefined && !isText(iss)) return 'ERR_CLAIM_TYPE iss'
    if (issuer === null) return false
    if (iss === undefined) return 'ERR_CLAIM_MISSING iss'
    return !isAccepted(issuer, iss) && 'ERR_ISSUER_MISMATCH iss'
  },
  ({ policy: { audience }, claims: { aud } }) => {
    if (aud !== undefined && !(Array.isArray(aud) ? aud : [aud]).every(isText)) return 'ERR_CLAIM_TYPE aud'
    if (audience === null) return false
    if (aud === undefined) return 'ERR_CLAIM_MISSING aud'
    return !isAccepted(audience, aud) && 'ERR_AUDIENCE_MISMATCH aud'
  },
  ({ policy: { requiredClaims }, claims: all }) => {
    const required = /** @type {string[]} */ (requiredClaims ?? [])
    const missing = required.find((each) => (all[each] ?? null) === null)
    if (missing !== undefined) return `ERR_CLAIM_MISSING ${missing}`
    const bad = ['sub', 'jti'].find((each) => all[each] !== undefined && !isText(all[each]))
    return bad !== undefined && `ERR_CLAIM_TYPE ${bad}`
  },
]

/**
 * A type is accepted where it is the same media type (RFC 7515 section 4.1.9); without a policy, `JWT` or none.
 *
 * @param {unknown} given
 * @param {unknown} wanted
 */
function isSameType(given, wanted) {
  if (given === undefined) return wanted === undefined
  const plain = (/** @type {unknown} */ each) =>
    String(each)
      .toLowerCase()
      .replace(/^application\//, '')
  return plain(given) === plain(wanted ?? 'JWT')
}

/** @param {Case} given @param {unknown} type */
function expected(given, type) {
  if (!isSameType(type, given.policy.typ)) return 'ERR_TYP_NOT_ALLOWED typ'
  for (const rule of rules) {
    const verdict = rule(given)
    if (verdict !== false) return verdict
  }
  return 'OK'
}

/** @param {Verifier} verifier @param {string} token */
function verdictOf(verifier, token) {
  const result = verifier.check(token)
  return result.ok ? 'OK' : `${result.code} ${result.claim ?? result.parameter ?? result.part}`
}

const keys = keyFor()

/** @param {Members} members @param {() => number} clock */
const verifierWith = (members, clock) =>
  createVerifier(
    /** @type {VerifierOptions} */ (
      /** @type {unknown} */ ({ keys, algorithms: ['HS256'], ...members, now: clock })
    ),
  )

test('every policy judges every token as its model does, at every moment, and explain names the same rule', () => {
  /** @type {Map<string, number>} */
  const seen = new Map()
  const property = fc.property(policy, claims, typ, moment, (given, payload, type, clock) => {
    const verifier = verifierWith(given, () => clock)
    const token = forge({ header: { alg: 'HS256', typ: type }, payload })
    const verdict = expected({ policy: given, claims: payload, now: clock }, type)
    seen.set(verdict, (seen.get(verdict) ?? 0) + 1)
    assert.equal(verdictOf(verifier, token), verdict)
    const failed = verifier.explain(token).rules.find(({ outcome }) => outcome === 'fail')
    assert.equal(failed === undefined ? 'OK' : `${failed.code} ${failed.detail}`, verdict)
    verifier.dispose()
  })
  holds(property, 4000)
  // No verdict may become impossible without anybody noticing.
  assert.equal(seen.size, 22, [...seen.keys()].sort().join('\n'))
  assert.ok(Number(seen.get('OK')) > 100)
})

test('a verifier that remembers tokens has the verdicts of one that does not, whatever came before', () => {
  const tokens = fc.uniqueArray(claims, {
    minLength: 2,
    maxLength: 6,
    selector: (each) => JSON.stringify(each),
  })
  const visits = fc.array(fc.record({ which: fc.nat({ max: 5 }), clock: moment, bad: fc.boolean() }), {
    minLength: 10,
    maxLength: 40,
  })
  return holds(
    fc.property(policy, tokens, visits, fc.integer({ min: 1, max: 5 }), (given, payloads, sequence, max) => {
      let clock = now
      const plain = verifierWith(given, () => clock)
      const remembering = verifierWith({ ...given, cache: { max } }, () => clock)
      const made = payloads.map((payload) => forge({ payload }))
      for (const visit of sequence) {
        clock = visit.clock
        const token = made[visit.which % made.length] ?? ''
        // A token that differs from a remembered one only in its signature is not it.
        const at = token.length - 10
        const shown = visit.bad
          ? token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
          : token
        assert.deepEqual(remembering.check(shown), plain.check(shown))
      }
      plain.dispose()
      remembering.dispose()
    }),
    250,
  )
})

test('the host and the module have the same verdicts on each other\u2019s signatures, good and bad', () => {
  const pairs = /** @type {const} */ (['ES256', 'ES384', 'ES512', 'Ed25519']).map((alg) => {
    const key = generateKey(alg, { kid: alg })
    return { key, issuers: [issuerWith(key, 'wasm'), issuerWith(key, 'host')] }
  })
  const algorithms = pairs.map(({ key }) => key.alg)
  const all = pairs.map(({ key }) => key)
  const verifiers = /** @type {const} */ (['wasm', 'host']).map((crypto) =>
    verifierWith({ issuer: null, audience: null, keys: all, algorithms, crypto }, () => now),
  )
  const seen = { good: 0, bad: 0 }
  const changes = fc.array(fc.record({ at: fc.nat(), xor: fc.integer({ min: 1, max: 255 }) }), {
    maxLength: 2,
  })
  const property = fc.property(
    fc.constantFrom(...pairs),
    fc.nat({ max: 1 }),
    fc.oneof(
      { weight: 3, arbitrary: changes },
      { weight: 1, arbitrary: fc.uint8Array({ minLength: 60, maxLength: 140 }) },
    ),
    ({ issuers }, by, change) => {
      const [header, payload, signature] = String(issuers[by]?.issue({ sub: 'a' })).split('.')
      const bytes =
        change instanceof Uint8Array ? Buffer.from(change) : Buffer.from(String(signature), 'base64url')
      if (!(change instanceof Uint8Array))
        for (const { at, xor } of change) bytes[at % bytes.length] = Number(bytes[at % bytes.length]) ^ xor
      const token = `${header}.${payload}.${bytes.toString('base64url')}`
      const [ours, theirs] = verifiers.map((verifier) => verifier.check(token))
      assert.deepEqual(ours, theirs)
      seen[ours?.ok === true ? 'good' : 'bad']++
    },
  )
  holds(property, 400)
  assert.ok(seen.good > 20 && seen.bad > 100, JSON.stringify(seen))
})

/** @param {Key} key @param {'wasm' | 'host'} crypto */
function issuerWith(key, crypto) {
  return createIssuer({ key, crypto, issuer: null, audience: null, ttl: '1h', now: () => now })
}
