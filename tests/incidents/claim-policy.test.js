// What went wrong elsewhere: policies that could be bypassed, or that checked nothing without saying so.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createVerifier } from 'holoband'
import { assertRefused, assertTokenRefused } from '../support/refusal.js'
import {
  aud,
  claims,
  goodToken,
  iss,
  issuerFor,
  keyFor,
  now,
  tokenWith,
  verifierFor,
} from '../support/setting.js'
import { forge, secretFor } from '../support/tokens.js'

/** @import { VerifierOptions } from 'holoband' */

/** @param {Record<string, unknown>} changes */
function create(changes) {
  const complete = { keys: keyFor(), algorithms: ['HS256'], issuer: iss, audience: aud, now: () => now }
  return createVerifier(/** @type {VerifierOptions} */ (/** @type {unknown} */ ({ ...complete, ...changes })))
}

describe('CVE-2024-53861 (PyJWT): a part of an issuer passed for the issuer', () => {
  test('every part of the accepted issuer is another issuer', () => {
    for (let start = 0; start < iss.length; start++) {
      for (const part of [iss.slice(start + 1), iss.slice(0, start)]) {
        assertTokenRefused(
          verifierFor(),
          tokenWith({ iss: part }),
          'ERR_ISSUER_MISMATCH',
          { claim: 'iss' },
          part,
        )
      }
    }
  })

  test('a list of issuers is a list, and not a text to be searched', () => {
    const verifier = verifierFor({ issuer: ['https://auth.example', 'https://login.example'] })
    assertTokenRefused(verifier, tokenWith({ iss: 'https://' }), 'ERR_ISSUER_MISMATCH', { claim: 'iss' })
    const joined = tokenWith({ iss: 'https://auth.example,https://login.example' })
    assertTokenRefused(verifier, joined, 'ERR_ISSUER_MISMATCH', { claim: 'iss' })
  })
})

describe('CVE-2020-26160 (jwt-go): an audience of another type passed', () => {
  test('an empty list names nobody', () => {
    assertTokenRefused(verifierFor(), tokenWith({ aud: [] }), 'ERR_AUDIENCE_MISMATCH', { claim: 'aud' })
  })

  test('a list with anything but texts is refused, although the right one is in it', () => {
    for (const value of [[aud, 1], [aud, null], [aud, [aud]], [aud, {}], { [aud]: true }]) {
      assertTokenRefused(verifierFor(), tokenWith({ aud: value }), 'ERR_CLAIM_TYPE', { claim: 'aud' })
    }
  })
})

describe('CVE-2026-35040, CVE-2026-35041 (fast-jwt): patterns with a memory, and patterns that take for ever', () => {
  test('a pattern is no audience, issuer or type', () => {
    for (const option of ['audience', 'issuer', 'typ']) {
      for (const pattern of [/api/, /api/g, [/api/y], /^(a+)+$/]) {
        assertRefused(() => create({ [option]: pattern }), 'ERR_OPTION_TYPE', { option })
      }
    }
  })

  test('the same token gets the same verdict every time', () => {
    const verifier = verifierFor()
    for (let round = 0; round < 10; round++) {
      assert.ok(verifier.check(goodToken).ok)
      assertTokenRefused(verifier, tokenWith({ aud: 'evil' }), 'ERR_AUDIENCE_MISMATCH', { claim: 'aud' })
    }
  })

  test('audience-pattern: an audience that contains the right one is another audience', () => {
    for (const value of [
      'https://api.example.attacker.com',
      'https://evil-api.example',
      `evil ${aud}`,
      `${aud}?x`,
    ]) {
      assertTokenRefused(
        verifierFor(),
        tokenWith({ aud: value }),
        'ERR_AUDIENCE_MISMATCH',
        { claim: 'aud' },
        value,
      )
    }
  })
})

