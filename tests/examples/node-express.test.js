import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { secretKey } from 'holoband'
import { tamper } from '../session/support.js'
import { freePorts } from '../support/free-port.js'
import { createProject } from '../support/package.js'
import { expired } from './expired.js'
import { Visitor } from './login-server-support.js'
import { runProgram, startProgram } from './program.js'
import { tryReadme } from './readme.js'

/** @import { Project } from '../support/package.js' */

const password = 'correct horse battery staple'
const secret = Buffer.alloc(32, 7).toString('base64url')

/** @type {Project} */
let project
before(async () => {
  project = await createProject({ from: 'examples/node-express' })
})
after(() => project.remove())

/** @param {Record<string, string>} [env] */
async function start(env = {}) {
  const [port = 0] = await freePorts(1)
  const settings = { PORT: `${port}`, DEMO_PASSWORD: password, SESSION_SECRET: secret, ...env }
  const file = join(project.folder, 'server.js')
  const server = await startProgram(file, /Listening\. .*\n/, { cwd: project.folder, env: settings })
  return { ...server, url: `http://127.0.0.1:${port}`, port }
}

/** @param {Record<string, string>} env */
function refused(env) {
  const file = join(project.folder, 'server.js')
  return runProgram(file, { cwd: project.folder, env: { DEMO_PASSWORD: password, ...env } }).ended
}

/**
 * @param {string} url
 * @param {string} name
 */
async function signedIn(url, name) {
  const visitor = new Visitor(url)
  assert.equal((await visitor.login(name, password)).status, 200)
  return visitor
}

