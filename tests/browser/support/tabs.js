// Tabs of one browser profile, signed in at the real server.
import { openContext, until } from './chromium.js'
import { credentials } from './service.js'

/** @import { TestContext } from 'node:test' */
/** @import { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core' */
/** @import { AuthClientOptions, AuthFetchOptions } from 'holoband/client' */
/** @import { Service } from './service.js' */
/** @import { Outcome } from './page.js' */

/**
 * @typedef {object} Profile
 * @property {BrowserContext} context
 * @property {Page[]} tabs
 * @property {Page} page  the first tab
 * @property {() => Promise<void>} start  begins a test: signed in, no fault, and nothing seen so far
 */

/** @typedef {{ tabs?: number, profile?: BrowserContextOptions }} Wish */
/** @typedef {AuthClientOptions & AuthFetchOptions} ClientOptions */

/**
 * Opens a profile with so many tabs, which the tests of a file share: to open one takes long.
 *
 * @param {Browser} browser
 * @param {Service} service
 * @param {Wish} [wish]
 * @returns {Promise<Profile>}
 */
export async function openProfile(browser, service, { tabs: count = 1, profile } = {}) {
  const { context } = await openContext(browser, profile)
  const page = await openTab(context, service)
  const tabs = [page]
  while (tabs.length < count) tabs.push(await openTab(context, service))
  const start = async () => {
    service.intercept = (_seen, next) => next()
    await page.evaluate((who) => bench.client.login(who), credentials('anna'))
    const sid = await page.evaluate(() => bench.sid())
    const knows = (/** @type {Page} */ tab) => async () => (await tab.evaluate(() => bench.sid())) === sid
    await Promise.all(tabs.map((tab) => until(knows(tab), 'news of the login')))
    await Promise.all(tabs.map((tab) => tab.evaluate(() => bench.forget())))
    service.forget()
  }
  return { context, tabs, page, start }
}

/**
 * Opens a tab whose client does not refresh by itself, so that a test knows which request causes what.
 *
 * @param {BrowserContext} context
 * @param {Service} service
 * @param {ClientOptions} [client]
 */
export async function openTab(context, service, client = { refreshAhead: 0 }) {
  const page = await context.newPage()
  await page.goto(`${service.origin}/?options=${encodeURIComponent(JSON.stringify(client))}`)
  await page.evaluate(() => bench.client.ready)
  return page
}

/**
 * Opens a tab that refreshes by itself, as the client does by default, and whose clock the test moves.
 *
 * @param {TestContext} t
 * @param {BrowserContext} context
 * @param {Service} service
 */
export async function openClockedTab(t, context, service) {
  const tab = await context.newPage()
  t.after(() => tab.close())
  await tab.clock.install()
  await tab.goto(service.origin)
  await tab.evaluate(() => bench.client.ready)
  await tab.evaluate(() => bench.forget())
  service.forget()
  return tab
}

/**
 * Lets a page see what it would if another tab were put before it. Chromium without a screen takes every page for
 * visible.
 *
 * @param {Page} tab
 * @param {'visible' | 'hidden'} state
 */
export async function setVisibility(tab, state) {
  await tab.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { value, configurable: true })
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  }, state)
}

/**
 * How many of the requests got what they asked for.
 *
 * @param {readonly Outcome[]} outcomes
 */
export function successes(outcomes) {
  return outcomes.filter(({ status }) => status === 200).length
}

/** @param {Page} page */
export function eventTypes(page) {
  return page.evaluate(() => bench.events.map(({ type }) => type))
}

/**
 * Waits until a page's session is in this state.
 *
 * @param {Page} page
 * @param {string} status
 */
export function untilSession(page, status) {
  return until(async () => (await page.evaluate(() => bench.client.session.status)) === status, status)
}

/** A promise, and what fulfils it. */
export function signal() {
  /** @type {() => void} */
  let give = () => {}
  /** @type {Promise<void>} */
  const given = new Promise((resolve) => {
    give = resolve
  })
  return { given, give }
}
