// Signing in and out.
import { describe, expect, test } from '@jest/globals'
import { HolobandError } from 'holoband/client'
import { networkError, refusal } from './support/auth-server.js'
import { elapse, soon, worldOfEachTest } from './support/world.js'

/** @import { Refusal } from './support/auth-server.js' */

const given = worldOfEachTest()
const right = { username: 'ada', password: 'right' }

const signedOut = () => {
  given.server.sub = undefined
  given.server.cookie = undefined
}

describe('login', () => {
  test('signs in, and gives the session', async () => {
    signedOut()
    const { client, changes, events } = given.world.openClient()
    await soon(client.ready)
    const session = await soon(client.login(right))
    expect(session).toBe(client.session)
    expect(session).toEqual({
      status: 'signed-in',
      claims: given.server.cookie,
      expiresAt: expect.any(Number),
      sessionExpiresAt: given.server.sessionExpiresAt,
    })
    expect(changes.map((each) => Object(each).status)).toEqual(['signed-out', 'signed-in'])
    expect(events.at(-1)).toMatchObject({ type: 'signed-in', shared: false })
    expect((await soon(client.fetch('/api'))).status).toBe(200)
  })

  test('sends what it is given as JSON, and nothing else', async () => {
    signedOut()
    const { client } = given.world.openClient()
    await soon(client.ready)
    await soon(client.login({ ...right, remember: true }))
    const [sent] = given.server.sentTo('/auth/login')
    expect(sent).toMatchObject({ method: 'POST', redirect: 'error' })
    expect(sent?.credentials).not.toBe('omit')
    expect(sent?.headers.get('content-type')).toBe('application/json')
    expect(JSON.parse(new TextDecoder().decode(sent?.body))).toEqual({ ...right, remember: true })
  })

  test.each(
    /** @type {[Refusal, string, number][]} */ ([
      ['invalid_credentials', 'ERR_CREDENTIALS_INVALID', 401],
      ['rate_limited', 'ERR_RATE_LIMITED', 429],
      ['server_error', 'ERR_SERVER_FAILED', 500],
      ['unavailable', 'ERR_STORE_UNAVAILABLE', 503],
    ]),
  )('that is answered %s rejects with the code and message of the answer', async (answer, code, status) => {
    signedOut()
    const { client } = given.world.openClient()
    await soon(client.ready)
    const before = client.session
    given.server.answerNext('/auth/login', answer)
    const refused = soon(client.login(right))
    await expect(refused).rejects.toBeInstanceOf(HolobandError)
    await expect(refused).rejects.toMatchObject({ code, status, message: `The ${answer} message.` })
    expect(client.session).toBe(before)
  })

  test('that is limited tells after how long another attempt is taken', async () => {
    const { client } = given.world.openClient()
    await soon(client.ready)
    given.server.answerNext('/auth/login', () => refusal('rate_limited', { 'retry-after': '30' }))
    await expect(soon(client.login(right))).rejects.toMatchObject({
      code: 'ERR_RATE_LIMITED',
      retryAfter: 30,
    })
  })

  test.each(
    /** @type {[string, () => Response][]} */ ([
      ['a page of HTML', () => new Response('<html>', { status: 502 })],
      ['a success that is not the auth handler’s', () => Response.json({ ok: true })],
      ['nothing', () => new Response(null, { status: 204 })],
      ['a failure that has claims', () => Response.json({ claims: { sub: 'ada' } }, { status: 500 })],
    ]),
  )('that is answered by %s rejects by name', async (_what, answer) => {
    signedOut()
    const { client } = given.world.openClient()
    await soon(client.ready)
    given.server.answerNext('/auth/login', answer)
    const refused = soon(client.login(right))
    await expect(refused).rejects.toMatchObject({ code: 'ERR_RESPONSE_UNEXPECTED' })
    expect(client.session.status).toBe('signed-out')
  })

  test('that cannot be sent rejects with what fetch rejects with', async () => {
    const { client } = given.world.openClient()
    await soon(client.ready)
    const before = client.session
    const failure = networkError()
    given.server.answerNext('/auth/login', () => Promise.reject(failure))
    await expect(soon(client.login(right))).rejects.toBe(failure)
    expect(client.session).toBe(before)
  })

  test('that is refused is not tried again, though its 401 may look like any other', async () => {
    const { client } = given.world.openClient()
    await soon(client.ready)
    given.server.answerNext('/auth/login', 'expired')
    await expect(soon(client.login(right))).rejects.toMatchObject({ code: 'ERR_TOKEN_EXPIRED' })
    expect(given.server.refreshes).toBe(0)
    expect(given.server.sentTo('/auth/login')).toHaveLength(1)
  })

  test('of somebody else takes the place of the session before', async () => {
    const { client } = given.world.openClient()
    await soon(client.ready)
    await soon(client.login({ username: 'eve', password: 'right' }))
    expect(client.session).toMatchObject({ status: 'signed-in', claims: { sub: 'eve' } })
  })

  test('is not made while a refresh is under way, whose cookies would come after its own', async () => {
    const { client } = given.world.openClient()
    await soon(client.ready)
    const release = given.server.hold('/auth/refresh')
    const refreshing = client.fetch.refresh()
    await elapse(50)
    const login = client.login({ username: 'eve', password: 'right' })
    await elapse(500)
    expect(given.server.sentTo('/auth/login')).toHaveLength(0)
    release()
    await soon(refreshing)
    await soon(login)
    expect(client.session).toMatchObject({ claims: { sub: 'eve' } })
    expect(given.server.cookie).toMatchObject({ sub: 'eve' })
  })
})

