import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createIssuer, exportPem, generateKey, secretKey } from 'holoband'
import { start, Visitor } from '../examples/login-server-support.js'
import { openDemo, press } from './demo-support.js'
import { launchChromium, until } from './support/chromium.js'

/** @import { TestContext } from 'node:test' */

const browser = await launchChromium()
const server = await start(['--port', '0'])
after(() => server.stop())

/** @param {TestContext} t */
async function inspect(t) {
  const { context, problems, page } = await openDemo(browser, `${server.url}/inspect`)
  t.after(() => context.close())
  await page.getByText('Nothing to judge yet.').waitFor()
  /** @param {RegExp} text */
  const verdict = (text) =>
    until(async () => text.test((await page.locator('#verdict').textContent()) ?? ''), `the verdict ${text}`)
  return { page, problems, verdict }
}

describe('the inspector', () => {
  test('judges every example as it deserves', async (t) => {
    const { page, problems, verdict } = await inspect(t)
    for (const [name, expected] of /** @type {const} */ ([
      ['A good one', /^✓ Accepted\. Every rule holds\.$/],
      ['Expired', /ERR_TOKEN_EXPIRED$/],
      ['Payload changed', /ERR_SIGNATURE_INVALID$/],
      ['alg: none', /ERR_ALGORITHM_NOT_ALLOWED$/],
      ['Cut off', /ERR_SIGNATURE_INVALID$|ERR_BASE64URL/],
    ])) {
      await press(page, name)
      await verdict(expected)
    }
    assert.equal(await page.locator('.rule').count(), 14)
    problems.assertNone()
  })

  test('accepts a token of this demo by its public keys, and says what was not checked', async (t) => {
    const { page, problems, verdict } = await inspect(t)
    const visitor = new Visitor(server.url)
    await visitor.login('grace', 'nanosecond-of-wire')
    await page.getByLabel('Token', { exact: true }).fill(visitor.jar.get('__Host-access') ?? '')
    await verdict(/^✓ Accepted\. Every rule holds\.$/)
    await page.getByLabel('Audience').fill('somebody-else')
    await verdict(/ERR_AUDIENCE_MISMATCH$/)
    await page.getByLabel('Audience').fill('')
    await verdict(/Not checked: audience\.$/)
    await page.getByLabel('Type').fill('')
    await verdict(/ERR_TYP_NOT_ALLOWED$/)
    problems.assertNone()
  })

  test('takes a PEM and a secret, and guesses nothing of them', async (t) => {
    const { page, problems, verdict } = await inspect(t)
    const key = generateKey('ES256')
    const policy = { issuer: null, audience: null, ttl: '5m' }
    await page.getByLabel('Token', { exact: true }).fill(createIssuer({ key, ...policy }).issue({ sub: '1' }))
    await page.getByLabel('Key', { exact: true }).selectOption('pem')
    await verdict(/Paste one\.$/)
    await page.getByLabel('Your PEM').fill(exportPem(key))
    await verdict(/does not say which algorithm/)
    await page.getByLabel('Algorithm').selectOption('ES256')
    await verdict(/^✓ Accepted\..* Not checked: issuer and audience\.$/)
    await page.getByLabel('Key', { exact: true }).selectOption('utf8')
    await page.getByLabel('Your secret, as text').fill(exportPem(key))
    await verdict(/^That key cannot be used/)
    const secret = 'correct horse battery staple, twice'
    const token = createIssuer({ key: secretKey({ utf8: secret }), ...policy }).issue({ sub: '1' })
    await page.getByLabel('Token', { exact: true }).fill(token)
    await page.getByLabel('Your secret, as text').fill(secret)
    await verdict(/^✓ Accepted/)
    problems.assertNone()
  })

  test('shows what can be read of something that is no token', async (t) => {
    const { page, problems, verdict } = await inspect(t)
    await page.getByLabel('Token', { exact: true }).fill('not a token')
    await verdict(/ERR_TOKEN_SEGMENTS$/)
    await page.getByText('This is not base64url.').first().waitFor()
    await page.getByLabel('Token', { exact: true }).fill('e30.W10.AA.more')
    await page.getByText('This is JSON, but no object.').waitFor()
    problems.assertNone()
  })

  test('keeps everything in the page: no request, no address, nothing stored', async (t) => {
    const { page, problems, verdict } = await inspect(t)
    /** @type {string[]} */
    const requests = []
    page.on('request', (request) => requests.push(request.url()))
    await press(page, 'Payload changed')
    await verdict(/ERR_SIGNATURE_INVALID$/)
    await page.getByLabel('Token', { exact: true }).fill('eyJhbGciOiJub25lIn0.e30.')
    await page.getByLabel('Token', { exact: true }).press('Enter')
    await page.getByLabel('Issuer').press('Enter')
    await verdict(/ERR_/)
    const left = await page.evaluate(async () => ({
      address: location.href,
      stored: localStorage.length + sessionStorage.length + (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
      cookie: document.cookie,
    }))
    assert.deepEqual(left, { address: `${server.url}/inspect`, stored: 0, caches: 0, cookie: '' })
    assert.deepEqual(requests, [])
    problems.assertNone()
  })
})
