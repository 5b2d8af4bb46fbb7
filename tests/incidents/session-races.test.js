// What went wrong elsewhere: refresh tokens in races with each other, with a logout and with a thief.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { generateKey } from 'holoband'
import { createMemoryStore } from 'holoband/stores/memory'
import {
  ada,
  browser,
  clearsBoth,
  get,
  post,
  refused,
  setsNothing,
  signIn,
  statusOf,
  untouched,
} from '../session/handler-support.js'
import { CookieJar, createClock, createSessions, tamper } from '../session/support.js'

/** @import { SessionRow, SessionStore } from 'holoband/stores/contract' */

/** @param {string} token */
const withRefresh = (token) => post('/refresh', { cookie: `__Host-refresh=${token}` })

/** @param {Response} response */
const refreshCookieOf = (response) => {
  const jar = new CookieJar()
  jar.take(response)
  return jar.get('__Host-refresh')
}

/**
 * createHeldStore makes a store in which something can happen at the last moment before a session is rotated.
 *
 * @param {() => number} now
 */
function createHeldStore(now) {
  const memory = createMemoryStore({ now })
  /** @type {() => Promise<unknown>} */
  let before = async () => {}
  /** @type {SessionStore} */
  const store = {
    ...memory,
    async rotate(next, limits) {
      const happens = before
      before = async () => {}
      await happens()
      return memory.rotate(next, limits)
    },
  }
  return {
    store,
    /** @param {() => Promise<unknown>} happens */
    beforeRotation(happens) {
      before = happens
    },
  }
}

describe('reuse-denial: tokens that anybody can make up ended the sessions of others', () => {
  test('nothing that is not authentic ends a session, however like its tokens it looks', async () => {
    const { handler, jar, access, refresh, sessions, name } = await signIn()
    const stranger = createSessions({ key: generateKey('HS256') })
    const foreign = await stranger.start('7')
    const [head, claims, signature] = refresh.split('.')
    for (const [token, code] of /** @type {const} */ ([
      [tamper(refresh), 'ERR_SIGNATURE_INVALID'],
      [foreign.refreshToken, 'ERR_SIGNATURE_INVALID'],
      [access, 'ERR_TYP_NOT_ALLOWED'],
      [`${head}.${claims}.`, 'ERR_SIGNATURE_MISSING'],
      [`${head}.${claims}`, 'ERR_TOKEN_SEGMENTS'],
      [`${head}.${claims}.${signature}.`, 'ERR_TOKEN_SEGMENTS'],
      ['x', 'ERR_TOKEN_SEGMENTS'],
    ])) {
      const response = await handler(withRefresh(token))
      assert.equal((await refused(response, 401, code)).reason, 'malformed')
      assert.deepEqual(await statusOf(sessions, name), untouched, code)
    }
    assert.equal((await handler(post('/refresh', { cookie: jar.header }))).status, 200)
  })

  test('a token that the browser fetched ahead, or sent twice, is no theft within the grace', async () => {
    const { handler, refresh, sessions, name, advance } = await signIn()
    const first = await handler(withRefresh(refresh))
    for (const seconds of [0, 15, 15]) {
      advance(seconds)
      const again = await handler(withRefresh(refresh))
      assert.equal(again.status, 200)
      assert.equal(refreshCookieOf(again), refreshCookieOf(first))
    }
    assert.deepEqual(await statusOf(sessions, name), { status: 'active', generation: 1, reason: '' })
  })
})

