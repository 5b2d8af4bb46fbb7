import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { secretKey } from 'holoband'
import { freePorts } from '../support/free-port.js'
import { createProject } from '../support/package.js'
import { expired } from './expired.js'
import { runProgram, startProgram } from './program.js'

/** @import { Project } from '../support/package.js' */
/** @import { Tokens, TokenStorage } from '../../examples/mobile-bearer/client.js' */

const password = 'correct horse battery staple'
const secret = Buffer.alloc(32, 3).toString('base64url')
const key = secretKey({ base64url: secret })

/** @type {Project} */
let project
/** @type {string} */
let folder
/** @type {typeof import('../../examples/mobile-bearer/client.js')} */
let library
/** @type {Awaited<ReturnType<typeof start>>} */
let server
before(async () => {
  project = await createProject({ from: 'examples/mobile-bearer' })
  folder = mkdtempSync(join(tmpdir(), 'holoband-phone-'))
  library = await import(join(project.folder, 'client.js'))
  server = await start({ ACCESS_TTL: '2m', DATABASE: join(folder, 'sessions.sqlite') })
})
after(async () => {
  await server?.stop()
  project.remove()
  rmSync(folder, { recursive: true })
})

/** @param {Record<string, string>} env */
async function start(env) {
  const [port = 0] = await freePorts(1)
  const settings = { PORT: `${port}`, DEMO_PASSWORD: password, SESSION_SECRET: secret, ...env }
  const file = join(project.folder, 'server.js')
  const program = await startProgram(file, /Listening\. .*\n/, { cwd: project.folder, env: settings })
  return { ...program, url: `http://localhost:${port}` }
}

/** A safe place that a test can look into. @returns {TokenStorage & { tokens: Tokens | undefined, writes: number }} */
function createStorage() {
  return {
    tokens: undefined,
    writes: 0,
    async read() {
      return this.tokens
    },
    async write(tokens) {
      this.writes++
      this.tokens = tokens
    },
    async clear() {
      this.tokens = undefined
    },
  }
}

/** @param {string} [url] */
function createPhone(url = server.url, device = 'a phone') {
  const storage = createStorage()
  /** @type {string[]} */
  const farewells = []
  const onSignedOut = (/** @type {string} */ reason) => farewells.push(reason)
  return { client: new library.Client({ url, device, storage, onSignedOut }), storage, farewells }
}

async function signedIn(device = 'a phone') {
  const phone = createPhone(server.url, device)
  await phone.client.login('ada', password)
  return phone
}

/** @param {number} status @param {string} [code] */
function refusal(status, code) {
  return (/** @type {unknown} */ error) =>
    error instanceof library.ServerError &&
    error.status === status &&
    (code === undefined || error.code === code)
}

/** @typedef {ReturnType<typeof createPhone>} Phone */

/**
 * age lets the access token of a phone end.
 *
 * @param {Phone} phone
 */
function age({ storage }) {
  assert.ok(storage.tokens)
  storage.tokens = { ...storage.tokens, accessToken: expired(storage.tokens.accessToken, key) }
}

/** @param {Phone} phone */
async function refresh(phone) {
  age(phone)
  assert.equal((await phone.client.fetch('/api/me')).status, 200)
}

