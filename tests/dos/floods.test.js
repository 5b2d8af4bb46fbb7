// What comes in masses: how much work it makes, counted, and what it leaves behind.
import assert from 'node:assert/strict'
import { describe, mock, test } from 'node:test'
import { createVerifier, secretKey, verifyPassword } from 'holoband'
import { createAuthHandler } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'
import { advance, FakeServer, makeKey, remoteOf, tokenOf, verifierOf } from '../remote/support.js'
import { ada, createHandler, get, post, refused, signIn } from '../session/handler-support.js'
import { createClock, createSessions } from '../session/support.js'
import { handleCount, memorySize } from '../support/core.js'
import { assertOptionRefused } from '../support/refusal.js'
import { now, tokenWith, verifierFor } from '../support/setting.js'
import { forge, secretFor } from '../support/tokens.js'

/** @import { SessionStore } from 'holoband/stores/contract' */

/** @param {number} count */
const times = (count) => Array.from({ length: count }, (_, index) => index)

/**
 * A store that counts the calls to it.
 *
 * @returns {{ store: SessionStore, calls: Record<string, number> }}
 */
function countingStore() {
  /** @type {Record<string, number>} */
  const calls = {}
  const { now: clock } = createClock()
  const store = Object.fromEntries(
    Object.entries(createMemoryStore({ now: clock })).map(([name, member]) => {
      if (typeof member !== 'function') return [name, member]
      const counted = (/** @type {unknown[]} */ ...given) => {
        calls[name] = (calls[name] ?? 0) + 1
        return Reflect.apply(member, undefined, given)
      }
      return [name, counted]
    }),
  )
  return { store: /** @type {SessionStore} */ (/** @type {unknown} */ (store)), calls }
}

/**
 * @param {readonly Response[]} responses
 * @returns {Record<number, number>} how many there were of each status
 */
