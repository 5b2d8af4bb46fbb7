// What went wrong elsewhere: one token in several spellings, and one text that two parsers read differently.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assertTokenRefused } from '../support/refusal.js'
import { claims, goodToken, now, tokenWith, verifierFor } from '../support/setting.js'
import { forge, mac, secretFor, segment } from '../support/tokens.js'

/** @import { ErrorCode } from 'holoband' */

const verifier = verifierFor()
const [header = '', payload = '', signature = ''] = goodToken.split('.')

/**
 * Signs segments as they are, so that their spelling is all that is wrong with them.
 *
 * @param {string} first
 * @param {string} second
 */
const signed = (first, second) => `${first}.${second}.${mac(`${first}.${second}`, secretFor('HS256'))}`

/** @param {string} text */
const withPayload = (text) => forge({ payload: text })

const json = JSON.stringify(claims)

/**
 * @param {string} members
 * @returns {string} the good claims with these before them
 */
const prefixed = (members) => `{${members},${json.slice(1)}`

describe('base64url that is not canonical', () => {
  test('base64url-padding: padding is refused in every segment', () => {
    for (const padding of ['=', '==', '===', '%3D']) {
      assertTokenRefused(verifier, signed(header + padding, payload), 'ERR_BASE64URL_ALPHABET', {
        part: 'header',
      })
      assertTokenRefused(verifier, signed(header, payload + padding), 'ERR_BASE64URL_ALPHABET', {
        part: 'payload',
      })
      const padded = `${header}.${payload}.${signature}${padding}`
      assertTokenRefused(verifier, padded, 'ERR_BASE64URL_ALPHABET', { part: 'signature' })
    }
  })

  test('base64url-space: white space is refused inside and around every segment', () => {
    for (const space of ['\n', '\r', '\r\n', ' ', '\t', '\0', '\v', '\f', '\u00a0', '\u2028']) {
      assertTokenRefused(verifier, space + goodToken, 'ERR_BASE64URL_ALPHABET', { part: 'header' })
      assertTokenRefused(verifier, goodToken + space, 'ERR_BASE64URL_ALPHABET', { part: 'signature' })
      const inside = signed(header, `${payload.slice(0, 8)}${space}${payload.slice(8)}`)
      assertTokenRefused(verifier, inside, 'ERR_BASE64URL_ALPHABET', { part: 'payload' })
      const split = signed(`${header.slice(0, 4)}${space}${header.slice(4)}`, payload)
      assertTokenRefused(verifier, split, 'ERR_BASE64URL_ALPHABET', { part: 'header' })
    }
  })

  test('base64url-alphabet: the standard alphabet is refused', () => {
    const text = forge({ payload: { ...claims, pad: '???>>>~~~' } })
    assert.ok(verifier.check(text).ok)
    const [first = '', second = ''] = text.split('.')
    assert.match(second, /[-_]/)
    const standard = second.replaceAll('-', '+').replaceAll('_', '/')
    assertTokenRefused(verifier, signed(first, standard), 'ERR_BASE64URL_ALPHABET', { part: 'payload' })
    const other = (/** @type {number} */ seed) => forge({ payload: { ...claims, seed } })
    const token = Array.from({ length: 100 }, (_, seed) => other(seed)).find((one) =>
      /[-_]/.test(one.split('.')[2] ?? ''),
    )
    const bent = `${token}`.replace(/[^.]*$/, (last) => last.replaceAll('-', '+').replaceAll('_', '/'))
    assertTokenRefused(verifier, bent, 'ERR_BASE64URL_ALPHABET', { part: 'signature' })
  })

  test('base64url-trailing-bits: bits that nobody reads must be zero', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const last = alphabet.indexOf(signature.slice(-1))
    for (const bits of [1, 2, 3]) {
      const token = `${header}.${payload}.${signature.slice(0, -1)}${alphabet[last | bits]}`
      assertTokenRefused(verifier, token, 'ERR_BASE64URL_TRAILING_BITS', { part: 'signature' })
    }
    const short = Buffer.from(json).length % 3 === 0 ? segment(`${json} `) : payload
    const end = alphabet.indexOf(short.slice(-1))
    const changed = `${short.slice(0, -1)}${alphabet[end | 1]}`
    assertTokenRefused(verifier, signed(header, changed), 'ERR_BASE64URL_TRAILING_BITS', { part: 'payload' })
  })

  test('a length that base64url cannot have is refused', () => {
    for (const stump of ['A', 'AAAAA']) {
      assertTokenRefused(verifier, signed(stump, payload), 'ERR_BASE64URL_LENGTH', { part: 'header' })
      assertTokenRefused(verifier, signed(header, stump), 'ERR_BASE64URL_LENGTH', { part: 'payload' })
      assertTokenRefused(verifier, `${header}.${payload}.${stump}`, 'ERR_BASE64URL_LENGTH', {
        part: 'signature',
      })
    }
  })
})

