import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../support/process.js'
import { launchChromium, openContext, until } from './support/chromium.js'
import { importMapHash, modulePage } from './support/pages.js'
import { credentials, serviceOfFile } from './support/service.js'

/**
 * A program out of a document, as a reader would copy it; only the password is the one that is good here.
 *
 * @param {string} document
 * @param {string} heading
 * @param {number} [nth]
 */
function programUnder(document, heading, nth = 0) {
  const section = readFileSync(join(root, document), 'utf8')
    .split(/^##+ /m)
    .find((text) => text.startsWith(`${heading}\n`))
  const [, program] = [...(section ?? '').matchAll(/```js\n(.*?)```/gs)][nth] ?? []
  assert.ok(program, `${document} has a program under "${heading}"`)
  return program.replaceAll('correct horse battery staple', credentials('ada').password)
}

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

test('the client of README.md signs in and calls', async () => {
  const outcome = await run(
    programUnder('README.md', 'In the browser'),
    '[auth.session.status, response.status]',
  )
  assert.deepEqual(outcome, ['signed-in', 200])
})

test('the page of README.md loads the module under the policy that it names', async () => {
  const text = programUnder('README.md', 'In the browser', 1)
  assert.equal(await run(text, 'typeof createRemoteKeySet'), 'function')
})

test('the fetch of docs/client.md sends its order', async () => {
  const outcome = await run(programUnder('docs/client.md', 'createAuthFetch'), 'await response.json()')
  assert.deepEqual(outcome, { item: 1 })
})

test('the client of docs/client.md goes through a login and a logout', async () => {
  const outcome = await run(programUnder('docs/client.md', 'createAuthClient'), 'auth.session')
  assert.deepEqual(outcome, { status: 'signed-out', reason: 'logout' })
  assert.ok(service.count('/auth/login') >= 2)
})
