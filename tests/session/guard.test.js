import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createCookiePolicy, createGuard } from 'holoband/session'
import { createClock, createSessions, forge, origin, tamper } from './support.js'

/** @import { GuardOptions } from 'holoband/session' */

const { now, advance } = createClock()
const sessions = createSessions({
  now,
  claims: (subject) => (subject === '7' ? { scope: 'notes:read notes:write', name: 'ada' } : {}),
})
const guard = createGuard({ sessions })
const session = await sessions.start('7')
const other = await sessions.start('8')

/**
 * @param {Record<string, string>} headers
 * @param {string} [method]
 */
const request = (headers, method = 'GET') => new Request(`${origin}/api/me`, { method, headers })

/** @param {string} token */
const withCookie = (token) => ({ cookie: `__Host-access=${token}` })

/** @param {string} token */
const withBearer = (token) => ({ authorization: `Bearer ${token}` })

/**
 * @param {ReturnType<typeof guard>} admission
 * @returns {Promise<{ status: number, code: string, reason: string | undefined, challenge: string | null, response: Response }>}
 */
async function refusal(admission) {
  assert.equal(admission.ok, false)
  const { response } = admission
  const { code, reason } = await response.clone().json()
  return {
    status: response.status,
    code,
    reason,
    challenge: response.headers.get('www-authenticate'),
    response,
  }
}

