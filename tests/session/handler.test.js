import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAuthHandler, createCookiePolicy } from 'holoband/session'
import {
  ada,
  browser,
  clearsBoth,
  createHandler,
  get,
  post,
  refused,
  setsNothing,
  signIn,
  statusOf,
  untouched,
} from './handler-support.js'
import { CookieJar, createClock, createSessions, origin, tamper } from './support.js'

/** @import { AuthHandlerOptions } from 'holoband/session' */

describe('POST /refresh', () => {
  test('issues both cookies anew and keeps the end of the session', async () => {
    const { handler, jar, advance, sessions, name, access, refresh } = await signIn()
    advance(3600)
    const response = jar.take(await handler(post('/refresh', { cookie: jar.header })))
    assert.equal(response.status, 200)
    for (const cookie of response.headers.getSetCookie()) assert.match(cookie, /; Max-Age=604800; Path=\//)
    assert.equal((await response.json()).sessionExpiresAt, 1_800_000_000 + 30 * 86400)
    assert.notEqual(jar.get('__Host-access'), access)
    assert.notEqual(jar.get('__Host-refresh'), refresh)
    assert.equal((await handler(get(jar.header))).status, 200)
    assert.equal((await statusOf(sessions, name)).generation, 1)
  })

  test('answers nothing presented by a bare challenge and clears nothing', async () => {
    const { handler, jar } = await signIn()
    for (const cookie of ['', `__Host-access=${jar.get('__Host-access')}`]) {
      const response = await handler(post('/refresh', { cookie }))
      await refused(response, 401, 'ERR_CREDENTIALS_MISSING')
      assert.equal(response.headers.get('www-authenticate'), 'Bearer')
      setsNothing(response)
    }
  })

  test('clears both cookies when the token is refused, and does nothing to the session', async () => {
    const { handler, access, refresh, sessions, name } = await signIn()
    for (const [token, code] of /** @type {const} */ ([
      [tamper(refresh), 'ERR_SIGNATURE_INVALID'],
      [access, 'ERR_TYP_NOT_ALLOWED'],
      ['', 'ERR_TOKEN_EMPTY'],
    ])) {
      const response = await handler(post('/refresh', { cookie: `__Host-refresh=${token}` }))
      const body = await refused(response, 401, code)
      assert.equal(body.reason, 'malformed')
      clearsBoth(response)
    }
    assert.deepEqual(await statusOf(sessions, name), untouched)
  })

  test('calls the end of the session expired_session, so that no client refreshes because of it', async () => {
    const { handler, jar, advance } = await signIn({ sessions: { idleTtl: 60 } })
    advance(60)
    const response = await handler(post('/refresh', { cookie: jar.header }))
    const body = await refused(response, 401, 'ERR_SESSION_EXPIRED')
    assert.equal(body.reason, 'expired_session')
    assert.match(response.headers.get('www-authenticate') ?? '', /reason="expired_session"/)
    clearsBoth(response)
  })

  test('says the same of a session that the store has never heard of', async () => {
    const { refresh } = await signIn()
    const { handler } = await signIn()
    const response = await handler(post('/refresh', { cookie: `__Host-refresh=${refresh}` }))
    const body = await refused(response, 401, 'ERR_SESSION_UNKNOWN')
    assert.equal(body.reason, 'expired_session')
    clearsBoth(response)
  })

  test('says revoked of a session that was ended', async () => {
    const { handler, jar, sessions, name } = await signIn()
    assert.equal(await sessions.end(name), true)
    const response = await handler(post('/refresh', { cookie: jar.header }))
    assert.equal((await refused(response, 401, 'ERR_SESSION_REVOKED')).reason, 'revoked')
    clearsBoth(response)
  })

  test('says revoked of a subject that was banned', async () => {
    const { handler, jar, sessions } = await signIn()
    assert.equal(await sessions.ban('7'), 1)
    const response = await handler(post('/refresh', { cookie: jar.header }))
    assert.equal((await refused(response, 401, 'ERR_SESSION_REVOKED')).reason, 'revoked')
    clearsBoth(response)
  })

  test('refuses an account that was closed since, and ends its session', async () => {
    let closed = false
    const { handler, jar, sessions, name } = await signIn({
      sessions: { claims: () => (closed ? null : {}) },
    })
    closed = true
    const response = await handler(post('/refresh', { cookie: jar.header }))
    const body = await refused(response, 401, 'ERR_SUBJECT_REFUSED')
    assert.equal(body.reason, 'revoked')
    clearsBoth(response)
    assert.deepEqual(await statusOf(sessions, name), { status: 'ended', generation: 0, reason: 'refused' })
  })

  test('says reused of a token that somebody has a copy of, and ends the session', async () => {
    /** @type {unknown[]} */
    const thefts = []
    const { handler, jar, refresh, advance, sessions, name } = await signIn({
      sessions: { onTheft: ({ device, presentedBy }) => void thefts.push([device, presentedBy]) },
    })
    const headers = { ...browser, 'user-agent': 'Firefox' }
    assert.equal((await handler(post('/refresh', { cookie: jar.header, headers }))).status, 200)
    advance(31)
    const thief = { ...browser, 'user-agent': 'curl' }
    const response = await handler(post('/refresh', { cookie: `__Host-refresh=${refresh}`, headers: thief }))
    assert.equal((await refused(response, 401, 'ERR_REFRESH_TOKEN_REUSED')).reason, 'reused')
    assert.match(response.headers.get('www-authenticate') ?? '', /reason="reused"/)
    clearsBoth(response)
    assert.deepEqual(await statusOf(sessions, name), {
      status: 'compromised',
      generation: 1,
      reason: 'reused',
    })
    assert.deepEqual(thefts, [['Firefox', 'curl']])
  })

  test('refuses and clears cookies of our names that came twice', async () => {
    const { handler, jar, sessions, name } = await signIn()
    const header = jar.header
    for (const cookie of [
      `${header}; __Host-refresh=evil`,
      `__Host-refresh=evil; ${header}`,
      `${header}; __Host-access=x`,
    ]) {
      const response = await handler(post('/refresh', { cookie }))
      await refused(response, 401, 'ERR_CREDENTIALS_DUPLICATE')
      clearsBoth(response)
    }
    assert.deepEqual(await statusOf(sessions, name), untouched)
  })

  test('signs nobody out when the server fails', async () => {
    const failure = new Error('database is down')
    let down = false
    const { handler, jar, errors, sessions, name } = await signIn({
      sessions: { claims: () => (down ? Promise.reject(failure) : {}) },
    })
    down = true
    const response = await handler(post('/refresh', { cookie: jar.header }))
    await refused(response, 500, 'ERR_SERVER_FAILED')
    setsNothing(response)
    assert.deepEqual(errors, [failure])
    assert.deepEqual(await statusOf(sessions, name), untouched)
  })

  test('needs proof of origin and is never done by GET', async () => {
    const { handler, jar, sessions, name } = await signIn()
    const cookie = jar.header
    const crossed = await handler(post('/refresh', { cookie, headers: { origin: 'https://evil.example' } }))
    await refused(crossed, 403, 'ERR_CROSS_SITE_REQUEST')
    setsNothing(crossed)
    const read = await handler(post('/refresh', { cookie, method: 'GET' }))
    await refused(read, 405, 'ERR_METHOD_NOT_ALLOWED')
    setsNothing(read)
    assert.equal(read.headers.get('allow'), 'POST')
    assert.deepEqual(await statusOf(sessions, name), untouched)
  })
})

describe('POST /logout', () => {
  const ended = { status: 'ended', generation: 0, reason: 'logout' }

  test('ends the session of the refresh cookie and clears both', async () => {
    const { handler, jar, sessions, name } = await signIn()
    const response = await handler(post('/logout', { cookie: jar.header }))
    assert.equal(response.status, 204)
    assert.equal(await response.text(), '')
    clearsBoth(response)
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.deepEqual(await statusOf(sessions, name), ended)
    const late = await handler(post('/refresh', { cookie: jar.header }))
    await refused(late, 401, 'ERR_SESSION_REVOKED')
  })

  test('ends the session of a refresh token of any generation', async () => {
    const { handler, jar, refresh, sessions, name, advance } = await signIn()
    for (let round = 0; round < 3; round++) {
      advance(3600)
      jar.take(await handler(post('/refresh', { cookie: jar.header })))
    }
    assert.equal((await handler(post('/logout', { cookie: `__Host-refresh=${refresh}` }))).status, 204)
    assert.deepEqual(await statusOf(sessions, name), { ...ended, generation: 3 })
  })

  test('ends the session of the access token where the refresh token names none', async () => {
    for (const other of [
      '',
      '; __Host-refresh=garbage',
      (/** @type {string} */ t) => `; __Host-refresh=${tamper(t)}`,
    ]) {
      const { handler, access, refresh, sessions, name } = await signIn()
      const cookie = `__Host-access=${access}${typeof other === 'string' ? other : other(refresh)}`
      assert.equal((await handler(post('/logout', { cookie }))).status, 204)
      assert.deepEqual(await statusOf(sessions, name), ended)
    }
  })

  test('clears both cookies, whatever was presented, and ends nothing by what is not authentic', async () => {
    const { handler, access, refresh, sessions, name } = await signIn()
    for (const cookie of [
      undefined,
      '__Host-access=x',
      '__Host-refresh=x; __Host-refresh=y',
      `__Host-refresh=${refresh}; __Host-refresh=${refresh}`,
      `__Host-refresh=${tamper(refresh)}; __Host-access=${tamper(access)}`,
      `__Host-refresh=${access}; __Host-access=${refresh}`,
      'theme=dark',
    ]) {
      const response = await handler(post('/logout', cookie === undefined ? {} : { cookie }))
      assert.equal(response.status, 204)
      clearsBoth(response)
    }
    assert.deepEqual(await statusOf(sessions, name), untouched)
  })

  test('cannot be caused by another site or by a link', async () => {
    const { handler, jar, sessions, name } = await signIn()
    const cookie = jar.header
    const crossed = await handler(post('/logout', { cookie, headers: { 'sec-fetch-site': 'cross-site' } }))
    await refused(crossed, 403, 'ERR_CROSS_SITE_REQUEST')
    setsNothing(crossed)
    const read = await handler(post('/logout', { cookie, method: 'GET' }))
    await refused(read, 405, 'ERR_METHOD_NOT_ALLOWED')
    setsNothing(read)
    assert.deepEqual(await statusOf(sessions, name), untouched)
  })
})

describe('GET /session', () => {
  test('tells who is signed in', async () => {
    const { handler } = createHandler()
    const jar = new CookieJar()
    jar.take(await handler(post('/login', { json: ada })))
    const response = await handler(get(jar.header))
    assert.equal(response.status, 200)
    const { claims } = await response.json()
    assert.deepEqual([claims.sub, claims.name], ['7', 'ada'])
    assert.equal(response.headers.get('cache-control'), 'no-store')
    setsNothing(response)
  })

  test('tells not signed in, expired and refused apart', async () => {
    const { now, advance } = createClock()
    const { handler } = createHandler({ sessions: createSessions({ now, accessTtl: 5 }) })
    const jar = new CookieJar()
    await refused(await handler(get()), 401, 'ERR_CREDENTIALS_MISSING')
    jar.take(await handler(post('/login', { json: ada })))
    const changed = `__Host-access=${tamper(jar.get('__Host-access') ?? '')}`
    assert.equal(
      (await refused(await handler(get(changed)), 401, 'ERR_SIGNATURE_INVALID')).reason,
      'malformed',
    )
    advance(5)
    assert.equal((await refused(await handler(get(jar.header)), 401, 'ERR_TOKEN_EXPIRED')).reason, 'expired')
  })

  test('answers HEAD like GET, without a body', async () => {
    const { handler, jar } = await signIn()
    const request = new Request(get(jar.header), { method: 'HEAD' })
    const response = await handler(request)
    assert.equal(response.status, 200)
    assert.equal(await response.text(), '')
    assert.equal(response.headers.get('content-type'), 'application/json')
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.equal((await handler(new Request(get(), { method: 'HEAD' }))).status, 401)
  })

  test('is not done by POST', async () => {
    const response = await createHandler().handler(post('/session'))
    await refused(response, 405, 'ERR_METHOD_NOT_ALLOWED')
    assert.equal(response.headers.get('allow'), 'GET, HEAD')
  })
})

describe('the paths', () => {
  test('are answered exactly, and everything else is not found', async () => {
    const { handler } = createHandler()
    for (const path of [
      '',
      '/',
      '/login/',
      '/Login',
      '//login',
      '/login/x',
      '/constructor',
      '/__proto__',
      '/toString',
      '/log%69n',
    ]) {
      await refused(await handler(post(path)), 404, 'ERR_ROUTE_UNKNOWN')
    }
    await refused(
      await handler(new Request(`${origin}/evil/login`, { method: 'POST' })),
      404,
      'ERR_ROUTE_UNKNOWN',
    )
    await refused(
      await handler(new Request(`${origin}/authlogin`, { method: 'POST' })),
      404,
      'ERR_ROUTE_UNKNOWN',
    )
    await refused(
      await handler(new Request(`${origin}/x/auth/logout`, { method: 'POST' })),
      404,
      'ERR_ROUTE_UNKNOWN',
    )
  })

  test('are below another base when that is wished', async () => {
    for (const basePath of ['', '/api/v1/auth', '/-']) {
      const { handler } = createHandler({ basePath })
      const request = new Request(`${origin}${basePath}/logout?x=1`, { method: 'POST', headers: browser })
      assert.equal((await handler(request)).status, 204, basePath)
    }
  })

  test('answer a method that is not theirs by 405 and the one that is', async () => {
    const { handler } = createHandler()
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH']) {
      const response = await handler(post('/login', { method }))
      assert.deepEqual([response.status, response.headers.get('allow')], [405, 'POST'], method)
    }
  })
})

