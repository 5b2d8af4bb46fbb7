import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { secretKey } from 'holoband'
import { freePorts } from '../support/free-port.js'
import { createProject } from '../support/package.js'
import { startRedis } from '../support/redis-server.js'
import { expired } from './expired.js'
import { Visitor } from './login-server-support.js'
import { runProgram, startProgram } from './program.js'
import { tryReadme } from './readme.js'

/** @import { Project } from '../support/package.js' */

const password = 'correct horse battery staple'
const secret = Buffer.alloc(32, 9).toString('base64url')
const key = secretKey({ base64url: secret })

/** @type {Project} */
let project
before(async () => {
  project = await createProject({ from: 'examples/node-fastify' })
})
after(() => project.remove())

/** @param {Record<string, string | undefined>} [env] */
async function start(env = {}) {
  const [port = 0] = await freePorts(1)
  const settings = {
    PORT: `${port}`,
    ADMIN_PASSWORD: password,
    SESSION_SECRET: secret,
    REDIS_URL: undefined,
    ...env,
  }
  const file = join(project.folder, 'server.js')
  const program = await startProgram(file, /Sign in at .*\n/, { cwd: project.folder, env: settings })
  return { ...program, url: `http://127.0.0.1:${port}`, port }
}

/**
 * @param {string} url
 * @param {string} name
 * @param {string} [given]
 */
async function signedIn(url, name, given = password) {
  const visitor = new Visitor(url)
  assert.equal((await visitor.login(name, given)).status, 200)
  return visitor
}

/**
 * @param {string} url
 * @param {Record<string, unknown>} json
 * @param {string} [forwardedFor]  what the client says of its own address
 */
function signUp(url, json, forwardedFor = '') {
  return new Visitor(url).call('/accounts', {
    method: 'POST',
    json,
    headers: { 'x-forwarded-for': forwardedFor },
  })
}

/** @param {Visitor} visitor */
function refresh(visitor) {
  return visitor.call('/auth/refresh', { method: 'POST' })
}

/** @param {Visitor} visitor */
function age({ jar }) {
  jar.set('__Host-access', expired(jar.get('__Host-access') ?? '', key))
}

/**
 * What has to be so whichever store keeps the sessions.
 *
 * @param {string} name
 * @param {() => Promise<Record<string, string>>} open  the settings of a server with this store
 */
