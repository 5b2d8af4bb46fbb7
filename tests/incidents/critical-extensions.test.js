// What went wrong elsewhere: headers that demand an extension which the library does not have, and which it accepted
// nevertheless.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { signJws, verifyJws } from 'holoband'
import { assertRefused, assertTokenRefused } from '../support/refusal.js'
import { claims, issuerFor, keyFor, tokenWith, verifierFor } from '../support/setting.js'
import { forge, mac, secretFor, segment } from '../support/tokens.js'

const verifier = verifierFor()
const about = { parameter: 'crit' }

describe('CVE-2025-59420, CVE-2026-32597, GHSA-hm7r-c7qw-ghp6, jsonwebtoken #1032: crit', () => {
  /** @type {Record<string, unknown>} */
  const values = {
    'an unknown extension': ['http://example.com/UNDEFINED'],
    'an unknown extension that is there': ['exp'],
    'nothing at all, which the RFC forbids': [],
    'one extension twice': ['exp', 'exp'],
    'a standard parameter, which the RFC forbids': ['alg'],
    'an extension that is not there': ['b64'],
    'an empty name': [''],
    'names that are numbers': [1],
    'text instead of a list': 'exp',
    'null instead of a list': null,
    'false instead of a list': false,
    'zero instead of a list': 0,
    'an object instead of a list': { exp: true },
  }

  for (const [name, crit] of Object.entries(values)) {
    test(`is refused where it lists ${name}`, () => {
      const token = tokenWith({}, { exp: 1, crit })
      assertTokenRefused(verifier, token, 'ERR_CRIT_UNSUPPORTED', about)
      const options = { keys: keyFor(), algorithms: [keyFor().alg] }
      assertRefused(() => verifyJws(token, options), 'ERR_CRIT_UNSUPPORTED', about)
    })
  }

  test('is refused in whatever way JSON spells it', () => {
    const header = '{"alg":"HS256","\\u0063rit":["x"],"x":1}'
    assertTokenRefused(verifier, forge({ header, payload: claims }), 'ERR_CRIT_UNSUPPORTED', about)
  })

  test('is one parameter among others by any other name', () => {
    for (const name of ['CRIT', 'Crit', 'crit ', 'critical']) {
      assert.ok(verifier.check(tokenWith({}, { [name]: ['x'] })).ok, name)
    }
  })

  test('is refused before the key is chosen and the signature looked at', () => {
    const token = forge({
      header: { alg: 'HS256', crit: ['x'] },
      payload: claims,
      secret: secretFor('HS256', 9),
    })
    assertTokenRefused(verifier, token, 'ERR_CRIT_UNSUPPORTED', about)
  })
})

describe('RFC 7797: a payload that two readers take for two texts', () => {
  test('is refused where it is anything but its default, listed in crit or not', () => {
    for (const b64 of [false, null, 0, 'false', [], {}]) {
      assertTokenRefused(verifier, tokenWith({}, { b64 }), 'ERR_B64_UNSUPPORTED', { parameter: 'b64' })
      assertTokenRefused(verifier, tokenWith({}, { b64, crit: ['b64'] }), 'ERR_CRIT_UNSUPPORTED', about)
    }
    assert.ok(verifier.check(tokenWith({}, { b64: true })).ok)
  })

  test('an unencoded payload is refused with its signature right', () => {
    const first = segment({ alg: 'HS256', b64: false, crit: ['b64'] })
    const text = JSON.stringify(claims).replaceAll('.', '%2E')
    const token = `${first}.${text}.${mac(`${first}.${text}`, secretFor('HS256'))}`
    assertTokenRefused(verifier, token, 'ERR_CRIT_UNSUPPORTED', about)
  })

  test('CVE-2026-48525: an unencoded payload is measured before anything of it is read', () => {
    const first = segment({ alg: 'HS256', b64: false, crit: ['b64'] })
    for (const text of ['x'.repeat(10_000_000), '.'.repeat(10_000_000)]) {
      assertTokenRefused(verifier, `${first}.${text}.AAAA`, 'ERR_TOKEN_TOO_LARGE')
    }
  })

  test('neither can be put into a header by an issuer', () => {
    for (const parameter of ['crit', 'b64']) {
      const header = { [parameter]: ['b64'] }
      assertRefused(() => issuerFor().issue({}, { header }), 'ERR_HEADER_RESERVED', { parameter })
      assertRefused(() => signJws('x', { key: keyFor(), header }), 'ERR_HEADER_RESERVED', { parameter })
    }
  })
})