describe('createAuthHandler', () => {
  test('tells adapters where it answers, and cannot be changed', () => {
    const { handler } = createHandler({ basePath: '/api/auth' })
    const under = (/** @type {string} */ base) =>
      ['login', 'refresh', 'logout', 'session'].map((name) => `${base}/${name}`)
    assert.deepEqual(handler.paths, [...under('/api/auth'), '/.well-known/jwks.json'])
    assert.ok(Object.isFrozen(handler) && Object.isFrozen(handler.paths))
    const root = createHandler({ basePath: '' })
    assert.deepEqual(root.handler.paths.slice(0, 4), under(''))
  })

  test('describes the device by the User-Agent header, or as it is told to', async () => {
    const headers = { ...browser, 'user-agent': 'Firefox on Linux' }
    const { handler, jar, sessions } = await signIn()
    jar.take(await handler(post('/refresh', { cookie: jar.header, headers })))
    assert.deepEqual(
      (await sessions.list('7')).map(({ device }) => device),
      ['Firefox on Linux'],
    )
    const told = await signIn({ handler: { describeDevice: (request) => `at ${new URL(request.url).host}` } })
    assert.deepEqual(
      (await told.sessions.list('7')).map(({ device }) => device),
      ['at app.example'],
    )
  })

  test('answers 500 where the device cannot be described, and starts nothing', async () => {
    for (const describeDevice of [
      () => {
        throw new Error('no parser')
      },
      () => /** @type {string} */ (/** @type {unknown} */ (7)),
    ]) {
      const sessions = createSessions()
      const { handler, errors } = createHandler({ sessions, describeDevice })
      await refused(await handler(post('/login', { json: ada })), 500, 'ERR_SERVER_FAILED')
      assert.deepEqual([errors.length, (await sessions.list('7')).length], [1, 0])
    }
  })

  test('uses another cookie policy for everything', async () => {
    const cookies = createCookiePolicy({ accessName: '__Host-a', refreshName: '__Host-r' })
    const { handler } = createHandler({ cookies })
    const jar = new CookieJar()
    jar.take(await handler(post('/login', { json: ada })))
    assert.ok(jar.get('__Host-a') && jar.get('__Host-r'))
    assert.equal((await handler(get(jar.header))).status, 200)
    jar.take(await handler(post('/refresh', { cookie: jar.header })))
    assert.equal(jar.size, 2)
    jar.take(await handler(post('/logout', { cookie: jar.header })))
    assert.equal(jar.size, 0)
  })

  test('refuses options that do not exist or have another type', () => {
    const good = { sessions: createSessions(), authenticate: () => null }
    for (const [change, code] of /** @type {const} */ ([
      [{ authenticate: undefined }, 'ERR_INVALID_ARG_TYPE'],
      [{ sessions: { start() {}, refresh() {} } }, 'ERR_INVALID_ARG_TYPE'],
      [{ sessions: { ...createSessions(), end: undefined } }, 'ERR_INVALID_ARG_TYPE'],
      [{ cookies: {} }, 'ERR_INVALID_ARG_TYPE'],
      [{ bearer: 'yes' }, 'ERR_INVALID_ARG_TYPE'],
      [{ rateLimit: true }, 'ERR_INVALID_ARG_TYPE'],
      [{ describeDevice: 'Firefox' }, 'ERR_INVALID_ARG_TYPE'],
      [{ jwksMaxAge: 'soon' }, 'ERR_DURATION_INVALID'],
      [{ jwksMaxAge: -1 }, 'ERR_DURATION_INVALID'],
      [{ jwksMaxAge: '2d' }, 'ERR_OPTION_RANGE'],
      [{ onError: 'log' }, 'ERR_INVALID_ARG_TYPE'],
      [{ basePath: /auth/ }, 'ERR_INVALID_ARG_TYPE'],
      [{ basePath: '/' }, 'ERR_OPTION_RANGE'],
      [{ basePath: 'auth' }, 'ERR_OPTION_RANGE'],
      [{ basePath: '/auth/' }, 'ERR_OPTION_RANGE'],
      [{ basePath: '/a?b' }, 'ERR_OPTION_RANGE'],
      [{ allowedOrigins: ['*'] }, 'ERR_OPTION_RANGE'],
      [{ basepath: '/auth' }, 'ERR_OPTION_UNKNOWN'],
    ])) {
      const options = /** @type {AuthHandlerOptions} */ (/** @type {unknown} */ ({ ...good, ...change }))
      assert.throws(() => createAuthHandler(options), { code }, JSON.stringify(change))
    }
  })
})
