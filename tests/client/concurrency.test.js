// Many requests, one refresh; and a 401 that belongs to an older token.
import { describe, expect, test } from '@jest/globals'
import { elapse, isSettledWithin, settle, soon, worldOfEachTest } from './support/world.js'

const given = worldOfEachTest()

/** @param {Promise<Response>[]} promises */
const statuses = async (promises) => (await soon(Promise.all(promises))).map(({ status }) => status)

describe('requests that expire together', () => {
  test('share one refresh, and all 50 of them succeed', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    const all = Array.from({ length: 50 }, (_, n) => authFetch(`/api/${n}`))
    expect(await statuses(all)).toEqual(Array(50).fill(200))
    expect(given.server.refreshes).toBe(1)
    for (let n = 0; n < 50; n++) expect(given.server.sentTo(`/api/${n}`)).toHaveLength(2)
  })

  test('share a refresh that is answered slowly, whenever they come', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    given.server.latency = { '/auth/refresh': 300, '/api/b': 50, '/api/c': 250 }
    const all = ['a', 'b', 'c'].map((name) => authFetch(`/api/${name}`))
    expect(await statuses(all)).toEqual([200, 200, 200])
    expect(given.server.refreshes).toBe(1)
  })

  test('share a refresh that fails, and each gets its own 401 back', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    given.server.answerNext('/auth/refresh', 'server_error')
    const responses = await soon(Promise.all([1, 2, 3].map((n) => authFetch(`/api/${n}`))))
    expect(responses.map(({ status }) => status)).toEqual([401, 401, 401])
    for (const response of responses) expect(await response.json()).toMatchObject({ reason: 'expired' })
    expect(given.server.refreshes).toBe(1)
  })

  test('are not joined by those that do not expire', async () => {
    const { authFetch } = given.world.openTab()
    const release = given.server.hold('/auth/refresh')
    given.server.answerNext('/api/old', 'expired')
    const old = authFetch('/api/old')
    await elapse(100)
    given.server.answerNext('/api/other', 'revoked')
    expect(await isSettledWithin(old, 0)).toBe(false)
    release()
    expect(await statuses([old, authFetch('/api/other')])).toEqual([200, 401])
    expect(given.server.refreshes).toBe(1)
  })

  test('a later expiry is a refresh of its own', async () => {
    const { authFetch } = given.world.openTab()
    for (const refreshes of [1, 2, 3]) {
      given.server.expire()
      expect((await soon(authFetch('/api'))).status).toBe(200)
      expect(given.server.refreshes).toBe(refreshes)
    }
  })
})

