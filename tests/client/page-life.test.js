// Pages that go into the back/forward cache and come back, and clients that are disposed of.
import { describe, expect, jest, test } from '@jest/globals'
import { elapse, sleep, soon, worldOfEachTest } from './support/world.js'

const given = worldOfEachTest()

describe('the back/forward cache', () => {
  test('is not refused a page: its channel is closed when it is left, and open when it comes back', async () => {
    const { page } = given.world.openTab()
    const { open } = given.browser.channels
    expect(open.size).toBe(1)
    page.leave()
    expect(open.size).toBe(0)
    page.comeBack()
    expect(open.size).toBe(1)
    page.comeBack()
    expect(open.size).toBe(1)
  })

  test('keeps no lock either', async () => {
    const { authFetch, page } = given.world.openTab()
    await soon(authFetch.refresh())
    page.leave()
    expect(given.browser.locks.isHeld('holoband/1 https://app.example/auth/refresh')).toBe(false)
  })

  test('a page that comes back hears the others again', async () => {
    const [one, two] = [given.world.openTab(), given.world.openTab()]
    one.page.leave()
    await soon(two.authFetch.refresh())
    await elapse(50)
    expect(one.events).toEqual([])
    one.page.comeBack()
    await soon(two.authFetch.refresh())
    await elapse(50)
    expect(one.events).toMatchObject([{ type: 'refreshed', shared: true }])
  })

  test('a page that comes back after the token’s end refreshes', async () => {
    const { authFetch, page } = given.world.openTab()
    await soon(authFetch.refresh())
    page.leave()
    sleep(600_000)
    page.comeBack()
    await elapse(100)
    expect(given.server.refreshes).toBe(2)
  })

  test('a page whose refresh ends while it is left does not fail over its closed channel', async () => {
    const { authFetch, page, events } = given.world.openTab()
    given.server.expire()
    const release = given.server.hold('/auth/refresh')
    const request = authFetch('/api')
    await elapse(50)
    page.leave()
    release()
    expect((await soon(request)).status).toBe(200)
    expect(events.map(({ type }) => type)).toEqual(['refreshed'])
  })

  test('a client asks anew who is signed in, since it has heard nothing meanwhile', async () => {
    const [left, here] = [given.world.openClient(), given.world.openClient()]
    await soon(Promise.all([left.client.ready, here.client.ready]))
    left.page.leave()
    await soon(here.client.logout())
    await elapse(100)
    expect(left.client.session.status).toBe('signed-in')
    left.page.comeBack()
    await elapse(100)
    expect(left.client.session).toEqual({ status: 'signed-out', reason: 'login_required' })
  })

  test('a client learns of somebody else’s login when it comes back', async () => {
    const [left, here] = [given.world.openClient(), given.world.openClient()]
    await soon(Promise.all([left.client.ready, here.client.ready]))
    await soon(left.client.fetch.refresh())
    expect(left.client.session).toMatchObject({ sessionExpiresAt: given.server.sessionExpiresAt })
    left.page.leave()
    await soon(here.client.login({ username: 'eve', password: 'right' }))
    left.page.comeBack()
    await elapse(100)
    expect(left.client.session).toMatchObject({ status: 'signed-in', claims: { sub: 'eve' } })
    // That was known of the session before.
    expect(Object(left.client.session).sessionExpiresAt).toBeUndefined()
  })

  test('a client that comes back to be signed in can sign out again', async () => {
    const { client, page, events } = given.world.openClient()
    await soon(client.ready)
    await soon(client.logout())
    page.leave()
    given.server.signIn('ada')
    page.comeBack()
    await elapse(100)
    expect(client.session.status).toBe('signed-in')
    await soon(client.logout())
    expect(client.session).toEqual({ status: 'signed-out', reason: 'logout' })
    expect(events.map(({ type }) => type)).toEqual(['signed-out', 'signed-out'])
  })

  test('a client does not ask again at the first pageshow, which is no return', async () => {
    const { client, page } = given.world.openClient()
    page.window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }))
    await soon(client.ready)
    page.window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }))
    await elapse(100)
    expect(given.server.sentTo('/auth/session')).toHaveLength(1)
  })
})

