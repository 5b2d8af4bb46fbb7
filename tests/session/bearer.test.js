import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createGuard } from 'holoband/session'
import {
  ada,
  createHandler,
  post,
  refused,
  setsNothing,
  signIn,
  statusOf,
  untouched,
} from './handler-support.js'
import { CookieJar, createClock, createSessions, origin, tamper } from './support.js'

/** @import { SessionsOptions } from 'holoband/session' */

const app = { 'holoband-transport': 'bearer' }
const ended = { status: 'ended', generation: 0, reason: 'logout' }

/**
 * @param {string} path
 * @param {Omit<NonNullable<Parameters<typeof post>[1]>, 'headers'> & { headers?: Record<string, string> }} [options]
 */
const call = (path, options = {}) => post(path, { ...options, headers: { ...app, ...options.headers } })

/** @param {Partial<SessionsOptions>} [options] */
async function signInApp(options) {
  const { now, advance } = createClock()
  const sessions = createSessions({ now, ...options })
  const { handler, errors } = createHandler({ sessions, bearer: true })
  const response = await handler(call('/login', { json: ada }))
  const tokens = await response.clone().json()
  const name = sessions.verifyRefresh(tokens.refresh_token)
  return { handler, errors, sessions, advance, response, tokens, name }
}

describe('the bearer transport', () => {
  test('hands out tokens in JSON, by the names of RFC 6749', async () => {
    const { response, tokens, sessions, name } = await signInApp({ accessTtl: '10m' })
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'application/json')
    assert.equal(response.headers.get('cache-control'), 'no-store')
    setsNothing(response)
    const { access_token, refresh_token, claims, ...rest } = tokens
    assert.deepEqual(rest, {
      token_type: 'Bearer',
      expires_in: 600,
      sessionExpiresAt: 1_800_000_000 + 30 * 86400,
    })
    assert.equal(sessions.verifyAccess(access_token).claims.sub, '7')
    assert.deepEqual(sessions.verifyRefresh(refresh_token), name)
    assert.deepEqual([claims.sub, claims.sid], [name.sub, name.sid])
  })

  test('gives an access token that the guard takes', async () => {
    const { sessions, tokens } = await signInApp()
    const headers = { authorization: `Bearer ${tokens.access_token}` }
    const admission = createGuard({ sessions })(new Request(`${origin}/api`, { method: 'POST', headers }))
    assert.ok(admission.ok)
    assert.deepEqual([admission.via, admission.claims.sub], ['bearer', '7'])
  })

  test('refreshes with the token in the body, and rotates it', async () => {
    const { handler, tokens, sessions, name, advance } = await signInApp()
    advance(900)
    const response = await handler(call('/refresh', { json: { refresh_token: tokens.refresh_token } }))
    assert.equal(response.status, 200)
    setsNothing(response)
    const next = await response.json()
    assert.notEqual(next.refresh_token, tokens.refresh_token)
    assert.equal(next.expires_in, 900)
    assert.equal((await statusOf(sessions, name)).generation, 1)
    const again = await handler(call('/refresh', { json: { refresh_token: tokens.refresh_token } }))
    assert.equal((await again.json()).refresh_token, next.refresh_token, 'a lost answer is given again')
  })

  test('tells the same reasons as cookies do', async () => {
    const { handler, tokens, sessions, name, advance } = await signInApp()
    for (const [refresh_token, code] of [
      [tamper(tokens.refresh_token), 'ERR_SIGNATURE_INVALID'],
      [tokens.access_token, 'ERR_TYP_NOT_ALLOWED'],
      ['', 'ERR_TOKEN_EMPTY'],
    ]) {
      const response = await handler(call('/refresh', { json: { refresh_token } }))
      assert.equal((await refused(response, 401, code)).reason, 'malformed')
      setsNothing(response)
    }
    assert.deepEqual(await statusOf(sessions, name), untouched)
    const { refresh_token } = tokens
    assert.equal((await handler(call('/refresh', { json: { refresh_token } }))).status, 200)
    advance(31)
    const response = await handler(call('/refresh', { json: { refresh_token } }))
    assert.equal((await refused(response, 401, 'ERR_REFRESH_TOKEN_REUSED')).reason, 'reused')
  })

  test('refuses a body that is none, and asks for a login where nothing is presented', async () => {
    const { handler, errors } = await signInApp()
    for (const json of [[], null, 'token', { refresh_token: 7 }, { refresh_token: null }]) {
      await refused(await handler(call('/refresh', { json })), 400, 'ERR_REQUEST_INVALID')
    }
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    await refused(await handler(call('/refresh', { headers: form })), 415, 'ERR_MEDIA_TYPE_UNSUPPORTED')
    const large = { refresh_token: 'x'.repeat(20000) }
    await refused(await handler(call('/refresh', { json: large })), 413, 'ERR_REQUEST_TOO_LARGE')
    for (const options of [{}, { json: {} }, { json: { token: 'x' } }]) {
      await refused(await handler(call('/refresh', options)), 401, 'ERR_CREDENTIALS_MISSING')
    }
    assert.deepEqual(errors, [])
  })

  test('logs out with the refresh token, or with the access token', async () => {
    for (const how of [
      (/** @type {Record<string, string>} */ tokens) => ({ json: { refresh_token: tokens.refresh_token } }),
      (/** @type {Record<string, string>} */ tokens) => ({
        headers: { authorization: `Bearer ${tokens.access_token}` },
      }),
      (/** @type {Record<string, string>} */ tokens) => ({
        json: { refresh_token: 'garbage' },
        headers: { authorization: `Bearer ${tokens.access_token}` },
      }),
    ]) {
      const { handler, tokens, sessions, name } = await signInApp()
      const response = await handler(call('/logout', how(tokens)))
      assert.equal(response.status, 204)
      setsNothing(response)
      assert.deepEqual(await statusOf(sessions, name), ended)
    }
  })

  test('does not show a logout that did not happen as one', async () => {
    const { handler, tokens, sessions, name, advance } = await signInApp()
    await refused(await handler(call('/logout')), 401, 'ERR_CREDENTIALS_MISSING')
    const invalid = { authorization: 'Bearer x y' }
    await refused(await handler(call('/logout', { headers: invalid })), 400, 'ERR_AUTHORIZATION_INVALID')
    const changed = { authorization: `Bearer ${tamper(tokens.access_token)}` }
    await refused(await handler(call('/logout', { headers: changed })), 401, 'ERR_SIGNATURE_INVALID')
    advance(900)
    const late = { authorization: `Bearer ${tokens.access_token}` }
    const expired = await handler(call('/logout', { headers: late }))
    assert.equal((await refused(expired, 401, 'ERR_TOKEN_EXPIRED')).reason, 'expired')
    assert.deepEqual(await statusOf(sessions, name), untouched)
  })

  // RFC 7009 section 2.2: what the client wanted, that the token is good for nothing, is so already.
  test('takes a refresh token that is good for nothing for one that is logged out', async () => {
    const { handler, tokens } = await signInApp()
    for (const refresh_token of ['garbage', tamper(tokens.refresh_token)]) {
      assert.equal((await handler(call('/logout', { json: { refresh_token } }))).status, 204)
    }
  })

  test('tells the session of the access token', async () => {
    const { handler, tokens } = await signInApp()
    const headers = { authorization: `Bearer ${tokens.access_token}` }
    const response = await handler(call('/session', { method: 'GET', headers }))
    assert.equal((await response.json()).claims.sub, '7')
    await refused(await handler(call('/session', { method: 'GET' })), 401, 'ERR_CREDENTIALS_MISSING')
  })
})