describe('the guard', () => {
  test('admits an access cookie and a bearer token, and says which it was', () => {
    for (const [headers, via] of /** @type {const} */ ([
      [withCookie(session.accessToken), 'cookie'],
      [withBearer(session.accessToken), 'bearer'],
    ])) {
      const admission = guard(request(headers))
      assert.ok(admission.ok)
      assert.equal(admission.via, via)
      assert.equal(admission.claims.sub, '7')
      assert.equal(admission.claims.name, 'ada')
      assert.equal(admission.header.typ, 'at+jwt')
    }
  })

  test('asks for a login when nothing is presented', async () => {
    for (const headers of [
      {},
      { cookie: 'theme=dark' },
      { cookie: '' },
      { authorization: 'Basic YTpi' },
      { authorization: '' },
    ]) {
      const { status, code, challenge } = await refusal(
        guard(request(/** @type {Record<string, string>} */ (headers))),
      )
      assert.deepEqual([status, code, challenge], [401, 'ERR_CREDENTIALS_MISSING', 'Bearer'])
    }
  })

  test('looks at the cookie where the Authorization header is of another scheme', () => {
    const headers = { ...withCookie(session.accessToken), authorization: 'Basic YTpi' }
    assert.equal(guard(request(headers)).ok, true)
    assert.equal(guard(request({ ...headers, authorization: 'Bearerish x' })).ok, true)
  })

  test('takes the scheme in any case and any number of spaces, as RFC 6750 and RFC 9110 do', () => {
    for (const scheme of ['bearer ', 'BEARER ', 'bEaReR   ']) {
      const admission = guard(request({ authorization: scheme + session.accessToken }))
      assert.equal(admission.ok, true, scheme)
    }
  })

  test('refuses an Authorization header that is not exactly one token', async () => {
    const token = session.accessToken
    for (const value of [
      'Bearer',
      'Bearer ',
      `Bearer ${token} ${token}`,
      `Bearer ${token}, Bearer ${token}`,
      `Bearer ${token},x`,
      `Bearer "${token}"`,
      `Bearer token=${token}&x`,
      'Bearer \u00e9',
      'Bearer =',
      `Bearer \t${token}`,
    ]) {
      const { status, code, challenge } = await refusal(guard(request({ authorization: value })))
      assert.deepEqual([status, code], [400, 'ERR_AUTHORIZATION_INVALID'], value.slice(0, 12))
      assert.match(challenge ?? '', /^Bearer error="invalid_request"/)
    }
    const twice = new Headers([
      ['authorization', `Bearer ${token}`],
      ['authorization', `Bearer ${other.accessToken}`],
    ])
    assert.equal(
      (await refusal(guard(new Request(origin, { headers: twice })))).code,
      'ERR_AUTHORIZATION_INVALID',
    )
  })

  test('refuses a cookie and a bearer token together, whether they differ or not', async () => {
    for (const cookie of [session.accessToken, other.accessToken, 'x', '']) {
      for (const method of ['GET', 'POST']) {
        const headers = { ...withCookie(cookie), ...withBearer(session.accessToken) }
        const { status, code } = await refusal(guard(request(headers, method)))
        assert.deepEqual([status, code], [400, 'ERR_CREDENTIALS_AMBIGUOUS'])
      }
    }
    const repeated = { cookie: '__Host-access=1; __Host-access=2', ...withBearer(session.accessToken) }
    assert.equal((await refusal(guard(request(repeated)))).code, 'ERR_CREDENTIALS_AMBIGUOUS')
  })

  test('does not mind a refresh cookie beside a bearer token', () => {
    const headers = { cookie: `__Host-refresh=${session.refreshToken}`, ...withBearer(session.accessToken) }
    assert.equal(guard(request(headers)).ok, true)
  })

  test('tells an expired token from a changed one', async () => {
    const clock = createClock()
    const shortLived = createSessions({ now: clock.now, accessTtl: 2 })
    const { accessToken } = await shortLived.start('7')
    const strict = createGuard({ sessions: shortLived })
    for (const make of [withCookie, withBearer]) {
      const changed = await refusal(strict(request(make(tamper(accessToken)))))
      assert.deepEqual(
        [changed.status, changed.code, changed.reason],
        [401, 'ERR_SIGNATURE_INVALID', 'malformed'],
      )
    }
    clock.advance(2)
    for (const make of [withCookie, withBearer]) {
      const expired = await refusal(strict(request(make(accessToken))))
      assert.deepEqual([expired.status, expired.code, expired.reason], [401, 'ERR_TOKEN_EXPIRED', 'expired'])
      assert.match(expired.challenge ?? '', /^Bearer error="invalid_token", reason="expired"/)
      const changed = await refusal(strict(request(make(tamper(accessToken)))))
      assert.equal(changed.reason, 'malformed', 'a bad signature is never worth a refresh')
    }
  })

  test('refuses a refresh token where an access token belongs', async () => {
    for (const make of [withCookie, withBearer]) {
      const { status, code, reason } = await refusal(guard(request(make(session.refreshToken))))
      assert.deepEqual([status, code, reason], [401, 'ERR_TYP_NOT_ALLOWED', 'malformed'])
    }
    const swapped = { cookie: `__Host-refresh=${session.accessToken}` }
    assert.equal((await refusal(guard(request(swapped)))).code, 'ERR_CREDENTIALS_MISSING')
  })

  test('refuses cookies of our names that came twice, and clears them', async () => {
    const token = session.accessToken
    for (const cookie of [
      `__Host-access=${token}; __Host-access=x`,
      `__Host-access=${token}; __Host-access=${token}`,
      `__Host-access=${token}; __Host-refresh=1; __Host-refresh=2`,
    ]) {
      const { status, code, reason, response } = await refusal(guard(request({ cookie })))
      assert.deepEqual([status, code, reason], [401, 'ERR_CREDENTIALS_DUPLICATE', 'malformed'])
      assert.deepEqual(response.headers.getSetCookie(), createCookiePolicy().clear())
    }
  })

  test('does not read a name that the browser does not hold to __Host-', async () => {
    const token = session.accessToken
    for (const cookie of [
      `__host-access=${token}`,
      `\u00a0__Host-access=${token}`,
      `$Version=1,__Host-access=${token}`,
      `access=${token}`,
    ]) {
      assert.equal(
        (await refusal(guard(request({ cookie })))).code,
        'ERR_CREDENTIALS_MISSING',
        cookie.slice(0, 20),
      )
    }
  })

  test('clears nothing when a token is merely expired, since a refresh is to follow', async () => {
    const { response } = await refusal(guard(request(withCookie(tamper(session.accessToken)))))
    assert.deepEqual(response.headers.getSetCookie(), [])
  })

  test('keeps every refusal out of caches', async () => {
    for (const headers of [
      {},
      withCookie('x'),
      withBearer('x'),
      { ...withCookie('x'), ...withBearer('x') },
    ]) {
      const { response } = await refusal(guard(request(/** @type {Record<string, string>} */ (headers))))
      assert.equal(response.headers.get('cache-control'), 'no-store')
      assert.equal(response.headers.get('vary'), 'Cookie, Authorization')
    }
  })

  test('never repeats a byte of the token', async () => {
    const changed = tamper(session.accessToken)
    for (const headers of [withCookie(changed), withBearer(changed), withBearer(`${changed} x`)]) {
      const { response } = await refusal(guard(request(headers)))
      const said = `${[...response.headers].flat().join()} ${await response.text()}`
      for (const part of changed.split('.')) assert.ok(!said.includes(part))
    }
  })
})

