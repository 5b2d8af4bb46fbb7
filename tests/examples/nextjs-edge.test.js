import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, test } from 'node:test'
import { createIssuer, exportJwk, exportJwkWithPrivateKey, generateKey } from 'holoband'
import { run } from '../../scripts/lib/run.js'
import { openContext, startChromium, untilNoCookies } from '../browser/support/chromium.js'
import { freePorts } from '../support/free-port.js'
import { createProject } from '../support/package.js'
import { Visitor } from './login-server-support.js'
import { startServer } from './runtimes.js'
import { tellStory } from './session-story.js'

/** @import { Project } from '../support/package.js' */

const next = join('node_modules', 'next', 'dist', 'bin', 'next')
const [username, password] = ['ada', 'correct horse battery staple']
const key = generateKey('Ed25519')

/** Next.js takes the folder of the lock file for the root of the project, unless it is above the home directory. */
const quiet = { NEXT_TELEMETRY_DISABLED: '1' }

/** @type {Project} */
let project
before(async () => {
  project = await createProject({ from: 'examples/nextjs-edge' })
  await run(process.execPath, [next, 'build'], { cwd: project.folder, env: quiet, log: 'next-build' })
})
after(() => project?.remove())

async function start() {
  const [port] = await freePorts(1)
  const origin = `http://localhost:${port}`
  const { printed, stop } = await startServer(project, {
    command: process.execPath,
    args: () => [next, 'start', '--hostname', '127.0.0.1', '--port', String(port)],
    ready: /Ready in/,
    env: {
      ORIGIN: origin,
      ...quiet,
      SESSION_KEY: JSON.stringify(exportJwkWithPrivateKey(key)),
      SESSION_PUBLIC_KEY: JSON.stringify(exportJwk(key)),
    },
  })
  return { url: origin, printed, stop }
}

tellStory(
  'examples/nextjs-edge, built and served by Next.js',
  {
    start,
    username,
    password,
    project: () => project,
    guarded: { method: 'GET', path: '/api/me' },
    scoped: { path: '/api/notes', body: 'a note', status: 201 },
    theft: /A refresh token of user 1 was used again/,
  },
  (program) => {
    /** @param {Visitor} visitor */
    const account = (visitor) =>
      fetch(`${program().url}/account`, { headers: { cookie: visitor.jar.header }, redirect: 'manual' })

    test('has its middleware on the edge runtime, with the module as a file, and once', () => {
      const manifest = join(project.folder, '.next', 'server', 'middleware-manifest.json')
      const { middleware } = JSON.parse(readFileSync(manifest, 'utf8'))
      const { entrypoint, wasm, matchers } = middleware['/']
      assert.match(entrypoint, /edge/)
      assert.equal(matchers.length, 2)
      const published = readFileSync(
        join(project.folder, 'node_modules', 'holoband', 'dist', 'holoband.wasm'),
      )
      assert.equal(wasm.length, 1)
      assert.ok(readFileSync(join(project.folder, '.next', wasm[0].filePath)).equals(published))
    })

    test('shows a page to who is signed in, and sends everybody else to the login', async () => {
      const visitor = new Visitor(program().url)
      const refused = await account(visitor)
      const { pathname, searchParams } = new URL(refused.headers.get('location') ?? '', program().url)
      assert.deepEqual([refused.status, pathname, searchParams.get('next')], [303, '/login', '/account'])
      await visitor.login(username, password)
      const shown = await account(visitor)
      assert.equal(shown.status, 200)
      assert.match(await shown.text(), /You are signed in as (?:<!-- -->)?ada/)
    })

    test('sends who has an expired token to the login too, where it is refreshed', async () => {
      const visitor = new Visitor(program().url)
      await visitor.login(username, password)
      visitor.jar.set('__Host-access', expired(program().url))
      assert.equal((await account(visitor)).status, 303)
      const refused = await visitor.call('/api/me')
      assert.deepEqual([refused.status, (await refused.json()).reason], [401, 'expired'])
      assert.equal((await visitor.call('/auth/refresh', { method: 'POST' })).status, 200)
      assert.equal((await account(visitor)).status, 200)
    })

    test('signs in on its page, refreshes there what has expired, and goes on to where the visitor was going', async (t) => {
      const browser = await startChromium()
      t.after(() => browser.close())
      const { context, problems } = await openContext(browser)
      const page = await context.newPage()
      const name = page.getByText('You are signed in as ada.')
      await page.goto(`${program().url}/account`)
      assert.match(page.url(), /\/login\?next=%2Faccount$/)
      await page.getByLabel('Name').fill(username)
      await page.getByLabel('Password').fill('wrong')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByText('The name or the password is wrong.').waitFor()
      await page.getByLabel('Name').fill(username)
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await name.waitFor()
      const cookies = await context.cookies()
      const access = cookies.find((cookie) => cookie.name === '__Host-access')
      assert.ok(access)
      await context.addCookies([{ ...access, value: expired(program().url) }])
      await page.goto(`${program().url}/account`)
      await name.waitFor()
      assert.equal(new URL(page.url()).pathname, '/account')
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.getByRole('heading', { name: 'Sessions at the edge' }).waitFor()
      await untilNoCookies(context)
      problems.assertNone()
    })

    test('takes no refresh token for an access token, though one key signs both', async () => {
      const visitor = new Visitor(program().url)
      await visitor.login(username, password)
      visitor.jar.set('__Host-access', visitor.jar.get('__Host-refresh') ?? '')
      const refused = await visitor.call('/api/me')
      assert.deepEqual([refused.status, (await refused.json()).code], [401, 'ERR_TYP_NOT_ALLOWED'])
    })

    test('lets no link to the login say which site comes after it', async () => {
      for (const [given, used] of [
        ['/account?tab=2', '/account?tab=2'],
        ['//evil.example', '/account'],
        ['/\\evil.example', '/account'],
        ['https://evil.example', '/account'],
      ]) {
        const html = await (
          await fetch(`${program().url}/login?next=${encodeURIComponent(given ?? '')}`)
        ).text()
        const [, next] = /\\"next\\":\\"([^"]*)\\"/.exec(html) ?? []
        assert.equal(next, used)
      }
    })
  },
)

/** @param {string} origin */
function expired(origin) {
  const now = () => Date.now() / 1000 - 3600
  const issuer = createIssuer({ key, issuer: origin, audience: origin, ttl: '15m', typ: 'at+jwt', now })
  return issuer.issue({ sub: '1', sid: 'A'.repeat(22) })
}
