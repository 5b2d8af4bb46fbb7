import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { launchChromium, until } from './support/chromium.js'
import { serviceOfFile } from './support/service.js'
import { eventTypes, openProfile, openTab, signal, successes } from './support/tabs.js'

const browser = await launchChromium()
const service = await serviceOfFile()
const { context, tabs, page, start } = await openProfile(browser, service, { tabs: 5 })
beforeEach(start)

/** A refresh that the test holds until it says so. */
function holdRefreshes() {
  const { given, give } = signal()
  service.intercept = async ({ path }, next) => {
    if (path === '/auth/refresh') await given
    return next()
  }
  return give
}

const aRefreshIsUnderWay = () => until(() => service.count('/auth/refresh') > 0, 'a refresh')

describe('one tab', () => {
  test('fifty requests that expire together cause one refresh, and all succeed', async () => {
    service.expire()
    const outcomes = await page.evaluate(() => bench.askTogether(50))
    assert.equal(successes(outcomes), 50)
    assert.equal(service.count('/auth/refresh'), 1)
    assert.equal(service.count('/api/me'), 100)
    assert.deepEqual(
      service.events.map(({ type }) => type),
      ['refreshed'],
    )
    assert.deepEqual(await eventTypes(page), ['refreshed'])
  })

  test('a 401 that comes after the refresh only tries again', async () => {
    service.expire()
    const { given: isRefreshed, give: release } = signal()
    let held = 0
    service.intercept = async ({ query }, next) => {
      const response = await next()
      if (query === 'late' && held++ === 0) await isRefreshed
      return response
    }
    const late = page.evaluate(() => bench.ask('/api/me?late'))
    await until(() => held === 1, 'the request whose answer is late')
    assert.equal((await page.evaluate(() => bench.ask('/api/me?early'))).status, 200)
    assert.equal(service.count('/auth/refresh'), 1)
    release()
    assert.equal((await late).status, 200)
    assert.equal(service.count('/auth/refresh'), 1)
    const statuses = service.seen.filter(({ query }) => query === 'late').map(({ status }) => status)
    assert.deepEqual(statuses, [401, 200])
  })

  test('a caller that gives up is let go at once, and neither the others nor the refresh notice', async () => {
    service.expire()
    const release = holdRefreshes()
    const outcomes = page.evaluate(() => {
      const controller = new AbortController()
      const first = bench.ask('/api/me?first', { signal: controller.signal })
      const others = bench.askTogether(9)
      Object.assign(globalThis, { giveUp: () => controller.abort(), first })
      return others
    })
    await aRefreshIsUnderWay()
    const given = await page.evaluate(() => {
      const { giveUp, first } = /** @type {{ giveUp: () => void, first: Promise<object> }} */ (
        /** @type {unknown} */ (globalThis)
      )
      giveUp()
      return first
    })
    // The refresh is held still: whoever gave up did not wait for it.
    assert.deepEqual(given, { error: 'AbortError' })
    release()
    assert.equal(successes(await outcomes), 9)
    assert.equal(service.count('/auth/refresh'), 1)
    assert.equal(service.seen.filter(({ query }) => query === 'first').length, 1)
  })

  test('nobody who gave up is asked for again, though all of them did', async () => {
    service.expire()
    const release = holdRefreshes()
    const outcome = page.evaluate(() => {
      const controller = new AbortController()
      Object.assign(globalThis, { giveUp: () => controller.abort() })
      return bench.ask('/api/me', { signal: controller.signal })
    })
    await aRefreshIsUnderWay()
    await page.evaluate(() => /** @type {{ giveUp?: () => void }} */ (globalThis).giveUp?.())
    assert.deepEqual(await outcome, { error: 'AbortError' })
    release()
    // The refresh was everybody's: it is finished, and the next request finds the new token.
    await until(async () => (await eventTypes(page)).includes('refreshed'), 'the end of the refresh')
    assert.equal((await page.evaluate(() => bench.ask('/api/me'))).status, 200)
    assert.equal(service.count('/auth/refresh'), 1)
  })
})

