import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createRateLimit } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'
import { clientNetwork } from '../../js/session/client-network.js'
import {
  ada,
  createHandler,
  get,
  post,
  refused,
  setsNothing,
  signIn,
  statusOf,
  untouched,
} from './handler-support.js'
import { createClock, createSessions, origin, tamper } from './support.js'

/** @import { AuthHandlerOptions, RateLimitOptions, RateVerdict } from 'holoband/session' */

const request = new Request(origin)
const wrong = { ...ada, password: 'wrong' }
const address = '192.0.2.1'

/** @param {Omit<RateLimitOptions, 'store'>} [options] */
function createLimit(options = {}) {
  const { now, advance } = createClock()
  const memory = createMemoryStore({ now })
  /** @type {string[]} */
  const keys = []
  /** @type {RateLimitOptions['store']} */
  const store = {
    hit(key, window) {
      keys.push(key)
      return memory.hit(key, window)
    },
    forget: memory.forget,
  }
  const limit = createRateLimit({ store, ...options })
  /**
   * @param {string} username
   * @param {string} [clientAddress]
   */
  const login = async (username, clientAddress) =>
    limit({ action: 'login', username, request, ...(clientAddress === undefined ? {} : { clientAddress }) })
  /** @param {string} sid */
  const refresh = async (sid) => limit({ action: 'refresh', sub: '7', sid, request })
  return { login, refresh, advance, keys }
}

/**
 * @param {() => Promise<RateVerdict>} attempt
 * @param {number} most
 */
async function allowedOf(attempt, most) {
  let allowed = 0
  for (let count = 0; count < most; count++) if ((await attempt()).allowed) allowed++
  return allowed
}

describe('the limit of logins', () => {
  test('allows ten attempts of a name from an address, and then waits for the end of the window', async () => {
    const { login, advance } = createLimit()
    assert.equal(await allowedOf(() => login('ada', address), 12), 10)
    advance(300)
    const { allowed, retryAfter } = await login('ada', address)
    assert.deepEqual([allowed, retryAfter], [false, 600])
    advance(600)
    assert.equal(await allowedOf(() => login('ada', address), 12), 10)
  })

  test('keeps names and addresses apart', async () => {
    const { login } = createLimit()
    assert.equal(await allowedOf(() => login('ada', address), 11), 10)
    assert.equal((await login('ada', '192.0.2.2')).allowed, true)
    assert.equal((await login('bob', address)).allowed, true)
  })

  test('allows a hundred attempts from an address, whatever the names', async () => {
    const { login } = createLimit()
    let count = 0
    assert.equal(await allowedOf(() => login(`user-${count++}`, address), 120), 100)
    assert.equal((await login('user-1', '192.0.2.2')).allowed, true)
  })

  test('allows a hundred attempts of a name, whatever the addresses', async () => {
    const { login } = createLimit()
    let count = 0
    assert.equal(await allowedOf(() => login('ada', `192.0.2.${count++}`), 120), 100)
    assert.equal((await login('bob', '192.0.2.1')).allowed, true)
  })

  test('lets no single address lock the owner of a name out', async () => {
    const { login } = createLimit()
    assert.equal(await allowedOf(() => login('ada', '198.51.100.1'), 500), 10)
    assert.equal((await login('ada', address)).allowed, true)
  })

  test('lets no single address fill the store with counters', async () => {
    const { login, keys } = createLimit()
    let count = 0
    await allowedOf(() => login(`user-${count++}`, address), 1000)
    assert.equal(new Set(keys).size, 201)
  })

  test('goes by the name alone where the address is not known', async () => {
    const { login } = createLimit()
    assert.equal(await allowedOf(() => login('ada'), 12), 10)
    assert.equal((await login('bob')).allowed, true)
  })

  test('cannot be outrun by attempts side by side', async () => {
    const { login } = createLimit()
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => login('ada', address)))
    assert.equal(verdicts.filter(({ allowed }) => allowed).length, 10)
  })

  test('forgets the count of a name and an address when a login succeeds, and no other', async () => {
    const { login } = createLimit({ login: { perAddress: 15 } })
    assert.equal(await allowedOf(() => login('ada', address), 9), 9)
    const { succeeded } = await login('ada', address)
    await succeeded?.()
    assert.equal(await allowedOf(() => login('ada', address), 9), 5, 'the address has had its fifteen')
  })

  test('takes the spellings of a name that a database may take for one as one', async () => {
    const { login } = createLimit()
    const spellings = [
      'zoë',
      'ZOË',
      'zoe\u0308',
      ' zoë ',
      'Zoe',
      'ｚｏｅ',
      'zoé',
      'zOe',
      'zo\u00eb',
      'ZOE\u00a0',
    ]
    for (const spelling of spellings) assert.equal((await login(spelling, address)).allowed, true)
    assert.equal((await login('zoe', address)).allowed, false)
    assert.equal((await login('zo', address)).allowed, true)
  })

  test('counts under short keys that show no name and no address', async () => {
    const { login, refresh, keys } = createLimit()
    await login('ada', address)
    await login('x'.repeat(16_000), '2001:db8::1')
    await login('\0\ud800', 'unix:')
    await refresh('s'.repeat(1000))
    assert.equal(new Set(keys).size, 10)
    for (const key of keys) assert.match(key, /^(?:login|login-address|login-username|refresh):[\w-]{43}$/)
  })

  test('does not take two names that run together for one', async () => {
    const { login } = createLimit({ login: { perUsernameAndAddress: 1 } })
    for (const [name, at] of /** @type {const} */ ([
      ['a', 'b","c'],
      ['a","b', 'c'],
      ['ab', 'c'],
      ['a', 'bc'],
    ])) {
      assert.equal((await login(name, at)).allowed, true)
    }
  })
})

