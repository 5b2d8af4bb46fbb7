import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAuthHandler, createCookiePolicy } from 'holoband/session'
import { ada, browser, cleared, createHandler, get, post, refused, setsNothing } from './handler-support.js'
import { CookieJar, createClock, createSessions, origin, tamper } from './support.js'

/** @import { AuthHandlerOptions } from 'holoband/session' */

describe('POST /refresh', () => {
  /** @param {Partial<AuthHandlerOptions>} [options] */
  async function signedIn(options) {
    const jar = new CookieJar()
    const { handler, errors } = createHandler(options)
    jar.take(await handler(post('/login', { json: ada })))
    return { handler, errors, jar }
  }

  test('issues both cookies anew and keeps the end of the session', async () => {
    const { now, advance } = createClock()
    const { handler, jar } = await signedIn({ sessions: createSessions({ now }) })
    const before = [jar.get('__Host-access'), jar.get('__Host-refresh')]
    advance(3600)
    const response = jar.take(await handler(post('/refresh', { cookie: jar.header })))
    assert.equal(response.status, 200)
    for (const cookie of response.headers.getSetCookie()) assert.match(cookie, /; Max-Age=604800; Path=\//)
    assert.equal((await response.json()).sessionExpiresAt, 1_800_000_000 + 30 * 86400)
    assert.notDeepEqual([jar.get('__Host-access'), jar.get('__Host-refresh')], before)
    assert.equal((await handler(get(jar.header))).status, 200)
  })

  test('answers nothing presented by a bare challenge and clears nothing', async () => {
    const { handler, jar } = await signedIn()
    for (const cookie of ['', `__Host-access=${jar.get('__Host-access')}`]) {
      const response = await handler(post('/refresh', { cookie }))
      await refused(response, 401, 'ERR_CREDENTIALS_MISSING')
      assert.equal(response.headers.get('www-authenticate'), 'Bearer')
      setsNothing(response)
    }
  })

  test('clears both cookies when the token is refused', async () => {
    const { handler, jar } = await signedIn()
    const access = jar.get('__Host-access') ?? ''
    const refresh = jar.get('__Host-refresh') ?? ''
    for (const [token, code] of /** @type {const} */ ([
      [tamper(refresh), 'ERR_SIGNATURE_INVALID'],
      [access, 'ERR_TYP_NOT_ALLOWED'],
      ['', 'ERR_TOKEN_EMPTY'],
    ])) {
      const response = await handler(post('/refresh', { cookie: `__Host-refresh=${token}` }))
      const body = await refused(response, 401, code)
      assert.equal(body.reason, 'malformed')
      assert.deepEqual(response.headers.getSetCookie(), cleared)
    }
  })

  test('calls the end of the session expired_session, so that no client refreshes because of it', async () => {
    const { now, advance } = createClock()
    const { handler, jar } = await signedIn({ sessions: createSessions({ now, idleTtl: 60 }) })
    advance(60)
    const response = await handler(post('/refresh', { cookie: jar.header }))
    const body = await refused(response, 401, 'ERR_SESSION_EXPIRED')
    assert.equal(body.reason, 'expired_session')
    assert.match(response.headers.get('www-authenticate') ?? '', /reason="expired_session"/)
    assert.deepEqual(response.headers.getSetCookie(), cleared)
  })

  test('refuses an account that was closed since', async () => {
    let closed = false
    const { handler, jar } = await signedIn({
      sessions: createSessions({ claims: () => (closed ? null : {}) }),
    })
    closed = true
    const response = await handler(post('/refresh', { cookie: jar.header }))
    const body = await refused(response, 401, 'ERR_SUBJECT_REFUSED')
    assert.equal(body.reason, 'revoked')
    assert.deepEqual(response.headers.getSetCookie(), cleared)
  })

  test('refuses and clears cookies of our names that came twice', async () => {
    const { handler, jar } = await signedIn()
    const header = jar.header
    for (const cookie of [
      `${header}; __Host-refresh=evil`,
      `__Host-refresh=evil; ${header}`,
      `${header}; __Host-access=x`,
    ]) {
      const response = await handler(post('/refresh', { cookie }))
      await refused(response, 401, 'ERR_CREDENTIALS_DUPLICATE')
      assert.deepEqual(response.headers.getSetCookie(), cleared)
    }
  })

  test('signs nobody out when the server fails', async () => {
    const failure = new Error('database is down')
    let down = false
    const { handler, jar, errors } = await signedIn({
      sessions: createSessions({ claims: () => (down ? Promise.reject(failure) : {}) }),
    })
    down = true
    const response = await handler(post('/refresh', { cookie: jar.header }))
    await refused(response, 500, 'ERR_SERVER_FAILED')
    setsNothing(response)
    assert.deepEqual(errors, [failure])
  })

  test('needs proof of origin and is never done by GET', async () => {
    const { handler, jar } = await signedIn()
    const cookie = jar.header
    const crossed = await handler(post('/refresh', { cookie, headers: { origin: 'https://evil.example' } }))
    await refused(crossed, 403, 'ERR_CROSS_SITE_REQUEST')
    setsNothing(crossed)
    const read = await handler(post('/refresh', { cookie, method: 'GET' }))
    await refused(read, 405, 'ERR_METHOD_NOT_ALLOWED')
    setsNothing(read)
    assert.equal(read.headers.get('allow'), 'POST')
  })
})

describe('POST /logout', () => {
  test('clears both cookies, whatever was presented', async () => {
    const { handler } = createHandler()
    for (const cookie of [undefined, '__Host-access=x', '__Host-refresh=x; __Host-refresh=y', 'theme=dark']) {
      const response = await handler(post('/logout', cookie === undefined ? {} : { cookie }))
      assert.equal(response.status, 204)
      assert.equal(await response.text(), '')
      assert.deepEqual(response.headers.getSetCookie(), cleared)
      assert.equal(response.headers.get('cache-control'), 'no-store')
    }
  })

  test('cannot be caused by another site or by a link', async () => {
    const { handler } = createHandler()
    const crossed = await handler(post('/logout', { headers: { 'sec-fetch-site': 'cross-site' } }))
    await refused(crossed, 403, 'ERR_CROSS_SITE_REQUEST')
    setsNothing(crossed)
    const read = await handler(post('/logout', { method: 'GET' }))
    await refused(read, 405, 'ERR_METHOD_NOT_ALLOWED')
    setsNothing(read)
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
      [{ cookies: {} }, 'ERR_INVALID_ARG_TYPE'],
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
