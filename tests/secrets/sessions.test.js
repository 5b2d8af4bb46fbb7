// The same of sessions: passwords, tokens and the key are in no answer, event, theft report, error or log line but where
// they are handed out. Every answer that is given to a request, and every error of sessions, is looked at.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inspect } from 'node:util'
import { secretKey } from 'holoband'
import { createAuthHandler, createGuard, createSessions } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'
import { browser, post } from '../session/handler-support.js'
import { audience, CookieJar, createClock, issuer, origin } from '../session/support.js'
import { Canaries } from './canaries.js'

/** @import { SessionsOptions } from 'holoband/session' */

const secret = Buffer.from('canary-of-the-secret-that-signs-all-tokens-of-these-sessions')
const password = 'canary-of-a-password-that-somebody-chose-for-herself'
const wrong = 'canary-of-a-wrong-password-that-was-nearly-the-right-one'

/**
 * A server whose every word is kept, and what may be in none of them.
 *
 * @param {Partial<SessionsOptions>} [options]
 */
function setUp(options = {}) {
  const canaries = new Canaries()
  for (const [name, text] of Object.entries({ secret, password, wrong })) canaries.add(name, text)
  /** @type {unknown[]} */
  const said = []
  const say = (/** @type {unknown} */ word) => {
    said.push(word)
  }
  const clock = createClock()
  const store = { ...createMemoryStore({ now: clock.now }) }
  const sessions = createSessions({
    key: secretKey(secret),
    issuer,
    audience,
    store,
    now: clock.now,
    accessTtlJitter: 0,
    onEvent: say,
    onTheft: say,
    onError: say,
    ...options,
  })
  const handler = createAuthHandler({
    sessions,
    authenticate: ({ username, password: given }) =>
      username === 'ada' && given === password ? { subject: '7' } : null,
    bearer: true,
    onError: say,
  })
  const jar = new CookieJar()
  /** @type {Set<string>} */
  const codes = new Set()

  /** Asks, keeps the answer but for the cookies that are set on purpose, and learns which tokens are out. @param {Request} request */
  async function ask(request) {
    const response = await handler(request)
    jar.take(response)
    for (const name of ['__Host-access', '__Host-refresh']) learn(jar.get(name))
    const headers = [...response.headers].filter(([name]) => name !== 'set-cookie')
    const text = await response.clone().text()
    say({ status: response.status, headers, text })
    const { code } = text.startsWith('{') ? JSON.parse(text) : {}
    if (code !== undefined) codes.add(code)
    return response
  }

  /** @param {string | undefined} token */
  function learn(token) {
    if (token === undefined) return
    canaries.add('token', token)
    canaries.add('signature', Buffer.from(token.slice(token.lastIndexOf('.') + 1), 'base64url'))
  }

  /**
   * Keeps the error that something fails with.
   *
   * @param {() => unknown} work
   */
  async function fail(work) {
    try {
      await work()
    } catch (error) {
      assert.ok(error instanceof Error, inspect(error))
      if ('code' in error) codes.add(String(error.code))
      say(error)
      return
    }
    assert.fail('nothing failed')
  }

  function assertSilent() {
    for (const [index, word] of said.entries()) canaries.assertNotIn(word, `${index}: ${inspect(word)}`)
    return said.length
  }

  return { ask, fail, learn, jar, clock, store, sessions, handler, say, codes, canaries, assertSilent }
}

const login = (given = password) => post('/login', { json: { username: 'ada', password: given } })

