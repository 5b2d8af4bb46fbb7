// Several tabs of one browser, which share cookies, locks and channels.
import { describe, expect, test } from '@jest/globals'
import { never } from './support/auth-server.js'
import { elapse, soon, worldOfEachTest } from './support/world.js'

const given = worldOfEachTest()
const lockName = 'holoband/1 https://app.example/auth/refresh'

const openTabs = (/** @type {number} */ count) => Array.from({ length: count }, () => given.world.openTab())

/**
 * News of a tab that has gone on without the lock.
 * @param {object} news
 */
const tellAll = (news) => new given.browser.channels.constructorOfPage(lockName).postMessage(news)

/** @param {ReturnType<typeof openTabs>} tabs */
const requestFromEach = (tabs, each = 1) =>
  tabs.flatMap(({ authFetch }, tab) => Array.from({ length: each }, (_, n) => authFetch(`/api/${tab}/${n}`)))

/** @param {Promise<Response>[]} promises */
const statuses = async (promises) => (await soon(Promise.all(promises))).map(({ status }) => status)

describe('tabs that expire together', () => {
  test('refresh once: five tabs with ten requests each all succeed', async () => {
    const tabs = openTabs(5)
    given.server.expire()
    expect(await statuses(requestFromEach(tabs, 10))).toEqual(Array(50).fill(200))
    expect(given.server.refreshes).toBe(1)
    for (const { events } of tabs) expect(events.map(({ type }) => type)).toEqual(['refreshed'])
    expect(tabs.filter(({ events: [event] }) => event && 'shared' in event && !event.shared)).toHaveLength(1)
  })

  test('refresh once though the news arrive after the lock is free', async () => {
    const tabs = openTabs(5)
    given.browser.channels.delay = 40
    given.server.expire()
    expect(await statuses(requestFromEach(tabs))).toEqual(Array(5).fill(200))
    expect(given.server.refreshes).toBe(1)
  })

  test('refresh once though one finds out while the other’s refresh is under way', async () => {
    const tabs = openTabs(2)
    given.server.expire()
    given.server.latency = { '/auth/refresh': 300, '/api/1/0': 150 }
    expect(await statuses(requestFromEach(tabs))).toEqual([200, 200])
    expect(given.server.refreshes).toBe(1)
  })

  test('hear of a sign-out instead of asking the server for it one by one', async () => {
    const tabs = openTabs(3)
    given.server.expire()
    given.server.answerNext('/auth/refresh', 'revoked')
    expect(await statuses(requestFromEach(tabs))).toEqual([401, 401, 401])
    expect(given.server.refreshes).toBe(1)
    for (const { events } of tabs) {
      expect(events).toMatchObject([{ type: 'signed-out', reason: 'revoked', code: 'ERR_SESSION_REVOKED' }])
    }
  })

  test('succeed where every message is lost: each refreshes in its turn', async () => {
    const tabs = openTabs(3)
    given.browser.channels.lost = true
    given.server.expire()
    expect(await statuses(requestFromEach(tabs))).toEqual([200, 200, 200])
    expect(given.server.refreshes).toBe(3)
  })

  test('take turns: no refresh is sent while another tab’s is under way', async () => {
    const tabs = openTabs(2)
    given.browser.channels.lost = true
    given.server.expire()
    const release = given.server.hold('/auth/refresh')
    const all = requestFromEach(tabs)
    await elapse(1000)
    expect(given.server.refreshes).toBe(1)
    release()
    expect(await statuses(all)).toEqual([200, 200])
    expect(given.server.refreshes).toBe(2)
  })

  test('each try when the one before failed, since a failure may be that tab’s own', async () => {
    const tabs = openTabs(2)
    given.server.expire()
    given.server.answerNext('/auth/refresh', 'server_error')
    expect((await statuses(requestFromEach(tabs))).sort()).toEqual([200, 401])
    expect(given.server.refreshes).toBe(2)
  })
})

