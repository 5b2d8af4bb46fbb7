// Usage: node tests/browser/screenshots.js
// Photographs the main states of the demo's pages into build/screenshots: two sizes, light and dark.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { start } from '../examples/login-server-support.js'
import { root } from '../support/process.js'
import { openDemo, press, signIn } from './demo-support.js'
import { startChromium, until } from './support/chromium.js'

/** @import { Browser, Page } from 'playwright-core' */

const folder = join(root, 'build', 'screenshots')
const sizes = { desktop: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } }

/** Every state follows from the one before it. @type {Readonly<Record<string, (page: Page, url: string) => Promise<void>>>} */
const states = {
  'signed-out': (page) => page.getByText('The page asked who is signed in: nobody.').first().waitFor(),
  'signed-in': async (page) => {
    await signIn(page, 'ada')
    await page.getByText('The password was right').first().waitFor()
  },
  burst: async (page) => {
    await press(page, 'Expire now')
    await page.getByText('The access cookie now holds a token that is over.').first().waitFor()
    await press(page, 'Ten at once')
    await page.locator('.bar.foil').waitFor()
  },
  'after-the-burst': (page) => page.getByText('got 401 expired.').first().waitFor(),
  'two-tabs': async (page, url) => {
    const other = await page.context().newPage()
    await other.goto(url)
    await other.getByRole('heading', { name: 'Signed in as ada' }).waitFor()
    await page.bringToFront()
    await press(page, 'Expire now')
    await page.getByText('✕ Refused in this page').waitFor()
    await press(page, 'Ten in every tab')
    await page.locator('.chapter.live', { hasText: '/auth/refresh' }).waitFor()
    await page
      .locator('.chapter:not(.live)', { has: page.getByRole('list', { name: 'Tab B' }), hasText: '/api/me' })
      .waitFor()
    await other.close()
  },
  theft: async (page) => {
    await press(page, 'Steal the refresh token')
    await press(page, 'Use it as the thief')
    await page.getByText('was first and got the next token').waitFor()
    await until(async () => (await page.locator('#grace').textContent()) === '', 'the end of the grace')
    await press(page, 'Refresh as yourself')
    await page.getByText('Your refresh token was used by somebody else before you').waitFor()
  },
  inspector: async (page, url) => {
    await page.goto(`${url}/inspect`)
    await press(page, 'Payload changed')
    await page.getByText('✕ Refused').waitFor()
  },
}

/**
 * @param {Browser} browser
 * @param {string} url
 * @param {'light' | 'dark'} colorScheme
 * @param {keyof typeof sizes} size
 */
async function photograph(browser, url, colorScheme, size) {
  const { context, page } = await openDemo(browser, url, { viewport: sizes[size], colorScheme })
  for (const [state, reach] of Object.entries(states)) {
    await reach(page, url)
    await page.screenshot({ path: join(folder, `${state}-${size}-${colorScheme}.png`), fullPage: true })
  }
  await context.close()
}

await mkdir(folder, { recursive: true })
const server = await start(['--port', '0', '--grace', '1s'])
const browser = await startChromium()
try {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    for (const size of /** @type {const} */ (['desktop', 'phone'])) {
      await photograph(browser, server.url, colorScheme, size)
    }
  }
} finally {
  await browser.close()
  await server.stop()
}
process.stdout.write(`The screenshots are in ${folder}\n`)