describe('logout', () => {
  test('ends the session', async () => {
    const { client, changes, events } = given.world.openClient()
    await soon(client.ready)
    expect(await soon(client.logout())).toBeUndefined()
    expect(client.session).toEqual({ status: 'signed-out', reason: 'logout' })
    expect(changes.at(-1)).toBe(client.session)
    expect(events).toEqual([{ type: 'signed-out', reason: 'logout', shared: false }])
    const [sent] = given.server.sentTo('/auth/logout')
    expect(sent).toMatchObject({ method: 'POST' })
    expect(sent?.credentials).not.toBe('omit')
  })

  test.each(
    /** @type {[Refusal, string][]} */ ([
      ['server_error', 'ERR_SERVER_FAILED'],
      ['unavailable', 'ERR_STORE_UNAVAILABLE'],
      // In cookies the auth handler refuses no logout for want of credentials: there is always something to clear.
      ['login_required', 'ERR_CREDENTIALS_MISSING'],
    ]),
  )('that is answered %s rejects, and nothing has changed', async (answer, code) => {
    const { client, events } = given.world.openClient()
    await soon(client.ready)
    const before = client.session
    given.server.answerNext('/auth/logout', answer)
    await expect(soon(client.logout())).rejects.toMatchObject({ code })
    expect(client.session).toBe(before)
    expect(events).toEqual([])
    expect(given.browser.channels.messages).toEqual([])
  })

  test('that cannot be sent rejects, and nothing has changed', async () => {
    const { client } = given.world.openClient()
    await soon(client.ready)
    const before = client.session
    const failure = networkError()
    given.server.answerNext('/auth/logout', () => Promise.reject(failure))
    await expect(soon(client.logout())).rejects.toBe(failure)
    expect(client.session).toBe(before)
    expect(given.browser.channels.messages).toEqual([])
  })

  test('ends the refreshing ahead of time', async () => {
    const { client } = given.world.openClient()
    await soon(client.ready)
    await soon(client.logout())
    await elapse(3_600_000)
    expect(given.server.refreshes).toBe(0)
  })

  test('may be done twice', async () => {
    const { client, events } = given.world.openClient()
    await soon(client.ready)
    await soon(client.logout())
    await soon(client.logout())
    expect(events.map(({ type }) => type)).toEqual(['signed-out'])
  })
})
