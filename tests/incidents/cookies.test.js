// What went wrong elsewhere: cookies that were not the ones that the server set, or that no browser kept.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HolobandError } from 'holoband'
import { createCookiePolicy, createGuard, parseCookies } from 'holoband/session'
import {
  ada,
  clearsBoth,
  get,
  post,
  refused,
  setsNothing,
  signIn,
  statusOf,
  untouched,
} from '../session/handler-support.js'
import { createClock, createSessions, origin } from '../session/support.js'

/** @import { Guard } from 'holoband/session' */

/**
 * @param {Guard} guard
 * @param {string} cookie
 */
async function refusalOf(guard, cookie) {
  const admission = guard(new Request(`${origin}/api`, { headers: { cookie } }))
  assert.equal(admission.ok, false)
  const { code } = await admission.response.clone().json()
  return { code, response: admission.response }
}

describe('cookie-tossing: a page on a sibling domain sets a cookie of our name', () => {
  test('the names are of those that browsers let no other host set', async () => {
    const { handler } = await signIn()
    const response = await handler(post('/login', { json: ada }))
    for (const cookie of response.headers.getSetCookie()) {
      assert.match(cookie, /^__Host-/)
      assert.match(cookie, /; Path=\/; Secure; HttpOnly; SameSite=Strict$/)
      assert.doesNotMatch(cookie, /domain/i)
    }
  })

  test('two cookies of one name are refused and cleared, whichever comes first, and end no session', async () => {
    const { handler, jar, access, refresh, sessions, name } = await signIn()
    const mallory = await sessions.start('666')
    const guard = createGuard({ sessions })
    for (const [own, tossed] of /** @type {const} */ ([
      [`__Host-access=${access}`, `__Host-access=${mallory.accessToken}`],
      [`__Host-refresh=${refresh}`, `__Host-refresh=${mallory.refreshToken}`],
      [`__Host-refresh=${refresh}`, '__Host-refresh=""'],
      [`__Host-refresh=${refresh}`, '__Host-refresh=\u00e9'],
    ])) {
      for (const cookie of [`${jar.header}; ${tossed}`, `${tossed}; ${jar.header}`, `${own}; ${tossed}`]) {
        const response = await handler(post('/refresh', { cookie }))
        assert.equal((await refused(response, 401, 'ERR_CREDENTIALS_DUPLICATE')).reason, 'malformed')
        clearsBoth(response)
        const api = await refusalOf(guard, cookie)
        assert.equal(api.code, 'ERR_CREDENTIALS_DUPLICATE')
        clearsBoth(api.response)
        const session = await handler(get(cookie))
        await refused(session, 401, 'ERR_CREDENTIALS_DUPLICATE')
        clearsBoth(session)
      }
    }
    assert.deepEqual(await statusOf(sessions, name), untouched)
    assert.deepEqual(await statusOf(sessions, mallory.claims), untouched)
  })

  test('a logout under tossed cookies clears them, and ends nobody by a cookie that may not be theirs', async () => {
    const { handler, jar, sessions, name } = await signIn()
    const mallory = await sessions.start('666')
    const cookie = `${jar.header}; __Host-refresh=${mallory.refreshToken}`
    const response = await handler(post('/logout', { cookie }))
    assert.equal(response.status, 204)
    clearsBoth(response)
    assert.deepEqual(await statusOf(sessions, name), untouched)
    assert.deepEqual(await statusOf(sessions, mallory.claims), untouched)
  })

  test('a whole session that was tossed is no longer than the next login', async () => {
    const { handler, jar, sessions } = await signIn()
    const mallory = await sessions.start('666')
    const tossed = `__Host-access=${mallory.accessToken}; __Host-refresh=${mallory.refreshToken}`
    jar.take(await handler(post('/login', { json: ada, cookie: tossed })))
    assert.equal((await (await handler(get(jar.header))).json()).claims.sub, '7')
    assert.equal((await statusOf(sessions, mallory.claims)).reason, 'replaced')
  })
})

describe('cookie-chaos (Django, ASP.NET, Tomcat, Jetty): names that the server read and the browser did not', () => {
  const spaces = ['\u00a0', '\u0085', '\v', '\f', '\r', '\n', '\x1c', '\0']

  test('no white space but space and tab is taken off a name', () => {
    for (const space of [...spaces, '\u2000', '\u3000', '\ufeff']) {
      for (const header of [
        `${space}__Host-access=x`,
        `__Host-access${space}=x`,
        `a=b;${space}__Host-access=x`,
      ]) {
        assert.equal(parseCookies(header).get('__Host-access'), undefined, JSON.stringify(header))
      }
    }
  })

  test('a session is not read from under such a name', async () => {
    const { handler, access, refresh, sessions, name } = await signIn()
    for (const space of ['\u00a0', '\u0085', '\v', '\f', '\x1c']) {
      const cookie = `a=b; ${space}__Host-access=${access}; ${space}__Host-refresh=${refresh}`
      await refused(await handler(get(cookie)), 401, 'ERR_CREDENTIALS_MISSING')
      await refused(await handler(post('/refresh', { cookie })), 401, 'ERR_CREDENTIALS_MISSING')
    }
    assert.deepEqual(await statusOf(sessions, name), untouched)
  })

  test('$Version begins no other grammar: a comma parts no cookies, and a backslash escapes nothing', async () => {
    const { handler, access } = await signIn()
    for (const cookie of [
      `$Version=1,__Host-access=${access}`,
      `$Version="1"; $Path="/",__Host-access=${access}`,
      `a="b; c", __Host-access=${access}`,
    ]) {
      await refused(await handler(get(cookie)), 401, 'ERR_CREDENTIALS_MISSING')
    }
    const legacy = parseCookies(`$Version=1; __Host-access="a\\"b"; x="\\142"`)
    assert.equal(legacy.get('__Host-access'), undefined)
    assert.equal(legacy.get('x'), undefined)
    assert.equal(parseCookies('x="quoted"').get('x'), '"quoted"')
  })

  test('a quoted token is another text than the token', async () => {
    const { handler, access } = await signIn()
    const response = await handler(get(`__Host-access="${access}"`))
    await refused(response, 401, 'ERR_BASE64URL_ALPHABET')
  })

  test('a name in another case is another name', async () => {
    const { handler, access } = await signIn()
    for (const name of ['__host-access', '__HOST-access', '__Host-Access', 'access', '__Secure-access']) {
      await refused(await handler(get(`${name}=${access}`)), 401, 'ERR_CREDENTIALS_MISSING')
    }
  })
})