describe('GHSA-687g-22h4-j4w4 (fast-jwt): a tolerance or a clock without end switched expiry off', () => {
  test('no such tolerance can be configured', () => {
    for (const tolerance of [Infinity, Number.NaN, -1, -Infinity, 'Infinity', '1e999s']) {
      assertRefused(() => create({ tolerance }), 'ERR_DURATION_INVALID', { option: 'tolerance' })
    }
  })

  test('nor one that is finite, but outlasts every token', () => {
    for (const tolerance of [1e300, 100 * 366 * 24 * 60 * 60]) {
      assertRefused(() => create({ tolerance }), 'ERR_OPTION_RANGE', { option: 'tolerance' })
    }
  })

  test('no such clock is believed', () => {
    for (const time of [Infinity, Number.NaN, -Infinity, -1]) {
      assertRefused(() => create({ now: () => time }).verify(tokenWith({ exp: 1 })), 'ERR_CLOCK_INVALID')
    }
  })

  test('nor is such an exp, which JSON cannot say and some parsers read', () => {
    for (const exp of ['Infinity', 'NaN', '1e400', '"never"']) {
      const payload = JSON.stringify(claims).replace(/"exp":\d+/, `"exp":${exp}`)
      assert.equal(verifierFor().check(forge({ payload })).ok, false, exp)
    }
  })
})

describe('CVE-2024-51744 (golang-jwt): expired and forged at once looked merely expired', () => {
  test('a bad signature is what an expired forgery is refused for', () => {
    const forged = forge({ payload: { ...claims, exp: 1 }, secret: secretFor('HS256', 9) })
    assertTokenRefused(verifierFor(), forged, 'ERR_SIGNATURE_INVALID', { part: 'signature' })
    const result = verifierFor().check(forged)
    assert.ok(!result.ok)
    assert.equal(result.reason, 'untrusted')
  })
})

describe('empty-option (jsonwebtoken, fast-jwt, hono): an empty option checked nothing', () => {
  test('an empty audience or issuer is refused when the verifier is made', () => {
    for (const option of ['audience', 'issuer']) {
      for (const value of ['', [], ['']])
        assertRefused(() => create({ [option]: value }), 'ERR_OPTION_EMPTY', { option })
    }
  })

  test('claim-absent (fast-jwt): a claim that the policy asks for must be there', () => {
    for (const claim of ['iss', 'aud', 'exp']) {
      assertTokenRefused(verifierFor(), tokenWith({ [claim]: undefined }), 'ERR_CLAIM_MISSING', { claim })
    }
  })

  test('audience-spelling (jwt_verify_lib): no scheme and no slash is taken off an audience', () => {
    for (const value of ['api.example', 'http://api.example', `${aud}/`, '//api.example']) {
      assertTokenRefused(
        verifierFor(),
        tokenWith({ aud: value }),
        'ERR_AUDIENCE_MISMATCH',
        { claim: 'aud' },
        value,
      )
    }
  })
})

describe('token-kind (RFC 8725, section 3.11): one kind of token passed for another', () => {
  const access = verifierFor({ typ: 'at+jwt' })
  const refresh = verifierFor({ typ: 'refresh+jwt' })

  test('a refresh token is no access token, nor the reverse, under the same key', () => {
    const accessToken = issuerFor({ typ: 'at+jwt' }).issue({ sub: 'a' })
    const refreshToken = issuerFor({ typ: 'refresh+jwt' }).issue({ sub: 'a' })
    assert.ok(access.check(accessToken).ok)
    assert.ok(refresh.check(refreshToken).ok)
    for (const [verifier, token] of /** @type {const} */ ([
      [access, refreshToken],
      [refresh, accessToken],
      [verifierFor(), accessToken],
      [verifierFor(), refreshToken],
      [access, goodToken],
      [access, issuerFor({ typ: null }).issue({})],
    ])) {
      assertTokenRefused(verifier, token, 'ERR_TYP_NOT_ALLOWED', { parameter: 'typ' })
    }
  })
})
