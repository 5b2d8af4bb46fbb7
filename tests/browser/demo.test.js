import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { start } from '../examples/login-server-support.js'
import { countRequests, openDemo, press, quicken, signIn } from './demo-support.js'
import { launchChromium, until } from './support/chromium.js'

/** @import { TestContext } from 'node:test' */
/** @import { Page } from 'playwright-core' */

const browser = await launchChromium()
const server = await start(['--port', '0', '--grace', '1s'])
after(() => server.stop())

/**
 * A page where somebody is signed in, and which is closed after the test without having done anything wrong.
 *
 * @param {TestContext} t
 * @param {'ada' | 'grace'} name
 * @param {string} [url]
 */
async function visit(t, name, url = server.url) {
  const { context, problems, page } = await openDemo(browser, url)
  t.after(() => context.close())
  await signIn(page, name)
  await quicken(page)
  return { context, problems, page }
}

/**
 * @param {Page} page
 * @param {string | RegExp} text
 */
const sees = (page, text) => page.getByText(text).first().waitFor()

describe('the demo page', () => {
  test('signs people in, and shows a token that scripts cannot see, verified in the page', async (t) => {
    const { page, problems } = await visit(t, 'ada')
    await page.getByRole('heading', { name: 'Signed in as ada' }).waitFor()
    assert.equal(await page.evaluate(() => document.cookie), '')
    const verdict = await page.locator('#verdict').textContent()
    assert.match(verdict ?? '', /Verified in this page by WebAssembly with the public key \S+ \(Ed25519\)/)
    await press(page, 'Call the API')
    await sees(page, 'The API answered, knowing you by the token alone.')
    problems.assertNone()
  })

  test('tells a wrong password and a banned account apart, in words', async (t) => {
    const { context, page, problems } = await openDemo(browser, server.url)
    t.after(() => context.close())
    await page.getByLabel('Name').fill('ada')
    await page.getByLabel('Password').fill('difference-engine')
    await press(page, 'Sign in')
    await sees(page, /The name or the password is wrong/)
    await signIn(page, 'mallory')
    await sees(page, /This account is banned/)
    problems.assertNone()
  })

  test('answers ten requests with an expired token by one refresh', async (t) => {
    const { page, problems } = await visit(t, 'grace')
    const sent = countRequests(page)
    await press(page, 'Expire now')
    await sees(page, /✕ Refused in this page/)
    await sees(page, 'the next request renews it')
    await press(page, 'Ten at once')
    await sees(page, '10 of 10 requests were answered.')
    assert.equal(sent('/auth/refresh'), 1)
    // How many of the ten are told so before the refresh is done is the network's business.
    await sees(page, /^\d+ requests? got 401 expired\. One refresh was enough/)
    const chapter = page.locator('.chapter', { hasText: 'got 401 expired.' })
    assert.equal(await chapter.locator('.row', { hasText: '/api/me' }).count(), 10)
    assert.equal(await chapter.locator('.row', { hasText: '/auth/refresh' }).count(), 1)
    await sees(page, /✓ Verified in this page/)
    problems.assertNone()
  })

  test('loses nobody to a tunnel', async (t) => {
    const { page, problems } = await visit(t, 'grace')
    await press(page, 'Expire now')
    await sees(page, /✕ Refused in this page/)
    await press(page, 'Offline')
    await press(page, 'Call the API')
    await sees(page, /You are offline, so fetch failed/)
    await page.getByRole('heading', { name: 'Signed in as grace' }).waitFor()
    await press(page, 'Offline')
    await press(page, 'Call the API')
    await sees(page, 'The API answered, knowing you by the token alone.')
    problems.assertNone()
  })

  test('ends the session of a victim whose thief was first, and tells both', async (t) => {
    const { page, problems } = await visit(t, 'grace')
    await press(page, 'Steal the refresh token')
    await press(page, 'Use it as the thief')
    await sees(page, /was first and got the next token/)
    await until(async () => (await page.locator('#grace').textContent()) === '', 'the end of the grace')
    await press(page, 'Refresh as yourself')
    await sees(page, /Your refresh token was used by somebody else before you/)
    await sees(page, /saw your token for the second time/)
    await press(page, 'Use it as the thief')
    await sees(page, /tried again and got 401: that session is over/)
    problems.assertNone()
  })

  test('catches a thief who comes second, and asks the victim to sign in', async (t) => {
    const { page, problems } = await visit(t, 'grace')
    await press(page, 'Steal the refresh token')
    await press(page, 'Refresh as yourself')
    await sees(page, /the copy is now the old token/)
    await until(async () => (await page.locator('#grace').textContent()) === '', 'the end of the grace')
    await press(page, 'Use it as the thief')
    await sees(page, /401 reused/)
    await press(page, 'Refresh as yourself')
    await sees(page, /The session was ended/)
    await signIn(page, 'grace')
    assert.equal(await page.locator('.told').count(), 0, 'another session, another story')
    problems.assertNone()
  })

  test('gives a thief within the grace the same token again', async (t) => {
    const patient = await start(['--port', '0', '--grace', '300s'])
    t.after(() => patient.stop())
    const { page, problems } = await visit(t, 'grace', patient.url)
    await press(page, 'Steal the refresh token')
    await press(page, 'Refresh as yourself')
    await sees(page, /the copy is now the old token/)
    await press(page, 'Use it as the thief')
    await sees(page, /was given the same successor/)
    problems.assertNone()
  })

  test('lets an administrator ban a guest, who is out at the next refresh', async (t) => {
    const [ada, grace] = await Promise.all([visit(t, 'ada'), visit(t, 'grace')])
    await press(ada.page, 'Ban grace')
    await sees(ada.page, /grace cannot sign in, nor refresh/)
    await press(grace.page, 'Expire now')
    await sees(grace.page, /✕ Refused in this page/)
    await press(grace.page, 'Call the API')
    await sees(grace.page, /The session was ended: from another device, everywhere at once, or by a ban/)
    await press(ada.page, 'Let grace in')
    await sees(ada.page, 'grace may sign in again.')
    await signIn(grace.page, 'grace')
    for (const { problems } of [ada, grace]) problems.assertNone()
  })

  test('shows the other devices, signs one out, and all of them', async (t) => {
    const [first, second] = [await visit(t, 'ada'), await visit(t, 'ada')]
    await press(first.page, 'Look again')
    const sessions = first.page.locator('#sessions')
    await sessions.getByRole('button', { name: 'Sign out' }).first().waitFor()
    assert.match((await sessions.textContent()) ?? '', /Chrome on Linux.*this one/)
    const others = () => sessions.getByRole('button', { name: 'Sign out' }).count()
    const before = await others()
    await sessions.getByRole('button', { name: 'Sign out' }).first().click()
    await sees(first.page, /Signed out there/)
    await until(async () => (await others()) === before - 1, 'the list without the device')
    await press(second.page, 'Log out everywhere')
    await sees(second.page, 'You have signed out, in every tab of this browser.')
    await press(first.page, 'Expire now')
    await sees(first.page, /✕ Refused in this page/)
    await press(first.page, 'Call the API')
    await sees(first.page, /The session was ended/)
    for (const { problems } of [first, second]) problems.assertNone()
  })

  test('shows no list of devices that was asked for before the one it shows', async (t) => {
    const [{ page, problems }] = [await visit(t, 'ada'), await visit(t, 'ada')]
    await press(page, 'Look again')
    const others = page.locator('#sessions').getByRole('button', { name: 'Sign out' })
    await others.first().waitFor()
    const before = await others.count()
    const gate = /** @type {{ open: () => void }} */ ({})
    const opened = new Promise((resolve) => Object.assign(gate, { open: () => resolve(undefined) }))
    await page.route('**/api/sessions', async (route) => {
      const response = await route.fetch()
      await opened
      await route.fulfill({ response })
    })
    const late = page.waitForResponse('**/api/sessions')
    await press(page, 'Look again')
    await others.first().click()
    await sees(page, /Signed out there/)
    gate.open()
    await (await late).finished()
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)))
    assert.equal(await others.count(), before - 1)
    problems.assertNone()
  })

  test('shows two tabs what the other does, and lets them share one refresh and one end', async (t) => {
    const { context, page, problems } = await visit(t, 'ada')
    const other = await context.newPage()
    await other.goto(server.url)
    await other.getByRole('heading', { name: 'Signed in as ada' }).waitFor()
    await quicken(other)
    const sent = [countRequests(page), countRequests(other)]
    await press(page, 'Expire now')
    await sees(other, 'the next request renews it')
    await press(page, 'Ten in every tab')
    for (const tab of [page, other]) {
      await sees(tab, '10 of 10 requests were answered.')
      const rows = tab.getByRole('list', { name: 'Tab B' }).locator('.row', { hasText: '/api/me200' })
      const retried = tab.getByRole('list', { name: 'Tab B' }).locator('.row', { hasText: '401 expired→200' })
      await until(async () => (await rows.or(retried).count()) === 10, 'the ten requests of the other tab')
    }
    assert.equal(
      sent.reduce((sum, count) => sum + count('/auth/refresh'), 0),
      1,
    )
    await press(other, 'Log out')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    problems.assertNone()
  })

  test('renews a short token ahead of time, and waits for a 401 where that is switched off', async (t) => {
    const short = await start(['--port', '0', '--access-ttl', '6s'])
    t.after(() => short.stop())
    const { page, problems } = await visit(t, 'grace', short.url)
    await sees(page, 'The token was renewed, and no request had to fail for it.')
    await page.getByLabel('Refresh ahead of time').uncheck()
    await page.locator('#ring-left', { hasText: 'expired' }).waitFor()
    await press(page, 'Call the API')
    await sees(
      page,
      '1 request got 401 expired. One refresh was enough; it was sent once more, and answered.',
    )
    problems.assertNone()
  })

  test('says why a token that was signed with a secret is not verified in a page', async (t) => {
    const secret = { HOLOBAND_DEMO_SECRET: randomBytes(32).toString('base64url') }
    const symmetric = await start(['--port', '0'], secret)
    t.after(() => symmetric.stop())
    const { page, problems } = await visit(t, 'grace', symmetric.url)
    await sees(page, /This run signs with a secret \(HS256\)/)
    problems.assertNone()
  })
})