describe('the Express example', () => {
  /** @type {Awaited<ReturnType<typeof start>>} */
  let server
  before(async () => {
    server = await start({ ACCESS_TTL: '2m', DATABASE: 'sessions.sqlite' })
  })
  after(() => server.stop())

  test('lets nobody in without a login, and tells a wrong password from an unknown name to nobody', async () => {
    const stranger = new Visitor(server.url)
    const guarded = await stranger.call('/api/me')
    assert.deepEqual([guarded.status, guarded.headers.get('www-authenticate')], [401, 'Bearer'])
    const answers = [await stranger.login('ada', 'guess'), await stranger.login('nobody', 'guess')]
    for (const answer of answers) {
      assert.equal(answer.status, 401)
      assert.equal((await answer.json()).code, 'ERR_CREDENTIALS_INVALID')
    }
    assert.equal((await stranger.login('ada', 'x'.repeat(1025))).status, 401)
    assert.equal(stranger.jar.size, 0)
  })

  test('keeps the tokens in cookies that no script and no other site can use', async () => {
    const visitor = new Visitor(server.url)
    const response = await visitor.login('grace', password)
    for (const cookie of response.headers.getSetCookie()) {
      assert.match(cookie, /^__Host-(?:access|refresh)=/)
      for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/'])
        assert.ok(cookie.split('; ').includes(attribute), attribute)
    }
    assert.ok(!(await response.text()).includes('eyJ'))
  })

  test('refreshes what has expired, and the request then succeeds', async () => {
    const grace = await signedIn(server.url, 'grace')
    assert.equal((await grace.call('/api/me')).status, 200)
    const key = secretKey({ base64url: secret })
    grace.jar.set('__Host-access', expired(grace.jar.get('__Host-access') ?? '', key))
    const refused = await grace.call('/api/me')
    assert.deepEqual([refused.status, (await refused.json()).reason], [401, 'expired'])
    assert.equal((await grace.call('/auth/refresh', { method: 'POST' })).status, 200)
    const again = await grace.call('/api/me')
    assert.equal(again.status, 200)
    assert.equal(again.headers.get('cache-control'), 'no-store')
    const { name, role, scope, iat, exp } = await again.json()
    assert.ok(exp - iat > 110 && exp - iat <= 120, 'what ACCESS_TTL says')
    assert.deepEqual({ name, role, scope }, { name: 'grace', role: 'editor', scope: 'notes:write' })
  })

  test('ends the session of a refresh token that comes back after two refreshes, and says so', async () => {
    const victim = await signedIn(server.url, 'grace')
    const stolen = victim.jar.get('__Host-refresh') ?? ''
    for (let round = 0; round < 2; round++)
      assert.equal((await victim.call('/auth/refresh', { method: 'POST' })).status, 200)
    const thief = new Visitor(server.url)
    thief.jar.set('__Host-refresh', stolen)
    const reused = await thief.call('/auth/refresh', { method: 'POST' })
    assert.deepEqual([reused.status, (await reused.json()).reason], [401, 'reused'])
    const ended = await victim.call('/auth/refresh', { method: 'POST' })
    assert.deepEqual([ended.status, (await ended.json()).reason], [401, 'revoked'])
    assert.match(server.printed.stderr, /A refresh token was used twice: \{"sub":"2"/)
    assert.ok(!server.printed.stderr.includes('eyJ'))
  })

  test('ends the session at logout', async () => {
    const edgar = await signedIn(server.url, 'edgar')
    const refresh = edgar.jar.get('__Host-refresh') ?? ''
    assert.equal((await edgar.call('/auth/logout', { method: 'POST' })).status, 204)
    assert.equal(edgar.jar.size, 0)
    edgar.jar.set('__Host-refresh', refresh)
    assert.equal((await edgar.call('/auth/refresh', { method: 'POST' })).status, 401)
  })

  test('refuses what another site causes, whoever is signed in', async () => {
    const grace = await signedIn(server.url, 'grace')
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    for (const path of ['/auth/logout', '/auth/refresh', '/api/notes']) {
      const response = await grace.call(path, { method: 'POST', json: { text: 'x' }, headers })
      assert.deepEqual([response.status, (await response.json()).code], [403, 'ERR_CROSS_SITE_REQUEST'], path)
    }
  })

  test('refuses a token that was changed', async () => {
    const grace = await signedIn(server.url, 'grace')
    grace.jar.set('__Host-access', tamper(grace.jar.get('__Host-access') ?? ''))
    const response = await grace.call('/api/me')
    assert.deepEqual([response.status, (await response.json()).reason], [401, 'malformed'])
  })
})

describe('the Express example, with roles', () => {
  /** @type {Awaited<ReturnType<typeof start>>} */
  let server
  before(async () => {
    server = await start()
  })
  after(() => server.stop())

  test('lets each role do what it may', async () => {
    const post = /** @type {const} */ ({ method: 'POST', json: { text: 'hello' } })
    const [ada, grace, edgar] = await Promise.all(
      ['ada', 'grace', 'edgar'].map((name) => signedIn(server.url, name)),
    )
    assert.ok(ada && grace && edgar)
    assert.equal((await grace.call('/api/notes', post)).status, 201)
    const refusal = await edgar.call('/api/notes', post)
    assert.deepEqual([refusal.status, (await refusal.json()).error], [403, 'insufficient_scope'])
    assert.deepEqual(await (await edgar.call('/api/notes')).json(), {
      notes: [{ by: 'grace', text: 'hello' }],
    })
    const statuses = [ada, grace, edgar].map(async (one) => (await one.call('/api/users')).status)
    assert.deepEqual(await Promise.all(statuses), [200, 403, 403])
  })

  test('shows people their own sessions, and ends one of them or all others', async () => {
    const [here, there, elsewhere] = await Promise.all([1, 2, 3].map(() => signedIn(server.url, 'edgar')))
    const stranger = await signedIn(server.url, 'grace')
    assert.ok(here && there && elsewhere)
    const { sessions } = await (await here.call('/api/sessions')).json()
    assert.equal(sessions.filter((/** @type {{ current: boolean }} */ { current }) => current).length, 1)
    const { sid } = await (await there.call('/api/me')).json()
    const path = `/api/sessions/${sid}`
    assert.equal((await stranger.call(path, { method: 'DELETE' })).status, 404)
    assert.equal((await here.call(path, { method: 'DELETE' })).status, 204)
    assert.equal((await there.call('/auth/refresh', { method: 'POST' })).status, 401)
    const rest = await (await here.call('/api/sessions', { method: 'DELETE' })).json()
    assert.ok(rest.ended >= 1)
    assert.equal((await elsewhere.call('/auth/refresh', { method: 'POST' })).status, 401)
    assert.equal((await here.call('/auth/refresh', { method: 'POST' })).status, 200)
  })

  test('bans somebody, whose next refresh and login fail, and lets them in again', async () => {
    const [ada, grace] = await Promise.all(['ada', 'grace'].map((name) => signedIn(server.url, name)))
    assert.ok(ada && grace)
    /** @param {string} name @param {unknown} banned */
    const ban = (name, banned) => ada.call(`/api/users/${name}/ban`, { method: 'PUT', json: { banned } })
    assert.equal((await ban('grace', 'yes')).status, 400)
    assert.equal((await ban('nobody', true)).status, 404)
    assert.equal((await ban('ada', true)).status, 409)
    assert.equal((await ban('grace', true)).status, 200)
    assert.equal((await grace.call('/auth/refresh', { method: 'POST' })).status, 401)
    const banned = await new Visitor(server.url).login('grace', password)
    assert.deepEqual([banned.status, (await banned.json()).code], [401, 'ERR_SUBJECT_REFUSED'])
    assert.equal((await ban('grace', false)).status, 200)
    await signedIn(server.url, 'grace')
  })

  test('answers 429 once one address has guessed too often at one name', async () => {
    const guesser = new Visitor(server.url)
    const statuses = []
    for (let guess = 0; guess < 11; guess++) statuses.push((await guesser.login('guessed', 'guess')).status)
    assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 401), 429])
  })

  test('answers what it cannot read and what it does not have without a word about itself', async () => {
    const grace = await signedIn(server.url, 'grace')
    const broken = await fetch(`${server.url}/api/notes`, {
      method: 'POST',
      headers: {
        cookie: grace.jar.header,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/json',
      },
      body: '{',
    })
    assert.deepEqual([broken.status, await broken.json()], [400, { message: 'The request cannot be read.' }])
    assert.equal(broken.headers.get('x-powered-by'), null)
    assert.equal((await grace.call('/nothing')).status, 404)
    assert.equal((await grace.call('/health')).status, 200)
  })
})

