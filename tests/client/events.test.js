// What listeners are told, and what happens to those that throw.
import { describe, expect, jest, test } from '@jest/globals'
import { networkError } from './support/auth-server.js'
import { elapse, soon, worldOfEachTest } from './support/world.js'

const given = worldOfEachTest()

describe('a listener is told', () => {
  test('of a refresh, with the claims, both ends, and whether another tab made it', async () => {
    const [one, two] = [given.world.openTab(), given.world.openTab()]
    await soon(one.authFetch.refresh())
    await elapse(50)
    const [sent] = given.server.sentTo('/auth/refresh')
    const event = {
      type: 'refreshed',
      claims: given.server.cookie,
      expiresAt: (sent?.at ?? 0) + 60_000,
      sessionExpiresAt: given.server.sessionExpiresAt,
    }
    expect(one.events).toEqual([{ ...event, shared: false }])
    expect(two.events).toEqual([{ ...event, shared: true }])
  })

  test('of a sign-out, with its reason and code, once in every tab', async () => {
    const [one, two] = [given.world.openTab(), given.world.openTab()]
    given.server.answerNext('/auth/refresh', 'reused')
    await soon(one.authFetch.refresh())
    await elapse(50)
    const event = { type: 'signed-out', reason: 'reused', code: 'ERR_REFRESH_TOKEN_REUSED' }
    expect(one.events).toEqual([{ ...event, shared: false }])
    expect(two.events).toEqual([{ ...event, shared: true }])
  })

  test('of a refresh that the server failed, with its status and the time of the next, and no other tab is', async () => {
    const [one, two] = [given.world.openTab(), given.world.openTab()]
    given.server.answerNext('/auth/refresh', 'server_error')
    await soon(one.authFetch.refresh())
    await elapse(50)
    const [sent] = given.server.sentTo('/auth/refresh')
    expect(one.events).toEqual([{ type: 'refresh-failed', status: 500, retryAt: (sent?.at ?? 0) + 1000 }])
    expect(two.events).toEqual([])
  })

  test('of a refresh that did not reach it, with the cause', async () => {
    const { authFetch, events } = given.world.openTab()
    const cause = networkError()
    given.server.answerNext('/auth/refresh', () => Promise.reject(cause))
    await soon(authFetch.refresh())
    expect(events).toEqual([{ type: 'refresh-failed', cause, retryAt: expect.any(Number) }])
  })

  test('of a login, in the tab that made it and in the others', async () => {
    const [one, two] = [given.world.openClient(), given.world.openTab()]
    await soon(one.client.ready)
    await soon(one.client.login({ username: 'eve', password: 'right' }))
    await elapse(50)
    const event = {
      type: 'signed-in',
      claims: given.server.cookie,
      expiresAt: expect.any(Number),
      sessionExpiresAt: given.server.sessionExpiresAt,
    }
    expect(one.events).toEqual([{ ...event, shared: false }])
    expect(two.events).toEqual([{ ...event, shared: true }])
  })

  test('of a logout, without a code', async () => {
    const [one, two] = [given.world.openClient(), given.world.openTab()]
    await soon(one.client.ready)
    await soon(one.client.logout())
    await elapse(50)
    expect(one.events).toEqual([{ type: 'signed-out', reason: 'logout', shared: false }])
    expect(two.events).toEqual([{ type: 'signed-out', reason: 'logout', shared: true }])
  })

  test('before the requests that waited are sent again', async () => {
    const { authFetch } = given.world.openTab()
    const order = /** @type {string[]} */ ([])
    authFetch.subscribe(({ type }) => order.push(`${type} after ${given.server.log.length}`))
    given.server.expire()
    await soon(authFetch('/api'))
    expect(order).toEqual(['refreshed after 2'])
  })

  test('of nothing while all goes well', async () => {
    const { authFetch, events } = given.world.openTab()
    await soon(authFetch('/api'))
    given.server.answerNext('/api', 'insufficient_scope', 'revoked', 'login_required')
    for (let n = 0; n < 3; n++) await soon(authFetch('/api'))
    expect(events).toEqual([])
  })
})

describe('a subscription', () => {
  test('ends by the function that it returned, which may be called twice', async () => {
    const { authFetch } = given.world.openTab()
    const told = jest.fn()
    const unsubscribe = authFetch.subscribe(told)
    await soon(authFetch.refresh())
    unsubscribe()
    unsubscribe()
    await soon(authFetch.refresh())
    expect(told).toHaveBeenCalledTimes(1)
  })

  test('may end within its own event without harm to the next listener', async () => {
    const { authFetch } = given.world.openTab()
    const next = jest.fn()
    const unsubscribe = authFetch.subscribe(() => unsubscribe())
    authFetch.subscribe(next)
    await soon(authFetch.refresh())
    expect(next).toHaveBeenCalledTimes(1)
  })

  test('may ask for a request within an event', async () => {
    const { authFetch } = given.world.openTab()
    const answers = /** @type {Promise<Response>[]} */ ([])
    authFetch.subscribe(() => answers.push(authFetch('/api/after')))
    given.server.expire()
    await soon(authFetch('/api'))
    expect(answers).toHaveLength(1)
    expect((await soon(Promise.all(answers)))[0]?.status).toBe(200)
  })
})

describe('a listener that throws', () => {
  /**
   * What is reported to the page or to its console.
   * @param {() => Promise<void>} work
   */
  const reportedWhile = async (work) => {
    const reported = /** @type {unknown[]} */ ([])
    const { reportError } = globalThis
    globalThis.reportError = (error) => reported.push(error)
    const error = jest.spyOn(console, 'error').mockImplementation((text) => reported.push(text))
    try {
      await work()
    } finally {
      globalThis.reportError = reportError
      error.mockRestore()
    }
    return reported
  }

  test('is reported, and stops neither the others nor the requests', async () => {
    const mistake = new Error('in the listener')
    const reported = await reportedWhile(async () => {
      const { authFetch } = given.world.openTab()
      const next = jest.fn()
      authFetch.subscribe(() => {
        throw mistake
      })
      authFetch.subscribe(next)
      given.server.expire()
      expect((await soon(authFetch('/api'))).status).toBe(200)
      expect(next).toHaveBeenCalledTimes(1)
    })
    expect(reported).toEqual([mistake])
  })

  test('is reported where it hears of another tab, too', async () => {
    const mistake = new Error('in the listener')
    const reported = await reportedWhile(async () => {
      const [one, two] = [given.world.openTab(), given.world.openTab()]
      one.authFetch.subscribe(() => {
        throw mistake
      })
      await soon(two.authFetch.refresh())
      await elapse(50)
    })
    expect(reported).toEqual([mistake])
  })

  test('does not turn a refresh into a failure', async () => {
    await reportedWhile(async () => {
      const { authFetch, events } = given.world.openTab()
      authFetch.subscribe(() => {
        throw new Error('in the listener')
      })
      expect(await soon(authFetch.refresh())).toBe('refreshed')
      expect(events.map(({ type }) => type)).toEqual(['refreshed'])
    })
  })
})