describe('the limit of refreshes', () => {
  test('allows sixty in a minute for each session', async () => {
    const { refresh, advance } = createLimit()
    assert.equal(await allowedOf(() => refresh('one'), 70), 60)
    assert.equal((await refresh('two')).allowed, true)
    advance(45)
    assert.equal((await refresh('one')).retryAfter, 15)
    advance(15)
    assert.equal((await refresh('one')).allowed, true)
  })
})

describe('createRateLimit', () => {
  test('takes other limits, and none', async () => {
    const { login, refresh } = createLimit({
      login: { window: '1h', perUsernameAndAddress: 2, perUsername: 3 },
      refresh: { window: 10, perSession: 1 },
    })
    assert.equal(await allowedOf(() => login('ada', address), 5), 2)
    assert.deepEqual(await login('ada', address), { allowed: false, retryAfter: 3600 })
    assert.equal(await allowedOf(() => login('ada', '192.0.2.2'), 5), 1)
    assert.equal(await allowedOf(() => refresh('one'), 5), 1)
    const none = createLimit({ login: null, refresh: null })
    assert.equal(await allowedOf(() => none.login('ada', address), 200), 200)
    assert.equal(await allowedOf(() => none.refresh('one'), 200), 200)
    assert.deepEqual(none.keys, [])
  })

  test('refuses options that do not exist or limit nothing', () => {
    const store = createMemoryStore()
    for (const [options, code] of /** @type {const} */ ([
      [{}, 'ERR_INVALID_ARG_TYPE'],
      [{ store: { hit() {} } }, 'ERR_INVALID_ARG_TYPE'],
      [{ store, logins: {} }, 'ERR_OPTION_UNKNOWN'],
      [{ store, login: { perUser: 10 } }, 'ERR_OPTION_UNKNOWN'],
      [{ store, login: 10 }, 'ERR_INVALID_ARG_TYPE'],
      [{ store, login: { perUsername: '10' } }, 'ERR_INVALID_ARG_TYPE'],
      [{ store, login: { perUsername: 0 } }, 'ERR_OPTION_RANGE'],
      [{ store, login: { perAddress: Number.POSITIVE_INFINITY } }, 'ERR_OPTION_RANGE'],
      [{ store, refresh: { perSession: 1.5 } }, 'ERR_OPTION_RANGE'],
      [{ store, refresh: { window: 0 } }, 'ERR_OPTION_RANGE'],
      [{ store, refresh: { window: 1.5 } }, 'ERR_OPTION_RANGE'],
      [{ store, refresh: { window: 'soon' } }, 'ERR_DURATION_INVALID'],
    ])) {
      const given = /** @type {RateLimitOptions} */ (/** @type {unknown} */ (options))
      assert.throws(() => createRateLimit(given), { code }, JSON.stringify(options))
    }
  })
})

describe('clientNetwork', () => {
  test('counts an IPv4 address as it is, however a socket writes it', () => {
    for (const written of [
      '192.0.2.1',
      '::ffff:192.0.2.1',
      '::FFFF:192.0.2.1',
      '0:0:0:0:0:ffff:192.0.2.1',
      '0000:0000:0000:0000:0000:ffff:192.0.2.1',
    ]) {
      assert.equal(clientNetwork(written), '192.0.2.1', written)
    }
  })

  test('counts an IPv6 address as its network, however it is written', () => {
    for (const written of [
      '2001:db8:0:1::',
      '2001:db8:0:1::1',
      '2001:0db8:0000:0001:ffff:ffff:ffff:ffff',
      '2001:DB8:0:1:1:2:3:4',
      '2001:db8:0:1::1%eth0',
    ]) {
      assert.equal(clientNetwork(written), '2001:db8:0:1', written)
    }
    assert.equal(clientNetwork('2001:db8:0:2::1'), '2001:db8:0:2')
    assert.equal(clientNetwork('2001:db8::2:0:0:1'), '2001:db8:0:0')
    assert.equal(clientNetwork('::1'), '0:0:0:0')
    assert.equal(clientNetwork('fe80::1%eth0'), 'fe80:0:0:0')
  })

  test('takes what is no address for a name of its own', () => {
    const tooLong = '2001:db8:0:1:'.repeat(4)
    for (const name of [
      '',
      'unknown',
      'unix:',
      '_hidden',
      'proxy.example:8080',
      tooLong,
      ':'.repeat(10_000),
    ]) {
      assert.equal(clientNetwork(name), name)
    }
    const longest = 'ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255'
    assert.equal(clientNetwork(longest), 'ffff:ffff:ffff:ffff')
  })
})