describe('the bearer transport and cookies', () => {
  test('never meet: no cookie is read, set or cleared', async () => {
    const { handler, jar, sessions, name } = await signIn({ handler: { bearer: true } })
    const cookie = jar.header
    const twice = `${cookie}; __Host-refresh=x`
    for (const [path, options, status] of /** @type {const} */ ([
      ['/refresh', { cookie }, 401],
      ['/refresh', { cookie: twice, json: {} }, 401],
      ['/refresh', { cookie, json: { refresh_token: 'x' } }, 401],
      ['/logout', { cookie }, 401],
      ['/session', { cookie, method: 'GET' }, 401],
      ['/session', { cookie: twice, method: 'GET' }, 401],
      ['/login', { cookie, json: { ...ada, password: 'wrong' } }, 401],
      ['/login', { cookie, json: ada }, 200],
    ])) {
      const response = await handler(call(path, options))
      assert.equal(response.status, status, path)
      setsNothing(response)
    }
    assert.deepEqual(await statusOf(sessions, name), untouched)
  })

  test('never meet the other way either: a request of a browser reads no token from its body', async () => {
    const { handler, tokens } = await signInApp()
    const { refresh_token } = tokens
    const response = await handler(post('/refresh', { json: { refresh_token } }))
    await refused(response, 401, 'ERR_CREDENTIALS_MISSING')
    const login = await handler(post('/login', { json: ada }))
    assert.ok(!(await login.text()).includes('eyJ'))
    assert.equal(login.headers.getSetCookie().length, 2)
  })

  test('needs no proof of origin, and a page of another site gains nothing by it', async () => {
    const { handler, jar, sessions, name } = await signIn({ handler: { bearer: true } })
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    const victim = { cookie: jar.header, headers }
    await refused(await handler(call('/refresh', victim)), 401, 'ERR_CREDENTIALS_MISSING')
    await refused(await handler(call('/logout', victim)), 401, 'ERR_CREDENTIALS_MISSING')
    assert.deepEqual(await statusOf(sessions, name), untouched)
    const login = await handler(call('/login', { ...victim, json: ada }))
    assert.equal(login.headers.get('access-control-allow-origin'), null)
    setsNothing(login)
  })

  test('is allowed to no other site by a preflight', async () => {
    const { handler } = createHandler({ bearer: true })
    const headers = {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'holoband-transport',
    }
    const response = await handler(post('/login', { method: 'OPTIONS', headers }))
    await refused(response, 405, 'ERR_METHOD_NOT_ALLOWED')
    for (const [name] of response.headers) assert.doesNotMatch(name, /^access-control/)
  })
})

