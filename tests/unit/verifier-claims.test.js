import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assertTokenRefused } from '../support/refusal.js'
import { aud, claims, goodToken, iss, now, tokenWith, verifierFor } from '../support/setting.js'
import { forge, segment } from '../support/tokens.js'

/** @import { Verifier } from 'holoband' */

/**
 * @param {Verifier} verifier
 * @param {Record<string, unknown>} [changes]
 * @param {Record<string, unknown>} [header]
 */
function assertTaken(verifier, changes, header) {
  const result = verifier.check(tokenWith(changes, header))
  assert.deepEqual(result.ok ? { ok: true } : result, { ok: true })
}

/** Values of every JSON type that is not a number, and numbers that are no time. */
const noTimes = ['1800000900', '', true, false, null, [], [now + 900], {}, -1, -0.5]
const noTexts = [5, 0, true, false, null, [], ['a'], {}]

describe('exp', () => {
  const verifier = verifierFor()

  test('ends a token in the very second that it names', () => {
    assertTaken(verifier, { exp: now + 1 })
    assertTaken(verifier, { exp: now + 0.001 })
    assertTokenRefused(verifier, tokenWith({ exp: now }), 'ERR_TOKEN_EXPIRED', { claim: 'exp' })
    assertTokenRefused(verifier, tokenWith({ exp: 0 }), 'ERR_TOKEN_EXPIRED', { claim: 'exp' })
  })

  test('may be missed by the tolerance and not by more', () => {
    for (const tolerance of [60, '60s', '1m']) {
      const tolerant = verifierFor({ tolerance })
      assertTaken(tolerant, { exp: now - 59 })
      assertTokenRefused(tolerant, tokenWith({ exp: now - 60 }), 'ERR_TOKEN_EXPIRED', { claim: 'exp' })
    }
  })

  test('is required, unless the policy says otherwise at length', () => {
    const forever = tokenWith({ exp: undefined })
    assertTokenRefused(verifier, forever, 'ERR_CLAIM_MISSING', { claim: 'exp' })
    const lenient = verifierFor({ acceptTokensWithoutExpiry: true })
    assertTaken(lenient, { exp: undefined })
    assertTokenRefused(lenient, tokenWith({ exp: now }), 'ERR_TOKEN_EXPIRED', { claim: 'exp' })
  })

  test('is a number and nothing that can be converted to one', () => {
    for (const exp of noTimes) {
      assertTokenRefused(
        verifier,
        tokenWith({ exp }),
        'ERR_CLAIM_TYPE',
        { claim: 'exp' },
        JSON.stringify(exp),
      )
    }
  })

  test('may be written in any way that JSON has for its value, and far away', () => {
    for (const exp of ['1.8000009e9', '18000009e2', '1800000900.0', '9007199254740993', '1e300']) {
      const payload = JSON.stringify(claims).replace(/"exp":\d+/, `"exp":${exp}`)
      assert.ok(verifier.check(forge({ payload })).ok, exp)
    }
  })
})

describe('nbf', () => {
  const verifier = verifierFor()

  test('keeps a token back until the second that it names', () => {
    assertTaken(verifier, { nbf: now })
    assertTaken(verifier, { nbf: 0 })
    assertTokenRefused(verifier, tokenWith({ nbf: now + 1 }), 'ERR_TOKEN_NOT_ACTIVE', { claim: 'nbf' })
    assertTokenRefused(verifier, tokenWith({ nbf: now + 0.5 }), 'ERR_TOKEN_NOT_ACTIVE', { claim: 'nbf' })
  })

  test('may be anticipated by the tolerance and not by more', () => {
    const tolerant = verifierFor({ tolerance: 30 })
    assertTaken(tolerant, { nbf: now + 30 })
    assertTokenRefused(tolerant, tokenWith({ nbf: now + 31 }), 'ERR_TOKEN_NOT_ACTIVE', { claim: 'nbf' })
  })

  test('is a number and nothing that can be converted to one', () => {
    for (const nbf of noTimes) {
      assertTokenRefused(
        verifier,
        tokenWith({ nbf }),
        'ERR_CLAIM_TYPE',
        { claim: 'nbf' },
        JSON.stringify(nbf),
      )
    }
  })
})