describe('sessions', () => {
  test('tell nothing secret in any answer to a request', async () => {
    const { ask, jar, clock, sessions, codes, learn, assertSilent } = setUp()
    await ask(login(wrong))
    await ask(post('/login', { json: { username: password, password: wrong } }))
    await ask(post('/login', { json: { username: 'ada', password: [password] } }))
    await ask(post('/login', { json: password }))
    await ask(post('/login', { json: { username: 'ada', password: password.repeat(3000) } }))
    const text = new Request(`${origin}/auth/login`, { method: 'POST', body: password, headers: browser })
    await ask(text)
    const broken = { 'content-type': 'application/json', ...browser }
    await ask(
      new Request(`${origin}/auth/login`, {
        method: 'POST',
        body: `{"password":"${password}"`,
        headers: broken,
      }),
    )
    await ask(post(`/${password}`, { json: {} }))
    await ask(post('/login', { method: 'PUT', json: { password } }))
    await ask(
      post('/login', {
        json: { username: 'ada', password },
        headers: { origin: `https://${wrong}.example` },
      }),
    )
    await ask(
      post('/login', {
        json: { username: 'ada', password },
        headers: { ...browser, 'holoband-transport': wrong },
      }),
    )

    assert.equal((await ask(login())).status, 200)
    const cookie = jar.header
    const [access = '', refresh = ''] = ['__Host-access', '__Host-refresh'].map((name) => jar.get(name))
    for (const path of ['/session', '/refresh', '/logout']) {
      const method = path === '/session' ? 'GET' : 'POST'
      for (const sent of [
        `__Host-access=${access.slice(0, -3)}AAA; __Host-refresh=${refresh.slice(0, -3)}AAA`,
        `${cookie}; ${cookie}`,
        `__Host-access=${refresh}; __Host-refresh=${access}`,
        `__Host-access=${password}; __Host-refresh=${password}`,
      ]) {
        await ask(post(path, { cookie: sent, method, headers: method === 'GET' ? {} : browser }))
      }
      const bearer = { ...browser, authorization: `Bearer ${access}` }
      await ask(post(path, { cookie, method, headers: bearer }))
      await ask(post(path, { method, headers: { ...browser, authorization: `Basic ${password}` } }))
    }
    clock.advance(3600)
    await ask(login())
    const stolen = jar.header
    await ask(post('/refresh', { cookie: stolen }))
    clock.advance(60)
    await ask(post('/refresh', { cookie: stolen }))
    await ask(login())
    await sessions.endAll('7')
    await ask(post('/refresh', { cookie: jar.header }))
    await ask(login())
    clock.advance(90 * 86400)
    await ask(post('/session', { cookie: jar.header, method: 'GET', headers: {} }))
    await ask(post('/refresh', { cookie: jar.header }))
    for (let attempt = 0; attempt < 12; attempt++) await ask(login(wrong))
    learn(access)
    assert.ok(assertSilent() > 50)
    for (const code of [
      'ERR_CREDENTIALS_INVALID',
      'ERR_CREDENTIALS_DUPLICATE',
      'ERR_CREDENTIALS_MISSING',
      'ERR_CROSS_SITE_REQUEST',
      'ERR_MEDIA_TYPE_UNSUPPORTED',
      'ERR_METHOD_NOT_ALLOWED',
      'ERR_RATE_LIMITED',
      'ERR_REFRESH_TOKEN_REUSED',
      'ERR_REQUEST_INVALID',
      'ERR_REQUEST_TOO_LARGE',
      'ERR_ROUTE_UNKNOWN',
      'ERR_SESSION_EXPIRED',
      'ERR_SESSION_REVOKED',
      'ERR_SIGNATURE_INVALID',
      'ERR_TOKEN_EXPIRED',
      'ERR_TRANSPORT_UNSUPPORTED',
    ]) {
      assert.ok(codes.has(code), `${code} of ${[...codes].sort()}`)
    }
  })

  test('tell nothing secret in the errors of their methods', async () => {
    const { fail, clock, sessions, store, learn, codes, assertSilent } = setUp()
    const started = await sessions.start('7', { device: 'a browser' })
    for (const token of [started.accessToken, started.refreshToken]) learn(token)
    await fail(() => sessions.verifyAccess(started.refreshToken))
    await fail(() => sessions.verifyRefresh(started.accessToken))
    await fail(() => sessions.refresh(`${started.refreshToken.slice(0, -3)}AAA`))
    await fail(() => sessions.verifyAccess(`${started.accessToken}.${password}`))
    await fail(() => sessions.start(/** @type {never} */ ({ [password]: password })))
    const next = await sessions.refresh(started.refreshToken)
    for (const token of [next.accessToken, next.refreshToken]) learn(token)
    clock.advance(100)
    await fail(() => sessions.refresh(started.refreshToken))
    await fail(() => sessions.refresh(next.refreshToken))
    const { sid } = started.claims
    const other = setUp()
    await other.fail(() => other.sessions.refresh(next.refreshToken))
    const { row } = await store.read({ subject: '7', id: String(sid) })
    assert.ok(row)
    await other.store.insert({ ...row, status: 'active', reason: '', generation: 0 })
    await other.fail(() => other.sessions.refresh(next.refreshToken))
    other.learn(next.refreshToken)
    assertSilent()
    other.assertSilent()
    const all = new Set([...codes, ...other.codes])
    for (const code of [
      'ERR_TYP_NOT_ALLOWED',
      'ERR_SIGNATURE_INVALID',
      'ERR_REFRESH_TOKEN_REUSED',
      'ERR_SESSION_REVOKED',
      'ERR_SESSION_UNKNOWN',
      'ERR_STORE_INCONSISTENT',
    ]) {
      assert.ok(all.has(code), `${code} of ${[...all].sort()}`)
    }
  })

  test('tell nothing secret when the store fails, a hook throws, or a guard refuses', async () => {
    const down = () => Promise.reject(new Error('connection refused'))
    const setting = setUp({
      claims: () => {
        throw new Error('no such user')
      },
    })
    const { ask, sessions, handler, store, codes, say, fail, assertSilent, learn } = setting
    await ask(login())
    await fail(() => sessions.start('7', { device: 'x' }))
    const good = setUp()
    await good.ask(login())
    const access = good.jar.get('__Host-access') ?? ''
    const guard = createGuard({ sessions: good.sessions })
    for (const headers of [
      { authorization: `Bearer ${access}` },
      { authorization: `Bearer ${access}, Bearer ${access}` },
      { authorization: `Bearer ${access.slice(0, -3)}AAA` },
      { cookie: good.jar.header },
      { cookie: good.jar.header, authorization: `Bearer ${access}` },
    ]) {
      const admission = guard(new Request(`${origin}/api`, { headers }), { scope: 'admin' })
      assert.ok(!admission.ok)
      const { response } = admission
      good.say([response.status, [...response.headers], await response.clone().text()])
    }
    Object.assign(good.store, { read: down, rotate: down, insert: down, count: down })
    await good.ask(post('/refresh', { cookie: good.jar.header }))
    await good.ask(login())
    learn(access)
    for (const each of [good.sessions, good.handler, good.store, guard, sessions, handler, store]) {
      say(each)
      good.say(each)
    }
    good.assertSilent()
    assert.ok(assertSilent() > 3)
    assert.ok(codes.has('ERR_SERVER_FAILED'), [...codes].join())
    assert.ok(good.codes.has('ERR_STORE_UNAVAILABLE'), [...good.codes].join())
  })

  test('are searched for what would be found', async () => {
    const { ask, say, jar, assertSilent } = setUp()
    await ask(login())
    say(new Error('lost', { cause: { refresh: jar.get('__Host-refresh') } }))
    assert.throws(assertSilent)
  })
})
