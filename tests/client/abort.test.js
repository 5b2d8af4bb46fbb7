// Who gives up is let go at once; the refresh that the others wait for goes on.
import { describe, expect, test } from '@jest/globals'
import { elapse, isSettledWithin, settle, soon, worldOfEachTest } from './support/world.js'

const given = worldOfEachTest()

/** @param {Promise<unknown>} promise */
const isRejectedAtOnce = async (promise) => {
  promise.catch(() => {})
  await settle()
  return isSettledWithin(promise, 0)
}

/** How a caller may hand over its signal. @type {[string, (url: string, signal: AbortSignal) => [RequestInfo, RequestInit?]][]} */
const ways = [
  ['in init', (url, signal) => [url, { signal }]],
  ['in a Request', (url, signal) => [new Request(url, { signal })]],
  ['in init beside a Request', (url, signal) => [new Request(url), { signal }]],
]

describe.each(ways)('a signal %s', (_way, make) => {
  test('that is aborted already sends nothing', async () => {
    const { authFetch } = given.world.openTab()
    const reason = new Error('changed my mind')
    await expect(soon(authFetch(...make('/api', AbortSignal.abort(reason))))).rejects.toBe(reason)
    expect(given.server.log).toEqual([])
  })

  test('ends the request while it is under way, with its own reason', async () => {
    const { authFetch } = given.world.openTab()
    const stop = new AbortController()
    given.server.hold('/api')
    const request = authFetch(...make('/api', stop.signal))
    await elapse(10)
    const reason = { any: 'value' }
    stop.abort(reason)
    expect(await isRejectedAtOnce(request)).toBe(true)
    await expect(request).rejects.toBe(reason)
    expect(given.server.refreshes).toBe(0)
  })

  test('ends the wait for the refresh, which goes on', async () => {
    const { authFetch, events } = given.world.openTab()
    const stop = new AbortController()
    given.server.expire()
    const release = given.server.hold('/auth/refresh')
    const request = authFetch(...make('/api', stop.signal))
    await elapse(100)
    expect(given.server.refreshes).toBe(1)
    const reason = new Error('enough')
    stop.abort(reason)
    expect(await isRejectedAtOnce(request)).toBe(true)
    await expect(request).rejects.toBe(reason)
    release()
    await elapse(100)
    expect(events.map(({ type }) => type)).toEqual(['refreshed'])
    expect(given.server.sentTo('/api')).toHaveLength(1)
    expect((await soon(authFetch('/api'))).status).toBe(200)
    expect(given.server.refreshes).toBe(1)
  })

  test('ends the retry', async () => {
    const { authFetch } = given.world.openTab()
    const stop = new AbortController()
    given.server.expire()
    const holdRefresh = given.server.hold('/auth/refresh')
    const request = authFetch(...make('/api', stop.signal))
    await elapse(100)
    given.server.hold('/api')
    holdRefresh()
    await elapse(100)
    expect(given.server.sentTo('/api')).toHaveLength(2)
    stop.abort()
    expect(await isRejectedAtOnce(request)).toBe(true)
    await expect(request).rejects.toMatchObject({ name: 'AbortError' })
  })

  test('changes nothing after the answer', async () => {
    const { authFetch } = given.world.openTab()
    const stop = new AbortController()
    given.server.expire()
    const response = await soon(authFetch(...make('/api', stop.signal)))
    stop.abort()
    expect(await response.json()).toMatchObject({ sub: 'ada' })
  })
})

test('a caller that gives up while its 401 is being read does not wait for the refresh', async () => {
  const stop = new AbortController()
  const { authFetch } = given.world.openTab({
    isExpired: async (response) => {
      stop.abort()
      return response.status === 401
    },
  })
  given.server.expire()
  given.server.hold('/auth/refresh')
  const request = authFetch('/api', { signal: stop.signal })
  expect(await isRejectedAtOnce(request)).toBe(true)
  await expect(request).rejects.toMatchObject({ name: 'AbortError' })
})

describe('of many that share a refresh', () => {
  test('one that gives up harms none of the others', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    const stop = new AbortController()
    const release = given.server.hold('/auth/refresh')
    const first = authFetch('/api/0', { signal: stop.signal })
    const others = [1, 2, 3, 4].map((n) => authFetch(`/api/${n}`))
    await elapse(100)
    stop.abort()
    expect(await isRejectedAtOnce(first)).toBe(true)
    expect(await isSettledWithin(Promise.race(others), 0)).toBe(false)
    release()
    expect((await soon(Promise.all(others))).map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(given.server.refreshes).toBe(1)
  })

  test('all may give up, and the session is refreshed all the same', async () => {
    const { authFetch, events } = given.world.openTab()
    given.server.expire()
    const stop = new AbortController()
    const release = given.server.hold('/auth/refresh')
    const all = [1, 2].map((n) => authFetch(`/api/${n}`, { signal: stop.signal }))
    await elapse(100)
    stop.abort()
    for (const each of all) await expect(each).rejects.toMatchObject({ name: 'AbortError' })
    release()
    await elapse(100)
    expect(events.map(({ type }) => type)).toEqual(['refreshed'])
  })

  test('the refresh does not carry the signal of the one that began it', async () => {
    const signals = /** @type {(AbortSignal | null | undefined)[]} */ ([])
    const { authFetch } = given.world.openTab({
      fetch: (input, init) => {
        if (String(input).endsWith('/auth/refresh')) signals.push(init?.signal)
        return given.server.fetch(/** @type {RequestInfo} */ (input), init)
      },
    })
    given.server.expire()
    const stop = new AbortController()
    await soon(authFetch('/api', { signal: stop.signal }))
    stop.abort()
    expect(signals).toHaveLength(1)
    expect(signals[0]?.aborted).not.toBe(true)
  })

  test('a caller that gives up while another tab has the lock leaves its place to nobody’s harm', async () => {
    const [one, two] = [given.world.openTab(), given.world.openTab()]
    given.server.expire()
    const release = given.server.hold('/auth/refresh')
    const first = one.authFetch('/api/one')
    await elapse(50)
    const stop = new AbortController()
    const second = two.authFetch('/api/two', { signal: stop.signal })
    await elapse(50)
    stop.abort()
    await expect(second).rejects.toMatchObject({ name: 'AbortError' })
    release()
    expect((await soon(first)).status).toBe(200)
    await elapse(500)
    expect(two.events).toMatchObject([{ type: 'refreshed', shared: true }])
    expect(given.server.refreshes).toBe(1)
  })
})

test('elsewhere the signal is the business of fetch alone', async () => {
  const { authFetch } = given.world.openTab()
  const stop = new AbortController()
  given.server.hold('/api')
  const request = authFetch('https://elsewhere.example/api', { signal: stop.signal })
  await elapse(10)
  stop.abort()
  await expect(request).rejects.toMatchObject({ name: 'AbortError' })
})
