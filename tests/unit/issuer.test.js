import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createIssuer, secretKey } from 'holoband'
import { assertRefused, assertTypeMistake } from '../support/refusal.js'
import { aud, iss, issuerFor, keyFor, now, verifierFor } from '../support/setting.js'
import { hmacAlgorithms, mac, read, secretFor } from '../support/tokens.js'
import { notDurations } from '../support/values.js'

/** @import { IssueOptions, IssuerOptions } from 'holoband' */

const complete = { key: keyFor(), issuer: iss, audience: aud, ttl: '15m', now: () => now }

/** @param {Record<string, unknown>} changes */
function create(changes) {
  return createIssuer(/** @type {IssuerOptions} */ (/** @type {unknown} */ ({ ...complete, ...changes })))
}

describe('issue', () => {
  test('signs the claims together with what the issuer sets', () => {
    const { header, payload } = read(issuerFor().issue({ sub: 'user-42', admin: false }))
    assert.deepEqual(header, { alg: 'HS256', typ: 'JWT' })
    assert.deepEqual(payload, { iss, aud, iat: now, exp: now + 900, sub: 'user-42', admin: false })
  })

  test('signs with each algorithm what node:crypto would have signed', () => {
    for (const alg of hmacAlgorithms) {
      const token = create({ key: keyFor(alg) }).issue({ sub: 'a' })
      const [header, payload, signature] = token.split('.')
      assert.equal(signature, mac(`${header}.${payload}`, secretFor(alg), alg))
      assert.equal(read(token).header.alg, alg)
    }
  })

  test('is deterministic: the same claims in the same second are the same token', () => {
    assert.equal(issuerFor().issue({ sub: 'a' }), issuerFor().issue({ sub: 'a' }))
  })

  test('makes tokens that a verifier of the same policy takes', () => {
    const claims = { sub: 'é漢🎟️ \u0000 \u2028 "\\', list: [1, [2.5]], tree: { a: { b: null } } }
    const verified = verifierFor().verify(issuerFor().issue(claims)).claims
    assert.deepEqual(verified, { iss, aud, iat: now, exp: now + 900, ...claims })
  })

  test('leaves out what is null on purpose', () => {
    const issuer = create({
      issuer: null,
      audience: null,
      ttl: null,
      issueTokensWithoutExpiry: true,
      typ: null,
    })
    assert.deepEqual(read(issuer.issue({})), { header: { alg: 'HS256' }, payload: { iat: now } })
  })

  test('writes several audiences as a list and one as text', () => {
    assert.deepEqual(read(create({ audience: ['a', 'b"é'] }).issue({})).payload.aud, ['a', 'b"é'])
    assert.equal(read(create({ audience: ['a'] }).issue({})).payload.aud, 'a')
  })

  test('puts the type and the identifier of the key into the header', () => {
    const key = secretKey(secretFor('HS256'), { kid: 'k"1é' })
    const { header } = read(create({ key, typ: 'at+jwt' }).issue({}))
    assert.deepEqual(header, { alg: 'HS256', typ: 'at+jwt', kid: 'k"1é' })
  })

  test('writes whole seconds, whatever fraction the clock has', () => {
    const { payload } = read(create({ now: () => now + 0.999, ttl: 60 }).issue({}))
    assert.deepEqual(payload, { iss, aud, iat: now, exp: now + 60 })
  })

  test('takes a lifetime for one token instead of its own', () => {
    for (const [ttl, seconds] of /** @type {const} */ ([
      ['90s', 90],
      [5, 5],
      ['2w', 1209600],
    ])) {
      assert.equal(read(issuerFor().issue({}, { ttl })).payload.exp, now + seconds)
    }
    const open = create({ ttl: null })
    assert.equal(read(open.issue({}, { ttl: 60 })).payload.exp, now + 60)
  })

  test('takes exp from the claims where the issuer has no ttl, and iat in any case', () => {
    const open = create({ ttl: null })
    assert.equal(read(open.issue({ exp: now + 5 })).payload.exp, now + 5)
    assert.equal(read(open.issue({ exp: now + 5, iat: now - 5 })).payload.iat, now - 5)
    assertRefused(() => open.issue({}), 'ERR_CLAIM_MISSING', { claim: 'exp' })
    assert.equal(read(create({ ttl: null, issueTokensWithoutExpiry: true }).issue({})).payload.exp, undefined)
  })

  test('adds header parameters, and leaves the next token without them', () => {
    const issuer = issuerFor()
    const { header } = read(issuer.issue({}, { header: { cty: 'json', nested: { a: [1] } } }))
    assert.deepEqual(header, { alg: 'HS256', typ: 'JWT', cty: 'json', nested: { a: [1] } })
    assert.deepEqual(read(issuer.issue({})).header, { alg: 'HS256', typ: 'JWT' })
  })
})