describe('the lock', () => {
  test('has the name of the refresh’s address, and is let go after it', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    const release = given.server.hold('/auth/refresh')
    const request = authFetch('/api')
    await elapse(100)
    expect(given.browser.locks.isHeld(lockName)).toBe(true)
    release()
    await soon(request)
    expect(given.browser.locks.isHeld(lockName)).toBe(false)
    expect(new Set(given.browser.locks.requested)).toEqual(new Set([lockName]))
  })

  test('is another one for another refreshUrl', async () => {
    const [one, two] = [given.world.openTab(), given.world.openTab({ refreshUrl: '/other/refresh' })]
    given.server.answerNext('/other/refresh', 'login_required')
    await soon(Promise.all([one.authFetch.refresh(), two.authFetch.refresh()]))
    expect(new Set(given.browser.locks.requested)).toEqual(
      new Set([lockName, 'holoband/1 https://app.example/other/refresh']),
    )
    expect(one.events.map(({ type }) => type)).toEqual(['refreshed'])
    expect(two.events.map(({ type }) => type)).toEqual(['signed-out'])
  })

  test('that a dead tab holds for ever is waited for five seconds, and then the refresh is made without it', async () => {
    const { authFetch } = given.world.openTab()
    given.browser.locks.holdForEver(lockName)
    given.server.expire()
    const request = authFetch('/api')
    await elapse(4900)
    expect(given.server.refreshes).toBe(0)
    await elapse(300)
    expect(given.server.refreshes).toBe(1)
    expect((await soon(request)).status).toBe(200)
  })

  test('is waited for as long as lockTimeout says', async () => {
    const { authFetch } = given.world.openTab({ lockTimeout: 1 })
    given.browser.locks.holdForEver(lockName)
    given.server.expire()
    const request = authFetch('/api')
    await elapse(900)
    expect(given.server.refreshes).toBe(0)
    await elapse(300)
    expect((await soon(request)).status).toBe(200)
  })

  test('that comes free in time is taken', async () => {
    const { authFetch } = given.world.openTab()
    const release = given.browser.locks.holdForEver(lockName)
    given.server.expire()
    const request = authFetch('/api')
    await elapse(2000)
    expect(given.server.refreshes).toBe(0)
    release()
    expect((await soon(request)).status).toBe(200)
    expect(given.server.refreshes).toBe(1)
  })

  test('need not come free once the tab that goes on without it has told what came of that', async () => {
    const [patient, hasty] = [given.world.openTab(), given.world.openTab({ lockTimeout: 1 })]
    given.browser.locks.holdForEver(lockName)
    given.server.expire()
    const [one, two] = [patient.authFetch('/api/one'), hasty.authFetch('/api/two')]
    await elapse(1500)
    expect((await soon(two)).status).toBe(200)
    expect((await soon(one)).status).toBe(200)
    expect(given.server.refreshes).toBe(1)
  })

  test('is not needed: without locks the refresh is made at once', async () => {
    const { environment } = given.browser.openPage()
    const { authFetch } = given.world.openTab({ environment: { ...environment, navigator: {} } })
    given.server.expire()
    expect((await soon(authFetch('/api'))).status).toBe(200)
    expect(given.browser.locks.requested).toEqual([])
  })

  test('that cannot be asked for, as in a page without permission, does not stop the refresh', async () => {
    const request = () => Promise.reject(new DOMException('no', 'SecurityError'))
    const { environment } = given.browser.openPage()
    const { authFetch } = given.world.openTab({
      environment: { ...environment, navigator: { locks: { request } } },
    })
    given.server.expire()
    expect((await soon(authFetch('/api'))).status).toBe(200)
  })

  test('whose request throws does not stop the refresh either', async () => {
    const request = () => {
      throw new DOMException('no', 'SecurityError')
    }
    const { environment } = given.browser.openPage()
    const { authFetch } = given.world.openTab({
      environment: { ...environment, navigator: { locks: { request } } },
    })
    given.server.expire()
    expect((await soon(authFetch('/api'))).status).toBe(200)
  })
})

