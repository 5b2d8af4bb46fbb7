// What went wrong elsewhere: requests that another site caused, and tokens that were good for something else.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createIssuer, generateKey } from 'holoband'
import { createGuard } from 'holoband/session'
import {
  ada,
  browser,
  clearsBoth,
  get,
  post,
  refused,
  setsNothing,
  signIn,
  statusOf,
  untouched,
} from '../session/handler-support.js'
import { audience, createSessions, forge, issuer, key, origin, tamper } from '../session/support.js'

const exp = 9_000_000_000

/** @param {string} token */
const withRefresh = (token) => post('/refresh', { cookie: `__Host-refresh=${token}` })

describe('token-kind (RFC 8725, section 3.11): a token of one kind passed for another', () => {
  test('an access token refreshes nothing, and a refresh token opens nothing', async () => {
    const { handler, access, refresh, sessions, name } = await signIn()
    const crossed = await handler(withRefresh(access))
    await refused(crossed, 401, 'ERR_TYP_NOT_ALLOWED')
    clearsBoth(crossed)
    await refused(await handler(get(`__Host-access=${refresh}`)), 401, 'ERR_TYP_NOT_ALLOWED')
    const guard = createGuard({ sessions })
    for (const headers of [{ cookie: `__Host-access=${refresh}` }, { authorization: `Bearer ${refresh}` }]) {
      const given = /** @type {Record<string, string>} */ (headers)
      const admission = guard(new Request(`${origin}/api`, { headers: given }))
      assert.ok(!admission.ok)
      assert.equal((await admission.response.json()).code, 'ERR_TYP_NOT_ALLOWED')
    }
    assert.deepEqual(await statusOf(sessions, name), untouched)
  })

  test('cookies that changed places are refused and cleared, and end nothing', async () => {
    const { handler, access, refresh, sessions, name } = await signIn()
    const cookie = `__Host-access=${refresh}; __Host-refresh=${access}`
    const response = await handler(post('/refresh', { cookie }))
    await refused(response, 401, 'ERR_TYP_NOT_ALLOWED')
    clearsBoth(response)
    assert.equal((await handler(post('/logout', { cookie }))).status, 204)
    assert.equal((await handler(post('/login', { json: ada, cookie }))).status, 200)
    assert.deepEqual(await statusOf(sessions, name), untouched)
  })

  test('what the same key signed for another purpose (an id token, a link in a mail) is no token of a session', async () => {
    const { handler, sessions, name } = await signIn()
    const { sub, sid } = name
    for (const typ of ['JWT', 'id+jwt', 'reset+jwt', 'at+JWT+x']) {
      const token = forge({ sub, sid, gen: 0, exp }, { typ })
      await refused(await handler(withRefresh(token)), 401, 'ERR_TYP_NOT_ALLOWED')
      await refused(await handler(get(`__Host-access=${token}`)), 401, 'ERR_TYP_NOT_ALLOWED')
    }
    assert.deepEqual(await statusOf(sessions, name), untouched)
  })

  test('a service that forgets the type refuses a refresh token by its audience', () => {
    const asAccess = forge({ sub: '7', sid: 's', exp }, { typ: 'at+jwt', audience: issuer })
    assert.throws(() => createSessions().verifyAccess(asAccess), { code: 'ERR_AUDIENCE_MISMATCH' })
  })
})

describe('tokens of somebody else', () => {
  test('are refused for what they are, and end nothing', async () => {
    const { handler, sessions, name } = await signIn()
    const { sub, sid } = name
    const claims = { sub, sid, gen: 0, exp }
    const typ = 'rt+jwt'
    const stranger = createIssuer({ key: generateKey('HS256'), issuer, audience: issuer, ttl: null, typ })
    for (const [token, code] of /** @type {const} */ ([
      [stranger.issue(claims), 'ERR_SIGNATURE_INVALID'],
      [forge(claims, { typ, issuer: 'https://evil.example', audience: issuer }), 'ERR_ISSUER_MISMATCH'],
      [forge(claims, { typ, audience }), 'ERR_AUDIENCE_MISMATCH'],
      [forge({ sub, gen: 0, exp }, { typ, audience: issuer }), 'ERR_CLAIM_MISSING'],
      [forge({ ...claims, gen: -1 }, { typ, audience: issuer }), 'ERR_CLAIM_TYPE'],
    ])) {
      const response = await handler(withRefresh(token))
      assert.equal((await refused(response, 401, code)).reason, 'malformed')
      clearsBoth(response)
      assert.equal((await handler(post('/logout', { cookie: `__Host-refresh=${token}` }))).status, 204)
      assert.deepEqual(await statusOf(sessions, name), untouched, code)
    }
  })

  test('name no session of another subject, even under the right key', async () => {
    const { handler, sessions, name } = await signIn()
    const token = forge({ sub: '8', sid: name.sid, gen: 0, exp }, { typ: 'rt+jwt', audience: issuer })
    await refused(await handler(withRefresh(token)), 401, 'ERR_SESSION_UNKNOWN')
    assert.equal((await handler(post('/logout', { cookie: `__Host-refresh=${token}` }))).status, 204)
    assert.deepEqual(await statusOf(sessions, name), untouched)
  })
})

describe('CVE-2024-51744 (golang-jwt): expired and forged at once looked merely expired', () => {
  test('no client refreshes, and no session ends, because of a forgery that has expired', async () => {
    const { handler, access, refresh, sessions, name, advance } = await signIn()
    advance(8 * 86400)
    const session = await handler(get(`__Host-access=${tamper(access)}`))
    assert.equal((await refused(session, 401, 'ERR_SIGNATURE_INVALID')).reason, 'malformed')
    const response = await handler(withRefresh(tamper(refresh)))
    assert.equal((await refused(response, 401, 'ERR_SIGNATURE_INVALID')).reason, 'malformed')
    const late = await handler(withRefresh(refresh))
    assert.equal((await refused(late, 401, 'ERR_SESSION_EXPIRED')).reason, 'expired_session')
    assert.deepEqual(await statusOf(sessions, name), untouched)
  })
})

