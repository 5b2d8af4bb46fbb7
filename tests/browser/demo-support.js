import { openContext } from './support/chromium.js'

/** @import { Browser, BrowserContextOptions, Page } from 'playwright-core' */

/**
 * A browser profile of its own on the demo's page.
 *
 * @param {Browser} browser
 * @param {string} url
 * @param {BrowserContextOptions} [options]
 */
export async function openDemo(browser, url, options) {
  const { context, problems } = await openContext(browser, options)
  const page = await context.newPage()
  await page.goto(url)
  return { context, problems, page }
}

/**
 * @param {Page} page
 * @param {'ada' | 'grace' | 'mallory'} name
 */
export async function signIn(page, name) {
  await press(page, name)
  await press(page, 'Sign in')
  if (name !== 'mallory')
    await page.getByText('Verified in this page').or(page.getByText('signs with a secret')).waitFor()
}

/**
 * @param {Page} page
 * @param {string} name
 */
export async function press(page, name) {
  // The people of the demo have their role beside their name.
  const button = page.getByRole('button', { name: new RegExp(`^${name}( (admin|user).*)?$`) })
  await button.filter({ visible: true }).click()
}

/** @param {Page} page */
export async function quicken(page) {
  await page.getByLabel('Slow motion').uncheck()
}

/**
 * countRequests counts what really goes out of a page, by path.
 *
 * @param {Page} page
 */
export function countRequests(page) {
  /** @type {string[]} */
  const paths = []
  page.on('request', (request) => paths.push(new URL(request.url()).pathname))
  /** @param {string} path */
  return (path) => paths.filter((one) => one === path).length
}
