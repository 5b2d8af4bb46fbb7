// A refresh that fails signs nobody out; it is tried again, later and later.
import { describe, expect, test } from '@jest/globals'
import { networkError, never, refusal } from './support/auth-server.js'
import { elapse, isSettledWithin, settle, sleep, soon, worldOfEachTest } from './support/world.js'

/** @import { AuthFetch } from 'holoband/client' */
/** @import { Answer, Refusal } from './support/auth-server.js' */

const given = worldOfEachTest()
const refreshPath = '/auth/refresh'

/** @param {AuthFetch} authFetch */
const statusOf = async (authFetch) => (await soon(authFetch('/api'))).status

describe('the original 401 comes back, and nobody is signed out, when the refresh', () => {
  test.each(
    /** @type {[string, Answer, object][]} */ ([
      ['is answered 500', () => refusal('server_error'), { status: 500 }],
      ['is answered 503', () => refusal('unavailable'), { status: 503 }],
      ['is limited', () => refusal('rate_limited'), { status: 429 }],
      ['is forbidden', () => refusal('insufficient_scope'), { status: 403 }],
      ['is not found', () => new Response('no', { status: 404 }), { status: 404 }],
      ['is not modified', () => new Response(null, { status: 304 }), { status: 304 }],
    ]),
  )('%s', async (_what, answer, about) => {
    const { authFetch, events } = given.world.openTab()
    given.server.expire()
    given.server.answerNext(refreshPath, answer)
    const response = await soon(authFetch('/api'))
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ reason: 'expired' })
    expect(given.server.sentTo('/api')).toHaveLength(1)
    expect(events).toEqual([{ type: 'refresh-failed', ...about, retryAt: expect.any(Number) }])
  })

  test('cannot be sent', async () => {
    const { authFetch, events } = given.world.openTab()
    const cause = networkError()
    given.server.expire()
    given.server.answerNext(refreshPath, () => Promise.reject(cause))
    expect(await statusOf(authFetch)).toBe(401)
    expect(events).toEqual([{ type: 'refresh-failed', cause, retryAt: expect.any(Number) }])
  })

  test('cannot be sent because fetch throws at once', async () => {
    const cause = networkError()
    const fetch = (/** @type {RequestInfo | URL} */ input, /** @type {RequestInit} */ init) => {
      if (String(input).endsWith(refreshPath)) throw cause
      return given.server.fetch(input, init)
    }
    const { authFetch, events } = given.world.openTab({
      fetch: /** @type {typeof globalThis.fetch} */ (fetch),
    })
    given.server.expire()
    expect(await statusOf(authFetch)).toBe(401)
    expect(events).toMatchObject([{ type: 'refresh-failed', cause }])
    expect(await soon(authFetch.refresh())).toBe('failed')
  })

  test('is not answered within ten seconds', async () => {
    const { authFetch, events } = given.world.openTab()
    given.server.expire()
    given.server.answerNext(refreshPath, never)
    const request = authFetch('/api')
    await elapse(9900)
    expect(await isSettledWithin(request, 0)).toBe(false)
    await elapse(200)
    expect((await soon(request)).status).toBe(401)
    const cause = expect.objectContaining({ name: 'TimeoutError' })
    expect(events).toEqual([{ type: 'refresh-failed', cause, retryAt: expect.any(Number) }])
  })

  test('is not answered within refreshTimeout', async () => {
    const { authFetch } = given.world.openTab({ refreshTimeout: 2 })
    given.server.expire()
    given.server.answerNext(refreshPath, never)
    const request = authFetch('/api')
    await elapse(1900)
    expect(await isSettledWithin(request, 0)).toBe(false)
    await elapse(200)
    expect((await soon(request)).status).toBe(401)
  })

  test('does not end because its body does not', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    // As fetch has it, the body ends with the signal of the request.
    const endless = (/** @type {AbortSignal} */ signal) =>
      new ReadableStream({
        start: (body) => signal.addEventListener('abort', () => body.error(signal.reason)),
      })
    given.server.answerNext(refreshPath, ({ signal }) => new Response(endless(signal), { status: 500 }))
    const request = authFetch('/api')
    await elapse(10_100)
    expect((await soon(request)).status).toBe(401)
  })

  test('tells that a login took the place of the session, which the next one finds', async () => {
    const { authFetch, events } = given.world.openTab()
    given.server.expire()
    given.server.answerNext(refreshPath, 'replaced')
    expect(await statusOf(authFetch)).toBe(401)
    expect(events).toMatchObject([{ type: 'refresh-failed', status: 401 }])
    await elapse(1100)
    expect(await statusOf(authFetch)).toBe(200)
    expect(given.server.refreshes).toBe(2)
  })
})

describe('a 401 of the refresh signs out, with its reason', () => {
  test.each(
    /** @type {[Refusal, object][]} */ ([
      ['revoked', { reason: 'revoked', code: 'ERR_SESSION_REVOKED' }],
      ['expired_session', { reason: 'expired_session', code: 'ERR_SESSION_EXPIRED' }],
      ['reused', { reason: 'reused', code: 'ERR_REFRESH_TOKEN_REUSED' }],
      ['malformed', { reason: 'malformed', code: 'ERR_SIGNATURE_INVALID' }],
      ['login_required', { reason: 'login_required', code: 'ERR_CREDENTIALS_MISSING' }],
    ]),
  )('%s', async (name, about) => {
    const { authFetch, events } = given.world.openTab()
    given.server.expire()
    given.server.answerNext(refreshPath, name)
    expect(await statusOf(authFetch)).toBe(401)
    expect(events).toEqual([{ type: 'signed-out', ...about, shared: false }])
    expect(given.server.sentTo('/api')).toHaveLength(1)
  })

  test('though it has no body to tell one', async () => {
    const { authFetch, events } = given.world.openTab()
    given.server.expire()
    given.server.answerNext(refreshPath, () => new Response(null, { status: 401 }))
    expect(await statusOf(authFetch)).toBe(401)
    expect(events).toEqual([{ type: 'signed-out', reason: 'login_required', shared: false }])
  })

  test('and only once, however many requests find out', async () => {
    const { authFetch, events } = given.world.openTab()
    given.server.expire()
    given.server.sub = undefined
    for (let round = 0; round < 3; round++) {
      await soon(Promise.all([authFetch('/api/a'), authFetch('/api/b')]))
    }
    expect(events.map(({ type }) => type)).toEqual(['signed-out'])
  })
})