describe('the Express example, as a program', () => {
  test('does what its README says', async () => {
    const server = await start()
    const { code, stdout } = await tryReadme(project, `http://localhost:${server.port}`, {
      PASSWORD: password,
    })
    assert.equal(code, 0)
    assert.match(stdout, /"name":"ada","role":"admin"/)
    assert.match(stdout, /\{"notes":\[\{"by":"ada","text":"hello"\}\]\}/)
    assert.match(stdout, /"name":"grace","role":"editor","banned":true/)
    assert.doesNotMatch(stdout, /"code":"ERR_|"message"/)
    await server.stop()
  })

  test('keeps sessions over a restart when it is given a file and a secret', async () => {
    const env = { DATABASE: 'restart.sqlite' }
    const first = await start(env)
    const ada = await signedIn(first.url, 'ada')
    const { status } = await first.stop()
    assert.equal(status, 0)
    assert.ok(existsSync(join(project.folder, 'restart.sqlite')))
    // The name of the issuer has the port in it, unless ORIGIN says another.
    const second = await start({ ...env, PORT: `${first.port}` })
    const visitor = new Visitor(first.url)
    for (const name of ['__Host-access', '__Host-refresh']) visitor.jar.set(name, ada.jar.get(name) ?? '')
    assert.equal((await visitor.call('/api/me')).status, 200)
    assert.equal((await visitor.call('/auth/refresh', { method: 'POST' })).status, 200)
    assert.equal(second.printed.stderr, '')
    await second.stop()
  })

  test('warns of a secret that was made for this run, and of sessions in memory', async () => {
    const { printed, stop } = await startWithout(['SESSION_SECRET', 'DEMO_PASSWORD'])
    const { stderr } = await stop()
    assert.match(stderr, /SESSION_SECRET is not set/)
    assert.match(stderr, /DATABASE is not set/)
    assert.match(printed.stdout, /The password of this run is \S{16}\n/)
  })

  test('refuses settings that it cannot follow, in a sentence', async () => {
    /** @type {typeof import('../../examples/node-express/settings.js')} */
    const { readSettings, SettingError } = await import(join(project.folder, 'settings.js'))
    for (const [env, sentence] of /** @type {const} */ ([
      [{ PORT: 'http' }, /^PORT takes a number/],
      [{ PORT: '0' }, /^PORT takes a number/],
      [{ ORIGIN: 'app.example' }, /^ORIGIN takes/],
      [{ ORIGIN: 'https://app.example/' }, /^ORIGIN takes/],
      [{ PROXIES: 'many' }, /^PROXIES takes/],
      [{ SESSION_SECRET: 'short' }, /^SESSION_SECRET: .* keygen/],
      [{ ACCESS_TTL: 'soon' }, /^ACCESS_TTL takes/],
    ])) {
      assert.throws(
        () => readSettings(env),
        (error) => error instanceof SettingError && sentence.test(error.message),
        JSON.stringify(env),
      )
    }
  })

  test('ends with a sentence and no stack where it cannot begin', async () => {
    const server = await start()
    for (const [env, sentence] of /** @type {const} */ ([
      [{ PORT: '' }, /^PORT takes a number from 1 to 65535\.\n$/],
      [{ DATABASE: '/' }, /^DATABASE: the file cannot be used \(.+\)\.\n$/],
      [{ PORT: `${server.port}` }, /^Cannot listen on .* \(EADDRINUSE\); PORT and HOST choose others\.\n$/],
    ])) {
      const { status, stderr } = await refused(env)
      assert.equal(status, 2, JSON.stringify(env))
      assert.match(stderr, sentence)
    }
    await server.stop()
  })
})

/** @param {string[]} names */
async function startWithout(names) {
  const [port = 0] = await freePorts(1)
  const env = { PORT: `${port}`, ...Object.fromEntries(names.map((name) => [name, undefined])) }
  const file = join(project.folder, 'server.js')
  return startProgram(file, /The password of this run is .*\n/, { cwd: project.folder, env })
}