describe('Supabase #52614, better-auth #11073: a refresh in flight outlived the end of its session', () => {
  for (const [what, end] of /** @type {const} */ ([
    ['a logout', 'logout'],
    ['a ban', 'banned'],
    ['a logout everywhere', 'logout_everywhere'],
  ])) {
    test(`${what} at the last moment before the rotation wins, and stays`, async () => {
      const { now } = createClock()
      const { store, beforeRotation } = createHeldStore(now)
      const { handler, jar, sessions, name } = await signIn({ sessions: { now, store } })
      beforeRotation(() =>
        end === 'logout' ? sessions.end(name) : end === 'banned' ? sessions.ban('7') : sessions.endAll('7'),
      )
      const response = await handler(post('/refresh', { cookie: jar.header }))
      assert.equal((await refused(response, 401, 'ERR_SESSION_REVOKED')).reason, 'revoked')
      clearsBoth(response)
      for (let round = 0; round < 3; round++) {
        await refused(await handler(post('/refresh', { cookie: jar.header })), 401, 'ERR_SESSION_REVOKED')
        assert.deepEqual(await statusOf(sessions, name), { status: 'ended', generation: 0, reason: end })
      }
    })
  }

  test('a detected theft ends every descendant at once, also the one that is being made', async () => {
    const { now, advance } = createClock()
    const { store, beforeRotation } = createHeldStore(now)
    const { handler, refresh, sessions, name } = await signIn({ sessions: { now, store } })
    const second = refreshCookieOf(await handler(withRefresh(refresh))) ?? ''
    advance(31)
    beforeRotation(async () => {
      await refused(await handler(withRefresh(refresh)), 401, 'ERR_REFRESH_TOKEN_REUSED')
    })
    const descendant = await handler(withRefresh(second))
    await refused(descendant, 401, 'ERR_SESSION_REVOKED')
    clearsBoth(descendant)
    const compromised = { status: 'compromised', generation: 1, reason: 'reused' }
    assert.deepEqual(await statusOf(sessions, name), compromised)
  })

  test('no login begins after a ban, whatever was under way', async () => {
    const { now } = createClock()
    const memory = createMemoryStore({ now })
    let banned = false
    /** @type {SessionStore} */
    const store = {
      ...memory,
      async insert(/** @type {SessionRow} */ row) {
        if (banned) await memory.ban(row.subject, { reason: 'banned' })
        return memory.insert(row)
      },
    }
    const { handler, sessions } = await signIn({ sessions: { now, store } })
    banned = true
    const response = await handler(post('/login', { json: ada }))
    await refused(response, 401, 'ERR_SUBJECT_REFUSED')
    setsNothing(response)
    assert.deepEqual(await sessions.list('7'), [])
  })
})

describe('django-oauth-toolkit #1617: the grace was good for grandparents too', () => {
  test('a token before the last is theft, within the grace or not', async () => {
    const { handler, refresh, sessions, name } = await signIn()
    const second = refreshCookieOf(await handler(withRefresh(refresh))) ?? ''
    const third = refreshCookieOf(await handler(withRefresh(second))) ?? ''
    assert.notEqual(third, second)
    const response = await handler(withRefresh(refresh))
    assert.equal((await refused(response, 401, 'ERR_REFRESH_TOKEN_REUSED')).reason, 'reused')
    clearsBoth(response)
    assert.equal((await statusOf(sessions, name)).status, 'compromised')
    await refused(await handler(withRefresh(third)), 401, 'ERR_SESSION_REVOKED')
  })

  test('the grace is counted from the rotation, and no replay lengthens it', async () => {
    const { handler, refresh, advance } = await signIn()
    await handler(withRefresh(refresh))
    for (let replay = 0; replay < 3; replay++) {
      advance(10)
      assert.equal((await handler(withRefresh(refresh))).status, 200)
    }
    advance(1)
    await refused(await handler(withRefresh(refresh)), 401, 'ERR_REFRESH_TOKEN_REUSED')
  })
})

describe('three.ws #6: reading and then writing made two refresh tokens of one', () => {
  test('of sixty refreshes at once one rotates, and all get the same token', async () => {
    const { handler, refresh, sessions, name } = await signIn()
    const responses = await Promise.all(Array.from({ length: 60 }, () => handler(withRefresh(refresh))))
    for (const { status } of responses) assert.equal(status, 200)
    const tokens = new Set(responses.map(refreshCookieOf))
    assert.equal(tokens.size, 1)
    assert.equal((await statusOf(sessions, name)).generation, 1)
  })

  test('a thief and a victim cannot both go on, whichever of them was first', async () => {
    const { handler, refresh, advance, sessions, name } = await signIn()
    const first = refreshCookieOf(await handler(withRefresh(refresh))) ?? ''
    advance(31)
    await refused(await handler(withRefresh(refresh)), 401, 'ERR_REFRESH_TOKEN_REUSED')
    await refused(await handler(withRefresh(first)), 401, 'ERR_SESSION_REVOKED')
    assert.equal((await statusOf(sessions, name)).status, 'compromised')
  })
})

