import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { launchChromium, until } from './support/chromium.js'
import { lost, serviceOfFile } from './support/service.js'
import { eventTypes, openClockedTab, openProfile, setVisibility, signal, successes } from './support/tabs.js'

/** @import { Page } from 'playwright-core' */

const browser = await launchChromium()
const service = await serviceOfFile()
const { context, page, start } = await openProfile(browser, service)
beforeEach(start)

const refreshes = () => service.count('/auth/refresh')

/** @param {Page} [tab] */
const ask = (tab = page) => tab.evaluate(() => bench.ask('/api/me'))

/** The moment from which the page may refresh again, as the last failure told it. */
const retryAt = () =>
  page.evaluate(() => {
    const failure = bench.events.findLast(({ type }) => type === 'refresh-failed')
    return failure !== undefined && 'retryAt' in failure ? failure.retryAt : 0
  })

/** Waits as long as the page has been told to. */
async function untilRetry() {
  const at = await retryAt()
  await until(() => page.evaluate((moment) => Date.now() >= moment, at), 'the end of the back-off')
}

describe('a refresh that fails', () => {
  test('with 500 three times signs nobody out: the 401 comes back, and the fourth succeeds', async () => {
    service.expire()
    let failures = 3
    service.intercept = async ({ path }, next) =>
      path === '/auth/refresh' && failures-- > 0 ? new Response(null, { status: 500 }) : next()
    let now = await page.evaluate(() => bench.holdClock())
    for (const [index, wait] of [1000, 2000, 4000].entries()) {
      const outcomes = await page.evaluate(() => bench.askTogether(5))
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        [401, 401, 401, 401, 401],
      )
      assert.match(outcomes[0]?.text ?? '', /"reason":"expired"/)
      assert.equal(await retryAt(), now + wait)
      // Who asks a moment too early gets the 401, and no refresh is sent.
      await page.evaluate((at) => bench.holdClock(at), now + wait - 1)
      assert.equal((await ask()).status, 401)
      assert.equal(refreshes(), index + 1)
      now += wait
      await page.evaluate((at) => bench.holdClock(at), now)
    }
    assert.equal((await ask()).status, 200)
    assert.equal(refreshes(), 4)
    assert.deepEqual(await eventTypes(page), [
      'refresh-failed',
      'refresh-failed',
      'refresh-failed',
      'refreshed',
    ])
    assert.equal(await page.evaluate(() => bench.client.session.status), 'signed-in')
  })

  test('because its answer was lost is made up for, and the server gives the same session again', async () => {
    service.expire()
    service.intercept = async ({ path }, next) => {
      const response = await next()
      return path === '/auth/refresh' && service.countEvents('refreshed') === 1 && refreshes() === 1
        ? lost()
        : response
    }
    const first = await ask()
    // Chromium itself asks again where a connection that it had open breaks before the answer.
    if (first.status === 401) {
      await untilRetry()
      assert.equal((await ask()).status, 200)
    }
    assert.equal(service.countEvents('refreshed'), 1)
    assert.equal(service.countEvents('replayed'), 1)
    assert.ok(!(await eventTypes(page)).includes('signed-out'))
  })

  test('because the network is away signs nobody out, and the return of the network ends the back-off', async () => {
    service.expire()
    const { given, give } = signal()
    service.intercept = async ({ path }, next) => {
      const response = await next()
      // The 401 is the last that comes through: the network goes away between it and the refresh.
      if (path === '/api/me' && response.status === 401) await given
      return response
    }
    await page.route('**/auth/refresh', (route) => route.abort('internetdisconnected'))
    const asked = ask()
    give()
    assert.equal((await asked).status, 401)
    await page.unroute('**/auth/refresh')
    await context.setOffline(true)
    assert.deepEqual(await ask(), { error: 'TypeError' })
    assert.equal(refreshes(), 0)
    assert.deepEqual(await eventTypes(page), ['refresh-failed'])
    await context.setOffline(false)
    await until(() => page.evaluate(() => navigator.onLine), 'the network')
    assert.equal((await ask()).status, 200)
    assert.equal(refreshes(), 1)
    assert.deepEqual(await eventTypes(page), ['refresh-failed', 'refreshed'])
  })
})

describe('a page whose token is about to expire', () => {
  // The page's clock is the test's: time passes in leaps, as it does for a machine that sleeps.

  test('refreshes by itself while somebody can see it', async (t) => {
    const tab = await openClockedTab(t, context, service)
    await tab.clock.runFor('14:00')
    assert.equal(refreshes(), 0)
    // Not further than to the refresh itself: the page's clock is also the one that its patience goes by.
    await until(async () => {
      if (refreshes() === 0) await tab.clock.runFor('00:01')
      return refreshes() === 1
    }, 'the refresh')
    await until(async () => (await eventTypes(tab)).includes('refreshed'), 'its answer')
    // Once: the next is due in a quarter of an hour.
    await tab.clock.runFor('10:00')
    assert.equal(refreshes(), 1)
  })

  test('does not while it is hidden, and does when it is looked at again', async (t) => {
    const tab = await openClockedTab(t, context, service)
    await setVisibility(tab, 'hidden')
    await tab.clock.runFor('30:00')
    assert.equal(refreshes(), 0)
    await setVisibility(tab, 'visible')
    await until(() => refreshes() === 1, 'the refresh')
  })

  test('refreshes once when the machine wakes up, whatever wakes with it', async (t) => {
    const tab = await openClockedTab(t, context, service)
    service.expire()
    // The lid is closed for half an hour: timers stand still, and fire late.
    await tab.clock.fastForward('30:00')
    const outcomes = await tab.evaluate(() => {
      for (const type of ['pageshow', 'online']) dispatchEvent(new Event(type))
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
      return bench.askTogether(10)
    })
    assert.equal(successes(outcomes), 10)
    assert.equal(refreshes(), 1)
    assert.deepEqual(await eventTypes(tab), ['refreshed'])
  })
})