function testServer(name, open) {
  describe(`the Fastify example with its sessions in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof start>>} */
    let server
    before(async () => {
      server = await start({ ACCESS_TTL: '2m', ...(await open()) })
      assert.equal((await signUp(server.url, { username: 'ada', password })).status, 201)
    })
    after(() => server?.stop())

    test('says where they are', () => {
      assert.ok(server.printed.stdout.includes(`the sessions are in ${name}`))
    })

    test('lets nobody in without a login, and tells a wrong password from an unknown name to nobody', async () => {
      const stranger = new Visitor(server.url)
      const guarded = await stranger.call('/api/me')
      assert.deepEqual([guarded.status, guarded.headers.get('www-authenticate')], [401, 'Bearer'])
      for (const who of ['ada', 'nobody']) {
        const answer = await stranger.login(who, 'guess')
        assert.deepEqual([answer.status, (await answer.json()).code], [401, 'ERR_CREDENTIALS_INVALID'])
      }
      assert.equal(stranger.jar.size, 0)
    })

    test('refreshes what has expired, and the request then succeeds', async () => {
      const ada = await signedIn(server.url, 'ada')
      age(ada)
      const refused = await ada.call('/api/me')
      assert.deepEqual([refused.status, (await refused.json()).reason], [401, 'expired'])
      assert.equal((await refresh(ada)).status, 200)
      const again = await ada.call('/api/me')
      assert.equal(again.headers.get('cache-control'), 'no-store')
      const { name: who, role, iat, exp } = await again.json()
      assert.deepEqual([who, role], ['ada', 'member'])
      assert.ok(exp - iat > 110 && exp - iat <= 120, 'what ACCESS_TTL says')
    })

    test('ends the session of a refresh token that comes back after two refreshes, and says so', async () => {
      const victim = await signedIn(server.url, 'ada')
      const thief = new Visitor(server.url)
      thief.jar.set('__Host-refresh', victim.jar.get('__Host-refresh') ?? '')
      for (let round = 0; round < 2; round++) assert.equal((await refresh(victim)).status, 200)
      const reused = await refresh(thief)
      assert.deepEqual([reused.status, (await reused.json()).reason], [401, 'reused'])
      const ended = await refresh(victim)
      assert.deepEqual([ended.status, (await ended.json()).reason], [401, 'revoked'])
      assert.match(server.printed.stdout, /"msg":"A refresh token was used twice"/)
      assert.ok(!server.printed.stdout.includes('eyJ'))
    })

    test('ends all other sessions when the password is changed, by who knows the old one', async () => {
      assert.equal((await signUp(server.url, { username: 'grace', password })).status, 201)
      const [here, there] = [await signedIn(server.url, 'grace'), await signedIn(server.url, 'grace')]
      /** @param {string} from @param {string} to */
      const change = (from, to) => here.call('/api/password', { method: 'PUT', json: { from, to } })
      const wrong = await change('guess', 'another long password')
      assert.deepEqual([wrong.status, (await wrong.json()).code], [403, 'ERR_CREDENTIALS_INVALID'])
      assert.equal((await change(password, 'short')).status, 400)
      assert.deepEqual(await (await change(password, 'another long password')).json(), { ended: 1 })
      assert.deepEqual([(await refresh(here)).status, (await refresh(there)).status], [200, 401])
      assert.equal((await new Visitor(server.url).login('grace', password)).status, 401)
      await signedIn(server.url, 'grace', 'another long password')
    })

    test('ends the session at logout', async () => {
      const ada = await signedIn(server.url, 'ada')
      const token = ada.jar.get('__Host-refresh') ?? ''
      assert.equal((await ada.call('/auth/logout', { method: 'POST' })).status, 204)
      assert.equal(ada.jar.size, 0)
      ada.jar.set('__Host-refresh', token)
      assert.equal((await refresh(ada)).status, 401)
    })
  })
}

/** @type {Awaited<ReturnType<typeof startRedis>>} */
let redis
before(async () => {
  redis = await startRedis()
})
after(() => redis?.dispose())
testServer('SQLite', async () => ({ DATABASE: 'fastify.sqlite' }))
testServer('Redis', async () => ({ REDIS_URL: redis.url }))

describe('the Fastify example', () => {
  /** @type {Awaited<ReturnType<typeof start>>} */
  let server
  before(async () => {
    server = await start()
  })
  after(() => server?.stop())

  test('shows the users to the admin and to nobody else', async () => {
    await signUp(server.url, { username: 'ada', password })
    const [admin, ada] = [await signedIn(server.url, 'admin'), await signedIn(server.url, 'ada')]
    const { users } = await (await admin.call('/api/users')).json()
    assert.deepEqual(users, [
      { name: 'admin', role: 'admin' },
      { name: 'ada', role: 'member' },
    ])
    const refused = await ada.call('/api/users')
    assert.deepEqual([refused.status, (await refused.json()).error], [403, 'insufficient_scope'])
  })

  test('takes good names and passwords only, each name once, and not too many from one address', async () => {
    for (const [json, status] of /** @type {const} */ ([
      [{ username: 'Edgar', password }, 400],
      [{ username: 'edgar', password: 'short' }, 400],
      [{ username: 'edgar' }, 400],
      [{ username: 'edgar', password }, 201],
      [{ username: 'edgar', password: `${password}!` }, 409],
      [{ username: 'admin', password }, 409],
    ])) {
      assert.equal((await signUp(server.url, json)).status, status, JSON.stringify(json))
    }
    const statuses = []
    while (statuses.at(-1) !== 429 && statuses.length < 25)
      statuses.push(
        (await signUp(server.url, { username: 'edgar', password }, `10.0.0.${statuses.length}`)).status,
      )
    assert.equal(statuses.at(-1), 429)
  })

  test('refuses what another site causes, and tells nothing about itself', async () => {
    const admin = await signedIn(server.url, 'admin')
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    const json = { from: password, to: 'another long password' }
    const response = await admin.call('/api/password', { method: 'PUT', json, headers })
    assert.deepEqual([response.status, (await response.json()).code], [403, 'ERR_CROSS_SITE_REQUEST'])
    assert.equal((await admin.call('/nothing')).status, 404)
    assert.equal((await admin.call('/health')).status, 200)
  })
})

describe('the Fastify example without its Redis', () => {
  test('does not begin, or answers 503 until Redis is back', async () => {
    const [port = 0] = await freePorts(1)
    const cwd = project.folder
    const env = { SESSION_SECRET: secret, REDIS_URL: `redis://127.0.0.1:${port}` }
    const { status, stderr } = await runProgram(join(cwd, 'server.js'), { cwd, env }).ended
    assert.deepEqual([status, /^REDIS_URL: Redis cannot be used/.test(stderr)], [2, true], stderr)

    const server = await start({ REDIS_URL: redis.url, LOG_LEVEL: 'info' })
    const admin = await signedIn(server.url, 'admin')
    await redis.stop()
    const away = await refresh(admin)
    assert.deepEqual([away.status, admin.jar.size], [503, 2])
    // What is signed is good without any store.
    assert.equal((await admin.call('/api/me')).status, 200)
    await redis.start()
    let back = await refresh(admin)
    for (let round = 0; back.status === 503 && round < 100; round++) back = await refresh(admin)
    assert.equal(back.status, 200)
    assert.equal((await server.stop()).status, 0)
  })
})

