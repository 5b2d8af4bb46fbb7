import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { root } from '../support/process.js'
import { launchChromium, openContext } from './support/chromium.js'
import { expected, jwks, setting } from './support/issuer.js'
import { importMapHash, modulePage, servePages } from './support/pages.js'
import { bundled, outcomeOf, script } from './support/scripts.js'

const json = (/** @type {unknown} */ value) => ({ body: JSON.stringify(value) })
const bundle = await bundled('verify.js')

const browser = await launchChromium()
const site = await servePages({
  '/report.js': await script('report.js'),
  '/verify.js': await script('verify.js'),
  '/with-worker.js': await script('with-worker.js'),
  '/assets/app/verify.js': bundle,
  '/assets/app/holoband.wasm': { body: await readFile(join(root, 'dist/holoband.wasm')) },
  '/jwks.json': json(jwks),
  '/setting.json': json(setting),
})
after(() => site.close())

/** As strict as a policy can be for a page that loads its scripts and the module from its own origin. */
const strict = [
  "default-src 'none'",
  "connect-src 'self'",
  'img-src data:',
  "worker-src 'self'",
  `script-src 'self' 'wasm-unsafe-eval' ${importMapHash}`,
].join('; ')
const strictest = `${strict}; require-trusted-types-for 'script'; trusted-types 'none'`

/**
 * @param {string} address of the page's script
 * @param {string} [policy]
 */
async function visit(address, policy) {
  site.routes['/'] = modulePage(address, policy)
  const { context, problems } = await openContext(browser)
  const page = await context.newPage()
  await page.goto(site.origin)
  const outcome = await outcomeOf(page)
  await context.close()
  problems.assertNone()
  return outcome
}

describe('a page without a bundler', () => {
  test('verifies with public keys and refuses as a server does', async () => {
    assert.deepEqual(await visit('/verify.js'), expected)
  })

  test('does so under a policy that allows WebAssembly and nothing else', async () => {
    assert.deepEqual(await visit('/verify.js', strict), expected)
  })

  test('does so where the policy asks for trusted types and allows none to be made', async () => {
    assert.deepEqual(await visit('/verify.js', strictest), expected)
  })
})

describe('a bundle with the module copied beside it', () => {
  test('verifies in a page', async () => {
    assert.deepEqual(await visit('/assets/app/verify.js', strictest), expected)
    assert.ok(site.requests.includes('/assets/app/holoband.wasm'))
  })

  test('verifies in a module worker, which has a policy of its own', async () => {
    site.routes['/assets/app/worker.js'] = { ...bundle, headers: { 'content-security-policy': strictest } }
    assert.deepEqual(await visit('/with-worker.js', strict), expected)
  })
})