describe('after a failure', () => {
  test('no refresh is sent for 1 s, then 2, 4, 8 … and at most 60 s', async () => {
    const { authFetch, events, page } = given.world.openTab()
    page.hide()
    given.server.expire()
    for (const wait of [1, 2, 4, 8, 16, 32, 60, 60]) {
      given.server.answerNext(refreshPath, 'server_error')
      expect(await statusOf(authFetch)).toBe(401)
      const failure = events.at(-1)
      const sent = given.server.sentTo(refreshPath).at(-1)
      expect(failure).toMatchObject({ type: 'refresh-failed', retryAt: (sent?.at ?? 0) + wait * 1000 })
      const count = given.server.refreshes
      await elapse(wait * 1000 - 100)
      expect(await statusOf(authFetch)).toBe(401)
      expect(given.server.refreshes).toBe(count)
      await elapse(150)
    }
    expect(await statusOf(authFetch)).toBe(200)
  })

  test('a refresh that is answered 500 three times and then 200 succeeds in the end', async () => {
    const { authFetch, events, page } = given.world.openTab()
    page.hide()
    given.server.expire()
    given.server.answerNext(refreshPath, 'server_error', 'server_error', 'server_error')
    const statuses = []
    for (let attempt = 0; attempt < 4; attempt++) {
      statuses.push(await statusOf(authFetch))
      await elapse(10_000)
    }
    expect(statuses).toEqual([401, 401, 401, 200])
    expect(events.map(({ type }) => type)).toEqual([...Array(3).fill('refresh-failed'), 'refreshed'])
  })

  test('refresh() does not send one either, and says so', async () => {
    const { authFetch } = given.world.openTab()
    given.server.answerNext(refreshPath, 'unavailable')
    expect(await soon(authFetch.refresh())).toBe('failed')
    expect(await soon(authFetch.refresh())).toBe('failed')
    expect(given.server.refreshes).toBe(1)
    await elapse(1100)
    expect(await soon(authFetch.refresh())).toBe('refreshed')
  })

  test('a success begins the count anew', async () => {
    const { authFetch, events } = given.world.openTab()
    given.server.answerNext(refreshPath, 'server_error', 'server_error')
    for (const wait of [1100, 2100, 0]) {
      await soon(authFetch.refresh())
      await elapse(wait)
    }
    given.server.answerNext(refreshPath, 'server_error')
    await soon(authFetch.refresh())
    const sent = given.server.sentTo(refreshPath).at(-1)
    expect(events.at(-1)).toMatchObject({ type: 'refresh-failed', retryAt: (sent?.at ?? 0) + 1000 })
  })

  test('so does a refresh of another tab', async () => {
    const [one, two] = [given.world.openTab(), given.world.openTab()]
    given.server.answerNext(refreshPath, 'server_error')
    await soon(one.authFetch.refresh())
    expect(await soon(two.authFetch.refresh())).toBe('refreshed')
    await elapse(50)
    given.server.expire()
    given.server.answerNext('/api', 'expired')
    expect(await statusOf(one.authFetch)).toBe(200)
  })

  test('the network’s return ends the wait', async () => {
    const { authFetch, page } = given.world.openTab()
    given.server.expire()
    for (let failures = 0; failures < 4; failures++) {
      given.server.answerNext(refreshPath, () => Promise.reject(networkError()))
      await statusOf(authFetch)
      await elapse(10_000)
    }
    given.server.answerNext(refreshPath, () => Promise.reject(networkError()))
    await statusOf(authFetch)
    page.goOnline()
    expect(await statusOf(authFetch)).toBe(200)
  })

  test('a machine that slept does not wait for what it slept through', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    given.server.answerNext(refreshPath, 'server_error')
    await statusOf(authFetch)
    sleep(3_600_000)
    expect(await statusOf(authFetch)).toBe(200)
  })

  test('a clock that is set back by a day does not make it wait for a day', async () => {
    const { authFetch, page } = given.world.openTab()
    page.hide()
    given.server.answerNext(refreshPath, 'server_error')
    await soon(authFetch.refresh())
    sleep(-86_400_000)
    expect(await soon(authFetch.refresh())).toBe('refreshed')
  })
})

test('a 401 whose body breaks off after its header said expired is refreshed, and nothing is left unhandled', async () => {
  const { authFetch } = given.world.openTab()
  const broken = () => new ReadableStream({ start: (controller) => controller.error(networkError()) })
  const headers = { 'www-authenticate': 'Bearer error="invalid_token", reason="expired"' }
  given.server.answerNext('/api', () => new Response(broken(), { status: 401, headers }))
  expect(await statusOf(authFetch)).toBe(200)
  await settle()
})

test('a 401 whose body breaks off before it says why is returned', async () => {
  const { authFetch } = given.world.openTab()
  const broken = () => new ReadableStream({ start: (controller) => controller.error(networkError()) })
  given.server.answerNext('/api', () => new Response(broken(), { status: 401 }))
  expect(await statusOf(authFetch)).toBe(401)
  await settle()
})
