import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { harnesses } from '../docs/harnesses/index.js'
import { allBlocks, nameOf } from '../docs/support/blocks.js'
import { programOf } from '../docs/support/programs.js'
import { root } from '../support/process.js'
import { launchChromium, openContext, until } from './support/chromium.js'
import { importMapHash, modulePage } from './support/pages.js'
import { credentials, serviceOfFile } from './support/service.js'

const policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval' ${importMapHash}; connect-src 'self'; img-src data:`

/** The program that the page runs. */
let program = ''

/** @param {string} name */
async function builtFile(name) {
  const type = name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript'
  return new Response(readFileSync(join(root, 'dist', name)), { headers: { 'content-type': type } })
}

const service = await serviceOfFile({
  routes: {
    '/program': async () => {
      const headers = { 'content-type': 'text/html', 'content-security-policy': policy }
      return new Response(String(modulePage('/program.js').body), { headers })
    },
    '/program.js': async () => new Response(program, { headers: { 'content-type': 'text/javascript' } }),
    '/api/orders': async (request) => Response.json(await request.json()),
    '/dist/holoband.js': () => builtFile('holoband.js'),
    '/dist/holoband.wasm': () => builtFile('holoband.wasm'),
  },
})
const browser = await launchChromium()

/**
 * Runs a program in a page of a browser that nobody has used, and returns what the last expression is.
 *
 * @param {string} text
 * @param {string} last
 */
async function run(text, last) {
  program = `${text}\nglobalThis.outcome = ${last}`
  const { context, problems } = await openContext(browser)
  const page = await context.newPage()
  await page.goto(`${service.origin}/program`)
  /** @type {unknown} */
  let outcome
  await until(async () => {
    problems.assertNone()
    outcome = await page.evaluate(() => Reflect.get(globalThis, 'outcome'))
    return outcome !== undefined
  }, 'the end of the program')
  await context.close()
  return outcome
}

// Only the password is the one that is good here.
const copied = (/** @type {string} */ text) =>
  text.replaceAll('correct horse battery staple', credentials('ada').password)

for (const block of allBlocks()) {
  const harness = harnesses[block.harness]
  if (harness?.in !== 'page') continue
  test(`${nameOf(block)} runs in a page`, async () => {
    assert.deepEqual(await run(copied(programOf(block, harness)), harness.outcome ?? ''), harness.expected)
  })
}

test('the programs of the documents have signed in, in the page and nowhere else', () => {
  assert.ok(service.count('/auth/login') >= 2)
})
