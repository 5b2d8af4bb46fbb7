import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { decodeUnverified } from 'holoband'
import { run as runCommand } from '../../scripts/lib/run.js'
import { tamper } from '../session/support.js'
import { freePorts } from '../support/free-port.js'
import { createProject } from '../support/package.js'
import { runProgram, startProgram } from './program.js'

/** @import { Project } from '../support/package.js' */

const secret = Buffer.alloc(32, 5).toString('base64url')
const orders = 'https://orders.example'
const stock = 'https://stock.example'
const listening = /is listening at .*\n/

/** @type {Project} */
let project
/** @type {string} */
let folder
before(async () => {
  project = await createProject({ from: 'examples/microservices-jwks' })
  folder = mkdtempSync(join(tmpdir(), 'holoband-keys-'))
})
after(() => {
  project.remove()
  rmSync(folder, { recursive: true })
})

/**
 * @template T
 * @param {string} name
 * @returns {Promise<T>}
 */
function load(name) {
  return import(join(project.folder, name))
}

/** @param {string} file @param {Record<string, string>} env */
function start(file, env) {
  return startProgram(join(project.folder, file), listening, { env, cwd: project.folder })
}

/** @param {Record<string, string>} env */
function startService(env) {
  return start('service.js', { ALLOW_INSECURE_LOOPBACK: '1', SCOPE: 'orders:read', AUDIENCE: orders, ...env })
}

/**
 * @param {string} issuer
 * @param {Record<string, string>} fields
 * @param {string} [password]
 */