describe('the choice of a transport', () => {
  test('is refused where tokens do not travel in JSON, before anything is done', async () => {
    const { handler, jar, access, refresh, sessions, name } = await signIn()
    for (const [path, options] of /** @type {const} */ ([
      ['/login', { json: ada }],
      ['/refresh', { json: { refresh_token: refresh } }],
      ['/logout', { cookie: jar.header }],
      ['/session', { method: 'GET', headers: { authorization: `Bearer ${access}` } }],
    ])) {
      const response = await handler(call(path, options))
      const body = await refused(response, 400, 'ERR_TRANSPORT_UNSUPPORTED')
      assert.equal(body.error, 'unsupported_transport')
      setsNothing(response)
    }
    assert.equal((await sessions.list('7')).length, 1)
    assert.deepEqual(await statusOf(sessions, name), untouched)
  })

  test('is refused where it names none that there is, and never guessed', async () => {
    const { handler } = createHandler({ bearer: true })
    for (const transport of ['', 'cookie', 'bearer, bearer', 'bearer,cookie', 'Bearer x']) {
      const headers = { 'holoband-transport': transport, 'sec-fetch-site': 'same-origin' }
      const response = await handler(post('/login', { json: ada, headers }))
      await refused(response, 400, 'ERR_TRANSPORT_UNSUPPORTED')
    }
    for (const transport of ['bearer', 'Bearer', 'BEARER']) {
      const headers = { 'holoband-transport': transport }
      const response = await handler(post('/login', { json: ada, headers }))
      assert.ok((await response.json()).access_token)
    }
  })

  test('is by cookies where nothing is said', async () => {
    const { handler } = createHandler({ bearer: true })
    const jar = new CookieJar()
    jar.take(await handler(post('/login', { json: ada })))
    assert.equal(jar.size, 2)
  })
})
