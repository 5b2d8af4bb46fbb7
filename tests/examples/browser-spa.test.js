import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { exportJwkWithPrivateKey, generateKey } from 'holoband'
import { run } from '../../scripts/lib/run.js'
import { countRequests } from '../browser/demo-support.js'
import { launchChromium, openContext, untilNoCookies } from '../browser/support/chromium.js'
import { freePorts } from '../support/free-port.js'
import { createProject } from '../support/package.js'
import { expired } from './expired.js'
import { runProgram, startProgram } from './program.js'

/** @import { Page } from 'playwright-core' */
/** @import { Project } from '../support/package.js' */

const password = 'correct horse battery staple'
const key = generateKey('Ed25519')

/** @type {Project} */
let project
/** @type {Awaited<ReturnType<typeof start>>} */
let server
const browser = await launchChromium()
before(async () => {
  project = await createProject({ from: 'examples/browser-spa' })
  const before = await startUnbuilt()
  assert.deepEqual([before.status, before.stderr], [2, 'There is no page yet: "npm run build" makes it.\n'])
  await run(process.execPath, [join('node_modules', 'vite', 'bin', 'vite.js'), 'build'], {
    cwd: project.folder,
  })
  server = await start({ SIGNING_KEY: JSON.stringify(exportJwkWithPrivateKey(key)) })
})
after(async () => {
  await server?.stop()
  project.remove()
})

function startUnbuilt() {
  const env = { DEMO_PASSWORD: password }
  return runProgram(join(project.folder, 'server.js'), { cwd: project.folder, env }).ended
}

/** @param {Record<string, string>} env */
async function start(env) {
  const [port = 0] = await freePorts(1)
  const settings = { PORT: `${port}`, DEMO_PASSWORD: password, ...env }
  const file = join(project.folder, 'server.js')
  const program = await startProgram(file, /Listening\. .*\n/, { cwd: project.folder, env: settings })
  return { ...program, url: `http://localhost:${port}` }
}

/** @param {import('node:test').TestContext} t */
async function visit(t) {
  const { context, problems } = await openContext(browser)
  t.after(() => context.close())
  const page = await context.newPage()
  const count = countRequests(page)
  await page.goto(server.url)
  return { context, problems, page, count }
}