function ask(issuer, fields, password = secret) {
  return fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`shop:${password}`).toString('base64')}` },
    body: new URLSearchParams(fields),
  })
}

/** @param {string} issuer @param {string} resource */
async function tokenFor(issuer, resource) {
  const response = await ask(issuer, { grant_type: 'client_credentials', resource })
  assert.equal(response.status, 200)
  return (await response.json()).access_token
}

/** @param {string} url @param {string} [token] */
async function call(url, token) {
  const response = await fetch(
    url,
    token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
  )
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    ...(await response.json()),
  }
}

describe('the ring of keys', () => {
  const policy = { ttl: 300, jwksMaxAge: 600, margin: 60, tolerance: 5 }

  test('publishes a key before it signs, and keeps the old one until its last token has ended', async () => {
    /** @type {typeof import('../../examples/microservices-jwks/key-ring.js')} */
    const { begin, isRotating, publishedAt, rotate, signerAt } = await load('key-ring.js')
    const [first, second] = ['first', 'second'].map((kid) => /** @type {import('holoband').Key} */ ({ kid }))
    assert.ok(first && second)
    const ring = rotate(begin(first, 1000.5, policy), second, 2000.5, policy)
    /** @param {number} now */
    const at = (now) => [
      signerAt(ring, now).kid,
      publishedAt(ring, now)
        .map(({ kid }) => kid)
        .join(' '),
    ]
    assert.deepEqual(at(1000), ['first', 'first'])
    assert.deepEqual(at(2000.4), ['first', 'first'])
    assert.deepEqual(at(2000.5), ['first', 'first second'])
    assert.deepEqual(at(2660.9), ['first', 'first second'])
    assert.deepEqual(at(2661), ['second', 'first second'])
    assert.deepEqual(at(2965.9), ['second', 'first second'])
    assert.deepEqual(at(2966), ['second', 'second'])
    assert.deepEqual([isRotating(ring, 2660), isRotating(ring, 2661)], [true, false])
  })

  test('does not begin a rotation while another is under way, and forgets what is over', async () => {
    /** @type {typeof import('../../examples/microservices-jwks/key-ring.js')} */
    const { begin, rotate, signerAt } = await load('key-ring.js')
    const keys = ['a', 'b', 'c'].map((kid) => /** @type {import('holoband').Key} */ ({ kid }))
    const [a, b, c] = keys
    assert.ok(a && b && c)
    const ring = rotate(begin(a, 0, policy), b, 1000, policy)
    assert.throws(() => rotate(ring, c, 1001, policy), RangeError)
    assert.deepEqual(
      rotate(ring, c, 9000, policy).map(({ kid }) => kid),
      ['b', 'c'],
    )
    assert.throws(() => signerAt(ring, -1), /is the clock right/)
  })
})

describe('the issuer and its services', () => {
  /** @type {Awaited<ReturnType<typeof start>>[]} */
  const programs = []
  let issuer = ''
  let orderUrl = ''
  let stockUrl = ''
  before(async () => {
    const [issuerPort, orderPort, stockPort] = (await freePorts(3)).map(String)
    assert.ok(issuerPort && orderPort && stockPort)
    issuer = `http://localhost:${issuerPort}`
    orderUrl = `http://localhost:${orderPort}/`
    stockUrl = `http://localhost:${stockPort}/`
    const keys = { KEYS_FILE: join(folder, 'keys.json'), CLIENT_SECRET: secret }
    programs.push(await start('issuer.js', { PORT: issuerPort, ...keys }))
    programs.push(await startService({ PORT: orderPort, ISSUER: issuer }))
    programs.push(
      await startService({ PORT: stockPort, ISSUER: issuer, AUDIENCE: stock, SCOPE: 'stock:read' }),
    )
  })
  after(() => Promise.all(programs.map(({ stop }) => stop())))

  test('publish public keys only, for as long as they say', async () => {
    const response = await fetch(`${issuer}/.well-known/jwks.json`)
    assert.equal(response.headers.get('cache-control'), 'public, max-age=300')
    const { keys } = await response.json()
    assert.equal(keys.length, 1)
    assert.deepEqual(Object.keys(keys[0]).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x'])
  })

  test('let a client in with a token for that service, and with no other', async () => {
    const token = await tokenFor(issuer, orders)
    assert.equal(decodeUnverified(token).unverifiedHeader.typ, 'at+jwt')
    const { status, client } = await call(orderUrl, token)
    assert.deepEqual([status, client], [200, 'shop'])
    const elsewhere = await call(stockUrl, token)
    assert.deepEqual([elsewhere.status, elsewhere.code], [401, 'ERR_AUDIENCE_MISMATCH'])
    assert.equal((await call(stockUrl, await tokenFor(issuer, stock))).status, 200)
    const stranger = await call(orderUrl)
    assert.deepEqual([stranger.status, stranger.challenge], [401, 'Bearer'])
    assert.equal((await call(orderUrl, tamper(token))).code, 'ERR_SIGNATURE_INVALID')
  })

  test('refuse a service that asks for more than the client may do', async () => {
    const [port = 0] = await freePorts(1)
    const service = await startService({ PORT: `${port}`, ISSUER: issuer, SCOPE: 'orders:delete' })
    const refused = await call(`http://localhost:${port}/`, await tokenFor(issuer, orders))
    assert.deepEqual([refused.status, refused.error], [403, 'insufficient_scope'])
    await service.stop()
  })

  test('give tokens only to who has the secret, and only for what it may reach', async () => {
    const good = { grant_type: 'client_credentials', resource: orders }
    for (const [fields, password, status, error] of /** @type {const} */ ([
      [good, 'guess', 401, 'invalid_client'],
      [good, '', 401, 'invalid_client'],
      [{ ...good, grant_type: 'password' }, secret, 400, 'unsupported_grant_type'],
      [{ ...good, resource: 'https://bank.example' }, secret, 400, 'invalid_target'],
      [{ ...good, resource: 'constructor' }, secret, 400, 'invalid_target'],
      [{ ...good, padding: 'x'.repeat(5000) }, secret, 400, 'invalid_request'],
    ])) {
      const response = await ask(issuer, fields, password)
      assert.deepEqual([response.status, await response.json()], [status, { error }])
      assert.equal(response.headers.get('cache-control'), 'no-store')
    }
    const json = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`shop:${secret}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: '{}',
    })
    assert.deepEqual(await json.json(), { error: 'invalid_request' })
  })

  test('keep private keys where nobody else can read them', () => {
    const file = join(folder, 'keys.json')
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.ok(JSON.parse(readFileSync(file, 'utf8')).keys[0].jwk.d)
    assert.ok(!readFileSync(join(folder, 'keys.state.json'), 'utf8').includes('"d"'))
  })

  test('say 503 and not 401 while the keys cannot be had', async () => {
    const [port = 0, nobody = 0] = await freePorts(2)
    const service = await startService({ PORT: `${port}`, ISSUER: `http://localhost:${nobody}` })
    assert.equal((await call(`http://localhost:${port}/`, await tokenFor(issuer, orders))).status, 503)
    const health = await call(`http://localhost:${port}/health`)
    assert.deepEqual([health.keys, health.failure], [[], 'ERR_KEY_SET_FETCH_FAILED'])
    assert.match((await service.stop()).stderr, /ERR_KEY_SET_FETCH_FAILED/)
  })

  test('stop answering somebody who guesses secrets', async () => {
    const guess = () => ask(issuer, { grant_type: 'client_credentials', resource: orders }, 'guess')
    const statuses = new Set()
    for (let round = 0; round < 11; round++) statuses.add((await guess()).status)
    assert.deepEqual([...statuses], [401, 429])
  })
})