describe('issue refuses', () => {
  test('claims that set what the issuer sets', () => {
    for (const claim of ['iss', 'aud', 'exp']) {
      assertRefused(() => issuerFor().issue({ [claim]: 'x' }), 'ERR_CLAIM_CONFLICT', { claim })
    }
    assertRefused(() => create({ ttl: null }).issue({ exp: 5 }, { ttl: 5 }), 'ERR_CLAIM_CONFLICT', {
      claim: 'exp',
    })
    assert.equal(read(create({ issuer: null }).issue({ iss: 'x' })).payload.iss, 'x')
  })

  test('registered claims of a wrong type, which no verifier would take', () => {
    for (const claim of ['sub', 'jti']) {
      for (const value of [5, null, true, ['a'], {}]) {
        assertRefused(() => issuerFor().issue({ [claim]: value }), 'ERR_CLAIM_TYPE', { claim })
      }
    }
    for (const claim of ['nbf', 'iat']) {
      for (const value of ['5', null, true, [5], -1, new Date(0)]) {
        assertRefused(() => issuerFor().issue({ [claim]: value }), 'ERR_CLAIM_TYPE', { claim })
      }
    }
    const open = create({ audience: null })
    for (const value of [5, null, [5], {}]) {
      assertRefused(() => open.issue({ aud: value }), 'ERR_CLAIM_TYPE', { claim: 'aud' })
    }
  })

  test('claims that JSON would change on the way', () => {
    /** @type {Record<string, unknown>} */
    const circle = {}
    circle.self = circle
    const values = [
      Number.NaN,
      Infinity,
      -Infinity,
      10n,
      Symbol('x'),
      () => 1,
      new Map([[1, 2]]),
      new Set([1]),
      /x/,
    ]
    const more = [circle, Object(5), Object('text'), new Uint8Array(4), Promise.resolve(1), new Error('x')]
    for (const value of [...values, ...more]) {
      for (const claims of [{ value }, { deep: { list: [value] } }]) {
        assertRefused(
          () => issuerFor().issue(claims),
          'ERR_CLAIMS_NOT_SERIALIZABLE',
          {},
          String(typeof value),
        )
      }
    }
  })

  test('a hole in a list, which JSON would fill with null', () => {
    assertRefused(() => issuerFor().issue({ list: [1, undefined] }), 'ERR_CLAIMS_NOT_SERIALIZABLE')
    assertRefused(() => issuerFor().issue({ list: Array(3) }), 'ERR_CLAIMS_NOT_SERIALIZABLE')
    assert.deepEqual(read(issuerFor().issue({ list: [1, null], gone: undefined })).payload.list, [1, null])
  })

  test('claims that throw, or say nothing, when they are asked for their text', () => {
    const thrower = {
      toJSON() {
        throw new Error('private detail')
      },
    }
    assertRefused(() => issuerFor().issue({ thrower }), 'ERR_CLAIMS_NOT_SERIALIZABLE')
    assertRefused(() => issuerFor().issue({ toJSON: () => undefined }), 'ERR_CLAIMS_NOT_SERIALIZABLE')
    for (const text of [
      new Date(0),
      new URL('https://a.example'),
      { toJSON: () => null },
      { toJSON: () => [] },
    ]) {
      const noObject = /** @type {Record<string, unknown>} */ (text)
      assertRefused(() => issuerFor().issue(noObject), 'ERR_CLAIMS_NOT_SERIALIZABLE')
      assertRefused(() => issuerFor().issue({}, { header: noObject }), 'ERR_CLAIMS_NOT_SERIALIZABLE')
    }
    assert.equal(read(issuerFor().issue({ at: new Date(0) })).payload.at, '1970-01-01T00:00:00.000Z')
  })

  test('half a character, which no UTF-8 can carry', () => {
    assertRefused(() => issuerFor().issue({ name: '\ud800' }), 'ERR_CLAIMS_NOT_SERIALIZABLE')
    assertRefused(() => issuerFor().issue({ '\udc00': 1 }), 'ERR_CLAIMS_NOT_SERIALIZABLE')
    assertRefused(() => issuerFor().issue({}, { header: { x: '\ud800' } }), 'ERR_CLAIMS_NOT_SERIALIZABLE')
  })

  test('claims that are nested deeper than any verifier reads', () => {
    /** @param {number} depth */
    const nested = (depth) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)
    assert.ok(verifierFor().check(issuerFor().issue({ a: nested(31) })).ok)
    assertRefused(() => issuerFor().issue({ a: nested(32) }), 'ERR_JSON_TOO_DEEP', { part: 'payload' })
    assertRefused(() => issuerFor().issue({ a: nested(500) }), 'ERR_JSON_TOO_DEEP', { part: 'payload' })
    assertRefused(() => issuerFor().issue({ a: nested(50_000) }), 'ERR_CLAIMS_NOT_SERIALIZABLE')
  })

  test('header parameters that the rules of verification give a meaning to', () => {
    for (const name of ['alg', 'typ', 'kid', 'crit', 'b64', 'jwk', 'jku', 'x5u', 'x5c', 'x5t', 'x5t#S256']) {
      const header = { [name]: 'x' }
      assertRefused(() => issuerFor().issue({}, { header }), 'ERR_HEADER_RESERVED', { parameter: name })
    }
  })

  test('a token that is longer than its verifiers take', () => {
    assertRefused(() => issuerFor().issue({ a: 'x'.repeat(8192) }), 'ERR_TOKEN_TOO_LARGE')
    assertRefused(() => issuerFor().issue({ a: 'x'.repeat(20_000_000) }), 'ERR_TOKEN_TOO_LARGE')
    const exact = issuerFor().issue({ a: 'x'.repeat(5000) })
    const limit = { maxTokenBytes: exact.length }
    assert.equal(issuerFor(limit).issue({ a: 'x'.repeat(5000) }), exact)
    assertRefused(
      () => issuerFor({ maxTokenBytes: exact.length - 1 }).issue({ a: 'x'.repeat(5000) }),
      'ERR_TOKEN_TOO_LARGE',
    )
  })

  test('what is no object of claims, and options that it does not have', () => {
    const issuer = issuerFor()
    for (const claims of [
      undefined,
      null,
      'text',
      5,
      [],
      ['sub'],
      () => {},
      new Uint8Array(2),
      Symbol('x'),
    ]) {
      assertTypeMistake(() =>
        issuer.issue(/** @type {Record<string, unknown>} */ (/** @type {unknown} */ (claims))),
      )
    }
    for (const options of [null, 5, 'text', []]) {
      assertTypeMistake(() =>
        issuer.issue({}, /** @type {IssueOptions} */ (/** @type {unknown} */ (options))),
      )
    }
    const header = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (['a']))
    assertTypeMistake(() => issuer.issue({}, { header }))
    const misspelt = { header: {}, expiresIn: '1m' }
    assertRefused(() => issuer.issue({}, misspelt), 'ERR_OPTION_UNKNOWN', { option: 'expiresIn' })
  })

  test('a lifetime for one token that is none', () => {
    for (const ttl of notDurations) {
      const options = { ttl: /** @type {number} */ (ttl) }
      assertRefused(
        () => issuerFor().issue({}, options),
        'ERR_DURATION_INVALID',
        { option: 'ttl' },
        String(ttl),
      )
    }
    assertRefused(() => issuerFor().issue({}, { ttl: 2 ** 53 }), 'ERR_OPTION_RANGE', { option: 'ttl' })
  })

  test('a clock that gives no time', () => {
    for (const time of [Number.NaN, Infinity, -1, 2 ** 60, '1800000000', new Date(), undefined]) {
      const issuer = create({ now: () => time })
      assertRefused(() => issuer.issue({}), 'ERR_CLOCK_INVALID', {}, String(time))
    }
  })

  test('nothing after a refusal: the next token is right', () => {
    const issuer = issuerFor()
    const good = issuer.issue({ sub: 'a' })
    assertRefused(() => issuer.issue({ iss: 'x' }), 'ERR_CLAIM_CONFLICT', { claim: 'iss' })
    assertRefused(() => issuer.issue({}, { header: { alg: 'x' } }), 'ERR_HEADER_RESERVED', {
      parameter: 'alg',
    })
    assert.equal(issuer.issue({ sub: 'a' }), good)
  })
})