describe('a 401 that is late', () => {
  test('only retries: the request was sent before the refresh that has ended meanwhile', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    const release = given.server.hold('/api/late')
    const late = authFetch('/api/late')
    expect((await soon(authFetch('/api/quick'))).status).toBe(200)
    expect(given.server.refreshes).toBe(1)
    release()
    expect((await soon(late)).status).toBe(200)
    expect(given.server.sentTo('/api/late')).toHaveLength(2)
    expect(given.server.refreshes).toBe(1)
  })

  test('though it is ten of them, in any order', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    const releases = Array.from({ length: 10 }, (_, n) => given.server.hold(`/api/${n}`))
    const late = releases.map((_, n) => authFetch(`/api/${n}`))
    await soon(authFetch('/api/quick'))
    for (const release of releases.reverse()) release()
    expect(await statuses(late)).toEqual(Array(10).fill(200))
    expect(given.server.refreshes).toBe(1)
  })

  test('refreshes after all where the token of the last refresh is over too', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    const release = given.server.hold('/api/late')
    const late = authFetch('/api/late')
    await soon(authFetch('/api/quick'))
    given.server.expire()
    given.server.answerNext('/api/again', 'expired')
    await soon(authFetch('/api/again'))
    release()
    expect((await soon(late)).status).toBe(200)
    expect(given.server.refreshes).toBe(2)
  })

  test('and expires again in its retry is returned, since it was retried once', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    const release = given.server.hold('/api/late')
    given.server.answerNext('/api/late', 'expired', 'expired')
    const late = authFetch('/api/late')
    await soon(authFetch('/api/quick'))
    release()
    expect((await soon(late)).status).toBe(401)
    expect(given.server.sentTo('/api/late')).toHaveLength(2)
    expect(given.server.refreshes).toBe(1)
  })

  test('is returned as it is after a sign-out: nobody is there to retry for', async () => {
    const { authFetch, events } = given.world.openTab()
    given.server.expire()
    const release = given.server.hold('/api/late')
    const late = authFetch('/api/late')
    given.server.answerNext('/auth/refresh', 'revoked')
    expect((await soon(authFetch('/api/quick'))).status).toBe(401)
    release()
    const response = await soon(late)
    expect(response.status).toBe(401)
    expect((await response.json()).reason).toBe('expired')
    expect(given.server.sentTo('/api/late')).toHaveLength(1)
    expect(given.server.refreshes).toBe(1)
    expect(events.map(({ type }) => type)).toEqual(['signed-out'])
  })

  test('only retries after the refresh of another tab, of which this one heard', async () => {
    const one = given.world.openTab()
    const two = given.world.openTab()
    given.server.expire()
    const release = given.server.hold('/api/late')
    const late = one.authFetch('/api/late')
    expect((await soon(two.authFetch('/api/quick'))).status).toBe(200)
    await elapse(50)
    release()
    expect((await soon(late)).status).toBe(200)
    expect(given.server.refreshes).toBe(1)
  })

  test('is returned as it is after the sign-out of another tab', async () => {
    const one = given.world.openTab()
    const two = given.world.openTab()
    given.server.expire()
    const release = given.server.hold('/api/late')
    const late = one.authFetch('/api/late')
    given.server.answerNext('/auth/refresh', 'revoked')
    await soon(two.authFetch('/api/quick'))
    await elapse(50)
    release()
    expect((await soon(late)).status).toBe(401)
    expect(given.server.sentTo('/api/late')).toHaveLength(1)
    expect(given.server.refreshes).toBe(1)
  })
})

describe('while a refresh runs', () => {
  test('a request that is refused meanwhile joins it', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    const release = given.server.hold('/auth/refresh')
    const first = authFetch('/api/first')
    await elapse(100)
    const second = authFetch('/api/second')
    await elapse(100)
    expect(await isSettledWithin(second, 0)).toBe(false)
    release()
    expect(await statuses([first, second])).toEqual([200, 200])
    expect(given.server.refreshes).toBe(1)
  })

  test('a request does not wait where the token is still good, as when it is refreshed ahead of time', async () => {
    const { authFetch } = given.world.openTab()
    await soon(authFetch.refresh())
    const release = given.server.hold('/auth/refresh')
    const refreshing = authFetch.refresh()
    await elapse(100)
    expect((await soon(authFetch('/api/second'))).status).toBe(200)
    release()
    expect(await soon(refreshing)).toBe('refreshed')
  })

  test('a request waits no longer than for the refresh, whatever comes of it', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    given.server.answerNext('/auth/refresh', 'unavailable')
    const release = given.server.hold('/auth/refresh')
    const first = authFetch('/api/first')
    await elapse(100)
    const second = authFetch('/api/second')
    await elapse(100)
    release()
    expect(await statuses([first, second])).toEqual([401, 401])
    expect(given.server.refreshes).toBe(1)
  })

  test('requests elsewhere do not wait at all', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    const release = given.server.hold('/auth/refresh')
    const first = authFetch('/api/first')
    await elapse(100)
    given.server.answerNext(
      '/theirs',
      () => new Response('ok'),
      () => new Response('ok'),
    )
    expect((await soon(authFetch('https://elsewhere.example/theirs'))).status).toBe(200)
    expect((await soon(authFetch('/theirs', { credentials: 'omit' }))).status).toBe(200)
    release()
    await soon(first)
    await settle()
  })
})
