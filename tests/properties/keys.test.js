// Keys: whatever way a key has travelled, it is the same key; and a set is the same set in any order.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  createVerifier,
  exportJwk,
  exportJwkWithPrivateKey,
  exportPem,
  exportPemWithPrivateKey,
  generateKey,
  importJwk,
  importPem,
  keySet,
  publicJwks,
  secretKey,
} from 'holoband'
import { generateKeyPair } from '../support/key-pair.js'
import { issuerFor, now } from '../support/setting.js'
import { attempt, codeOf, holds, text } from './support.js'

/** @import { Algorithm, Key } from 'holoband' */

const rsa = generateKeyPair('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
const hmac = /** @type {const} */ (['HS256', 'HS384', 'HS512'])
const asymmetric = /** @type {const} */ ([
  ...['ES256', 'ES384', 'ES512', 'ES256K', 'Ed25519', 'Ed448', 'EdDSA', 'RS256', 'RS384', 'RS512'],
  ...['PS256', 'PS384', 'PS512', 'ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'],
])

/** @param {Algorithm} alg @param {string} [kid] */
function make(alg, kid) {
  const named = kid === undefined ? {} : { kid }
  return /^[RP]S/.test(alg) ? importJwk({ ...rsa, ...named }, { alg }) : generateKey(alg, named)
}

/** One key of every algorithm: to make them is what takes the time. */
const keys = new Map([...hmac, ...asymmetric].map((alg) => [alg, make(alg)]))
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

/** @param {Algorithm} alg */
const keyOf = (alg) => /** @type {Key} */ (keys.get(alg))

const kid = text({ minLength: 1, maxLength: 40 })

/** The ways on which a key keeps its private half, and those on which it loses it. */
const ways = {
  jwk: (/** @type {Key} */ key) => importJwk(exportJwkWithPrivateKey(key)),
  'jwk as text': (/** @type {Key} */ key) =>
    importJwk(JSON.parse(JSON.stringify(exportJwkWithPrivateKey(key)))),
  pem: (/** @type {Key} */ key) => importPem(exportPemWithPrivateKey(key), key.alg, kidOf(key)),
}
const publicWays = {
  'public half': (/** @type {Key} */ key) => key.publicKey(),
  'public jwk': (/** @type {Key} */ key) => importJwk(exportJwk(key)),
  'public pem': (/** @type {Key} */ key) => importPem(exportPem(key), key.alg, kidOf(key)),
}

/** @param {Key} key */
function kidOf(key) {
  return key.kid === undefined ? {} : { kid: key.kid }
}

/** @param {Key} key @param {Key} by */
function isVerified(key, by) {
  const token = issuerFor({ key, issuer: null, audience: null }).issue({ sub: 'a' })
  return createVerifier({ ...policy, keys: by, algorithms: [by.alg] }).check(token).ok
}

const policy = { issuer: null, audience: null, now: () => now }

describe('a key', () => {
  test('is the same after any journey: it signs what the first verifies, and verifies what the first signs', () =>
    holds(
      fc.property(
        fc.constantFrom(...asymmetric),
        fc.option(kid, { nil: undefined }),
        fc.array(fc.constantFrom(.../** @type {(keyof typeof ways)[]} */ (Object.keys(ways))), {
          maxLength: 3,
        }),
        fc.array(fc.constantFrom(.../** @type {(keyof typeof publicWays)[]} */ (Object.keys(publicWays))), {
          maxLength: 2,
        }),
        (alg, name, first, then) => {
          const start = importJwk({
            ...exportJwkWithPrivateKey(keyOf(alg)),
            ...(name === undefined ? {} : { kid: name }),
          })
          const whole = first.reduce((key, way) => ways[way](key), start)
          const half = then.reduce((key, way) => publicWays[way](key), whole)
          for (const key of [whole, half]) {
            const { alg: algorithm, kid: known, thumbprint } = key
            assert.deepEqual(
              [algorithm, known, thumbprint],
              [alg, name ?? start.thumbprint, start.thumbprint],
            )
            assert.ok(isVerified(start, key))
          }
          assert.ok(isVerified(whole, start))
          assert.deepEqual(exportJwk(half), exportJwk(start))
          assert.equal(exportPem(half), exportPem(start))
        },
      ),
      60,
    ))

  test('of an algorithm with a secret is the same after it was exported, by its name too', () =>
    holds(
      fc.property(fc.constantFrom(...hmac), kid, (alg, name) => {
        const start = generateKey(alg, { kid: name })
        const other = importJwk(exportJwkWithPrivateKey(start))
        assert.deepEqual([other.alg, other.kid, other.type], [alg, name, 'secret'])
        assert.ok(isVerified(start, other) && isVerified(other, start))
      }),
      60,
    ))

  test('is made of the same secret in any of its spellings, and of no other', () =>
    holds(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 64 }), fc.nat(), (bytes, at) => {
        const base64url = Buffer.from(bytes).toString('base64url')
        const ways = [
          attempt(() => secretKey(bytes)),
          attempt(() => secretKey({ base64url })),
          attempt(() => importJwk({ kty: 'oct', k: base64url, alg: 'HS256' })),
        ]
        const [first] = ways
        for (const way of ways) {
          if (first === undefined || !('value' in first) || !('value' in way)) assert.deepEqual(way, first)
          else assert.ok(isVerified(first.value, way.value))
        }
        if (first === undefined || !('value' in first)) return
        const changed = bytes.slice()
        changed[at % bytes.length] = Number(changed[at % bytes.length]) ^ 1
        const other = attempt(() => secretKey(changed))
        assert.ok(!('value' in other) || !isVerified(first.value, other.value))
      }),
      200,
    ))

  test('shows nothing of its private half where nobody asks for that', () =>
    holds(
      fc.property(fc.subarray([...asymmetric], { minLength: 1 }), (algs) => {
        const all = algs.map(keyOf)
        const secrets = all.flatMap((key) => {
          const jwk = exportJwkWithPrivateKey(key)
          return privateMembers.flatMap((name) => jwk[name] ?? [])
        })
        const shown = JSON.stringify([publicJwks(all), all, all.map(exportJwk), all.map(exportPem)])
        for (const secret of secrets) assert.ok(!shown.includes(secret))
        const again = keySet(publicJwks(all))
        assert.deepEqual(
          new Set(again.keys.map(({ thumbprint }) => thumbprint)),
          new Set(all.map(({ thumbprint }) => thumbprint)),
        )
        for (const { type } of again.keys) assert.equal(type, 'public')
      }),
      20,
    ))

  const jwks = [...asymmetric].map((alg) => exportJwkWithPrivateKey(keyOf(alg)))

  test('is another key, or none, where one character of its JWK is another', () => {
    const seen = { another: 0, none: 0 }
    const character = fc.constantFrom(...'ABCDEFabcdef0123456789-_=+/ ."')
    const property = fc.property(
      fc.constantFrom(...jwks),
      fc.nat(),
      fc.nat(),
      character,
      (jwk, which, at, to) => {
        const members = Object.keys(jwk).filter((name) => !['kty', 'alg', 'crv', 'use', 'kid'].includes(name))
        const name = String(members[which % members.length])
        const value = String(jwk[name])
        const place = at % value.length
        fc.pre(value[place] !== to)
        const result = attempt(() =>
          importJwk({ ...jwk, [name]: value.slice(0, place) + to + value.slice(place + 1) }),
        )
        if ('code' in result) {
          seen.none++
          assert.match(result.code, /^ERR_(JWK_MEMBER|KEY_INVALID|KEY_TOO_WEAK|KEY_TOO_LARGE)$/)
          return
        }
        seen.another++
        // What is taken says other numbers: of the private members, those that the public ones are made from.
        assert.notDeepEqual(exportJwkWithPrivateKey(result.value), jwk)
      },
    )
    holds(property, 300)
    assert.ok(seen.none > 100, JSON.stringify(seen))
  })

  test('is made, or refused by a code of the list, whatever is given for it', () => {
    const anything = fc.anything({ withBigInt: true, withDate: true })
    const members = fc.constantFrom(
      'kty',
      'crv',
      'alg',
      'x',
      'y',
      'd',
      'n',
      'e',
      'k',
      'use',
      'key_ops',
      'kid',
      'pub',
      'oth',
    )
    const bent = fc
      .tuple(fc.constantFrom(...jwks), members, anything)
      .map(([jwk, name, value]) => ({ ...jwk, [name]: value }))
    const pem = fc.tuple(
      fc.constantFrom(...asymmetric),
      fc.nat(),
      fc.nat({ max: 80 }),
      text({ maxLength: 4 }),
    )
    return holds(
      fc.property(fc.oneof(anything, bent), anything, pem, (first, second, [alg, at, removed, added]) => {
        const options = /** @type {{}} */ (second)
        const whole = exportPemWithPrivateKey(keyOf(alg))
        const place = at % whole.length
        const bentPem = whole.slice(0, place) + added + whole.slice(place + removed)
        for (const act of [
          () => importJwk(/** @type {{}} */ (first)),
          () => importJwk(/** @type {{}} */ (first), options),
          () => keySet(/** @type {{}} */ (first)),
          () => keySet({ keys: [first, exportJwk(keyOf('ES256'))] }),
          () => secretKey(/** @type {Uint8Array} */ (first), options),
          () => importPem(/** @type {string} */ (first), /** @type {Algorithm} */ (second)),
          () => importPem(bentPem, alg),
          () => generateKey(/** @type {Algorithm} */ (first)),
        ]) {
          try {
            act()
          } catch (error) {
            assert.doesNotMatch(codeOf(error), /CRYPTO_FAILED|OUT_OF_MEMORY/)
          }
        }
      }),
      150,
    )
  })
})