describe('the auth handler and its limits', () => {
  test('answers one attempt too many by 429 and says when to come back, the right password or not', async () => {
    let asked = 0
    const { handler, errors } = createHandler({
      authenticate: ({ password }) => {
        asked++
        return password === ada.password ? { subject: '7' } : null
      },
    })
    const connection = { clientAddress: address }
    for (let count = 0; count < 10; count++) {
      await refused(
        await handler(post('/login', { json: wrong }), connection),
        401,
        'ERR_CREDENTIALS_INVALID',
      )
    }
    for (const json of [wrong, ada]) {
      const response = await handler(post('/login', { json }), connection)
      const body = await refused(response, 429, 'ERR_RATE_LIMITED')
      assert.equal(body.error, 'rate_limited')
      assert.equal(response.headers.get('retry-after'), '900')
      assert.equal(response.headers.get('www-authenticate'), null)
      setsNothing(response)
    }
    assert.equal(asked, 10)
    assert.deepEqual(errors, [])
    const elsewhere = await handler(post('/login', { json: ada }), { clientAddress: '192.0.2.2' })
    assert.equal(elsewhere.status, 200)
  })

  test('counts side by side before any password is looked at', async () => {
    let asked = 0
    const { handler } = createHandler({
      authenticate: async () => {
        asked++
        await new Promise((resolve) => setImmediate(resolve))
        return null
      },
    })
    const all = Array.from({ length: 40 }, () => handler(post('/login', { json: wrong })))
    const statuses = (await Promise.all(all)).map(({ status }) => status)
    assert.equal(asked, 10)
    assert.equal(statuses.filter((status) => status === 429).length, 30)
  })

  test('forgets the failures of somebody who logged in at last', async () => {
    const { handler } = createHandler()
    for (let round = 0; round < 3; round++) {
      for (let count = 0; count < 9; count++) {
        assert.equal((await handler(post('/login', { json: wrong }))).status, 401)
      }
      assert.equal((await handler(post('/login', { json: ada }))).status, 200)
    }
  })

  test('limits the refreshes of a session, and keeps its cookies', async () => {
    const { handler, jar, advance } = await signIn()
    for (let count = 0; count < 60; count++) {
      assert.equal((await handler(post('/refresh', { cookie: jar.header }))).status, 200)
    }
    const response = await handler(post('/refresh', { cookie: jar.header }))
    await refused(response, 429, 'ERR_RATE_LIMITED')
    assert.equal(response.headers.get('retry-after'), '60')
    setsNothing(response)
    const { handler: other, jar: otherJar } = await signIn()
    assert.equal((await other(post('/refresh', { cookie: otherJar.header }))).status, 200)
    assert.equal((await handler(get(jar.header))).status, 200)
    advance(60)
    assert.equal((await handler(post('/logout', { cookie: jar.header }))).status, 204)
  })

  test('lets nobody use up the refreshes of a session without an authentic token', async () => {
    const { handler, jar, access, refresh, sessions, name } = await signIn()
    for (let count = 0; count < 70; count++) {
      const token = count % 2 === 0 ? tamper(refresh) : access
      assert.equal((await handler(post('/refresh', { cookie: `__Host-refresh=${token}` }))).status, 401)
    }
    assert.deepEqual(await statusOf(sessions, name), untouched)
    assert.equal((await handler(post('/refresh', { cookie: jar.header }))).status, 200)
  })

  test('limits nothing where that is switched off on purpose', async () => {
    const { handler, jar } = await signIn({ handler: { rateLimit: null } })
    for (let count = 0; count < 70; count++) {
      assert.equal((await handler(post('/login', { json: wrong }))).status, 401)
      assert.equal((await handler(post('/refresh', { cookie: jar.header }))).status, 200)
    }
  })
})