describe('the guard and the proof of origin', () => {
  test('asks it of an unsafe method that a cookie authenticates', async () => {
    const headers = withCookie(session.accessToken)
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const { status, code } = await refusal(guard(request(headers, method)))
      assert.deepEqual([status, code], [403, 'ERR_CROSS_SITE_REQUEST'], method)
      assert.equal(guard(request({ ...headers, 'sec-fetch-site': 'same-origin' }, method)).ok, true, method)
      assert.equal(guard(request({ ...headers, origin }, method)).ok, true, method)
    }
    assert.equal(guard(request(headers, 'HEAD')).ok, true)
  })

  test('does not ask it of a bearer token, which no browser sends by itself', () => {
    const headers = {
      ...withBearer(session.accessToken),
      'sec-fetch-site': 'cross-site',
      origin: 'https://any.example',
    }
    assert.equal(guard(request(headers, 'POST')).ok, true)
  })

  test('takes the list of allowed origins', async () => {
    const listed = createGuard({ sessions, allowedOrigins: ['https://web.example'] })
    const headers = { ...withCookie(session.accessToken), 'sec-fetch-site': 'cross-site' }
    assert.equal(listed(request({ ...headers, origin: 'https://web.example' }, 'POST')).ok, true)
    assert.equal(
      (await refusal(listed(request({ ...headers, origin }, 'POST')))).code,
      'ERR_CROSS_SITE_REQUEST',
    )
  })
})

describe('the guard and scopes', () => {
  test('admits a token that lists every scope asked for, in any order', () => {
    for (const scope of ['notes:read', 'notes:write', 'notes:write notes:read']) {
      assert.equal(guard(request(withCookie(session.accessToken)), { scope }).ok, true, scope)
    }
  })

  test('refuses a token that lacks one of them, and names what was asked for', async () => {
    for (const scope of ['admin', 'notes', 'notes:read admin', 'notes:reads', 'NOTES:READ']) {
      const { status, code, challenge } = await refusal(
        guard(request(withCookie(session.accessToken)), { scope }),
      )
      assert.deepEqual([status, code], [403, 'ERR_SCOPE_INSUFFICIENT'])
      assert.ok(challenge?.startsWith(`Bearer error="insufficient_scope", scope="${scope}"`))
    }
  })

  test('takes a scope claim that is absent or no text for none', async () => {
    for (const claims of [{}, { scope: ['admin'] }, { scope: { admin: true } }, { scope: '' }]) {
      const { accessToken } = await createSessions({ now, claims: () => claims }).start('7')
      assert.equal((await refusal(guard(request(withCookie(accessToken)), { scope: 'admin' }))).status, 403)
    }
  })

  test('refuses a requirement that is misspelt or none, instead of letting everybody pass', () => {
    const good = request(withCookie(session.accessToken))
    for (const [requirement, code] of /** @type {const} */ ([
      [{ scopes: 'admin' }, 'ERR_OPTION_UNKNOWN'],
      [{ scope: '' }, 'ERR_OPTION_RANGE'],
      [{ scope: 'a  b' }, 'ERR_OPTION_RANGE'],
      [{ scope: 'a"b' }, 'ERR_OPTION_RANGE'],
      [{ scope: 'a\r\nb' }, 'ERR_OPTION_RANGE'],
      [{ scope: ['admin'] }, 'ERR_INVALID_ARG_TYPE'],
      [null, 'ERR_INVALID_ARG_TYPE'],
    ])) {
      const given = /** @type {{ scope?: string }} */ (/** @type {unknown} */ (requirement))
      assert.throws(() => guard(good, given), { code })
    }
  })
})

