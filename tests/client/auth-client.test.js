// Who is signed in, as a page knows it.
import { describe, expect, jest, test } from '@jest/globals'
import { networkError, never, refusal } from './support/auth-server.js'
import { elapse, settle, soon, worldOfEachTest } from './support/world.js'

/** @import { Refusal } from './support/auth-server.js' */

const given = worldOfEachTest()
const right = { username: 'ada', password: 'right' }

const signedOut = () => {
  given.server.sub = undefined
  given.server.cookie = undefined
}

describe('the session', () => {
  test('is not known before the server has answered', async () => {
    const { client } = given.world.openClient()
    expect(client.session).toEqual({ status: 'unknown' })
    expect(Object.isFrozen(client.session)).toBe(true)
    await soon(client.ready)
  })

  test('is what the server says of the cookies, and ready tells it', async () => {
    const { client, changes } = given.world.openClient()
    const ready = await soon(client.ready)
    expect(ready).toBe(client.session)
    expect(client.session).toEqual({
      status: 'signed-in',
      claims: given.server.cookie,
      expiresAt: expect.any(Number),
    })
    expect(changes).toEqual([client.session])
    expect(given.server.log.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /auth/session'])
  })

  test('is refreshed on the way where the access token has expired, and then its end is known', async () => {
    given.server.expire()
    const { client } = given.world.openClient()
    await soon(client.ready)
    expect(client.session).toEqual({
      status: 'signed-in',
      claims: given.server.cookie,
      expiresAt: expect.any(Number),
      sessionExpiresAt: given.server.sessionExpiresAt,
    })
    expect(given.server.refreshes).toBe(1)
  })

  test.each(
    /** @type {[Refusal, string][]} */ ([
      ['login_required', 'login_required'],
      ['revoked', 'revoked'],
      ['expired_session', 'expired_session'],
      ['malformed', 'malformed'],
    ]),
  )('is signed out where the server answers %s', async (answer, reason) => {
    given.server.answerNext('/auth/session', answer)
    const { client, changes } = given.world.openClient()
    await soon(client.ready)
    expect(client.session).toEqual({ status: 'signed-out', reason })
    expect(changes).toEqual([client.session])
  })

  test('is signed out where the token has expired and the refresh is refused', async () => {
    given.server.expire()
    given.server.answerNext('/auth/refresh', 'reused')
    const { client } = given.world.openClient()
    await soon(client.ready)
    expect(client.session).toEqual({ status: 'signed-out', reason: 'reused' })
  })

  test.each(
    /** @type {[string, () => Response | Promise<Response>][]} */ ([
      ['the network is away', () => Promise.reject(networkError())],
      ['the server fails', () => refusal('server_error')],
      ['the server is limited', () => refusal('rate_limited')],
      ['the path is another program’s', () => new Response('<html>', { status: 200 })],
      ['the answer has no claims', () => Response.json({})],
      ['the answer is null', () => Response.json(null)],
    ]),
  )('stays unknown where %s, and ready tells that instead of rejecting', async (_what, answer) => {
    given.server.answerNext('/auth/session', answer)
    const { client, changes } = given.world.openClient()
    expect(await soon(client.ready)).toEqual({ status: 'unknown' })
    expect(changes).toEqual([])
  })

  test('stays unknown where the token has expired and the refresh fails: nobody is signed out by that', async () => {
    given.server.expire()
    given.server.answerNext('/auth/refresh', 'server_error')
    const { client } = given.world.openClient()
    expect(await soon(client.ready)).toEqual({ status: 'unknown' })
  })

  test.each(/** @type {const} */ (['goOnline', 'show']))(
    'that is unknown is asked for again on %s',
    async (wake) => {
      given.server.answerNext('/auth/session', () => Promise.reject(networkError()))
      const { client, page } = given.world.openClient()
      await soon(client.ready)
      page[wake]()
      await elapse(100)
      expect(client.session.status).toBe('signed-in')
    },
  )

  test('that is known is not asked for again on these', async () => {
    const { client, page } = given.world.openClient()
    await soon(client.ready)
    page.goOnline()
    page.hide()
    page.show()
    await elapse(100)
    expect(given.server.sentTo('/auth/session')).toHaveLength(1)
  })

  test('is the same object until it changes, and a new one then', async () => {
    const { client, changes } = given.world.openClient()
    await soon(client.ready)
    const before = client.session
    await soon(client.fetch('/api'))
    expect(client.session).toBe(before)
    await soon(client.fetch.refresh())
    expect(client.session).not.toBe(before)
    expect(client.session).toBe(changes.at(-1))
    for (const change of changes) expect(Object.isFrozen(change)).toBe(true)
  })

  test('has no end that is known where the server tells neither its time nor that the token is new', async () => {
    given.server.tellsTime = false
    const { client } = given.world.openClient()
    await elapse(20_000)
    await soon(client.ready)
    expect(client.session).toMatchObject({ status: 'signed-in', expiresAt: Number.POSITIVE_INFINITY })
  })

  test('survives a refresh that fails', async () => {
    const { client } = given.world.openClient()
    await soon(client.ready)
    const before = client.session
    given.server.answerNext('/auth/refresh', 'server_error')
    expect(await soon(client.fetch.refresh())).toBe('failed')
    expect(client.session).toBe(before)
  })

  test('is refreshed ahead of time, since its end is known from the first answer on', async () => {
    const { client, changes } = given.world.openClient()
    await soon(client.ready)
    await elapse(46_000)
    expect(given.server.refreshes).toBe(1)
    expect(changes).toHaveLength(2)
    expect(client.session).toMatchObject({
      status: 'signed-in',
      sessionExpiresAt: given.server.sessionExpiresAt,
    })
  })

  test('is signed out when a refresh is refused later', async () => {
    const { client, changes } = given.world.openClient()
    await soon(client.ready)
    given.server.answerNext('/auth/refresh', 'revoked')
    await elapse(46_000)
    expect(client.session).toEqual({ status: 'signed-out', reason: 'revoked' })
    expect(changes.at(-1)).toBe(client.session)
  })
})

describe('several tabs', () => {
  test('are all signed out by the logout of one', async () => {
    const tabs = [1, 2, 3].map(() => given.world.openClient())
    await soon(Promise.all(tabs.map(({ client }) => client.ready)))
    await soon(/** @type {(typeof tabs)[0]} */ (tabs[1]).client.logout())
    await elapse(50)
    for (const { client } of tabs) expect(client.session).toEqual({ status: 'signed-out', reason: 'logout' })
    expect(given.server.sentTo('/auth/logout')).toHaveLength(1)
  })

  test('are all signed in by the login of one', async () => {
    signedOut()
    const tabs = [1, 2, 3].map(() => given.world.openClient())
    await soon(Promise.all(tabs.map(({ client }) => client.ready)))
    await soon(/** @type {(typeof tabs)[0]} */ (tabs[0]).client.login(right))
    await elapse(50)
    for (const { client } of tabs) expect(client.session).toMatchObject({ claims: { sub: 'ada' } })
    expect(given.server.sentTo('/auth/login')).toHaveLength(1)
  })

  test('see each other’s refreshes', async () => {
    const [one, two] = [given.world.openClient(), given.world.openClient()]
    await soon(Promise.all([one.client.ready, two.client.ready]))
    await soon(one.client.fetch.refresh())
    await elapse(50)
    expect(two.client.session).toEqual(one.client.session)
  })

  test('of other base paths are none of theirs', async () => {
    const [one, two] = [given.world.openClient(), given.world.openClient({ basePath: '/other' })]
    given.server.answerNext('/other/session', 'login_required')
    await soon(Promise.all([one.client.ready, two.client.ready]))
    await soon(one.client.logout())
    await elapse(50)
    expect(two.client.session).toEqual({ status: 'signed-out', reason: 'login_required' })
  })
})

describe('the answer about the session', () => {
  test('that comes after a login does not put back what was before', async () => {
    signedOut()
    const release = given.server.hold('/auth/session')
    const { client } = given.world.openClient()
    await settle()
    await soon(client.login(right))
    release()
    await soon(client.ready)
    await elapse(50)
    expect(client.session).toMatchObject({ status: 'signed-in', claims: { sub: 'ada' } })
  })

  test('that comes after a logout does not sign in again', async () => {
    const release = given.server.hold('/auth/session')
    const { client } = given.world.openClient()
    await settle()
    await soon(client.logout())
    release()
    await soon(client.ready)
    expect(client.session).toEqual({ status: 'signed-out', reason: 'logout' })
  })

  test('that never comes leaves the client usable', async () => {
    given.server.answerNext('/auth/session', never)
    const { client } = given.world.openClient()
    await settle()
    await soon(client.login(right))
    expect(client.session.status).toBe('signed-in')
  })
})

test('the base path says where the endpoints are', async () => {
  const { client } = given.world.openClient({ basePath: '/api/auth' })
  given.server.answerNext('/api/auth/session', 'login_required')
  given.server.answerNext('/api/auth/login', () => Response.json({ claims: { sub: 'ada', iat: 0, exp: 60 } }))
  given.server.answerNext('/api/auth/refresh', 'server_error')
  given.server.answerNext('/api/auth/logout', () => new Response(null, { status: 204 }))
  await soon(client.ready)
  await soon(client.login(right))
  await soon(client.fetch.refresh())
  await soon(client.logout())
  expect(given.server.log.map(({ path }) => path)).toEqual([
    '/api/auth/session',
    '/api/auth/login',
    '/api/auth/refresh',
    '/api/auth/logout',
  ])
})

describe('a listener', () => {
  test('is told of each change with the session, until it is taken away', async () => {
    const { client } = given.world.openClient()
    const seen = /** @type {unknown[]} */ ([])
    const stop = client.onChange((session) => seen.push(session))
    await soon(client.ready)
    stop()
    await soon(client.logout())
    expect(seen).toHaveLength(1)
  })

  test('finds the client’s own session to be the one that it is told', async () => {
    const { client } = given.world.openClient()
    const agree = /** @type {boolean[]} */ ([])
    client.onChange((session) => agree.push(session === client.session))
    await soon(client.ready)
    await soon(client.logout())
    expect(agree).toEqual([true, true])
  })

  test('that throws does not keep anybody from signing out', async () => {
    const { reportError } = globalThis
    globalThis.reportError = () => {}
    const error = jest.spyOn(console, 'error').mockImplementation(() => {})
    try {
      const { client } = given.world.openClient()
      client.onChange(() => {
        throw new Error('in the listener')
      })
      await soon(client.ready)
      await soon(client.logout())
      expect(client.session.status).toBe('signed-out')
    } finally {
      globalThis.reportError = reportError
      error.mockRestore()
    }
  })
})
