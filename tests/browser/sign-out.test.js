import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { launchChromium, until, untilNoCookies } from './support/chromium.js'
import { credentials, serviceOfFile } from './support/service.js'
import { eventTypes, openProfile, openTab, untilSession } from './support/tabs.js'

/** @import { Page } from 'playwright-core' */

// Playwright switches the back/forward cache off unless it is told not to.
const browser = await launchChromium({ backForwardCache: true })
const service = await serviceOfFile()
const { context, tabs, page, start } = await openProfile(browser, service, { tabs: 4 })
beforeEach(start)

/** @param {Page} tab */
const session = (tab) => tab.evaluate(() => bench.client.session)

/** @param {Page} tab */
const signedOutAt = (tab) =>
  tab.evaluate(() => bench.changes.find(({ status }) => status === 'signed-out')?.at ?? Number.NaN)

describe('a logout', () => {
  test('in one tab signs out the others within a second', async (t) => {
    const called = await page.evaluate(async () => {
      const at = performance.timeOrigin + performance.now()
      await bench.client.logout()
      return at
    })
    await Promise.all(tabs.map((tab) => untilSession(tab, 'signed-out')))
    const [first = Number.NaN, ...others] = await Promise.all(tabs.map(signedOutAt))
    const last = Math.max(...others)
    t.diagnostic(
      `figures: in Chromium, ${others.length} other tabs were signed out ${(last - called).toFixed(0)} ms after logout() was called`,
    )
    // From the server's answer on: how long that takes says nothing of the client.
    assert.ok(last - first < 1000, `${last - first} ms`)
    for (const tab of tabs) {
      assert.deepEqual(await session(tab), { status: 'signed-out', reason: 'logout' })
      assert.deepEqual(await eventTypes(tab), ['signed-out'])
    }
  })

  test('leaves nothing behind (incident: auth0-spa-js 2.19.2, tokens that a logout left): no cookie, no claims, no refresh', async () => {
    await page.evaluate(() => bench.client.logout())
    await untilNoCookies(context)
    service.forget()
    const { status, text } = await page.evaluate(() => bench.ask('/api/me'))
    assert.equal(status, 401)
    assert.match(text ?? '', /"code":"ERR_CREDENTIALS_MISSING"/)
    assert.equal(service.count('/auth/refresh'), 0)
    assert.ok(!('claims' in (await session(page))))
  })

  test('that the server did not take is none', async () => {
    service.intercept = async (_seen, next) => {
      await next()
      return Response.json({ code: 'ERR_STORE_UNAVAILABLE', message: '' }, { status: 503 })
    }
    const error = await page.evaluate(() => bench.client.logout().then(() => 'done', bench.nameOf))
    assert.equal(error, 'ERR_STORE_UNAVAILABLE')
    for (const tab of tabs) assert.equal((await session(tab)).status, 'signed-in')
  })
})

describe('a session that the server has ended', () => {
  test('is over in every tab after one refresh, told once, with the reason', async () => {
    await service.sessions.ban('anna')
    service.expire()
    const outcomes = await page.evaluate(() => bench.askTogether(10))
    assert.deepEqual([...new Set(outcomes.map(({ status }) => status))], [401])
    await Promise.all(tabs.map((tab) => untilSession(tab, 'signed-out')))
    for (const tab of tabs) {
      assert.deepEqual(await eventTypes(tab), ['signed-out'])
      assert.deepEqual(await session(tab), { status: 'signed-out', reason: 'revoked' })
    }
    const later = await Promise.all(tabs.map((tab) => tab.evaluate(() => bench.ask('/api/me'))))
    assert.deepEqual([...new Set(later.map(({ status }) => status))], [401])
    assert.equal(service.count('/auth/refresh'), 1)
    await service.sessions.unban('anna')
  })

  test('because its refresh token was stolen and used is told from other ends', async () => {
    const stolen = (await context.cookies()).find(({ name }) => name === '__Host-refresh')?.value ?? ''
    service.expire()
    assert.equal((await page.evaluate(() => bench.ask('/api/me'))).status, 200)
    service.expire()
    // The thief comes after the grace, and both lose the session.
    await assert.rejects(service.sessions.refresh(stolen), { code: 'ERR_REFRESH_TOKEN_REUSED' })
    assert.equal((await page.evaluate(() => bench.ask('/api/me'))).status, 401)
    await Promise.all(tabs.map((tab) => untilSession(tab, 'signed-out')))
  })
})

describe('the back/forward cache', () => {
  test('gives back a page that learns at once that the session ended elsewhere', async () => {
    const tab = await openTab(context, service)
    await leave(tab)
    await page.evaluate(() => bench.client.logout())
    await comeBack(tab)
    await untilSession(tab, 'signed-out')
    await tab.close()
  })

  test('gives back a page that learns at once who signed in elsewhere', async () => {
    const tab = await openTab(context, service)
    await leave(tab)
    await page.evaluate((who) => bench.client.login(who), credentials('bert'))
    await comeBack(tab)
    const subject = () =>
      tab.evaluate(() => {
        const { session } = bench.client
        return session.status === 'signed-in' ? session.claims.sub : session.status
      })
    await until(async () => (await subject()) === 'bert', 'the name of who is signed in')
    // And it hears the other tabs again.
    await page.evaluate(() => bench.client.logout())
    await untilSession(tab, 'signed-out')
    await tab.close()
  })
})

/** @param {Page} tab */
async function leave(tab) {
  await tab.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => Object.assign(globalThis, { persisted }))
  })
  await tab.goto(`${service.origin}/dist/index.js`)
}

/**
 * Goes back to a page that was kept. Playwright's goBack waits for a load, which such a page does not do again.
 *
 * @param {Page} tab
 */
async function comeBack(tab) {
  await tab.evaluate(() => history.back())
  const isBack = () =>
    tab.evaluate(() => /** @type {{ persisted?: boolean }} */ (globalThis).persisted === true)
  // In between there is a moment without any page.
  await until(() => isBack().catch(() => false), 'the page out of the back/forward cache')
}