describe('the guard and the age of the login', () => {
  /** @param {Record<string, unknown>} [claims] */
  async function loggedIn(claims) {
    const clock = createClock(1_800_000_000)
    const stored = createSessions({ now: clock.now, accessTtl: '1h' })
    const { accessToken, refreshToken } = await stored.start('7')
    const exp = 1_800_000_000 + 3600
    const token = claims === undefined ? accessToken : forge({ sub: '7', sid: 's', exp, ...claims })
    const check = createGuard({ sessions: stored, now: clock.now })
    return { ...clock, stored, refreshToken, token, check: check.bind(null, request(withCookie(token))) }
  }

  test('admits a login that is as old as it may be, and refuses one that is older', async () => {
    const { check, advance } = await loggedIn()
    for (const maxAuthAge of [300, '5m']) assert.equal(check({ maxAuthAge }).ok, true)
    advance(300)
    assert.equal(check({ maxAuthAge: '5m' }).ok, true)
    advance(0.5)
    const { status, code, reason, challenge, response } = await refusal(check({ maxAuthAge: '5m' }))
    assert.deepEqual([status, code, reason], [401, 'ERR_AUTHENTICATION_STALE', undefined])
    assert.equal(
      challenge,
      'Bearer error="insufficient_user_authentication", max_age="300", ' +
        'error_description="The login was too long ago for this request."',
    )
    assert.equal((await response.json()).max_age, 300)
    assert.equal(check({}).ok, true)
    assert.equal(check().ok, true)
  })

  test('takes no refresh for a login, but a new login', async () => {
    const { stored, refreshToken, advance, now } = await loggedIn()
    advance(600)
    const recent = createGuard({ sessions: stored, now })
    const refreshed = await stored.refresh(refreshToken)
    const stale = recent(request(withBearer(refreshed.accessToken)), { maxAuthAge: '5m' })
    assert.equal((await refusal(stale)).code, 'ERR_AUTHENTICATION_STALE')
    const { accessToken } = await stored.start('7')
    assert.equal(recent(request(withBearer(accessToken)), { maxAuthAge: '5m' }).ok, true)
  })

  test('takes a token that does not say when the login was for one that is too old', async () => {
    for (const claims of [
      {},
      { auth_time: '1800000000' },
      { auth_time: null },
      { auth_time: [1_800_000_000] },
    ]) {
      const { check } = await loggedIn(claims)
      assert.equal(check().ok, true)
      assert.equal((await refusal(check({ maxAuthAge: '1d' }))).code, 'ERR_AUTHENTICATION_STALE')
    }
  })

  test('takes a login by a clock that is ahead for a recent one', async () => {
    const { check } = await loggedIn({ auth_time: 1_800_000_002 })
    assert.equal(check({ maxAuthAge: 0 }).ok, true)
  })

  test('says expired of a token that is, and that a scope is missing, before it asks for a login', async () => {
    const { check, advance } = await loggedIn()
    advance(600)
    assert.equal((await refusal(check({ maxAuthAge: 60, scope: 'admin' }))).code, 'ERR_SCOPE_INSUFFICIENT')
    advance(3000)
    assert.equal((await refusal(check({ maxAuthAge: 60 }))).code, 'ERR_TOKEN_EXPIRED')
  })

  test('goes by the clock of the machine where it is given none', async () => {
    const { accessToken } = await createSessions().start('7')
    const by = createGuard({ sessions: createSessions() })
    assert.equal(by(request(withBearer(accessToken)), { maxAuthAge: 60 }).ok, true)
    const old = forge({ sub: '7', sid: 's', exp: 9_000_000_000, auth_time: Date.now() / 1000 - 3600 })
    const { code } = await refusal(by(request(withBearer(old)), { maxAuthAge: 60 }))
    assert.equal(code, 'ERR_AUTHENTICATION_STALE')
  })

  test('throws, and admits nobody, without a time or for a duration that is none', async () => {
    const { token, stored } = await loggedIn()
    for (const now of [() => Number.NaN, () => Number.POSITIVE_INFINITY]) {
      const timeless = createGuard({ sessions: stored, now })
      const check = () => timeless(request(withBearer(token)), { maxAuthAge: 60 })
      assert.throws(check, { code: 'ERR_CLOCK_INVALID' })
    }
    for (const maxAuthAge of ['soon', -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => guard(request({}), { maxAuthAge }), { code: 'ERR_DURATION_INVALID' })
    }
  })
})

describe('createGuard', () => {
  test('works with another cookie policy', () => {
    const cookies = createCookiePolicy({ allowInsecureCookiesForLocalDevelopment: true })
    const local = createGuard({ sessions, cookies })
    assert.equal(local(request({ cookie: `access=${session.accessToken}` })).ok, true)
    assert.equal(local(request(withCookie(session.accessToken))).ok, false)
  })

  test('throws, and admits nobody, when the program is at fault', () => {
    const failure = new Error('out of order')
    const broken = createGuard({
      sessions: {
        verifyAccess() {
          throw failure
        },
      },
    })
    assert.throws(() => broken(request(withCookie('x'))), failure)
    const clockless = createGuard({ sessions: createSessions({ now: () => Number.NaN }) })
    assert.throws(() => clockless(request(withCookie(session.accessToken))), { code: 'ERR_CLOCK_INVALID' })
  })

  test('refuses options that do not exist or have another type', () => {
    for (const [options, code] of [
      [{}, 'ERR_INVALID_ARG_TYPE'],
      [{ sessions: Promise.resolve(sessions) }, 'ERR_INVALID_ARG_TYPE'],
      [{ sessions, cookies: { accessName: 'a' } }, 'ERR_INVALID_ARG_TYPE'],
      [{ sessions, allowedOrigins: origin }, 'ERR_INVALID_ARG_TYPE'],
      [{ sessions, allowedOrigin: [origin] }, 'ERR_OPTION_UNKNOWN'],
      [{ sessions, now: 1_800_000_000 }, 'ERR_INVALID_ARG_TYPE'],
      [undefined, 'ERR_INVALID_ARG_TYPE'],
    ]) {
      assert.throws(() => createGuard(/** @type {GuardOptions} */ (/** @type {unknown} */ (options))), {
        code,
      })
    }
  })

  test('goes on judging by the clock that the sessions were given', async () => {
    advance(15 * 60)
    assert.equal((await refusal(guard(request(withCookie(session.accessToken))))).reason, 'expired')
  })
})
