import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HolobandError } from 'holoband'
import { challenge, quote, refuseLogin, refuseScope, refuseStale } from '../../js/session/challenge.js'
import { refuseRequest, respond } from '../../js/session/responses.js'

/** @param {Response} response */
const challengeOf = (response) => response.headers.get('www-authenticate')

describe('challenge', () => {
  test('asks for a login with a bare challenge when nothing was presented', async () => {
    const response = challenge(new HolobandError('ERR_CREDENTIALS_MISSING'))
    assert.equal(response.status, 401)
    assert.equal(challengeOf(response), 'Bearer')
    assert.deepEqual(await response.json(), {
      error: 'login_required',
      code: 'ERR_CREDENTIALS_MISSING',
      message: 'The request carries no credentials.',
    })
  })

  test('says that an access token has expired, so that the client refreshes', async () => {
    const response = challenge(new HolobandError('ERR_TOKEN_EXPIRED'))
    assert.equal(response.status, 401)
    assert.equal(
      challengeOf(response),
      'Bearer error="invalid_token", reason="expired", error_description="The token has expired."',
    )
    assert.deepEqual(await response.json(), {
      error: 'invalid_token',
      code: 'ERR_TOKEN_EXPIRED',
      message: 'The token has expired.',
      reason: 'expired',
    })
  })

  test('tells the reasons of a refused token apart', async () => {
    for (const [code, reason] of /** @type {const} */ ([
      ['ERR_TOKEN_EXPIRED', 'expired'],
      ['ERR_TOKEN_TOO_OLD', 'expired'],
      ['ERR_SESSION_EXPIRED', 'expired_session'],
      ['ERR_SESSION_UNKNOWN', 'expired_session'],
      ['ERR_SESSION_REVOKED', 'revoked'],
      ['ERR_SESSION_REPLACED', 'revoked'],
      ['ERR_SUBJECT_REFUSED', 'revoked'],
      ['ERR_REFRESH_TOKEN_REUSED', 'reused'],
      ['ERR_SIGNATURE_INVALID', 'malformed'],
      ['ERR_TOKEN_SEGMENTS', 'malformed'],
      ['ERR_TYP_NOT_ALLOWED', 'malformed'],
      ['ERR_AUDIENCE_MISMATCH', 'malformed'],
      ['ERR_TOKEN_NOT_ACTIVE', 'malformed'],
      ['ERR_CREDENTIALS_DUPLICATE', 'malformed'],
    ])) {
      const response = challenge(new HolobandError(code))
      assert.equal(response.status, 401, code)
      assert.match(
        challengeOf(response) ?? '',
        new RegExp(`^Bearer error="invalid_token", reason="${reason}", `),
      )
      const body = await response.json()
      assert.equal(body.reason, reason, code)
      assert.equal(body.code, code)
    }
  })

  test('answers 400 where it is left open which credentials are meant', async () => {
    for (const code of /** @type {const} */ (['ERR_CREDENTIALS_AMBIGUOUS', 'ERR_AUTHORIZATION_INVALID'])) {
      const response = challenge(new HolobandError(code))
      assert.equal(response.status, 400)
      assert.match(challengeOf(response) ?? '', /^Bearer error="invalid_request", error_description="/)
      const body = await response.json()
      assert.equal(body.error, 'invalid_request')
      assert.equal('reason' in body, false)
    }
  })

  test('is never cached and varies by what it looked at', () => {
    for (const code of /** @type {const} */ ([
      'ERR_CREDENTIALS_MISSING',
      'ERR_TOKEN_EXPIRED',
      'ERR_CREDENTIALS_AMBIGUOUS',
    ])) {
      const { headers } = challenge(new HolobandError(code))
      assert.equal(headers.get('cache-control'), 'no-store')
      assert.equal(headers.get('vary'), 'Cookie, Authorization')
      assert.equal(headers.get('content-type'), 'application/json')
    }
  })

  test('sets each cookie in a header of its own', () => {
    const setCookies = ['a=; Max-Age=0', 'b=; Max-Age=0']
    const response = challenge(new HolobandError('ERR_CREDENTIALS_DUPLICATE'), { setCookies })
    assert.deepEqual(response.headers.getSetCookie(), setCookies)
    assert.deepEqual(challenge(new HolobandError('ERR_TOKEN_EXPIRED')).headers.getSetCookie(), [])
  })

  test('passes on nothing of what lies behind the error', async () => {
    const cause = new Error('eyJhbGciOiJIUzI1NiJ9.secret.secret')
    const response = challenge(new HolobandError('ERR_SIGNATURE_INVALID', { cause }))
    const all = `${challengeOf(response)} ${await response.text()}`
    assert.ok(!all.includes('secret') && !all.includes('eyJ'))
  })
})

describe('refuseScope', () => {
  test('names the scope that is missing', async () => {
    const response = refuseScope('notes:write admin')
    assert.equal(response.status, 403)
    assert.equal(
      challengeOf(response),
      'Bearer error="insufficient_scope", scope="notes:write admin", ' +
        'error_description="The token does not carry the scope that the request needs."',
    )
    const { error, code, scope } = await response.json()
    assert.deepEqual(
      [error, code, scope],
      ['insufficient_scope', 'ERR_SCOPE_INSUFFICIENT', 'notes:write admin'],
    )
  })
})

describe('refuseStale', () => {
  test('says how old a login may be, and nothing that a client would refresh for', async () => {
    const response = refuseStale(300)
    assert.equal(response.status, 401)
    assert.equal(
      challengeOf(response),
      'Bearer error="insufficient_user_authentication", max_age="300", ' +
        'error_description="The login was too long ago for this request."',
    )
    assert.deepEqual(await response.json(), {
      error: 'insufficient_user_authentication',
      code: 'ERR_AUTHENTICATION_STALE',
      message: 'The login was too long ago for this request.',
      max_age: 300,
    })
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.deepEqual(response.headers.getSetCookie(), [])
  })
})

describe('refuseLogin', () => {
  test('answers with a bare challenge, since no token was presented', async () => {
    for (const code of /** @type {const} */ (['ERR_CREDENTIALS_INVALID', 'ERR_SUBJECT_REFUSED'])) {
      const response = refuseLogin(new HolobandError(code))
      assert.equal(response.status, 401)
      assert.equal(challengeOf(response), 'Bearer')
      assert.equal(response.headers.get('cache-control'), 'no-store')
      const body = await response.json()
      assert.deepEqual([body.error, body.code], ['invalid_credentials', code])
    }
  })
})

describe('quote', () => {
  test('escapes what would end the string', () => {
    assert.equal(quote('say "hi" \\ bye'), '"say \\"hi\\" \\\\ bye"')
  })

  test('lets no line break, control character or letter outside ASCII into a header', () => {
    for (const bad of ['a\r\nSet-Cookie: x=1', 'a\0b', 'caf\u00e9', '\u2028', '\x7f', '\t']) {
      const quoted = quote(bad)
      assert.match(quoted, /^"[\x20-\x7e]*"$/)
      assert.doesNotThrow(() => new Headers({ 'www-authenticate': `Bearer realm=${quoted}` }))
    }
  })
})

describe('refuseRequest', () => {
  test('gives each failure its status and its code', async () => {
    for (const [code, status] of /** @type {const} */ ([
      ['ERR_ROUTE_UNKNOWN', 404],
      ['ERR_METHOD_NOT_ALLOWED', 405],
      ['ERR_MEDIA_TYPE_UNSUPPORTED', 415],
      ['ERR_REQUEST_TOO_LARGE', 413],
      ['ERR_REQUEST_INVALID', 400],
      ['ERR_CROSS_SITE_REQUEST', 403],
      ['ERR_TRANSPORT_UNSUPPORTED', 400],
      ['ERR_RATE_LIMITED', 429],
      ['ERR_STORE_UNAVAILABLE', 503],
      ['ERR_STORE_INCONSISTENT', 503],
      ['ERR_SERVER_FAILED', 500],
    ])) {
      const response = refuseRequest(code)
      assert.equal(response.status, status)
      assert.equal((await response.json()).code, code)
      assert.equal(challengeOf(response), null)
      assert.equal(response.headers.get('cache-control'), 'no-store')
      assert.equal(response.headers.get('vary'), 'Cookie')
    }
  })

  test('adds the headers that a status asks for', () => {
    assert.equal(refuseRequest('ERR_METHOD_NOT_ALLOWED', { allow: 'POST' }).headers.get('allow'), 'POST')
  })
})

describe('respond', () => {
  test('leaves the content type out where there is no content', async () => {
    const response = respond({ status: 204, body: null })
    assert.equal(response.headers.get('content-type'), null)
    assert.equal(await response.text(), '')
  })
})