describe('dispose', () => {
  test('leaves no timer, no channel and no listener behind', async () => {
    const { authFetch, page } = given.world.openTab()
    await soon(authFetch.refresh())
    // The limits of the refresh itself have run out by then.
    await elapse(11_000)
    expect(jest.getTimerCount()).toBe(1)
    authFetch.dispose()
    expect(jest.getTimerCount()).toBe(0)
    expect(given.browser.channels.open.size).toBe(0)
    sleep(600_000)
    page.show()
    page.goOnline()
    page.comeBack()
    await elapse(600_000)
    expect(given.server.refreshes).toBe(1)
    expect(given.browser.channels.open.size).toBe(0)
    expect(jest.getTimerCount()).toBe(0)
  })

  test('may be done twice, and while a refresh runs', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    const request = authFetch('/api')
    await elapse(5)
    authFetch.dispose()
    authFetch.dispose()
    expect((await soon(request)).status).toBe(200)
    await elapse(60_000)
    expect(jest.getTimerCount()).toBe(0)
  })

  test('leaves a fetch that still refreshes and retries', async () => {
    const { authFetch } = given.world.openTab()
    authFetch.dispose()
    given.server.expire()
    expect((await soon(authFetch('/api'))).status).toBe(200)
    expect(given.server.refreshes).toBe(1)
    await elapse(600_000)
    expect(given.server.refreshes).toBe(1)
  })

  test('of one client does nothing to another', async () => {
    const [one, two] = [given.world.openTab(), given.world.openTab()]
    one.authFetch.dispose()
    await soon(two.authFetch.refresh())
    await elapse(46_000)
    expect(given.server.refreshes).toBe(2)
    expect(one.events).toEqual([])
  })

  test('of an auth client ends its fetch too, and it asks for nothing any more', async () => {
    const { client, page } = given.world.openClient()
    await soon(client.ready)
    client.dispose()
    given.server.log = []
    page.leave()
    page.comeBack()
    page.goOnline()
    await elapse(600_000)
    expect(given.server.log).toEqual([])
    expect(jest.getTimerCount()).toBe(0)
    expect(given.browser.channels.open.size).toBe(0)
  })
})

describe('a place that is no page', () => {
  test('may lack everything that a page has', async () => {
    const { authFetch, events } = given.world.openTab({ environment: {} })
    expect((await soon(authFetch('https://elsewhere.example/api'))).status).toBe(401)
    const api = given.world.openTab({ environment: {}, refreshUrl: 'https://app.example/auth/refresh' })
    given.server.expire()
    expect((await soon(api.authFetch('https://app.example/api'))).status).toBe(200)
    expect(api.events.map(({ type }) => type)).toEqual(['refreshed'])
    expect(events).toEqual([])
  })

  test('may be a worker, which has no document', async () => {
    const { document: _, ...environment } = given.browser.openPage().environment
    const { authFetch } = given.world.openTab({ environment })
    given.server.expire()
    expect((await soon(authFetch('/api'))).status).toBe(200)
  })

  test('refreshes ahead of time without a document, since nobody can say that it is hidden', async () => {
    const { document: _, ...environment } = given.browser.openPage().environment
    const { authFetch } = given.world.openTab({ environment })
    await soon(authFetch.refresh())
    await elapse(46_000)
    expect(given.server.refreshes).toBe(2)
  })
})

describe('the page itself', () => {
  test('can be the environment, as it is where none is given', async () => {
    const { authFetch } = given.world.openTab({ environment: globalThis })
    given.server.expire()
    expect((await soon(authFetch('/api'))).status).toBe(200)
    sleep(600_000)
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
    await elapse(100)
    expect(given.server.refreshes).toBe(2)
    sleep(600_000)
    window.dispatchEvent(new Event('online'))
    await elapse(100)
    expect(given.server.refreshes).toBe(3)
  })

  test('lends its fetch as it is at each call, so that one that is replaced later is used', async () => {
    const { fetch: before } = globalThis
    try {
      const { authFetch } = given.world.openTab(/** @type {object} */ ({ fetch: undefined }))
      given.server.expire()
      globalThis.fetch = given.server.fetch
      expect((await soon(authFetch('/api'))).status).toBe(200)
      expect(given.server.refreshes).toBe(1)
    } finally {
      globalThis.fetch = before
    }
  })
})