describe('the client of the mobile example', () => {
  test('keeps nothing after a wrong password, and both tokens after the right one', async () => {
    const { client, storage } = createPhone()
    await assert.rejects(client.login('ada', 'guess'), refusal(401, 'ERR_CREDENTIALS_INVALID'))
    await assert.rejects(client.login('nobody', 'guess'), refusal(401, 'ERR_CREDENTIALS_INVALID'))
    assert.equal(storage.tokens, undefined)
    await assert.rejects(client.fetch('/api/me'), refusal(401))
    await client.login('ada', password)
    assert.deepEqual(await (await client.fetch('/api/me')).json(), { name: 'ada' })
    assert.equal(storage.writes, 1)
  })

  test('refreshes once for any number of requests that find the access token expired', async () => {
    const phone = await signedIn()
    const { client, storage } = phone
    const before = storage.tokens
    age(phone)
    const answers = await Promise.all(Array.from({ length: 8 }, () => client.fetch('/api/me')))
    assert.deepEqual(
      answers.map(({ status }) => status),
      answers.map(() => 200),
    )
    assert.equal(storage.writes, 2)
    assert.notEqual(storage.tokens?.refreshToken, before?.refreshToken)
  })

  test('is given the same pair again when it was killed before it could keep it', async () => {
    const phone = await signedIn()
    const killed = phone.storage.tokens
    await refresh(phone)
    const kept = phone.storage.tokens
    phone.storage.tokens = killed
    await refresh(phone)
    assert.equal(phone.storage.tokens?.refreshToken, kept?.refreshToken)
    assert.deepEqual(phone.farewells, [])
  })

  test('is signed out with the thief when its tokens were copied, and both hear why', async () => {
    const victim = await signedIn('the phone of ada')
    const thief = createPhone(server.url, 'another phone')
    thief.storage.tokens = victim.storage.tokens
    await refresh(victim)
    await refresh(victim)
    age(thief)
    await assert.rejects(thief.client.fetch('/api/me'), refusal(401, 'ERR_REFRESH_TOKEN_REUSED'))
    assert.deepEqual([thief.farewells, thief.storage.tokens], [['reused'], undefined])
    age(victim)
    await assert.rejects(victim.client.fetch('/api/me'), refusal(401))
    assert.deepEqual([victim.farewells, victim.storage.tokens], [['revoked'], undefined])
    assert.match(server.printed.stderr, /"device":"the phone of ada","presentedBy":"another phone"/)
  })

  test('knows its devices, and ends all but itself', async () => {
    const [here, there] = [await signedIn('tablet'), await signedIn('phone')]
    const { devices } = await (await here.client.fetch('/api/devices')).json()
    const current = devices.filter((/** @type {{ current: boolean }} */ one) => one.current)
    assert.deepEqual(
      current.map((/** @type {{ device: string }} */ one) => one.device),
      ['tablet'],
    )
    assert.equal((await here.client.fetch('/api/devices', { method: 'DELETE' })).status, 200)
    age(there)
    await assert.rejects(there.client.fetch('/api/me'), refusal(401))
    assert.deepEqual(there.farewells, ['revoked'])
    assert.equal((await here.client.fetch('/api/me')).status, 200)
  })

  test('ends its session at logout, whoever kept the token', async () => {
    const phone = await signedIn()
    const copy = createPhone()
    copy.storage.tokens = phone.storage.tokens
    await phone.client.logout()
    assert.equal(phone.storage.tokens, undefined)
    await phone.client.logout()
    age(copy)
    await assert.rejects(copy.client.fetch('/api/me'), refusal(401))
  })

  test('stays signed in while nobody answers, or somebody else does', async (t) => {
    const { storage } = await signedIn()
    let status = 503
    const proxy = createServer(({ url }, response) => {
      const expired = url?.startsWith('/api/') && status !== 200
      response.writeHead(expired ? 401 : status, { 'content-type': 'application/json' })
      response.end(expired ? '{"reason":"expired"}' : '<html>')
    }).listen(0, '127.0.0.1')
    t.after(() => proxy.close())
    await new Promise((resolve) => proxy.once('listening', resolve))
    const { port } = /** @type {import('node:net').AddressInfo} */ (proxy.address())
    const phone = createPhone(`http://127.0.0.1:${port}`)
    phone.storage.tokens = storage.tokens
    await assert.rejects(phone.client.fetch('/api/me'), refusal(503))
    await assert.rejects(phone.client.logout(), refusal(503))
    status = 302
    await assert.rejects(phone.client.logout())
    assert.deepEqual([phone.storage.tokens, phone.farewells], [storage.tokens, []])
  })
})

describe('the server of the mobile example', () => {
  test('sets no cookie for who asked for tokens, and gives none in JSON to who did not', async () => {
    const json = { method: 'POST', body: JSON.stringify({ username: 'ada', password }) }
    const type = { 'content-type': 'application/json' }
    const asked = await fetch(`${server.url}/auth/login`, {
      ...json,
      headers: { ...type, 'holoband-transport': 'bearer' },
    })
    assert.deepEqual(asked.headers.getSetCookie(), [])
    assert.equal(asked.headers.get('cache-control'), 'no-store')
    assert.equal((await fetch(`${server.url}/auth/login`, { ...json, headers: type })).status, 403)
    const { access_token, refresh_token, expires_in } = await asked.json()
    assert.ok(expires_in > 110 && expires_in <= 120, `${expires_in} s`)
    for (const [token, status] of [
      [access_token, 200],
      [refresh_token, 401],
    ]) {
      const headers = { authorization: `Bearer ${token}` }
      assert.equal((await fetch(`${server.url}/api/me`, { headers })).status, status)
    }
  })
})

describe('the phone, as a program', () => {
  /** @param {string} command @param {Record<string, string>} [env] */
  function phone(command, env = {}) {
    const settings = { SERVER: server.url, TOKENS: join(folder, 'tokens.json'), PASSWORD: password, ...env }
    return runProgram(join(project.folder, 'phone.js'), { args: [command], env: settings }).ended
  }

  test('keeps its tokens where nobody else can read them, until it signs out', async () => {
    const file = join(folder, 'tokens.json')
    assert.match((await phone('me')).stderr, /^Nobody is signed in\.\n$/)
    assert.match((await phone('login', { PASSWORD: 'guess' })).stderr, /^.+\n$/)
    assert.equal(existsSync(file), false)
    assert.equal((await phone('login')).stdout, 'Signed in.\n')
    assert.equal(statSync(file).mode & 0o777, 0o600)
    const { accessToken, refreshToken } = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify({ accessToken: expired(accessToken, key), refreshToken }))
    assert.equal((await phone('me')).stdout, '{"name":"ada"}\n')
    assert.notEqual(JSON.parse(readFileSync(file, 'utf8')).refreshToken, refreshToken)
    assert.equal((await phone('logout')).stdout, 'Signed out.\n')
    assert.equal(existsSync(file), false)
    assert.match((await phone('login', { SERVER: 'http://localhost:1' })).stderr, /\S/)
  })
})