describe('cookie-size: cookies that browsers drop without a word, because they are over 4096 bytes', () => {
  /** @param {() => Record<string, unknown>} claims */
  const withClaims = (claims) => signIn({ sessions: { claims }, handler: { rateLimit: null } })

  test('a login that would set one starts no session', async () => {
    const large = { groups: 'x'.repeat(4096) }
    const { now } = createClock()
    const sessions = createSessions({ now, claims: (subject) => (subject === '8' ? large : {}) })
    const { handler, errors, jar, name } = await signIn({
      handler: { sessions, authenticate: ({ username }) => ({ subject: username === 'ada' ? '7' : '8' }) },
      sessions: { store: sessions.store },
    })
    const json = { ...ada, username: 'bob' }
    const response = await handler(post('/login', { json, cookie: jar.header }))
    await refused(response, 500, 'ERR_SERVER_FAILED')
    setsNothing(response)
    const [error] = errors
    assert.ok(error instanceof HolobandError && error.code === 'ERR_SESSION_CLAIMS')
    assert.ok(error.cause instanceof HolobandError && error.cause.code === 'ERR_TOKEN_TOO_LARGE')
    assert.deepEqual(await sessions.list('8'), [])
    assert.deepEqual(await statusOf(sessions, name), untouched, 'and the session before it goes on')
  })

  test('a refresh that would set one rotates nothing, and succeeds when the claims fit again', async () => {
    let groups = ''
    const { handler, jar, sessions, name, errors } = await withClaims(() => ({ groups }))
    groups = 'x'.repeat(4096)
    const before = jar.header
    const response = jar.take(await handler(post('/refresh', { cookie: before })))
    await refused(response, 500, 'ERR_SERVER_FAILED')
    setsNothing(response)
    assert.equal(jar.header, before)
    assert.ok(errors[0] instanceof HolobandError && errors[0].code === 'ERR_SESSION_CLAIMS')
    assert.deepEqual(await statusOf(sessions, name), untouched)
    groups = 'x'.repeat(100)
    assert.equal((await handler(post('/refresh', { cookie: before }))).status, 200)
  })

  test('a refresh whose tokens fit their limit and no cookie rotates nothing either', async () => {
    let groups = ''
    const claims = () => ({ groups })
    const { handler, jar, sessions, name, errors } = await signIn({
      sessions: { claims, maxTokenBytes: 8000 },
      handler: { rateLimit: null },
    })
    groups = 'x'.repeat(4096)
    const response = await handler(post('/refresh', { cookie: jar.header }))
    await refused(response, 500, 'ERR_SERVER_FAILED')
    setsNothing(response)
    assert.ok(errors[0] instanceof HolobandError && errors[0].code === 'ERR_COOKIE_TOO_LARGE')
    assert.deepEqual(await statusOf(sessions, name), untouched)
    const login = await handler(post('/login', { json: ada }))
    await refused(login, 500, 'ERR_SERVER_FAILED')
    assert.equal((await sessions.list('7')).length, 1, 'nobody begins a session that no cookie can hold')
  })

  test('whatever is set, the largest included, is within what browsers keep', async () => {
    let size = 0
    const { handler, jar } = await withClaims(() => ({ groups: 'x'.repeat(size) }))
    let largest = 0
    for (size = 2500; size < 3100; size += 10) {
      const response = await handler(post('/login', { json: ada }))
      assert.ok(response.status === 200 || response.status === 500)
      for (const cookie of response.headers.getSetCookie()) {
        const [pair = ''] = cookie.split('; ')
        largest = Math.max(largest, pair.length - 1)
      }
    }
    assert.ok(largest > 3900 && largest <= 4096, String(largest))
    assert.equal(jar.size, 2)
  })

  test('a cookie that is too large for browsers cannot be written at all', () => {
    const cookies = createCookiePolicy()
    const accessToken = 'x'.repeat(4096)
    const set = () => cookies.set({ accessToken, refreshToken: 'x', maxAge: 60 })
    assert.throws(set, { code: 'ERR_COOKIE_TOO_LARGE' })
  })

  test('a header of cookies that no server takes is read as none, and quickly refused', async () => {
    const { handler, jar } = await signIn()
    const cookie = `${'a=b; '.repeat(14_000)}${jar.header}`
    await refused(await handler(get(cookie)), 401, 'ERR_CREDENTIALS_MISSING')
  })
})
