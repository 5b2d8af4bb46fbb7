// A machine that sleeps stops its timers, and not the server's clock.
import { describe, expect, test } from '@jest/globals'
import { networkError } from './support/auth-server.js'
import { elapse, sleep, soon, worldOfEachTest } from './support/world.js'

const given = worldOfEachTest()
const hours = 3_600_000

describe('after sleep', () => {
  test.each(
    /** @type {[string, (page: import('./support/browser.js').FakePage) => void][]} */ ([
      ['the page is shown', (page) => page.show()],
      ['the page is come back to', (page) => page.window.dispatchEvent(new Event('pageshow'))],
      ['the network is back', (page) => page.goOnline()],
    ]),
  )('the session is refreshed when %s, though no timer has noticed', async (_what, wake) => {
    const { authFetch, page } = given.world.openTab()
    await soon(authFetch.refresh())
    sleep(8 * hours)
    wake(page)
    await elapse(100)
    expect(given.server.refreshes).toBe(2)
  })

  test('the session is refreshed within a minute though nothing is told', async () => {
    given.server.lifetime = 7200
    const { authFetch } = given.world.openTab()
    await soon(authFetch.refresh())
    sleep(8 * hours)
    await elapse(61_000)
    expect(given.server.refreshes).toBe(2)
  })

  test('a request that meets the expired token is refreshed once together with the page’s own refresh', async () => {
    const { authFetch, page } = given.world.openTab()
    await soon(authFetch.refresh())
    sleep(8 * hours)
    page.show()
    const all = [1, 2, 3].map((n) => authFetch(`/api/${n}`))
    expect((await soon(Promise.all(all))).map(({ status }) => status)).toEqual([200, 200, 200])
    expect(given.server.refreshes).toBe(2)
  })

  test('a machine that wakes before its network waits, and is quick when that is back', async () => {
    const { authFetch, page } = given.world.openTab()
    await soon(authFetch.refresh())
    sleep(8 * hours)
    const away = () => Promise.reject(networkError())
    given.server.answerNext('/auth/refresh', away, away, away)
    page.show()
    await elapse(4000)
    expect(given.server.refreshes).toBe(4)
    page.goOnline()
    await elapse(100)
    expect(given.server.refreshes).toBe(5)
    expect((await soon(authFetch('/api'))).status).toBe(200)
  })
})
