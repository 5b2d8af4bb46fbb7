// The auth handler: whatever is sent to it, it answers, and its answers keep to a few rules that no request can bend.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createAuthHandler } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'
import { ada } from '../session/handler-support.js'
import { createFaultyStore } from '../session/store-support.js'
import { CookieJar, createClock, createSessions, forge, origin, tamper } from '../session/support.js'
import { assertListed, holds, text } from './support.js'

/** @import { AuthHandler } from 'holoband/session' */

/** Every request carries this somewhere, and no answer may. */
const canary = 'kanarienvogel'

const paths = ['/auth/login', '/auth/refresh', '/auth/logout', '/auth/session', '/.well-known/jwks.json']
const path = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...paths) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('/', '/auth', '/auth/', '/auth//login', '/auth/login/', '/auth/__proto__'),
  },
  { weight: 1, arbitrary: fc.webPath() },
)
const method = fc.constantFrom('POST', 'POST', 'POST', 'GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS')

/** Tokens by what they are: those of the session, those that were, and those that never were. */
const tokenKinds = ['access', 'refresh', 'old', 'tampered', 'foreign', 'empty', 'junk']
const kind = fc.constantFrom(...tokenKinds)

/** Bytes that a header can have. */
const headerText = fc
  .string({
    unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
    maxLength: 20,
  })
  .map((each) => each.replaceAll('\x7f', ''))
const cookies = fc.array(
  fc.tuple(fc.constantFrom('__Host-access', '__Host-refresh', '__host-access', 'theme'), kind),
  { maxLength: 4 },
)
const headers = fc.record(
  {
    'sec-fetch-site': fc.constantFrom('same-origin', 'same-origin', 'cross-site', 'none', 'same-site'),
    origin: fc.oneof(
      fc.constantFrom(origin, 'null', 'https://evil.example', `${origin}.evil.example`),
      headerText,
    ),
    'content-type': fc.oneof(
      fc.constantFrom(
        'application/json',
        'application/json',
        'application/json; charset=utf-8',
        'text/plain',
      ),
      headerText,
    ),
    'holoband-transport': fc.oneof(fc.constantFrom('bearer', 'Bearer', 'cookie'), headerText),
    'user-agent': headerText.map((each) => each + canary),
    authorization: fc.oneof(headerText, fc.constantFrom('Bearer', 'Bearer  ', 'Basic x')),
    'content-length': fc.constantFrom('0', '999999999', '-1', 'x'),
  },
  { requiredKeys: [] },
)

const credentials = fc.constantFrom(
  { username: ada.username, password: ada.password },
  { username: ada.username, password: canary },
  { username: canary, password: '' },
)
const body = fc.oneof(
  { weight: 4, arbitrary: credentials.map((each) => JSON.stringify(each)) },
  { weight: 1, arbitrary: fc.json().map((each) => `${each}`) },
  {
    weight: 1,
    arbitrary: fc
      .record({ username: text(), password: fc.oneof(text(), fc.integer()) })
      .map((each) => JSON.stringify(each)),
  },
  { weight: 1, arbitrary: fc.uint8Array() },
  { weight: 1, arbitrary: fc.constantFrom('', canary, `{"username":"${canary}`, `"${'x'.repeat(20_000)}"`) },
  { weight: 2, arbitrary: kind },
)

const wild = fc.record({
  path,
  method,
  cookies,
  headers,
  body,
  bearer: fc.option(kind, { nil: undefined, freq: 3 }),
})

/** Requests as a client makes them, so that much of what is tried comes far. */
const tidy = fc
  .record({
    path: fc.constantFrom(...paths),
    asks: fc.boolean(),
    kind: fc.constantFrom('refresh', 'refresh', 'refresh', 'old', 'tampered'),
    credentials,
    canary: fc.constantFrom('', canary),
    room: fc.constantFrom('', '', '', ' '.repeat(20_000)),
  })
  .map((given) => ({
    path: given.path,
    method: /session|jwks/.test(given.path) ? 'GET' : 'POST',
    cookies: given.asks
      ? []
      : [
          ['__Host-access', 'access'],
          ['__Host-refresh', given.kind],
        ],
    headers: {
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/json',
      'user-agent': given.canary,
      ...(given.asks ? { 'holoband-transport': 'bearer' } : {}),
    },
    body: given.path === '/auth/login' ? given.room + JSON.stringify(given.credentials) : given.kind,
    bearer: given.asks && given.path === '/auth/session' ? 'access' : undefined,
  }))

