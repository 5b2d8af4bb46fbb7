import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HolobandError } from 'holoband'
import { createMemoryStore } from 'holoband/stores/memory'
import {
  ada,
  browser,
  createHandler,
  get,
  post,
  refused,
  setsNothing,
  signIn,
  statusOf,
  untouched,
} from './handler-support.js'
import { createClock, createSessions, origin, tamper } from './support.js'

/** @import { AuthHandlerOptions } from 'holoband/session' */

describe('POST /login', () => {
  test('sets both cookies, each in a header of its own, and tells the claims', async () => {
    const { handler } = createHandler()
    const response = await handler(post('/login', { json: ada }))
    assert.equal(response.status, 200)
    const cookies = response.headers.getSetCookie()
    assert.equal(cookies.length, 2)
    const attributes = 'Max-Age=604800; Path=/; Secure; HttpOnly; SameSite=Strict'
    assert.match(cookies[0] ?? '', new RegExp(`^__Host-access=[\\w-]+\\.[\\w-]+\\.[\\w-]+; ${attributes}$`))
    assert.match(cookies[1] ?? '', new RegExp(`^__Host-refresh=[\\w-]+\\.[\\w-]+\\.[\\w-]+; ${attributes}$`))
    const body = await response.json()
    assert.equal(body.claims.sub, '7')
    assert.equal(body.claims.name, 'ada')
    assert.equal(body.sessionExpiresAt - body.claims.iat, 30 * 86400)
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.equal(response.headers.get('vary'), 'Cookie')
  })

  test('puts no token into the body', async () => {
    const { handler } = createHandler()
    const response = await handler(post('/login', { json: ada }))
    assert.ok(!(await response.text()).includes('eyJ'))
  })

  test('answers a wrong name and a wrong password in the same words', async () => {
    const { handler, errors } = createHandler()
    const answers = []
    for (const json of [
      { ...ada, password: 'wrong' },
      { ...ada, username: 'nobody' },
      { ...ada, password: '' },
    ]) {
      const response = await handler(post('/login', { json }))
      setsNothing(response)
      assert.equal(response.headers.get('www-authenticate'), 'Bearer')
      answers.push(await refused(response, 401, 'ERR_CREDENTIALS_INVALID'))
    }
    assert.deepEqual(answers[1], answers[0])
    assert.deepEqual(answers[2], answers[0])
    assert.equal(answers[0].error, 'invalid_credentials')
    assert.deepEqual(errors, [])
  })

  test('hands the whole body and the request to authenticate', async () => {
    /** @type {unknown[]} */
    const seen = []
    const { handler } = createHandler({
      authenticate: async (body, request) => {
        seen.push(body, request.headers.get('x-forwarded-for'))
        return { subject: '7' }
      },
    })
    const json = { ...ada, otp: '123456' }
    const response = await handler(
      post('/login', { json, headers: { ...browser, 'x-forwarded-for': '192.0.2.1' } }),
    )
    assert.equal(response.status, 200)
    assert.deepEqual(seen, [json, '192.0.2.1'])
  })

  test('says so when the password is right and the account is closed', async () => {
    const { handler, errors } = createHandler({
      authenticate: () => {
        throw new HolobandError('ERR_SUBJECT_REFUSED')
      },
    })
    const response = await handler(post('/login', { json: ada }))
    setsNothing(response)
    const body = await refused(response, 401, 'ERR_SUBJECT_REFUSED')
    assert.equal(body.error, 'invalid_credentials')
    assert.deepEqual(errors, [])
  })

  // Login CSRF: the victim is signed in to the attacker's account and types secrets into it.
  test('asks for proof of origin before it looks at the password', async () => {
    let asked = 0
    const { handler } = createHandler({
      authenticate: () => {
        asked++
        return { subject: '7' }
      },
    })
    for (const headers of [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ]) {
      const given = /** @type {Record<string, string>} */ (headers)
      const response = await handler(post('/login', { json: ada, headers: given }))
      setsNothing(response)
      await refused(response, 403, 'ERR_CROSS_SITE_REQUEST')
    }
    assert.equal(asked, 0)
    assert.equal((await handler(post('/login', { json: ada, headers: { origin } }))).status, 200)
  })

  test('lets a listed origin log in from another site', async () => {
    const { handler } = createHandler({ allowedOrigins: ['https://web.example'] })
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://web.example' }
    assert.equal((await handler(post('/login', { json: ada, headers }))).status, 200)
  })

  test('takes JSON only', async () => {
    const { handler } = createHandler()
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const headers = { ...browser, 'content-type': type }
      const request = new Request(`${origin}/auth/login`, {
        method: 'POST',
        headers,
        body: JSON.stringify(ada),
      })
      await refused(await handler(request), 415, 'ERR_MEDIA_TYPE_UNSUPPORTED')
    }
  })

  test('refuses a body that is too large or that is no name and password', async () => {
    const { handler, errors } = createHandler()
    const large = { ...ada, padding: 'x'.repeat(16384) }
    await refused(await handler(post('/login', { json: large })), 413, 'ERR_REQUEST_TOO_LARGE')
    for (const json of [
      {},
      [],
      null,
      'ada',
      { username: 'ada' },
      { ...ada, password: 7 },
      { ...ada, username: { $ne: '' } },
    ]) {
      await refused(await handler(post('/login', { json })), 400, 'ERR_REQUEST_INVALID')
    }
    assert.deepEqual(errors, [])
  })

  test('answers what goes wrong in authenticate by 500 without detail, and tells onError', async () => {
    const failure = new Error('connect ECONNREFUSED db.internal:5432 password=hunter2')
    for (const authenticate of [
      () => Promise.reject(failure),
      () => {
        throw failure
      },
    ]) {
      const { handler, errors } = createHandler({ authenticate })
      const response = await handler(post('/login', { json: ada }))
      setsNothing(response)
      const body = await refused(response, 500, 'ERR_SERVER_FAILED')
      assert.ok(!JSON.stringify(body).includes('ECONN'))
      assert.deepEqual(errors, [failure])
    }
  })

  test('lets nobody in when authenticate answers neither an account nor null', async () => {
    for (const answer of [undefined, false, true, 'ada', {}, { id: 7 }, { subject: 7 }, { subject: '' }]) {
      const authenticate = /** @type {AuthHandlerOptions['authenticate']} */ (
        /** @type {unknown} */ (() => answer)
      )
      const { handler, errors } = createHandler({ authenticate })
      const response = await handler(post('/login', { json: ada }))
      setsNothing(response)
      await refused(response, 500, 'ERR_SERVER_FAILED')
      assert.equal(errors.length, 1, JSON.stringify(answer))
    }
  })

  test('sets neither cookie when one of them is larger than browsers keep', async () => {
    const { handler, errors } = createHandler({
      sessions: createSessions({ claims: () => ({ groups: 'x'.repeat(4096) }) }),
    })
    const response = await handler(post('/login', { json: ada }))
    setsNothing(response)
    await refused(response, 500, 'ERR_SERVER_FAILED')
    assert.ok(errors[0] instanceof HolobandError && errors[0].code === 'ERR_SESSION_CLAIMS')
  })

  test('answers even when onError fails too', async () => {
    const { handler } = createHandler({
      authenticate: () => Promise.reject(new Error('down')),
      onError: () => {
        throw new Error('also down')
      },
    })
    await refused(await handler(post('/login', { json: ada })), 500, 'ERR_SERVER_FAILED')
  })

  test('answers a banned subject like a closed account', async () => {
    const sessions = createSessions()
    await sessions.ban('7')
    const { handler, errors } = createHandler({ sessions })
    const response = await handler(post('/login', { json: ada }))
    setsNothing(response)
    const body = await refused(response, 401, 'ERR_SUBJECT_REFUSED')
    assert.equal(body.error, 'invalid_credentials')
    assert.deepEqual(errors, [])
  })
})

