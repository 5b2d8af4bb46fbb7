import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createVerifier, decodeUnverified, keySet } from 'holoband'
import { describeDevice } from '../../examples/login-server/device.js'
import { start, Visitor } from './login-server-support.js'

const grace = /** @type {const} */ (['grace', 'nanosecond-of-wire'])

/** @type {Awaited<ReturnType<typeof start>>} */
let server
before(async () => {
  server = await start(['--port', '0', '--grace', '1s'])
})
after(() => server.stop())

async function signedIn() {
  const somebody = new Visitor(server.url)
  assert.equal((await somebody.login(...grace)).status, 200)
  return somebody
}

/**
 * @param {Visitor} visitor
 * @param {string} path
 * @param {unknown} [json]
 */
async function post(visitor, path, json) {
  const response = await visitor.call(path, { method: 'POST', ...(json === undefined ? {} : { json }) })
  const text = await response.text()
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) }
}

/** Long enough for a grace of one second, by a store that counts whole ones. */
const afterGrace = () => sleep(2100)

describe('what only the demo has', () => {
  test('publishes the key of this run, with which anybody can verify a token', async () => {
    const visitor = await signedIn()
    const token = await (await visitor.call('/demo/token')).text()
    assert.equal(token, visitor.jar.get('__Host-access'))
    const jwks = await (await visitor.call('/.well-known/jwks.json')).json()
    const { issuer, audience, typ, alg, people } = await (await visitor.call('/demo/setting')).json()
    assert.equal(alg, 'Ed25519')
    assert.deepEqual(
      people.map((/** @type {{ name: string, banned: boolean }} */ { name, banned }) => [name, banned]),
      [
        ['ada', false],
        ['grace', false],
        ['mallory', true],
      ],
    )
    const verifier = createVerifier({ keys: keySet(jwks), algorithms: [alg], issuer, audience, typ })
    assert.equal(verifier.verify(token).claims.name, 'grace')
  })

  test('publishes no key where tokens are signed with a secret', async () => {
    const secret = { HOLOBAND_DEMO_SECRET: randomBytes(32).toString('base64url') }
    const other = await start(['--port', '0'], secret)
    const stranger = new Visitor(other.url)
    assert.deepEqual(await (await stranger.call('/.well-known/jwks.json')).json(), { keys: [] })
    assert.equal((await (await stranger.call('/demo/setting')).json()).alg, 'HS256')
    await other.stop()
  })

  test('gives a token to nobody who has none', async () => {
    const stranger = new Visitor(server.url)
    assert.equal((await stranger.call('/demo/token')).status, 404)
    for (const path of ['/demo/expire', '/demo/steal']) assert.equal((await post(stranger, path)).status, 401)
  })

  test('lets the access token expire, and the session go on', async () => {
    const visitor = await signedIn()
    const before = decodeUnverified(visitor.jar.get('__Host-access') ?? '').unverifiedClaims
    assert.equal((await post(visitor, '/demo/expire')).status, 204)
    const after = decodeUnverified(visitor.jar.get('__Host-access') ?? '').unverifiedClaims
    assert.deepEqual({ ...after, iat: 0, exp: 0 }, { ...before, iat: 0, exp: 0 })
    const refused = await visitor.call('/api/me')
    assert.deepEqual([refused.status, (await refused.json()).reason], [401, 'expired'])
    assert.equal((await post(visitor, '/auth/refresh')).status, 200)
    assert.equal((await visitor.call('/api/me')).status, 200)
  })

  test('tells a thief who was first that the token was rotated, and both that the session is over', async () => {
    const victim = await signedIn()
    const { body: pocket } = await post(victim, '/demo/steal')
    const first = await post(victim, '/demo/use-stolen', pocket)
    assert.deepEqual([first.body.status, first.body.event], [200, 'refreshed'])
    await afterGrace()
    const caught = await post(victim, '/auth/refresh')
    assert.deepEqual([caught.status, caught.body.reason], [401, 'reused'])
    const second = await post(victim, '/demo/use-stolen', pocket)
    assert.deepEqual([second.body.status, second.body.event, second.body.reason], [401, null, 'revoked'])
  })

  test('tells a thief who was second that the theft was noticed', async () => {
    const victim = await signedIn()
    const { body: pocket } = await post(victim, '/demo/steal')
    assert.equal((await post(victim, '/auth/refresh')).status, 200)
    await afterGrace()
    const { body } = await post(victim, '/demo/use-stolen', pocket)
    assert.deepEqual([body.status, body.event, body.reason], [401, 'reused', 'reused'])
    const ended = await post(victim, '/auth/refresh')
    assert.deepEqual([ended.status, ended.body.reason], [401, 'revoked'])
  })

  test('tells a thief who was second within the grace that the answer was given again', async () => {
    const patient = await start(['--port', '0', '--grace', '300s'])
    const victim = new Visitor(patient.url)
    await victim.login(...grace)
    const { body: pocket } = await post(victim, '/demo/steal')
    assert.equal((await post(victim, '/auth/refresh')).status, 200)
    const { body } = await post(victim, '/demo/use-stolen', pocket)
    assert.deepEqual([body.status, body.event], [200, 'replayed'])
    await patient.stop()
  })

  test('helps no thief from another site, and none without a pocket', async () => {
    const victim = await signedIn()
    const { body: pocket } = await post(victim, '/demo/steal')
    const elsewhere = { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' }
    for (const [path, json] of /** @type {const} */ ([
      ['/demo/steal', undefined],
      ['/demo/expire', undefined],
      ['/demo/use-stolen', pocket],
    ])) {
      const options = { method: 'POST', headers: elsewhere, ...(json === undefined ? {} : { json }) }
      assert.equal((await victim.call(path, options)).status, 403, path)
    }
    assert.equal((await post(victim, '/demo/use-stolen', { pocket: 'none' })).status, 404)
    assert.equal((await post(victim, '/demo/use-stolen', { pocket: 7 })).status, 404)
    assert.equal((await victim.call('/demo/steal')).status, 405)
  })

  test('names the thief’s machine among the sessions, once it has refreshed', async () => {
    const victim = await signedIn()
    const { body: pocket } = await post(victim, '/demo/steal')
    await post(victim, '/demo/use-stolen', pocket)
    const { sessions } = await (await victim.call('/api/sessions')).json()
    assert.ok(sessions.some((/** @type {{ device: string }} */ { device }) => device === 'curl'))
  })
})

describe('describeDevice', () => {
  test('calls a device what its owner would call it', () => {
    const browser = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)'
    for (const [agent, device] of /** @type {const} */ ([
      [`${browser} Chrome/140.0.0.0 Safari/537.36`, 'Chrome on Linux'],
      [`${browser} HeadlessChrome/140.0.0.0 Safari/537.36`, 'Chrome on Linux'],
      [`${browser} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`, 'Edge on Linux'],
      [
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
        'Firefox on Windows',
      ],
      [
        'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1',
        'Safari on iPhone',
      ],
      ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15', 'Safari on macOS'],
      ['curl/8.14.1', 'curl'],
      ['<script>', ''],
    ])) {
      const request = new Request('http://localhost/', { headers: { 'user-agent': agent } })
      assert.equal(describeDevice(request), device)
    }
  })

  test('has no word for who says nothing', () => {
    assert.equal(describeDevice(new Request('http://localhost/')), '')
  })
})