describe('iat', () => {
  const young = verifierFor({ maxAge: 120 })

  test('decides nothing without maxAge, but must be a time', () => {
    assertTaken(verifierFor(), { iat: now + 5000 })
    assertTaken(verifierFor(), { iat: undefined })
    for (const iat of noTimes) {
      const label = JSON.stringify(iat)
      assertTokenRefused(verifierFor(), tokenWith({ iat }), 'ERR_CLAIM_TYPE', { claim: 'iat' }, label)
    }
  })

  test('limits the age of a token where maxAge says so, whatever its exp', () => {
    assertTaken(young, { iat: now - 119 })
    assertTokenRefused(young, tokenWith({ iat: now - 120 }), 'ERR_TOKEN_TOO_OLD', { claim: 'iat' })
    assertTaken(verifierFor({ maxAge: 120, tolerance: 10 }), { iat: now - 129 })
  })

  test('must be there, and not in the future, for an age to be known', () => {
    assertTokenRefused(young, tokenWith({ iat: undefined }), 'ERR_CLAIM_MISSING', { claim: 'iat' })
    assertTokenRefused(young, tokenWith({ iat: now + 1 }), 'ERR_TOKEN_FROM_FUTURE', { claim: 'iat' })
    assertTaken(verifierFor({ maxAge: 120, tolerance: 10 }), { iat: now + 10 })
  })
})

describe('iss', () => {
  test('is compared whole, character for character', () => {
    const others = [
      'https://auth.example/',
      'https://auth.exampl',
      'https://AUTH.example',
      `${iss} `,
      '',
      `x${iss}`,
    ]
    for (const other of [...others, `${iss}\0`, iss.normalize('NFD').replace('e', 'е')]) {
      assertTokenRefused(
        verifierFor(),
        tokenWith({ iss: other }),
        'ERR_ISSUER_MISMATCH',
        { claim: 'iss' },
        other,
      )
    }
  })

  test('may be one of several', () => {
    const verifier = verifierFor({ issuer: ['https://one.example', iss] })
    assertTaken(verifier, { iss })
    assertTaken(verifier, { iss: 'https://one.example' })
    assertTokenRefused(verifier, tokenWith({ iss: 'https://one' }), 'ERR_ISSUER_MISMATCH', { claim: 'iss' })
  })

  test('is missing where it is not there, and of a wrong type where it is no text', () => {
    assertTokenRefused(verifierFor(), tokenWith({ iss: undefined }), 'ERR_CLAIM_MISSING', { claim: 'iss' })
    for (const value of [...noTexts, [iss]]) {
      assertTokenRefused(verifierFor(), tokenWith({ iss: value }), 'ERR_CLAIM_TYPE', { claim: 'iss' })
      assertTokenRefused(verifierFor({ issuer: null }), tokenWith({ iss: value }), 'ERR_CLAIM_TYPE', {
        claim: 'iss',
      })
    }
  })

  test('is compared as it reads, not as JSON spells it', () => {
    const escaped = [...iss].map((character) => `\\u00${character.charCodeAt(0).toString(16)}`).join('')
    const payload = JSON.stringify(claims).replace(iss, escaped)
    assert.ok(verifierFor().check(forge({ payload })).ok)
  })
})

describe('aud', () => {
  test('names the audience, alone or among others', () => {
    for (const value of [aud, [aud], ['https://other.example', aud], [aud, aud]])
      assertTaken(verifierFor(), { aud: value })
    assertTaken(verifierFor({ audience: ['https://other.example', aud] }), {
      aud: [aud, 'https://third.example'],
    })
  })

  test('does not fit where it names others, or nobody', () => {
    const values = [
      'https://api.example.evil',
      'https://api.exampl',
      'api.example',
      `${aud}/`,
      '',
      [],
      ['x'],
      [`${aud} `],
    ]
    for (const value of [...values, `${aud},https://other.example`, [`["${aud}"]`]]) {
      const label = JSON.stringify(value)
      assertTokenRefused(
        verifierFor(),
        tokenWith({ aud: value }),
        'ERR_AUDIENCE_MISMATCH',
        { claim: 'aud' },
        label,
      )
    }
    assertTokenRefused(verifierFor(), tokenWith({ aud: undefined }), 'ERR_CLAIM_MISSING', { claim: 'aud' })
  })

  test('is text or a list of texts, even where nobody asks for it', () => {
    for (const value of [5, true, false, null, {}, { 0: aud }, [aud, 5], [[aud]], [null], [{ aud }]]) {
      const label = JSON.stringify(value)
      for (const verifier of [verifierFor(), verifierFor({ audience: null })]) {
        assertTokenRefused(verifier, tokenWith({ aud: value }), 'ERR_CLAIM_TYPE', { claim: 'aud' }, label)
      }
    }
  })
})