describe('a key set', () => {
  const members = /** @type {const} */ ([
    'ES256',
    'ES384',
    'Ed25519',
    'RS256',
    'PS256',
    'ES256',
    'Ed25519',
  ]).map((alg, index) => make(alg, `key ${index}`))
  const algorithms = [...new Set(members.map(({ alg }) => alg))]
  const tokens = members.map((key) => issuerFor({ key, issuer: null, audience: null }).issue({ by: key.kid }))

  test('has the same verdicts in any order, from a JWK Set and from keys', () => {
    const part = fc.uniqueArray(fc.nat({ max: members.length - 1 }), { minLength: 1 })
    return holds(
      fc.property(part, fc.boolean(), (order, asJwks) => {
        const chosen = order.map((index) => /** @type {Key} */ (members[index]).publicKey())
        const keys = asJwks ? keySet(publicJwks(chosen)) : keySet(chosen)
        const verifier = createVerifier({
          ...policy,
          keys,
          algorithms: [...new Set(chosen.map(({ alg }) => alg))],
        })
        for (const [index, token] of tokens.entries()) {
          const result = verifier.check(token)
          const { alg } = /** @type {Key} */ (members[index])
          const known = chosen.some((key) => key.alg === alg)
          assert.equal(result.ok, order.includes(index))
          if (!result.ok) assert.equal(result.code, known ? 'ERR_KEY_NOT_FOUND' : 'ERR_ALGORITHM_NOT_ALLOWED')
        }
      }),
      100,
    )
  })

  test('leaves out what cannot be used, wherever it stands, and nothing else', () => {
    const junk = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom({ kty: 'EC', crv: 'P-256', x: 'A', y: 'B' }, { kty: 'DSA' }),
    )
    const entries = fc.array(
      fc.oneof(
        fc
          .nat({ max: members.length - 1 })
          .map((index) => ({ index, jwk: exportJwk(/** @type {Key} */ (members[index])) })),
        junk.map((jwk) => ({ index: undefined, jwk })),
      ),
      { minLength: 1, maxLength: 8 },
    )
    return holds(
      fc.property(entries, (all) => {
        const good = new Set(all.flatMap(({ index }) => index ?? []))
        const result = attempt(() => keySet({ keys: all.map(({ jwk }) => jwk) }))
        if (good.size === 0) return assert.deepEqual(result, { code: 'ERR_KEY_SET_EMPTY' })
        assert.ok('value' in result)
        const { keys, skipped } = result.value
        const unusable = all.flatMap(({ index }, place) => (index === undefined ? place : []))
        assert.deepEqual(
          new Set(keys.map(({ kid }) => kid)),
          new Set([...good].map((index) => `key ${index}`)),
        )
        assert.deepEqual(
          skipped.map(({ index }) => index),
          unusable,
        )
        const verifier = createVerifier({ ...policy, keys: result.value, algorithms })
        for (const index of good) assert.ok(verifier.check(String(tokens[index])).ok)
      }),
      150,
    )
  })
})