/** @typedef {{ path: string, method: string, cookies: string[][], headers: Record<string, string>, body: string | Uint8Array, bearer: string | undefined }} Sent */

const sent = /** @type {fc.Arbitrary<Sent>} */ (fc.oneof(wild, tidy))

/** A server with two people on it, one of whom is signed in. @param {{ bearer?: boolean }} [options] */
async function setUp(options = {}) {
  const { now, advance } = createClock()
  const faulty = createFaultyStore(createMemoryStore({ now }))
  const sessions = createSessions({ now, store: faulty.store, onError: () => {} })
  /** @type {unknown[]} */
  const errors = []
  const handler = createAuthHandler({
    sessions,
    authenticate: ({ username, password }) =>
      username === ada.username && password === ada.password ? { subject: '7' } : null,
    onError: (error) => errors.push(error),
    ...options,
  })
  const jar = new CookieJar()
  const first = await sessions.start('7')
  const second = await sessions.refresh(first.refreshToken)
  /** @type {Record<string, string>} */
  const tokens = {
    access: second.accessToken,
    refresh: second.refreshToken,
    old: first.refreshToken,
    tampered: tamper(second.refreshToken),
    foreign: forge({ sub: '8', sid: canary, exp: now() + 100 }, { issuer: 'https://evil.example' }),
    empty: '',
    junk: canary,
  }
  return { handler, sessions, errors, jar, tokens, advance, fail: faulty.fail }
}

/** @param {Sent} given @param {Record<string, string>} tokens */
function requestOf(given, tokens) {
  const all = new Headers(given.headers)
  const cookie = given.cookies.map(([name, which]) => `${name}=${tokens[String(which)]}`).join('; ')
  if (cookie !== '') all.set('cookie', cookie)
  if (given.bearer !== undefined) all.set('authorization', `Bearer ${tokens[given.bearer]}`)
  const hasBody = given.method !== 'GET' && given.method !== 'HEAD'
  const isToken = typeof given.body === 'string' && tokenKinds.includes(given.body)
  const content = isToken ? JSON.stringify({ refresh_token: tokens[String(given.body)] }) : given.body
  return new Request(`${origin}${given.path}`, {
    method: given.method,
    headers: all,
    ...(hasBody ? { body: typeof content === 'string' ? content : new Uint8Array(content) } : {}),
  })
}

const tokenForm = /eyJ[\w-]*\.[\w-]+\.[\w-]+/

/**
 * The rules that every answer keeps to.
 *
 * @param {Response} response
 * @param {Request} request
 */
async function assertDecent(response, request) {
  const { status, headers: all } = response
  const shown = await response.text()
  const isJwks = status === 200 && new URL(request.url).pathname === paths[4]
  assert.equal(all.get('cache-control'), isJwks ? 'public, max-age=300' : 'no-store')
  for (const [name, value] of all) if (name !== 'set-cookie') assert.doesNotMatch(value, tokenForm, name)
  const asked = request.headers.get('holoband-transport')?.toLowerCase() === 'bearer'
  if (!asked) assert.doesNotMatch(shown, tokenForm)
  else assert.deepEqual(all.getSetCookie(), [], 'no cookie for whoever asked for none')
  assert.ok(!(shown + [...all]).includes(canary), 'nothing of the request comes back')
  assert.ok(!shown.includes(ada.password))
  const names = all.getSetCookie().map((each) => each.split('=')[0])
  assert.ok(names.length === 0 || names.join() === '__Host-access,__Host-refresh', names.join())
  for (const each of all.getSetCookie()) assert.match(each, /; Path=\/; Secure; HttpOnly; SameSite=Strict$/)
  if (status === 401) assert.match(all.get('www-authenticate') ?? '', /^Bearer(?: error=".*")?$/)
  if (status >= 400 && request.method !== 'HEAD') {
    const { error, code, message } = JSON.parse(shown)
    assertListed(code)
    assert.equal(typeof error + typeof message, 'stringstring')
  }
  return shown
}

/** Many times what any answer takes: what hangs is to be shown, and not to hang the tests. */
const patienceMs = 20_000

