import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { after, describe, test } from 'node:test'
import { start } from '../examples/login-server-support.js'
import { openDemo, press, quicken, signIn } from './demo-support.js'
import { launchChromium, until } from './support/chromium.js'

/** @import { AxeResults } from 'axe-core' */
/** @import { Page } from 'playwright-core' */

const browser = await launchChromium()
const server = await start(['--port', '0', '--grace', '1s'])
after(() => server.stop())

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8')

/**
 * @param {Page} page
 * @param {string} state
 */
async function assertAccessible(page, state) {
  const results = await page.evaluate(async () => {
    const { axe } = /** @type {{ axe: { run: () => Promise<AxeResults> } }} */ (
      /** @type {unknown} */ (globalThis)
    )
    return axe.run()
  })
  const found = results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  assert.deepEqual(found, [], state)
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
  assert.ok((wide ?? 0) <= (screen ?? 0), `${state}: nothing to scroll sideways to`)
}

// Colours do not depend on the size, nor the layout on the colours: two pages show all of both.
const looks = /** @type {const} */ ([
  ['light', 'desktop', { width: 1280, height: 900 }],
  ['dark', 'phone', { width: 360, height: 780 }],
])

describe('the pages of the demo', () => {
  for (const [colorScheme, name, viewport] of looks) {
    test(`have no violation that axe-core finds (${colorScheme}, ${name})`, async (t) => {
      const { context, problems, page } = await openDemo(browser, server.url, {
        viewport,
        colorScheme,
        reducedMotion: 'reduce',
      })
      t.after(() => context.close())
      await page.evaluate(axe)
      await press(page, 'mallory')
      await press(page, 'Sign in')
      await page.getByText('This account is banned').waitFor()
      await assertAccessible(page, 'signed out')
      await signIn(page, 'ada')
      await quicken(page)
      await assertAccessible(page, 'signed in')
      await press(page, 'Expire now')
      await page.getByText('✕ Refused in this page').waitFor()
      await page.getByText('Every rule it was held to').click()
      await assertAccessible(page, 'expired')
      await press(page, 'Ten at once')
      await page.getByText('got 401 expired.').first().waitFor()
      await press(page, 'Steal the refresh token')
      await press(page, 'Use it as the thief')
      await page.getByText('was first and got').waitFor()
      await assertAccessible(page, 'stolen')
      await until(async () => (await page.locator('#grace').textContent()) === '', 'the end of the grace')
      await press(page, 'Refresh as yourself')
      await page.getByText('saw your token for the second time').waitFor()
      await assertAccessible(page, 'told of the theft')
      await page.goto(`${server.url}/inspect`)
      await page.evaluate(axe)
      await press(page, 'Payload changed')
      await page.getByText('✕ Refused').waitFor()
      await assertAccessible(page, 'inspector')
      problems.assertNone()
    })
  }

  test('can be used with the keyboard alone, and say where the focus is', async (t) => {
    const { context, problems, page } = await openDemo(browser, server.url)
    t.after(() => context.close())
    await page.getByRole('button', { name: 'grace' }).waitFor()
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim())
    await page.keyboard.press('Tab')
    assert.equal(await focused(), 'Skip to the demo')
    await page.getByRole('button', { name: 'grace' }).focus()
    await page.keyboard.press('Enter')
    assert.equal(await focused(), 'Sign in', 'the form is filled in, and one more key signs in')
    await page.keyboard.press('Enter')
    await until(async () => (await focused()) === 'Signed in as grace', 'the focus on the heading')
    await page.getByRole('button', { name: 'Log out', exact: true }).focus()
    await page.keyboard.press('Enter')
    await until(async () => (await focused()) === 'Sign in', 'the focus on the login')
    problems.assertNone()
  })
})