describe('anything but three segments', () => {
  test('token-segments: is no token, whatever the dots are before, between or after', () => {
    const tokens = ['.', '..', '...', `.${goodToken}`, `${goodToken}.`, `${goodToken}.${signature}`]
    for (const token of [...tokens, `Bearer ${goodToken}`, `${header}.${payload}.a.b.c`, 'a', 'a.b']) {
      const result = verifier.check(token)
      assert.ok(!result.ok && result.reason === 'malformed', token)
    }
    assertTokenRefused(verifier, `${goodToken}.`, 'ERR_TOKEN_SEGMENTS')
    assertTokenRefused(verifier, `.${goodToken}`, 'ERR_TOKEN_SEGMENTS')
    assertTokenRefused(verifier, `.${payload}.${signature}`, 'ERR_JSON_SYNTAX', { part: 'header' })
  })

  test('CVE-2025-30204: many dots are counted no further than the fourth', () => {
    assertTokenRefused(verifier, 'Bearer '.concat('.'.repeat(8000)), 'ERR_TOKEN_SEGMENTS')
    assertTokenRefused(verifier, '.'.repeat(100_000), 'ERR_TOKEN_TOO_LARGE')
  })
})

describe('json-strict, GHSA-8wjv-2p76-3863: text that is not strict JSON', () => {
  /** @type {ReadonlyArray<readonly [name: string, text: string | Uint8Array, code: ErrorCode]>} */
  const malformed = [
    ['a byte order mark', `\ufeff${json}`, 'ERR_JSON_SYNTAX'],
    [
      'a byte that is no UTF-8',
      Buffer.concat([Buffer.from(json.slice(0, -1)), Buffer.of(0xff, 0x7d)]),
      'ERR_UTF8_INVALID',
    ],
    ['an overlong zero', Buffer.from(prefixed('"a":"\xc0\x80"'), 'latin1'), 'ERR_UTF8_INVALID'],
    ['an overlong slash', Buffer.from(prefixed('"a":"\xe0\x80\xaf"'), 'latin1'), 'ERR_UTF8_INVALID'],
    ['a surrogate in UTF-8', Buffer.from(prefixed('"a":"\xed\xa0\x80"'), 'latin1'), 'ERR_UTF8_INVALID'],
    [
      'a character beyond Unicode',
      Buffer.from(prefixed('"a":"\xf4\x90\x80\x80"'), 'latin1'),
      'ERR_UTF8_INVALID',
    ],
    ['a lone surrogate escape', prefixed('"a":"\\ud800"'), 'ERR_JSON_SYNTAX'],
    ['two low surrogate escapes', prefixed('"a":"\\udc00\\udc00"'), 'ERR_JSON_SYNTAX'],
    ['two members of one name', prefixed('"exp":1'), 'ERR_JSON_DUPLICATE_MEMBER'],
    ['two members of one name, one escaped', prefixed('"\\u0065xp":1'), 'ERR_JSON_DUPLICATE_MEMBER'],
    [
      'two members of one name, deep down',
      prefixed('"a":[{"b":{"c":1,"d":2,"c":1}}]'),
      'ERR_JSON_DUPLICATE_MEMBER',
    ],
    ['two __proto__ members', prefixed('"__proto__":1,"__proto__":2'), 'ERR_JSON_DUPLICATE_MEMBER'],
    ['NaN', prefixed('"a":NaN'), 'ERR_JSON_SYNTAX'],
    ['Infinity', prefixed('"a":Infinity'), 'ERR_JSON_SYNTAX'],
    ['-Infinity', prefixed('"a":-Infinity'), 'ERR_JSON_SYNTAX'],
    ['a number beyond every double', prefixed('"a":1e999'), 'ERR_JSON_NUMBER_RANGE'],
    ['a long number beyond every double', prefixed(`"a":1${'0'.repeat(400)}`), 'ERR_JSON_NUMBER_RANGE'],
    ['a leading zero', prefixed('"a":01'), 'ERR_JSON_SYNTAX'],
    ['a leading plus', prefixed('"a":+1'), 'ERR_JSON_SYNTAX'],
    ['a hexadecimal number', prefixed('"a":0x10'), 'ERR_JSON_SYNTAX'],
    ['a number without digits', prefixed('"a":-'), 'ERR_JSON_SYNTAX'],
    ['a number that ends in a point', prefixed('"a":1.'), 'ERR_JSON_SYNTAX'],
    ['a comment', `/* x */${json}`, 'ERR_JSON_SYNTAX'],
    ['single quotes', prefixed("'a':1"), 'ERR_JSON_SYNTAX'],
    ['a name without quotes', prefixed('a:1'), 'ERR_JSON_SYNTAX'],
    ['a trailing comma', `${json.slice(0, -1)},}`, 'ERR_JSON_SYNTAX'],
    ['garbage behind it', `${json}x`, 'ERR_JSON_SYNTAX'],
    ['a second object behind it', `${json}${json}`, 'ERR_JSON_SYNTAX'],
    ['a zero byte behind it', `${json}\0`, 'ERR_JSON_SYNTAX'],
    ['a raw control character', prefixed('"a":"\u0001"'), 'ERR_JSON_SYNTAX'],
    ['a raw line end in text', prefixed('"a":"\n"'), 'ERR_JSON_SYNTAX'],
    ['an unknown escape', prefixed('"a":"\\x41"'), 'ERR_JSON_SYNTAX'],
    ['no end', json.slice(0, -1), 'ERR_JSON_SYNTAX'],
    ['nothing', '', 'ERR_JSON_SYNTAX'],
    ['white space', ' \n', 'ERR_JSON_SYNTAX'],
    ['nesting that no stack would hold', `{"a":${'['.repeat(3000)}`, 'ERR_JSON_TOO_DEEP'],
  ]

  for (const [name, text, code] of malformed) {
    test(`${name} is refused in a payload, although it is well signed`, () => {
      assertTokenRefused(verifier, forge({ payload: text }), code, { part: 'payload' })
    })
  }

  test('the same faults are refused in a header', () => {
    /** @type {ReadonlyArray<readonly [text: string | Uint8Array, code: ErrorCode]>} */
    const headers = [
      ['{"alg":"HS256","alg":"none"}', 'ERR_JSON_DUPLICATE_MEMBER'],
      ['{"alg":"none","alg":"HS256"}', 'ERR_JSON_DUPLICATE_MEMBER'],
      ['{"alg":"HS256","\\u0061lg":"none"}', 'ERR_JSON_DUPLICATE_MEMBER'],
      ['{"alg":"HS256","a":{"b":1,"b":2}}', 'ERR_JSON_DUPLICATE_MEMBER'],
      ['\ufeff{"alg":"HS256"}', 'ERR_JSON_SYNTAX'],
      ['{"alg":"HS256"}x', 'ERR_JSON_SYNTAX'],
      ['{"alg":"HS256","n":1e999}', 'ERR_JSON_NUMBER_RANGE'],
      [Buffer.from('{"alg":"HS256","a":"\xff"}', 'latin1'), 'ERR_UTF8_INVALID'],
      [`{"alg":"HS256","a":${'['.repeat(3000)}`, 'ERR_JSON_TOO_DEEP'],
      ['["HS256"]', 'ERR_JSON_NOT_OBJECT'],
      ['"HS256"', 'ERR_JSON_NOT_OBJECT'],
      ['null', 'ERR_JSON_NOT_OBJECT'],
    ]
    for (const [text, code] of headers) {
      assertTokenRefused(
        verifier,
        forge({ header: text, payload: claims }),
        code,
        { part: 'header' },
        String(text),
      )
    }
  })

  test('fast-jwt #638, fast-jwt #639: a payload that is no object is refused, and not returned unchecked', () => {
    for (const text of ['[]', '[{"admin":true}]', 'null', 'true', '5', '"text"', `[${json}]`]) {
      assertTokenRefused(verifier, withPayload(text), 'ERR_JSON_NOT_OBJECT', { part: 'payload' }, text)
    }
  })
})