describe('cross-site-request: a request that another site caused', () => {
  const foreign = /** @type {readonly Record<string, string>[]} */ ([
    {},
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `${origin}.evil.example` },
    { origin: origin.replace('https', 'http') },
    { origin: `${origin}:8443` },
    { origin: 'https://other.app.example', 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'cross-site', origin },
    { 'sec-fetch-site': 'same-origin, same-origin' },
    { 'sec-fetch-site': 'SAME-ORIGIN', origin: 'https://evil.example' },
  ])

  test('logs nobody in, refreshes nothing and ends nothing', async () => {
    const { handler, jar, sessions, name } = await signIn()
    for (const headers of foreign) {
      for (const [path, json] of /** @type {const} */ ([
        ['/login', ada],
        ['/refresh', undefined],
        ['/logout', undefined],
      ])) {
        const body = json === undefined ? {} : { json }
        const response = await handler(post(path, { cookie: jar.header, headers, ...body }))
        await refused(response, 403, 'ERR_CROSS_SITE_REQUEST')
        setsNothing(response)
      }
    }
    assert.deepEqual(await statusOf(sessions, name), untouched)
    assert.equal((await sessions.list('7')).length, 1)
  })

  test('does nothing at a protected API either', async () => {
    const { sessions, jar } = await signIn()
    const guard = createGuard({ sessions })
    for (const headers of foreign) {
      const init = { method: 'POST', headers: { ...headers, cookie: jar.header } }
      const admission = guard(new Request(`${origin}/api`, init))
      assert.ok(!admission.ok)
      assert.equal((await admission.response.json()).code, 'ERR_CROSS_SITE_REQUEST')
    }
  })

  // SameSite=Lax lets a link of another site carry cookies along.
  test('changes nothing by GET, whatever a link says', async () => {
    const { handler, jar, sessions, name } = await signIn()
    for (const path of ['/login', '/refresh', '/logout', '/refresh?method=POST', '/logout?_method=POST']) {
      for (const method of ['GET', 'HEAD']) {
        const headers = { ...browser, 'x-http-method-override': 'POST' }
        const response = await handler(post(path, { cookie: jar.header, method, headers }))
        assert.equal(response.status, 405)
        assert.equal(response.headers.get('allow'), 'POST')
        setsNothing(response)
      }
    }
    assert.deepEqual(await statusOf(sessions, name), untouched)
  })

  test('sends no form in the place of JSON', async () => {
    const { handler, sessions } = await signIn()
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const headers = { ...browser, 'content-type': type }
      const init = { method: 'POST', headers, body: JSON.stringify(ada) }
      const response = await handler(new Request(`${origin}/auth/login`, init))
      await refused(response, 415, 'ERR_MEDIA_TYPE_UNSUPPORTED')
    }
    assert.equal((await sessions.list('7')).length, 1)
  })
})

describe('indexnetwork/index #1317: any origin was let read the answers, and a token was in a header', () => {
  test('no answer lets another origin read it, and no header but Set-Cookie holds a token', async () => {
    const { handler, jar, access, refresh } = await signIn({ handler: { bearer: true } })
    const headers = { ...browser, origin: 'https://evil.example' }
    const bearer = { ...headers, 'holoband-transport': 'bearer' }
    for (const request of [
      post('/login', { json: ada, headers }),
      post('/refresh', { cookie: jar.header, headers }),
      post('/session', { method: 'GET', cookie: jar.header, headers }),
      post('/login', { json: ada, headers: bearer }),
      post('/refresh', { json: { refresh_token: refresh }, headers: bearer }),
      post('/refresh', { method: 'OPTIONS', headers }),
      post('/logout', { headers }),
      new Request(`${origin}/.well-known/jwks.json`, { headers }),
    ]) {
      const response = await handler(request)
      for (const [name, value] of response.headers) {
        assert.doesNotMatch(name, /^access-control-/)
        if (name !== 'set-cookie') assert.ok(!value.includes('eyJ') && !value.includes(access.slice(-20)))
      }
    }
  })

  test('cached-answer: no answer about a session is kept by a cache, nor given to somebody else', async () => {
    const { handler, jar } = await signIn()
    for (const request of [
      post('/login', { json: ada }),
      post('/login', { json: { ...ada, password: 'wrong' } }),
      post('/refresh', { cookie: jar.header }),
      post('/refresh'),
      get(jar.header),
      get(),
      post('/logout', { cookie: jar.header }),
      post('/none'),
    ]) {
      const { headers } = await handler(request)
      assert.equal(headers.get('cache-control'), 'no-store')
      assert.match(headers.get('vary') ?? '', /^Cookie/)
    }
  })
})

describe('key-purpose: one key for two purposes', () => {
  test('sessions that sign refresh tokens with a key of their own take no other', async () => {
    const { handler, sessions, name } = await signIn({ sessions: { refreshKey: generateKey('EdDSA') } })
    const { sub, sid } = name
    const token = forge({ sub, sid, gen: 0, exp }, { typ: 'rt+jwt', audience: issuer })
    const response = await handler(withRefresh(token))
    await refused(response, 401, 'ERR_ALGORITHM_NOT_ALLOWED')
    const other = createSessions({ key, refreshKey: generateKey('EdDSA') })
    const { refreshToken } = await other.start('7')
    await refused(await handler(withRefresh(refreshToken)), 401, 'ERR_SIGNATURE_INVALID')
    assert.deepEqual(await statusOf(sessions, name), untouched)
  })
})