/** @param {AuthHandler} handler @param {Request} request */
async function answerTo(handler, request) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('there is no answer')), patienceMs)
  })
  // A server may keep a copy of the request, for its log.
  const response = await Promise.race([handler(request.clone(), { clientAddress: '192.0.2.1' }), late])
  clearTimeout(timer)
  assert.ok(response instanceof Response)
  return response
}

test('every request is answered decently, none as a failure of the server, and none changes another session', () => {
  /** @type {Set<number>} */
  const statuses = new Set()
  const property = fc.asyncProperty(
    fc.boolean(),
    fc.array(sent, { minLength: 1, maxLength: 8 }),
    async (bearer, all) => {
      const { handler, sessions, errors, tokens } = await setUp({ bearer })
      const bystander = await sessions.start('9')
      for (const given of all) {
        const request = requestOf(given, tokens)
        const response = await answerTo(handler, request)
        await assertDecent(response, request)
        assert.ok(response.status < 500, `${response.status} ${request.method} ${request.url}`)
        statuses.add(response.status)
      }
      assert.deepEqual(errors, [])
      assert.equal((await sessions.refresh(bystander.refreshToken)).claims.sub, '9')
    },
  )
  return Promise.resolve(holds(property, 250)).then(() => {
    const expected = [200, 204, 400, 401, 403, 404, 405, 413, 415]
    assert.deepEqual([...statuses].filter((status) => status !== 429).sort(), expected)
  })
})

test('a request that another site causes changes nothing: no session ends, begins or is refreshed by it', () => {
  const crossSite = sent.map((given) => ({
    ...given,
    headers: { ...given.headers, 'sec-fetch-site': 'cross-site', 'holoband-transport': 'cookie' },
  }))
  const plain = crossSite.map(({ headers: { 'holoband-transport': _, ...others }, ...given }) => ({
    ...given,
    headers: others,
  }))
  return holds(
    fc.asyncProperty(fc.array(fc.oneof(plain, crossSite), { minLength: 1, maxLength: 6 }), async (all) => {
      const { handler, sessions, tokens } = await setUp({ bearer: true })
      const before = await sessions.list('7')
      for (const given of all) {
        const request = requestOf(/** @type {Sent} */ (given), tokens)
        const { headers: answered } = await answerTo(handler, request)
        for (const each of answered.getSetCookie())
          assert.match(each, /=; Max-Age=0;/, 'nothing is set but to clear it')
      }
      assert.deepEqual(await sessions.list('7'), before)
    }),
    120,
  )
})

test('while the store fails the answer is 503, says when to come back, and signs nobody out', () => {
  const method = fc.constantFrom('read', 'rotate', 'end', 'insert', 'hit', 'forget', 'now')
  const faults = fc.array(fc.tuple(method, fc.constantFrom('before', 'after')), {
    minLength: 1,
    maxLength: 3,
  })
  const seen = { failed: 0, other: 0 }
  const property = fc.asyncProperty(
    fc.boolean(),
    /** @type {fc.Arbitrary<Sent>} */ (tidy),
    faults,
    async (bearer, given, all) => {
      const { handler, tokens, fail } = await setUp({ bearer })
      for (const [name, fault] of all) fail(name, /** @type {'before'} */ (fault))
      const request = requestOf(
        { ...given, headers: { ...given.headers, 'sec-fetch-site': 'same-origin' } },
        tokens,
      )
      const response = await answerTo(handler, request)
      await assertDecent(response, request)
      seen[response.status >= 500 ? 'failed' : 'other']++
      if (response.status < 500) return
      assert.equal(response.status, 503)
      assert.equal(response.headers.get('retry-after'), '5')
      assert.deepEqual(response.headers.getSetCookie(), [])
      // The store is well again, and nothing was lost.
      for (const [name] of all) fail(name, (call) => call())
      const again = await handler(refreshOf(tokens.refresh))
      const ended = again.status === 401 && /revoked/.test(await again.text())
      assert.ok(
        again.status === 200 || (ended && given.path !== '/auth/refresh'),
        `${again.status} ${given.path}`,
      )
    },
  )
  return Promise.resolve(holds(property, 300)).then(() => assert.ok(seen.failed > 30, JSON.stringify(seen)))
})

/** @param {string | undefined} token */
function refreshOf(token) {
  const all = { cookie: `__Host-refresh=${token}`, 'sec-fetch-site': 'same-origin' }
  return new Request(`${origin}/auth/refresh`, { method: 'POST', headers: all })
}
