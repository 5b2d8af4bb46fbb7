// The one place that launches Chromium: the system's, driven by playwright-core, which downloads nothing.
import assert from 'node:assert/strict'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { after } from 'node:test'
import { chromium } from 'playwright-core'

/** @import { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core' */

/** What Chromium and its closest relatives are called on the PATH of Debian, Fedora, Arch and Google's packages. */
const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']

/** Chromium's engine without a window around it: a page takes a sixth of the time. Where it is not there, Chromium does. */
const shell = 'chromium-headless-shell'

/**
 * @typedef {object} ChromiumOptions
 * @property {boolean} [backForwardCache]  whether pages are kept for the back button, which takes the whole browser
 *
 * A context with an eye on it. One context is one browser profile: its pages are tabs that share cookies.
 *
 * @typedef {object} Watched
 * @property {BrowserContext} context
 * @property {Problems} problems
 */

/**
 * Launches the browser of a test file, and closes it when the file is done:
 *
 *     const browser = await launchChromium()
 *     test('…', async (t) => {
 *       const { context, problems } = await openContext(browser)
 *       t.after(() => context.close())
 *
 * @param {ChromiumOptions} [options]
 * @returns {Promise<Browser>}
 */
export async function launchChromium(options) {
  const browser = await startChromium(options)
  after(() => browser.close())
  return browser
}

/**
 * The same for a program that is no test, and closes the browser itself.
 *
 * @param {ChromiumOptions} [options]
 * @returns {Promise<Browser>}
 */
export function startChromium({ backForwardCache = false } = {}) {
  return chromium.launch({
    executablePath: findChromium(backForwardCache ? names : [shell, ...names]),
    // Its own sandbox needs rights that root in a container does not have; the pages are ours.
    args: ['--no-sandbox'],
    ignoreDefaultArgs: backForwardCache ? ['--disable-back-forward-cache'] : [],
  })
}

/**
 * @param {readonly string[]} wanted  what it may be called, the best first
 * @param {string} [path] a PATH to look in
 * @returns {string} the executable
 */
export function findChromium(wanted, path = process.env.PATH ?? '') {
  for (const name of wanted) {
    for (const folder of path.split(delimiter)) {
      const file = join(folder, name)
      if (folder !== '' && isExecutable(file)) return file
    }
  }
  const looked = wanted.join(', ')
  throw new Error(
    `The browser tests need Chromium on the PATH (${looked}): on Debian, apt-get install chromium`,
  )
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * @param {Browser} browser
 * @param {BrowserContextOptions} [options]
 * @returns {Promise<Watched>}
 */
export async function openContext(browser, options) {
  const context = await browser.newContext(options)
  return { context, problems: await watch(context) }
}

/** What went wrong in the pages of a context. A test that ends with `assertNone` has a page that did nothing wrong. */
export class Problems {
  /** Exceptions and rejections that nobody caught. @type {string[]} */
  errors = []
  /** What a content security policy refused, as `directive: what it was`. @type {string[]} */
  violations = []

  /** For a test that goes on with the pages of the one before. */
  clear() {
    this.errors = []
    this.violations = []
  }

  assertNone() {
    assert.deepEqual({ errors: this.errors, violations: this.violations }, { errors: [], violations: [] })
  }
}

/**
 * @param {BrowserContext} context
 * @returns {Promise<Problems>}
 */
async function watch(context) {
  const problems = new Problems()
  context.on('weberror', (error) => problems.errors.push(String(error.error())))
  await context.exposeBinding('reportViolation', (_source, /** @type {string} */ text) => {
    problems.violations.push(text)
  })
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
      const report = /** @type {{ reportViolation: (text: string) => void }} */ (
        /** @type {unknown} */ (globalThis)
      )
      report.reportViolation(`${effectiveDirective}: ${blockedURI}`)
    })
  })
  return problems
}

/**
 * Waits until there is no cookie left. Chromium tells the page of an answer before it tells others of its cookies.
 *
 * @param {BrowserContext} context
 */
export async function untilNoCookies(context) {
  await until(async () => (await context.cookies()).length === 0, 'the cookies to go')
}

/**
 * Asks until the answer is there. `page.waitForFunction` evaluates text in the page, which a content security policy
 * forbids; `page.evaluate`, which this is for, is not held to it.
 *
 * @template T
 * @param {() => T | undefined | false | Promise<T | undefined | false>} ask
 * @param {string} what it waits for, to be named when it does not come
 * @returns {Promise<T>}
 */
export async function until(ask, what) {
  const end = performance.now() + 30_000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (performance.now() > end) throw new Error(`waited half a minute in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