describe('a limiter of the program', () => {
  /**
   * The shape of rate-limiter-flexible: consume() rejects with how long to wait, and with an Error where its store fails.
   *
   * @param {number} points
   */
  function createLimiter(points) {
    /** @type {Map<string, number>} */
    const counts = new Map()
    return {
      /** @param {string} key */
      async consume(key) {
        const count = (counts.get(key) ?? 0) + 1
        counts.set(key, count)
        if (count > points) throw { msBeforeNext: 2500 }
      },
      /** @param {string} key */
      async delete(key) {
        counts.delete(key)
      },
    }
  }

  test('takes the place of the default in a few lines', async () => {
    const limiter = createLimiter(2)
    /** @type {unknown[]} */
    const seen = []
    const { handler } = createHandler({
      rateLimit: async (attempt) => {
        if (attempt.action !== 'login') return { allowed: true }
        const key = `${attempt.clientAddress}/${attempt.username}`
        seen.push(key, attempt.request.headers.get('sec-fetch-site'))
        try {
          await limiter.consume(key)
          return { allowed: true, succeeded: () => limiter.delete(key) }
        } catch (answer) {
          return {
            allowed: false,
            retryAfter: /** @type {{ msBeforeNext: number }} */ (answer).msBeforeNext / 1000,
          }
        }
      },
    })
    const connection = { clientAddress: address }
    assert.equal((await handler(post('/login', { json: wrong }), connection)).status, 401)
    assert.equal((await handler(post('/login', { json: ada }), connection)).status, 200)
    assert.equal((await handler(post('/login', { json: wrong }), connection)).status, 401)
    assert.equal((await handler(post('/login', { json: wrong }), connection)).status, 401)
    const response = await handler(post('/login', { json: ada }), connection)
    await refused(response, 429, 'ERR_RATE_LIMITED')
    assert.equal(response.headers.get('retry-after'), '3')
    assert.deepEqual(seen.slice(0, 2), ['192.0.2.1/ada', 'same-origin'])
  })

  test('is told which session is refreshed, and by whom', async () => {
    /** @type {unknown[]} */
    const seen = []
    const { handler, jar, name } = await signIn({
      handler: {
        rateLimit: ({ request: _, ...attempt }) => {
          seen.push(attempt)
          return { allowed: true }
        },
      },
    })
    await handler(post('/refresh', { cookie: jar.header }), { clientAddress: address })
    assert.deepEqual(seen, [
      { action: 'login', username: 'ada' },
      { action: 'refresh', ...name, clientAddress: address },
    ])
  })

  test('that fails lets nobody guess a password, and signs nobody out', async () => {
    const failure = new Error('redis is down')
    let down = false
    const { handler, jar, errors } = await signIn({
      handler: { rateLimit: () => (down ? Promise.reject(failure) : { allowed: true }) },
    })
    down = true
    const login = await handler(post('/login', { json: ada }))
    await refused(login, 503, 'ERR_STORE_UNAVAILABLE')
    assert.ok(login.headers.get('retry-after'))
    const [error] = errors
    assert.ok(error instanceof Error && error.cause === failure)
    assert.equal((await handler(post('/refresh', { cookie: jar.header }))).status, 200)
    assert.equal(errors[1], failure)
  })

  test('that answers neither yes nor no is a mistake, by which nobody gets in', async () => {
    for (const verdict of [undefined, null, true, false, {}, { allowed: 'yes' }, { retryAfter: 3 }]) {
      let asked = 0
      const rateLimit = /** @type {NonNullable<AuthHandlerOptions['rateLimit']>} */ (
        /** @type {unknown} */ (() => verdict)
      )
      const { handler, errors } = createHandler({
        rateLimit,
        authenticate: () => {
          asked++
          return { subject: '7' }
        },
      })
      await refused(await handler(post('/login', { json: ada })), 500, 'ERR_SERVER_FAILED')
      assert.deepEqual([errors.length, asked], [1, 0])
    }
  })

  test('says when to come back in whole seconds, and at least one', async () => {
    for (const [retryAfter, header] of /** @type {const} */ ([
      [0, '1'],
      [0.2, '1'],
      [59.1, '60'],
      [Number.NaN, '60'],
      [Number.POSITIVE_INFINITY, '60'],
      [undefined, '60'],
    ])) {
      const verdict = { allowed: false, ...(retryAfter === undefined ? {} : { retryAfter }) }
      const { handler } = createHandler({ rateLimit: () => verdict })
      const response = await handler(post('/login', { json: ada }))
      assert.equal(response.headers.get('retry-after'), header)
    }
  })

  test('that cannot forget does not undo the login', async () => {
    const failure = new Error('redis is down')
    const { handler, errors } = createHandler({
      sessions: createSessions(),
      rateLimit: () => ({
        allowed: true,
        succeeded: () => {
          throw failure
        },
      }),
    })
    assert.equal((await handler(post('/login', { json: ada }))).status, 200)
    assert.deepEqual(errors, [failure])
  })
})
