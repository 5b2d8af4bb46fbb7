import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createVerifier, generateKey, keySet } from 'holoband'
import { createHandler, post, refused } from './handler-support.js'
import { audience, createSessions, issuer, origin } from './support.js'

/** @import { AuthHandlerOptions } from 'holoband/session' */

const path = '/.well-known/jwks.json'

/**
 * @param {RequestInit} [init]
 * @param {string} [at]
 */
const request = (init = {}, at = path) => new Request(origin + at, init)

/** @param {Partial<AuthHandlerOptions>} [options] */
function createPublisher(options) {
  const key = generateKey('EdDSA', { kid: 'first' })
  const sessions = createSessions({ key })
  return { sessions, ...createHandler({ sessions, ...options }) }
}

describe('GET /.well-known/jwks.json', () => {
  test('publishes the keys that verify access tokens, and no secret part of them', async () => {
    const { handler, sessions } = createPublisher()
    const response = await handler(request())
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'application/jwk-set+json')
    assert.equal(response.headers.get('cache-control'), 'public, max-age=300')
    assert.equal(response.headers.get('vary'), null)
    assert.deepEqual(response.headers.getSetCookie(), [])
    const jwks = await response.json()
    assert.deepEqual(jwks, sessions.jwks())
    assert.deepEqual(
      Object.keys(jwks.keys[0] ?? {}).filter((member) => 'dpqk'.includes(member)),
      [],
    )
    const verifier = createVerifier({
      keys: keySet(jwks),
      algorithms: ['EdDSA'],
      issuer,
      audience,
      typ: 'at+jwt',
    })
    const { accessToken } = await sessions.start('7')
    assert.equal(verifier.verify(accessToken).claims.sub, '7')
  })

  test('publishes no key where access tokens are signed with a secret', async () => {
    const response = await createHandler().handler(request())
    assert.deepEqual([response.status, await response.json()], [200, { keys: [] }])
  })

  test('is at the root of the origin, whatever the base path is', async () => {
    for (const basePath of ['', '/api/v1/auth']) {
      const { handler } = createPublisher({ basePath })
      assert.equal((await handler(request())).status, 200)
    }
    const { handler } = createPublisher()
    for (const at of [`/auth${path}`, `${path}/`, '/.well-known/', '/.well-known/JWKS.json']) {
      await refused(await handler(request({}, at)), 404, 'ERR_ROUTE_UNKNOWN')
    }
  })

  test('answers HEAD without a body, and nothing that writes', async () => {
    const { handler } = createPublisher()
    const head = await handler(request({ method: 'HEAD' }))
    assert.deepEqual([head.status, await head.text()], [200, ''])
    assert.equal(head.headers.get('cache-control'), 'public, max-age=300')
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const response = await handler(request({ method }))
      await refused(response, 405, 'ERR_METHOD_NOT_ALLOWED')
      assert.equal(response.headers.get('allow'), 'GET, HEAD')
    }
  })

  test('is given to whoever asks, with credentials or without', async () => {
    const { handler } = createPublisher()
    for (const headers of [
      { 'sec-fetch-site': 'cross-site', origin: 'https://other.example' },
      { cookie: '__Host-access=x; __Host-access=y' },
      { authorization: 'Bearer x y' },
    ]) {
      const given = /** @type {Record<string, string>} */ (headers)
      assert.equal((await handler(request({ headers: given }))).status, 200)
    }
  })

  test('is kept by caches for as long as the program says', async () => {
    for (const [jwksMaxAge, seconds] of /** @type {const} */ ([
      ['1h', 3600],
      [90.9, 90],
      [0, 0],
      ['1d', 86400],
    ])) {
      const response = await createPublisher({ jwksMaxAge }).handler(request())
      assert.equal(response.headers.get('cache-control'), `public, max-age=${seconds}`)
    }
  })

  test('is an answer of the server, and no cache keeps one that failed', async () => {
    const failure = new Error('no key')
    const { handler, errors } = createHandler({
      sessions: {
        ...createSessions(),
        jwks() {
          throw failure
        },
      },
    })
    await refused(await handler(request()), 500, 'ERR_SERVER_FAILED')
    assert.deepEqual(errors, [failure])
    assert.equal((await handler(post('/session', { method: 'GET' }))).status, 401)
  })
})