describe('five tabs', () => {
  test('ten requests in each cause one refresh per expiry, and nobody is signed out', async (t) => {
    const rounds = 12
    let asked = 0
    let succeeded = 0
    for (let round = 0; round < rounds; round++) {
      service.expire()
      const outcomes = await Promise.all(tabs.map((tab) => tab.evaluate(() => bench.askTogether(10))))
      asked += outcomes.flat().length
      succeeded += successes(outcomes.flat())
    }
    const refreshed = service.countEvents('refreshed')
    const replayed = service.countEvents('replayed')
    t.diagnostic(
      `figures: in Chromium, 5 tabs × 10 requests over ${rounds} expiries: ${service.count('/auth/refresh')} refreshes, ${replayed} of them replays, ${succeeded} of ${asked} requests succeeded`,
    )
    assert.equal(succeeded, asked)
    assert.equal(refreshed, rounds)
    assert.equal(service.count('/auth/refresh'), refreshed + replayed)
    assert.equal(service.countEvents('reused') + service.countEvents('revoked'), 0)
    for (const tab of tabs) assert.ok(!(await eventTypes(tab)).includes('signed-out'))
  })

  test('a tab that dies while it has the lock does not keep the others waiting', async () => {
    const dying = await openTab(context, service)
    service.forget()
    service.expire()
    service.intercept = async ({ path }, next) => {
      // The first refresh is never answered; it is the one of the tab that dies.
      if (path === '/auth/refresh' && service.count(path) === 1) await new Promise(() => {})
      return next()
    }
    const last = dying.evaluate(() => bench.ask('/api/me')).catch(() => 'closed')
    await aRefreshIsUnderWay()
    const others = Promise.all(tabs.slice(0, 2).map((tab) => tab.evaluate(() => bench.askTogether(5))))
    await until(() => service.count('/api/me') === 11, 'the requests of the other tabs')
    await dying.close()
    assert.equal(await last, 'closed')
    assert.equal(successes((await others).flat()), 10)
    assert.equal(service.count('/auth/refresh'), 2)
  })

  test('a tab that keeps the lock for too long is not waited for', async () => {
    const hurried = await openTab(context, service, { refreshAhead: 0, lockTimeout: 2 })
    service.forget()
    service.expire()
    await page.evaluate(takeLock)
    const outcomes = hurried.evaluate(() => bench.askTogether(10))
    const waiting = () => page.evaluate(async () => (await navigator.locks.query()).pending?.length === 1)
    await until(waiting, 'a tab that waits for the lock')
    assert.equal(service.count('/auth/refresh'), 0)
    assert.equal(successes(await outcomes), 10)
    assert.equal(service.count('/auth/refresh'), 1)
    await hurried.close()
    await page.evaluate(() => /** @type {{ giveLock?: () => void }} */ (globalThis).giveLock?.())
  })

  test('tabs that all go on without the lock get the same session from the server', async () => {
    const hideLocks = () =>
      Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true })
    await Promise.all(tabs.map((tab) => tab.evaluate(hideLocks)))
    service.expire()
    const { given: allHere, give } = signal()
    service.intercept = async ({ path }, next) => {
      if (path !== '/auth/refresh') return next()
      // Five refreshes at the same moment, which no lock keeps from it.
      if (service.count(path) === 5) give()
      await allHere
      return next()
    }
    const outcomes = await Promise.all(tabs.map((tab) => tab.evaluate(() => bench.askTogether(2))))
    assert.equal(successes(outcomes.flat()), 10)
    assert.equal(service.countEvents('refreshed'), 1)
    assert.equal(service.countEvents('replayed'), 4)
    for (const tab of tabs) assert.ok(!(await eventTypes(tab)).includes('signed-out'))
    await Promise.all(tabs.map((tab) => tab.evaluate(() => Reflect.deleteProperty(navigator, 'locks'))))
  })
})

/** Takes the lock of the client, in a page, and keeps it until somebody calls `giveLock` there. */
async function takeLock() {
  const name = `holoband/1 ${new URL('/auth/refresh', location.href).href}`
  /** @type {Promise<void>} */
  const given = new Promise((resolve) => Object.assign(globalThis, { giveLock: resolve }))
  await new Promise((resolve) => {
    void navigator.locks.request(name, () => {
      resolve(undefined)
      return given
    })
  })
}