describe('flask #454: the answer to a refresh came after the logout and signed in again', () => {
  test('what it sets is of an ended session, and is cleared by the next refresh', async () => {
    const { handler, jar, sessions, name } = await signIn()
    const inFlight = await handler(post('/refresh', { cookie: jar.header }))
    jar.take(await handler(post('/logout', { cookie: jar.header })))
    assert.equal(jar.size, 0)
    jar.take(inFlight)
    assert.equal(jar.size, 2)
    const response = jar.take(await handler(post('/refresh', { cookie: jar.header })))
    assert.equal((await refused(response, 401, 'ERR_SESSION_REVOKED')).reason, 'revoked')
    assert.equal(jar.size, 0)
    assert.equal((await statusOf(sessions, name)).status, 'ended')
  })

  test('its access token is good for no longer than any other: minutes', async () => {
    const { handler, jar, advance } = await signIn()
    const inFlight = await handler(post('/refresh', { cookie: jar.header }))
    jar.take(await handler(post('/logout', { cookie: jar.header })))
    jar.take(inFlight)
    assert.equal((await handler(get(jar.header))).status, 200)
    advance(900)
    await refused(await handler(get(jar.header)), 401, 'ERR_TOKEN_EXPIRED')
  })

  test('a logout with the token before the last ends the session all the same', async () => {
    const { handler, jar, sessions, name } = await signIn()
    const before = jar.header
    jar.take(await handler(post('/refresh', { cookie: before })))
    await handler(post('/logout', { cookie: before }))
    await refused(await handler(post('/refresh', { cookie: jar.header })), 401, 'ERR_SESSION_REVOKED')
    assert.equal((await statusOf(sessions, name)).reason, 'logout')
  })
})

describe('next-auth #8897: a late answer overwrote the newer cookie', () => {
  test('answers to one token that arrive in any order leave the same refresh cookie', async () => {
    const { handler, jar, refresh } = await signIn()
    const answers = await Promise.all([1, 2, 3].map(() => handler(withRefresh(refresh))))
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
      [1, 2, 0],
    ]) {
      for (const index of order) jar.take(/** @type {Response} */ (answers[index]))
      assert.equal(jar.get('__Host-refresh'), refreshCookieOf(/** @type {Response} */ (answers[0])))
      assert.equal((await handler(get(jar.header))).status, 200)
    }
    assert.equal((await handler(post('/refresh', { cookie: jar.header }))).status, 200)
  })

  test('an old answer after a newer one costs nothing within the grace', async () => {
    const { handler, jar, sessions, name } = await signIn()
    const old = await handler(post('/refresh', { cookie: jar.header }))
    jar.take(old)
    jar.take(await handler(post('/refresh', { cookie: jar.header })))
    const newest = jar.header
    jar.take(old)
    assert.notEqual(jar.header, newest)
    const response = jar.take(await handler(post('/refresh', { cookie: jar.header })))
    assert.equal(response.status, 200)
    assert.deepEqual(await statusOf(sessions, name), { status: 'active', generation: 2, reason: '' })
    assert.equal(newest.endsWith(jar.get('__Host-refresh') ?? 'none'), true)
  })

  test('the refusal of a session that a login replaced does not clear the cookies of the login', async () => {
    const { handler, jar } = await signIn()
    const before = jar.header
    jar.take(await handler(post('/login', { json: ada, cookie: before })))
    const late = jar.take(await handler(post('/refresh', { cookie: before })))
    assert.equal((await refused(late, 401, 'ERR_SESSION_REPLACED')).reason, 'revoked')
    setsNothing(late)
    assert.equal((await handler(get(jar.header))).status, 200)
    assert.equal((await handler(post('/refresh', { cookie: jar.header }))).status, 200)
  })

  test('a refusal for want of a cookie does not clear those of a login in another tab', async () => {
    const { handler, jar } = await signIn()
    const late = jar.take(await handler(post('/refresh', { headers: browser })))
    await refused(late, 401, 'ERR_CREDENTIALS_MISSING')
    assert.equal((await handler(get(jar.header))).status, 200)
  })
})
