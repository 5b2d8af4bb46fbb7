import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeUnverified } from 'holoband'
import { assertRefused } from '../support/refusal.js'
import { claims, goodToken, tokenWith } from '../support/setting.js'
import { forge, secretFor, segment } from '../support/tokens.js'
import { nonStrings } from '../support/values.js'

describe('decodeUnverified', () => {
  test('calls everything by a name that says it was not verified', () => {
    assert.deepEqual(decodeUnverified(goodToken), {
      unverifiedHeader: { alg: 'HS256', typ: 'JWT' },
      unverifiedClaims: claims,
      signatureBytes: 32,
    })
  })

  test('reads tokens that no verifier would take', () => {
    const token = `${segment({ alg: 'none' })}.${segment({ exp: 1, name: 'é漢' })}.`
    assert.deepEqual(decodeUnverified(token), {
      unverifiedHeader: { alg: 'none' },
      unverifiedClaims: { exp: 1, name: 'é漢' },
      signatureBytes: 0,
    })
    const other = forge({
      header: { alg: 'RS256', crit: ['x'] },
      alg: 'HS512',
      secret: secretFor('HS512', 9),
    })
    assert.equal(decodeUnverified(other).signatureBytes, 64)
  })

  test('reads a large token, and a small one after it', () => {
    const note = '漢é'.repeat(100_000)
    assert.equal(decodeUnverified(tokenWith({ note })).unverifiedClaims.note, note)
    assert.deepEqual(decodeUnverified(goodToken).unverifiedClaims, claims)
  })

  test('refuses what is not a token in its one spelling', () => {
    const [header, payload, signature] = goodToken.split('.')
    const cases = /** @type {const} */ ([
      ['', 'ERR_TOKEN_EMPTY', {}],
      ['a', 'ERR_TOKEN_SEGMENTS', {}],
      [`${goodToken}.`, 'ERR_TOKEN_SEGMENTS', {}],
      [`${header}=.${payload}.${signature}`, 'ERR_BASE64URL_ALPHABET', { part: 'header' }],
      [`${header}.${payload} .${signature}`, 'ERR_BASE64URL_ALPHABET', { part: 'payload' }],
      [`${header}.${payload}.${signature}+`, 'ERR_BASE64URL_ALPHABET', { part: 'signature' }],
      [`${header}.${payload}.A`, 'ERR_BASE64URL_LENGTH', { part: 'signature' }],
      [`..`, 'ERR_JSON_SYNTAX', { part: 'header' }],
      [`${header}..${signature}`, 'ERR_JSON_SYNTAX', { part: 'payload' }],
      [`${header}.${segment('[]')}.`, 'ERR_JSON_NOT_OBJECT', { part: 'payload' }],
      [`${header}.${segment('{"a":1,"a":2}')}.`, 'ERR_JSON_DUPLICATE_MEMBER', { part: 'payload' }],
      [`${segment(Uint8Array.of(0xff))}.${payload}.`, 'ERR_UTF8_INVALID', { part: 'header' }],
    ])
    for (const [token, code, about] of cases) assertRefused(() => decodeUnverified(token), code, about, token)
  })

  test('refuses what is no string, and what is longer than 1 MiB', () => {
    for (const [name, value] of nonStrings) {
      assertRefused(() => decodeUnverified(/** @type {string} */ (value)), 'ERR_TOKEN_NOT_STRING', {}, name)
    }
    assertRefused(() => decodeUnverified('a'.repeat(1024 * 1024 + 1)), 'ERR_TOKEN_TOO_LARGE')
    assertRefused(() => decodeUnverified('a'.repeat(1024 * 1024)), 'ERR_TOKEN_SEGMENTS')
  })
})