describe('a login in the place of another', () => {
  const replaced = { status: 'ended', generation: 0, reason: 'replaced' }

  test('ends the session of the refresh cookie that came along, whoever it was of', async () => {
    const { handler, jar, sessions, name } = await signIn()
    const other = await sessions.start('8')
    for (const [cookie, before] of /** @type {const} */ ([
      [jar.header, name],
      [`__Host-refresh=${other.refreshToken}`, other.claims],
    ])) {
      const response = await handler(post('/login', { json: ada, cookie }))
      assert.equal(response.status, 200)
      assert.deepEqual(await statusOf(sessions, before), replaced)
    }
    assert.equal((await sessions.list('7')).length, 2)
  })

  test('ends nothing by a cookie that is not authentic or came twice, nor by a login that fails', async () => {
    const { handler, jar, access, refresh, sessions, name } = await signIn()
    for (const cookie of [
      `__Host-refresh=${tamper(refresh)}`,
      `__Host-refresh=${access}`,
      `__Host-access=${access}`,
      `__Host-refresh=${refresh}; __Host-refresh=${refresh}`,
    ]) {
      assert.equal((await handler(post('/login', { json: ada, cookie }))).status, 200)
    }
    const json = { ...ada, password: 'wrong' }
    assert.equal((await handler(post('/login', { json, cookie: jar.header }))).status, 401)
    assert.deepEqual(await statusOf(sessions, name), untouched)
  })

  test('succeeds although the session before it cannot be ended, and reports that', async () => {
    const failure = new Error('the store went away')
    const { now } = createClock()
    const memory = createMemoryStore({ now })
    const store = { ...memory, end: () => Promise.reject(failure) }
    const { handler, jar, errors } = await signIn({ sessions: { store } })
    const response = jar.take(await handler(post('/login', { json: ada, cookie: jar.header })))
    assert.equal(response.status, 200)
    assert.equal((await handler(get(jar.header))).status, 200)
    const [error] = errors
    assert.ok(error instanceof HolobandError && error.code === 'ERR_STORE_UNAVAILABLE')
    assert.equal(error.cause, failure)
  })
})