describe('text that is strict JSON means what it says', () => {
  test('white space and escapes are allowed where JSON allows them', () => {
    const spaced = JSON.stringify(claims, null, '\t')
    assert.ok(verifier.check(withPayload(` \r\n${spaced}\n`)).ok)
    const result = verifier.verify(withPayload(prefixed('"a":"\\ud83c\\udf9f\\u0000\\/"')))
    assert.equal(result.claims.a, '\u{1F39F}\0/')
  })

  test('json-nul: a NUL in a name or a text does not end it', () => {
    assertTokenRefused(verifier, tokenWith({ iss: `${claims.iss}\0evil` }), 'ERR_ISSUER_MISMATCH', {
      claim: 'iss',
    })
    assertTokenRefused(verifier, tokenWith({ aud: `${claims.aud}\0` }), 'ERR_AUDIENCE_MISMATCH', {
      claim: 'aud',
    })
    const { exp, ...rest } = claims
    assertTokenRefused(verifier, forge({ payload: { ...rest, 'exp\0': exp } }), 'ERR_CLAIM_MISSING', {
      claim: 'exp',
    })
  })

  test('claim-case: a claim is known by its exact name', () => {
    const { exp, ...rest } = claims
    for (const name of ['EXP', 'Exp', 'exp ', 'ｅxp']) {
      const token = forge({ payload: { ...rest, [name]: exp } })
      assertTokenRefused(verifier, token, 'ERR_CLAIM_MISSING', { claim: 'exp' }, name)
    }
    assert.equal(verifier.verify(tokenWith({ EXP: 1, Iss: 'x', AUD: 'y' })).claims.EXP, 1)
  })

  test('json-numbers: numbers at the edges are read as what they are', () => {
    const text = prefixed('"big":9007199254740993,"minus":-0,"tiny":1e-400,"largest":1.7976931348623157e308')
    const verified = verifier.verify(withPayload(text)).claims
    assert.equal(verified.big, 9007199254740992)
    assert.ok(Object.is(verified.minus, -0))
    assert.equal(verified.tiny, 0)
    assert.equal(verified.largest, Number.MAX_VALUE)
  })

  test('claim-types: a time is a number: text, lists, objects and the rest are refused, not converted', () => {
    for (const exp of [`${now + 900}`, [now + 900], { valueOf: now + 900 }, true, null]) {
      assertTokenRefused(
        verifier,
        tokenWith({ exp }),
        'ERR_CLAIM_TYPE',
        { claim: 'exp' },
        JSON.stringify(exp),
      )
    }
  })
})