describe('required claims and the texts of a token', () => {
  test('sub and jti are texts where they are', () => {
    for (const name of ['sub', 'jti']) {
      for (const value of noTexts) {
        assertTokenRefused(verifierFor(), tokenWith({ [name]: value }), 'ERR_CLAIM_TYPE', { claim: name })
      }
      assertTaken(verifierFor(), { [name]: undefined })
    }
  })

  test('a claim that the policy requires must be there and be something', () => {
    const verifier = verifierFor({ requiredClaims: ['sub', 'tenant'] })
    assertTaken(verifier, { tenant: 0 })
    assertTaken(verifier, { tenant: '' })
    assertTokenRefused(verifier, tokenWith({}), 'ERR_CLAIM_MISSING', { claim: 'tenant' })
    assertTokenRefused(verifier, tokenWith({ tenant: null }), 'ERR_CLAIM_MISSING', { claim: 'tenant' })
    assertTokenRefused(verifier, tokenWith({ Tenant: 1 }), 'ERR_CLAIM_MISSING', { claim: 'tenant' })
    assertTokenRefused(verifier, tokenWith({ tenant: 1, sub: undefined }), 'ERR_CLAIM_MISSING', {
      claim: 'sub',
    })
  })

  test('a name that every object inherits is required like any other', () => {
    for (const name of ['toString', 'constructor', '__proto__']) {
      const verifier = verifierFor({ requiredClaims: [name] })
      assertTokenRefused(verifier, goodToken, 'ERR_CLAIM_MISSING', { claim: name })
    }
  })
})

describe('typ', () => {
  test('is absent or JWT unless the policy names others, and media types ignore case', () => {
    for (const typ of [undefined, 'JWT', 'jwt', 'application/jwt', 'Application/JWT'])
      assertTaken(verifierFor(), {}, { typ })
    for (const typ of [
      'at+jwt',
      'refresh+jwt',
      '',
      'JWT ',
      'application/',
      'text/jwt',
      'application/application/jwt',
    ]) {
      assertTokenRefused(
        verifierFor(),
        tokenWith({}, { typ }),
        'ERR_TYP_NOT_ALLOWED',
        { parameter: 'typ' },
        typ,
      )
    }
  })

  test('must be there where the policy names one: an access token is no refresh token', () => {
    const access = verifierFor({ typ: 'at+jwt' })
    for (const typ of ['at+jwt', 'AT+JWT', 'application/at+jwt']) assertTaken(access, {}, { typ })
    for (const typ of [undefined, 'JWT', 'refresh+jwt', 'at+jwt2', 'at jwt']) {
      assertTokenRefused(access, tokenWith({}, { typ }), 'ERR_TYP_NOT_ALLOWED', { parameter: 'typ' }, typ)
    }
    assertTaken(verifierFor({ typ: ['application/at+jwt', 'JWT'] }), {}, { typ: 'at+jwt' })
  })

  test('is text', () => {
    for (const typ of [null, 5, ['JWT'], {}, true]) {
      assertTokenRefused(verifierFor(), tokenWith({}, { typ }), 'ERR_HEADER_TYPE', { parameter: 'typ' })
    }
  })
})

describe('the order of the rules', () => {
  test('no claim is looked at before the signature is right', () => {
    const [header, , signature] = goodToken.split('.')
    for (const payload of [segment({ ...claims, exp: 1 }), segment('no json'), '!!!!', segment({ iss: 5 })]) {
      const forged = `${header}.${payload}.${signature}`
      assertTokenRefused(verifierFor(), forged, 'ERR_SIGNATURE_INVALID', { part: 'signature' }, payload)
    }
  })

  test('of several claims at fault the first of the order decides', () => {
    const token = tokenWith({ exp: 1, nbf: now + 9, iss: 'x', aud: 'y' })
    assertTokenRefused(verifierFor(), token, 'ERR_TOKEN_EXPIRED', { claim: 'exp' })
    assertTokenRefused(verifierFor(), tokenWith({ iss: 'x', aud: 'y' }), 'ERR_ISSUER_MISMATCH', {
      claim: 'iss',
    })
  })
})