function statusesOf(responses) {
  /** @type {Record<number, number>} */
  const counts = {}
  for (const { status } of responses) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

describe('a flood of logins', () => {
  /** Each with a name and an address of its own, so that no other limit has a say. */
  const flood = (
    /** @type {ReturnType<typeof createHandler>['handler']} */ handler,
    /** @type {number} */ count,
  ) =>
    times(count).map((index) =>
      handler(post('/login', { json: { username: `user-${index}`, password: 'wrong' } }), {
        clientAddress: `10.0.${index >> 8}.${index & 255}`,
      }),
    )

  test('has ten hashes made, of 500 that came at once; the others are refused before anything is counted', async () => {
    const { store, calls } = countingStore()
    let hashes = 0
    const { handler, errors } = createHandler({
      sessions: createSessions({ store, now: createClock().now }),
      authenticate({ password }) {
        hashes += 1
        verifyPassword(password, null)
        return null
      },
    })
    const responses = await Promise.all(flood(handler, 500))
    assert.deepEqual(statusesOf(responses), { 401: 10, 429: 490 })
    assert.equal(hashes, 10)
    assert.equal(calls.hit, 30)
    const last = responses.at(-1)
    assert.ok(last)
    assert.equal(last.headers.get('retry-after'), '1')
    await refused(last, 429, 'ERR_RATE_LIMITED')
    assert.deepEqual(errors, [])
    assert.deepEqual(statusesOf(await Promise.all(flood(handler, 1))), { 401: 1 }, 'there is room again')
  })

  test('lets a request with a token be answered before its first hash', async () => {
    /** @type {string[]} */
    const order = []
    const { handler, jar } = await signIn()
    const slow = createHandler({
      authenticate() {
        order.push('hash')
        return null
      },
    })
    const flooding = flood(slow.handler, 50)
    const served = handler(get(jar.header)).then(({ status }) => order.push(`token ${status}`))
    await Promise.all([...flooding, served])
    assert.equal(order[0], 'token 200')
    assert.equal(order.length, 11)
  })

  test('leaves no place taken by logins that fail or succeed', async () => {
    const { handler } = createHandler({ maxConcurrentLogins: 1, rateLimit: null, onError: () => {} })
    const failing = createHandler({
      maxConcurrentLogins: 1,
      authenticate() {
        throw new Error('the directory is away')
      },
    })
    for (let round = 0; round < 3; round++) {
      assert.equal((await handler(post('/login', { json: ada }))).status, 200)
      assert.equal((await failing.handler(post('/login', { json: ada }))).status, 500)
      assert.equal((await handler(post('/login', { json: {} }))).status, 400)
    }
    const both = [handler(post('/login', { json: ada })), handler(post('/login', { json: ada }))]
    assert.deepEqual(statusesOf(await Promise.all(both)), { 200: 1, 429: 1 })
  })

  test('gives a place back that its host never did', async (context) => {
    context.mock.timers.enable({ apis: ['Date'], now: 0 })
    let waits = true
    const { handler } = createHandler({
      maxConcurrentLogins: 1,
      authenticate: () => (waits ? new Promise(() => {}) : { subject: '7' }),
    })
    void handler(post('/login', { json: ada }))
    await new Promise((resolve) => setTimeout(resolve, 20))
    assert.equal((await handler(post('/login', { json: ada }))).status, 429)
    waits = false
    context.mock.timers.setTime(60_001)
    assert.equal((await handler(post('/login', { json: ada }))).status, 200)
  })

  test('is bounded by a whole number of logins', () => {
    const create = (/** @type {Record<string, unknown>} */ options) =>
      createAuthHandler({ sessions: createSessions(), authenticate: () => null, ...options })
    assertOptionRefused(create, 'maxConcurrentLogins', [0, -1, 1.5, Number.NaN, Infinity], 'ERR_OPTION_RANGE')
    for (const value of ['10', true, 10n])
      assert.throws(() => create({ maxConcurrentLogins: value }), { code: 'ERR_INVALID_ARG_TYPE' })
  })
})

describe('a flood of refreshes', () => {
  test('of one session, 10,000 at once, comes to one rotation and three calls of the store for each', async () => {
    const { store, calls } = countingStore()
    // All of them together may take longer than a store has time.
    const sessions = createSessions({ store, now: createClock().now, storeTimeout: '1h' })
    const { refreshToken } = await sessions.start('ada')
    await Promise.all(times(100).map(() => sessions.refresh(refreshToken)))
    for (const name of Object.keys(calls)) delete calls[name]
    const [memory, handles] = [memorySize(), handleCount()]
    const { refreshToken: current } = await sessions.refresh(refreshToken)
    const results = await Promise.all(times(10_000).map(() => sessions.refresh(current)))
    assert.equal(new Set(results.map((result) => result.refreshToken)).size, 1)
    assert.equal((await sessions.list('ada')).length, 1)
    const { row } = await store.read({ subject: 'ada', id: String(results[0]?.claims.sid) })
    assert.equal(row?.generation, 2)
    const { read = 0, rotate = 0, ...others } = calls
    assert.ok(read <= 20_010 && rotate <= 10_010, `${read} reads, ${rotate} rotations tried`)
    assert.deepEqual(others, { list: 1 })
    assert.deepEqual([memorySize(), handleCount()], [memory, handles])
  })

  test('over HTTP is counted, and what is too much asks the store for that alone', async () => {
    const { store, calls } = countingStore()
    const { handler, jar } = await signIn({ sessions: { store } })
    const before = calls.read ?? 0
    const { header } = jar
    const responses = await Promise.all(times(1000).map(() => handler(post('/refresh', { cookie: header }))))
    assert.deepEqual(statusesOf(responses), { 200: 60, 429: 940 })
    assert.ok(Number(calls.read) - before <= 120)
  })

  test('with tokens that nobody signed asks no store at all', async () => {
    const { store, calls } = countingStore()
    const { handler } = await signIn({ sessions: { store } })
    const before = { ...calls }
    for (const index of times(500)) {
      const cookie = `__Host-refresh=${forge({ header: { alg: 'HS256', typ: 'rt+jwt' }, payload: { index }, secret: secretFor('HS256', 9) })}`
      await refused(await handler(post('/refresh', { cookie })), 401, 'ERR_SIGNATURE_INVALID')
    }
    assert.deepEqual(calls, before)
  })
})

describe('a flood of tokens', () => {
  test('under 20,000 invented names causes two fetches at a remote key set, and leaves nothing', async (context) => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: now * 1000 })
    context.after(() => mock.timers.reset())
    const key = makeKey('first')
    const server = new FakeServer(key)
    const verifier = verifierOf(remoteOf(server))
    await verifier.verifyAsync(tokenOf(key))
    await advance(5)
    // The names alone differ: what is flooded is the search for a key.
    const [, payload = '', signature = ''] = tokenOf(key).split('.')
    const token = (/** @type {number} */ index) => {
      const header = JSON.stringify({ alg: 'ES256', typ: 'JWT', kid: `invented-${index}` })
      return `${Buffer.from(header).toString('base64url')}.${payload}.${signature}`
    }
    for (const index of times(1000)) assert.equal(verifier.check(token(index)).ok, false)
    const [memory, handles] = [memorySize(), handleCount()]
    for (const index of times(20_000)) {
      const result = verifier.check(token(index))
      assert.equal(!result.ok && result.code, 'ERR_KEY_NOT_FOUND')
    }
    await advance(1)
    assert.equal(server.calls.length, 2)
    assert.equal(memorySize(), memory)
    assert.ok(handleCount() <= handles + 1)
    const second = makeKey('second')
    server.publish(second)
    await advance(5)
    assert.equal((await verifier.checkAsync(tokenOf(second))).ok, true, 'a real rotation is still noticed')
    verifier.dispose()
  })

  test('with 20,000 headers, signed and not, keeps as much as before', () => {
    const verifier = verifierFor()
    const pad = 'x'.repeat(200)
    const signed = (/** @type {number} */ index) => tokenWith({}, { kid: 'a', pad, index })
    const unsigned = (/** @type {number} */ index) =>
      forge({ header: { alg: 'HS256', pad, index }, payload: {}, secret: secretFor('HS256', 9) })
    for (const index of times(600)) assert.equal(verifier.check(signed(index)).ok, true)
    const memory = memorySize()
    for (const index of times(10_000)) {
      assert.equal(verifier.check(signed(index)).ok, true)
      assert.equal(verifier.check(unsigned(index)).ok, false)
    }
    assert.equal(memorySize(), memory)
  })

  test('that are all good and all new keeps a cache at its limit', () => {
    const verifier = verifierFor({ cache: { max: 500, maxBytes: 1 << 20 } })
    const token = (/** @type {number} */ index) => tokenWith({ index, pad: 'y'.repeat(index % 900) })
    for (const index of times(3000)) assert.equal(verifier.check(token(index)).ok, true)
    const memory = memorySize()
    for (const index of times(10_000)) assert.equal(verifier.check(token(index)).ok, true)
    assert.equal(memorySize(), memory)
  })
})

test('keys that are made and let go of by the thousand leave no handle', () => {
  const secret = new Uint8Array(32).fill(3)
  const before = handleCount()
  for (const index of times(5000)) {
    const key = secretKey(secret, { kid: `k${index}` })
    const options = { keys: key, algorithms: /** @type {const} */ (['HS256']), issuer: null, audience: null }
    createVerifier(options).dispose()
    key.dispose()
  }
  assert.equal(handleCount(), before)
})