describe('the channel', () => {
  test('is not needed: without it tabs refresh one after the other', async () => {
    const tabs = [1, 2].map(() => {
      const { BroadcastChannel: _, ...environment } = given.browser.openPage().environment
      return given.world.openTab({ environment })
    })
    given.server.expire()
    expect(await statuses(requestFromEach(tabs))).toEqual([200, 200])
    expect(given.server.refreshes).toBe(2)
  })

  test('carries no token, and nothing that a script could not ask the server for', async () => {
    openTabs(1)
    const [tab] = openTabs(1)
    await soon(/** @type {NonNullable<typeof tab>} */ (tab).authFetch.refresh())
    const [message, ...others] = given.browser.channels.messages
    expect(others).toEqual([])
    expect(message).toEqual({
      type: 'refreshed',
      claims: given.server.cookie,
      expiresAt: expect.any(Number),
      sessionExpiresAt: given.server.sessionExpiresAt,
    })
  })

  test.each([null, 'refreshed', 42, {}, { type: 'something else' }, { type: 'refresh-failed' }, []])(
    'is not listened to where it says %j, which is no news of ours',
    async (data) => {
      const { events } = given.world.openTab()
      new given.browser.channels.constructorOfPage(lockName).postMessage(data)
      await elapse(50)
      expect(events).toEqual([])
    },
  )

  test('has the version of its messages in its name, and hears no other', async () => {
    const { events } = given.world.openTab()
    const Channel = given.browser.channels.constructorOfPage
    for (const name of [lockName.replace('/1', ''), lockName.replace('/1', '/2'), `${lockName}2`]) {
      new Channel(name).postMessage({ type: 'signed-out', reason: 'logout' })
    }
    await elapse(50)
    expect(events).toEqual([])
    new Channel(lockName).postMessage({ type: 'signed-out', reason: 'logout' })
    await elapse(50)
    expect(events).toEqual([{ type: 'signed-out', reason: 'logout', shared: true }])
  })
})

describe('a result of another tab', () => {
  test('is taken by a tab that waits for its turn, which then sends nothing but its retry', async () => {
    const [one, two] = [given.world.openTab(), given.world.openTab()]
    given.server.expire()
    given.server.latency = { '/auth/refresh': 500 }
    const all = [one.authFetch('/api/one'), two.authFetch('/api/two')]
    expect(await statuses(all)).toEqual([200, 200])
    expect(given.server.log.map(({ path }) => path).sort()).toEqual(
      ['/api/one', '/api/one', '/api/two', '/api/two', '/auth/refresh'].sort(),
    )
  })

  test('ends the wait for a refresh that hangs in this one', async () => {
    const [one, two] = [given.world.openTab({ lockTimeout: 1 }), given.world.openTab({ lockTimeout: 1 })]
    given.server.expire()
    given.server.answerNext('/auth/refresh', never)
    const hanging = one.authFetch('/api/one')
    await elapse(100)
    const other = two.authFetch('/api/two')
    await elapse(1300)
    expect((await soon(other)).status).toBe(200)
    await elapse(10_000)
    expect((await soon(hanging)).status).toBe(200)
    expect(given.server.refreshes).toBe(2)
  })

  test('that signed out is not undone by an answer that was under way', async () => {
    const { authFetch, events } = given.world.openTab()
    given.server.expire()
    const release = given.server.hold('/auth/refresh')
    const request = authFetch('/api')
    await elapse(100)
    tellAll({ type: 'signed-out', reason: 'logout' })
    await elapse(50)
    release()
    expect((await soon(request)).status).toBe(401)
    expect(events.map(({ type }) => type)).toEqual(['signed-out'])
    expect(given.server.sentTo('/api')).toHaveLength(1)
  })

  test('that succeeded makes the failure of this one nobody’s concern', async () => {
    const { authFetch, events } = given.world.openTab()
    given.server.expire()
    given.server.answerNext('/auth/refresh', 'server_error')
    const release = given.server.hold('/auth/refresh')
    const request = authFetch('/api')
    await elapse(100)
    given.server.signIn('ada')
    tellAll({ type: 'refreshed', claims: given.server.cookie, expiresAt: Date.now() + 60_000 })
    await elapse(50)
    release()
    expect((await soon(request)).status).toBe(200)
    expect(events.map(({ type }) => type)).toEqual(['refreshed'])
  })
})