describe('the README of the Fastify example', () => {
  test('says what works', async () => {
    const server = await start()
    const { code, stdout } = await tryReadme(project, `http://localhost:${server.port}`)
    assert.equal(code, 0)
    assert.match(stdout, /\{"username":"ada"\}/)
    assert.match(stdout, /"name":"ada","role":"member"/)
    assert.match(stdout, /\{"ended":0\}/)
    assert.doesNotMatch(stdout, /"code":"ERR_|"message"/)
    await server.stop()
  })
})

describe('the settings of the Fastify example', () => {
  test('are refused in a sentence where they cannot be followed', async () => {
    /** @type {typeof import('../../examples/node-fastify/settings.js')} */
    const { readSettings, SettingError } = await import(join(project.folder, 'settings.js'))
    for (const [env, sentence] of /** @type {const} */ ([
      [{ PORT: 'http' }, /^PORT takes/],
      [{ PROXIES: 'x' }, /^PROXIES takes/],
      [{ PROXIES: '' }, /^PROXIES takes/],
      [{ PROXIES: '2' }, /^PROXIES takes/],
      [{ PROXIES: '10.0.0.0/33' }, /^PROXIES takes/],
      [{ SESSION_SECRET: 'c2hvcnQ' }, /^SESSION_SECRET: .* keygen/],
      [{ ACCESS_TTL: '' }, /^ACCESS_TTL takes/],
    ])) {
      assert.throws(
        () => readSettings(env),
        (error) => error instanceof SettingError && sentence.test(error.message),
        JSON.stringify(env),
      )
    }
    const settings = readSettings({})
    assert.equal(settings.proxies, false)
    const proxies = ['loopback', '10.0.0.0/8', '::1']
    assert.deepEqual(readSettings({ PROXIES: proxies.join(', ') }).proxies, proxies)
    assert.deepEqual(settings.made, ['SESSION_SECRET', 'ADMIN_PASSWORD', 'DATABASE'])
    assert.notEqual(settings.adminPassword, readSettings({}).adminPassword)
  })
})