/** @param {Page} page @param {string} [given] */
async function signIn(page, given = password) {
  await page.getByLabel('Name').fill('ada')
  await page.getByLabel('Password').fill(given)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** @param {Page} page @param {string} name */
function press(page, name) {
  return page.getByRole('button', { name }).click()
}

/** @param {Page} page @param {string} text */
function says(page, text) {
  return page.getByRole('status').filter({ hasText: text }).waitFor()
}

describe('the page that Vite builds', () => {
  test('says so when the password is wrong, and shows who is signed in when it is right', async (t) => {
    const { page, problems } = await visit(t)
    await signIn(page, 'guess')
    await says(page, 'The name or the password is wrong.')
    await signIn(page)
    await page.getByText('Signed in as ada.').waitFor()
    problems.assertNone()
  })

  test('refreshes an access token that has expired, once, and the request succeeds', async (t) => {
    const { page, context, problems, count } = await visit(t)
    await signIn(page)
    await page.getByText('Signed in as ada.').waitFor()
    const cookie = (await context.cookies()).find(({ name }) => name === '__Host-access')
    assert.ok(cookie)
    await context.addCookies([{ ...cookie, value: expired(cookie.value, key) }])
    await press(page, 'What is on?')
    await says(page, 'Tonight: The Difference Engine')
    assert.deepEqual([count('/api/programme'), count('/auth/refresh')], [2, 1])
    problems.assertNone()
  })

  test('stays signed in over a reload, and signs out in every tab', async (t) => {
    const { page, context, problems } = await visit(t)
    await signIn(page)
    await page.getByText('Signed in as ada.').waitFor()
    await page.reload()
    await page.getByText('Signed in as ada.').waitFor()
    const other = await context.newPage()
    await other.goto(server.url)
    await other.getByText('Signed in as ada.').waitFor()
    await press(page, 'Sign out')
    for (const tab of [page, other]) await tab.getByRole('button', { name: 'Sign in' }).waitFor()
    await untilNoCookies(context)
    problems.assertNone()
  })

  test('verifies a ticket by itself, and loads the module for that and not before', async (t) => {
    const { page, problems, count } = await visit(t)
    const wasm = wasmPath()
    await signIn(page)
    await page.getByText('Signed in as ada.').waitFor()
    assert.equal(count(wasm), 0)
    await press(page, 'Check my ticket')
    await says(page, 'The ticket is genuine: seat C 7 for visitor 1.')
    assert.equal(count(wasm), 1)
    problems.assertNone()
  })

  test('takes neither a ticket that was changed nor an access token for a ticket', async (t) => {
    const { page, context, problems } = await visit(t)
    await signIn(page)
    await page.getByText('Signed in as ada.').waitFor()
    const access = (await context.cookies()).find(({ name }) => name === '__Host-access')?.value ?? ''
    await page.route('**/api/ticket', (route) => route.fulfill({ json: { ticket: access } }))
    await press(page, 'Check my ticket')
    await says(page, 'typ')
    await page.unroute('**/api/ticket')
    await page.route('**/api/ticket', async (route) => {
      const { ticket } = await (await route.fetch()).json()
      const [header, , signature] = ticket.split('.')
      const payload = Buffer.from('{"seat":"A 1","sub":"1","exp":9999999999}').toString('base64url')
      await route.fulfill({ json: { ticket: [header, payload, signature].join('.') } })
    })
    await press(page, 'Check my ticket')
    await says(page, 'signature')
    problems.assertNone()
  })
})

describe('what Vite makes of it', () => {
  test('has no WebAssembly in what every visitor loads, which is small', () => {
    const assets = join(project.folder, 'dist', 'assets')
    const html = readFileSync(join(project.folder, 'dist', 'index.html'), 'utf8')
    const [, entry = ''] = /src="\/assets\/([^"]+\.js)"/.exec(html) ?? []
    const script = readFileSync(join(assets, entry), 'utf8')
    assert.ok(!script.includes('WebAssembly'))
    assert.ok(gzipSync(script).length < 8192, `${gzipSync(script).length} bytes`)
    assert.equal(readdirSync(assets).filter((name) => name.endsWith('.wasm')).length, 1)
  })

  test('is served under a policy without inline scripts, and nothing else is served', async () => {
    const response = await fetch(server.url)
    const policy = response.headers.get('content-security-policy') ?? ''
    assert.match(policy, /script-src 'self' 'wasm-unsafe-eval';/)
    assert.doesNotMatch(policy, /'unsafe-inline'|'unsafe-eval'/)
    for (const path of ['/server.js', '/settings.js', '/..%2fserver.js', '/assets/', '/package.json'])
      assert.equal((await fetch(server.url + path)).status, 404, path)
    assert.equal((await fetch(`${server.url}${wasmPath()}`)).headers.get('content-type'), 'application/wasm')
    assert.equal((await fetch(`${server.url}/api/ticket`)).status, 401)
  })

  test('needs a key that it can use', async () => {
    for (const [env, sentence] of /** @type {const} */ ([
      [{ SIGNING_KEY: 'secret words' }, /^SIGNING_KEY: It is no JSON\./],
      [{ SIGNING_KEY: '{"kty":"oct","k":"AAAA"}' }, /^SIGNING_KEY: .* makes a good one\.$/],
      [{ ACCESS_TTL: 'soon' }, /^ACCESS_TTL takes/],
      [{ PORT: '70000' }, /^PORT takes/],
    ])) {
      /** @type {typeof import('../../examples/browser-spa/settings.js')} */
      const { readSettings, SettingError } = await import(join(project.folder, 'settings.js'))
      assert.throws(
        () => readSettings(env),
        (error) =>
          error instanceof SettingError &&
          sentence.test(error.message) &&
          !/secret words/.test(error.message),
      )
    }
  })
})

function wasmPath() {
  const name = readdirSync(join(project.folder, 'dist', 'assets')).find((one) => one.endsWith('.wasm'))
  return `/assets/${name}`
}