describe('a rotation under traffic', () => {
  test('fails not one request, in the demo', async () => {
    const ports = await freePorts(3)
    const { ended } = runProgram(join(project.folder, 'demo.js'), { env: { PORTS: ports.join(',') } })
    const { status, stdout, stderr } = await ended
    assert.deepEqual([status, stderr], [0, ''], stdout)
    assert.match(stdout, /\n0 requests failed\n/)
    const [old, next] = [...stdout.matchAll(/requests verified with key (\S+)/g)].map(([, kid]) => kid)
    const published = [...stdout.matchAll(/^(before|published|activated|retired) +(.+)$/gm)]
    assert.deepEqual(
      published.map(([, moment, kids]) => [moment, kids]),
      [
        ['before', old],
        ['published', `${old} ${next}`],
        ['activated', next],
        ['retired', next],
      ],
    )
  })

  test('is one that the doctor of the command line has nothing against, at every step', async () => {
    const [port = 0] = await freePorts(1)
    const file = join(folder, 'rotated.json')
    const env = { PORT: `${port}`, CLIENT_SECRET: secret, KEYS_FILE: file, JWKS_MAX_AGE: '1s', MARGIN: '0s' }
    const issuer = `http://localhost:${port}`
    const program = await start('issuer.js', { ...env, TOKEN_TTL: '1s', TOLERANCE: '0s' })
    const before = await tokenFor(issuer, orders)
    assert.equal(await examine(issuer, file), 'Nothing was found.')
    process.kill(Number(program.pid), 'SIGUSR2')
    while (!program.printed.stdout.includes('is published and will sign')) await sleep(20)
    await sleep(1000)
    assert.equal(await examine(issuer, file), 'Nothing was found.')
    // What a process knew of keys, the next one knows.
    await program.stop()
    const again = await start('issuer.js', { ...env, TOKEN_TTL: '1s', TOLERANCE: '0s' })
    await sleep(1500)
    assert.notEqual(kidOf(await tokenFor(issuer, orders)), kidOf(before))
    assert.equal(await examine(issuer, file), 'Nothing was found.')
    await again.stop()
  })
})

/** @param {string} token */
function kidOf(token) {
  return decodeUnverified(token).unverifiedHeader.kid
}

/**
 * @param {string} issuer
 * @param {string} file
 */
async function examine(issuer, file) {
  let [began, ended, published] = [0, 1, '']
  // Keys come and go with a second of the clock: of an answer on both sides of one nobody could say which it is of.
  while (Math.floor(began) !== Math.floor(ended)) {
    began = Date.now() / 1000
    published = await (await fetch(`${issuer}/.well-known/jwks.json`)).text()
    ended = Date.now() / 1000
  }
  const set = project.write('published.jwks', published)
  const cli = join(project.folder, 'node_modules', 'holoband', 'dist', 'cli', 'main.js')
  const state = file.replace(/\.json$/, '.state.json')
  const args = ['keys', 'doctor', '--state', state, '--jwks', set, '--now', `${ended}`]
  const { stdout } = await runCommand(process.execPath, [cli, ...args])
  return stdout.replace(/^\W+/, '').trim()
}

describe('the programs', () => {
  test('say what is missing, in a sentence', async () => {
    for (const [file, env, sentence] of /** @type {const} */ ([
      ['issuer.js', { PORT: 'x' }, /^PORT takes a number/],
      ['issuer.js', { CLIENT_SECRET: 'short' }, /^CLIENT_SECRET is too short/],
      ['service.js', {}, /^ISSUER is not set/],
      [
        'service.js',
        { ISSUER: 'http://localhost:1', AUDIENCE: orders, SCOPE: 'x' },
        /^ISSUER: .*ALLOW_INSECURE/,
      ],
    ])) {
      const { status, stderr } = await runProgram(join(project.folder, file), { env, cwd: project.folder })
        .ended
      assert.deepEqual([status, sentence.test(stderr)], [2, true], stderr)
    }
  })
})
