import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { findChromium, launchChromium, openContext, until } from './chromium.js'
import { importMapHash, modulePage, servePages } from './pages.js'

const browser = await launchChromium()
const site = await servePages()
after(() => site.close())

describe('the browser of the tests', () => {
  test('is looked for on the PATH, and its absence says what to do', () => {
    assert.match(findChromium(['no-such-browser', 'chromium']), /chromium$/)
    assert.throws(() => findChromium(['chromium'], '/nowhere'), { message: /apt-get install chromium/ })
  })

  test('reports what nobody caught, and what a policy refused', async (t) => {
    const { context, problems } = await openContext(browser)
    t.after(() => context.close())
    site.routes['/page.js'] = {
      body: `setTimeout(() => { throw new Error('uncaught') }); Promise.reject(new TypeError('unhandled'))
        const inline = document.createElement('script'); inline.text = '0'; document.head.append(inline)`,
    }
    site.routes['/'] = modulePage(
      '/page.js',
      `default-src 'self'; img-src data:; script-src 'self' ${importMapHash}`,
    )
    const page = await context.newPage()
    await page.goto(site.origin)
    await until(() => problems.errors.length === 2 && problems.violations.length === 1, 'the reports')
    assert.deepEqual(problems.errors.sort(), ['Error: uncaught', 'TypeError: unhandled'])
    assert.deepEqual(problems.violations, ['script-src-elem: inline'])
    assert.throws(() => problems.assertNone(), { code: 'ERR_ASSERTION' })
  })

  test('takes cookies that only secure origins may set, and scripts do not see them', async (t) => {
    const { context, problems } = await openContext(browser)
    t.after(() => context.close())
    const cookie = '__Host-a=1; Path=/; HttpOnly; Secure; SameSite=Strict'
    site.routes['/'] = { body: '<!doctype html>', headers: { 'set-cookie': cookie } }
    const page = await context.newPage()
    await page.goto(site.origin)
    const seen = await page.evaluate(() => ({ secure: isSecureContext, cookie: document.cookie }))
    assert.deepEqual(seen, { secure: true, cookie: '' })
    assert.deepEqual(
      (await context.cookies(site.origin)).map(({ name }) => name),
      ['__Host-a'],
    )
    problems.assertNone()
  })

  test('keeps pages in the back/forward cache when it is told to', async (t) => {
    const cached = await launchChromium({ backForwardCache: true })
    const { context } = await openContext(cached)
    t.after(() => context.close())
    site.routes['/a'] = { body: '<!doctype html>', headers: { 'cache-control': 'no-cache' } }
    site.routes['/b'] = site.routes['/a']
    const page = await context.newPage()
    await page.goto(`${site.origin}/a`)
    await page.evaluate(() => {
      addEventListener('pageshow', ({ persisted }) => {
        document.title = `persisted: ${persisted}`
      })
    })
    await page.goto(`${site.origin}/b`)
    await page.goBack({ waitUntil: 'commit' })
    await until(async () => (await page.title()) === 'persisted: true', 'the page of before')
  })
})
