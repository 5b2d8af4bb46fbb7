// Which answers make the client refresh, and which it leaves alone.
import { describe, expect, test } from '@jest/globals'
import { refusal } from './support/auth-server.js'
import { settle, soon, worldOfEachTest } from './support/world.js'

/** @import { Refusal } from './support/auth-server.js' */

const given = worldOfEachTest()

/**
 * @param {Response} response
 * @param {{ url?: string, redirected?: boolean }} about
 */
const responseOf = (response, about) => {
  for (const [name, value] of Object.entries(about)) Object.defineProperty(response, name, { value })
  return response
}

describe('a 401 that says expired', () => {
  test('is refreshed once and the request sent again, so that the caller sees only the success', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    const response = await soon(authFetch('/api/me'))
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ sub: 'ada', path: '/api/me' })
    expect(given.server.log.map(({ path }) => path)).toEqual(['/api/me', '/auth/refresh', '/api/me'])
  })

  test('is read to its end where the caller does not get it, so that its connection is free', async () => {
    const { authFetch } = given.world.openTab()
    const refused = refusal('expired')
    given.server.answerNext('/api', () => refused)
    await soon(authFetch('/api'))
    expect(refused.bodyUsed).toBe(true)
  })

  test('is recognised by its header alone', async () => {
    const { authFetch } = given.world.openTab()
    const challenge =
      'Bearer error="invalid_token", reason="expired", error_description="The token has expired."'
    given.server.answerNext(
      '/api',
      () => new Response('no', { status: 401, headers: { 'www-authenticate': challenge } }),
    )
    expect((await soon(authFetch('/api'))).status).toBe(200)
  })

  test('is recognised by its JSON body alone, which another origin lets scripts read', async () => {
    const { authFetch } = given.world.openTab()
    given.server.answerNext('/api', () =>
      Response.json({ error: 'invalid_token', reason: 'expired' }, { status: 401 }),
    )
    expect((await soon(authFetch('/api'))).status).toBe(200)
  })

  test('and comes again after the refresh is returned as it is', async () => {
    const { authFetch } = given.world.openTab()
    given.server.answerNext('/api', 'expired', 'expired', 'expired')
    const response = await soon(authFetch('/api'))
    expect(response.status).toBe(401)
    expect((await response.json()).reason).toBe('expired')
    expect(given.server.sentTo('/api')).toHaveLength(2)
    expect(given.server.refreshes).toBe(1)
  })

  test.each(/** @type {Refusal[]} */ (['insufficient_scope', 'server_error', 'revoked']))(
    'and %s after the refresh is returned as it is',
    async (name) => {
      const { authFetch } = given.world.openTab()
      given.server.answerNext('/api', 'expired', name)
      const response = await soon(authFetch('/api'))
      expect(response.status).toBe(refusal(name).status)
      expect(given.server.sentTo('/api')).toHaveLength(2)
      expect(given.server.refreshes).toBe(1)
    },
  )

  test('may be recognised by a rule of the program', async () => {
    const { authFetch } = given.world.openTab({
      isExpired: async (response) => response.headers.has('x-over'),
    })
    given.server.answerNext('/api', () => new Response(null, { status: 401, headers: { 'x-over': '1' } }))
    expect((await soon(authFetch('/api'))).status).toBe(200)
    given.server.answerNext('/api', 'expired')
    expect((await soon(authFetch('/api'))).status).toBe(401)
    expect(given.server.refreshes).toBe(1)
  })
})

/** @type {[string, () => Response][]} */
const others = [
  ['a 401 that says revoked', () => refusal('revoked')],
  ['a 401 that says expired_session', () => refusal('expired_session')],
  ['a 401 that says reused', () => refusal('reused')],
  ['a 401 that says malformed', () => refusal('malformed')],
  ['a 401 that asks for a login', () => refusal('login_required')],
  ['a 401 that asks for the password again', () => refusal('stale')],
  ['a bare 401', () => new Response(null, { status: 401 })],
  ['a 401 with a page of HTML', () => new Response('<p>reason: "expired"</p>', { status: 401 })],
  ['a 401 whose JSON is no object', () => Response.json('expired', { status: 401 })],
  ['a 401 whose JSON breaks off', () => new Response('{"reason":"expired"', { status: 401 })],
  [
    'a 401 whose reason only begins like it',
    () => Response.json({ reason: 'expired_session' }, { status: 401 }),
  ],
  [
    'a 401 with another reason in a longer parameter',
    () => bare('Bearer error="invalid_token", the-reason="expired_x"'),
  ],
  ['a 403', () => refusal('insufficient_scope')],
  ['a 403 that says expired', () => Response.json({ reason: 'expired' }, { status: 403 })],
  ['a 200 that says expired', () => Response.json({ reason: 'expired' })],
  ['a 429', () => refusal('rate_limited')],
  ['a 500', () => refusal('server_error')],
  ['a 503', () => refusal('unavailable')],
  ['a 204', () => new Response(null, { status: 204 })],
]

/** @param {string} challenge */
const bare = (challenge) => new Response(null, { status: 401, headers: { 'www-authenticate': challenge } })

describe('no refresh follows', () => {
  test.each(others)('%s', async (_what, make) => {
    const { authFetch, events } = given.world.openTab()
    given.server.answerNext('/api', make)
    const response = await soon(authFetch('/api'))
    expect(response.status).toBe(make().status)
    expect(await response.text()).toBe(await make().text())
    expect(given.server.log).toHaveLength(1)
    expect(events).toEqual([])
  })

  test('a 401 of another origin, which is sent nothing but the request', async () => {
    const { authFetch } = given.world.openTab()
    given.server.answerNext('/api', 'expired')
    const response = await soon(authFetch('https://elsewhere.example/api'))
    expect(response.status).toBe(401)
    expect(given.server.log.map(({ url }) => url)).toEqual(['https://elsewhere.example/api'])
  })

  test.each([
    'https://app.example.elsewhere.example/api',
    'https://app.example:8443/api',
    'http://app.example/api',
    'https://sub.app.example/api',
    '//elsewhere.example/api',
  ])('a 401 of %s, which only looks like our origin', async (url) => {
    const { authFetch } = given.world.openTab()
    given.server.answerNext('/api', 'expired')
    expect((await soon(authFetch(url))).status).toBe(401)
    expect(given.server.refreshes).toBe(0)
  })

  test('a 401 that another origin gave after a redirect', async () => {
    const { authFetch } = given.world.openTab()
    const elsewhere = { url: 'https://elsewhere.example/api', redirected: true }
    given.server.answerNext('/api', () => responseOf(refusal('expired'), elsewhere))
    expect((await soon(authFetch('/api'))).status).toBe(401)
    expect(given.server.log).toHaveLength(1)
  })

  test('though one that our own origin gave after a redirect is refreshed', async () => {
    const { authFetch } = given.world.openTab()
    const here = { url: 'https://app.example/other', redirected: true }
    given.server.answerNext('/api', () => responseOf(refusal('expired'), here))
    expect((await soon(authFetch('/api'))).status).toBe(200)
  })

  test.each(
    /** @type {[string, RequestInit][]} */ ([
      ['without credentials', { credentials: 'omit' }],
      ['with an Authorization header', { headers: { Authorization: 'Bearer theirs' } }],
    ]),
  )('a 401 of a request %s, in init or in a Request', async (_what, init) => {
    const { authFetch } = given.world.openTab()
    given.server.answerNext('/api', 'expired', 'expired')
    expect((await soon(authFetch('/api', init))).status).toBe(401)
    expect((await soon(authFetch(new Request('/api', init)))).status).toBe(401)
    expect(given.server.refreshes).toBe(0)
    expect(given.server.log).toHaveLength(2)
  })

  test('a request that fails: its error is the caller’s', async () => {
    const { authFetch, events } = given.world.openTab()
    const failure = new TypeError('Failed to fetch')
    given.server.answerNext('/api', () => Promise.reject(failure))
    await expect(soon(authFetch('/api'))).rejects.toBe(failure)
    expect(given.server.log).toHaveLength(1)
    expect(events).toEqual([])
  })
})

describe('a drop-in fetch', () => {
  test('takes a URL, a string and a Request, with or without init', async () => {
    const { authFetch } = given.world.openTab()
    const headers = { 'x-a': '1' }
    const url = 'https://app.example/api?q=1'
    for (const input of ['/api?q=1', new URL(url), new Request('/api?q=1')]) {
      await soon(authFetch(input))
      await soon(authFetch(input, { method: 'PUT', headers, body: 'text' }))
      const [plain, changed] = given.server.log.splice(0)
      expect(plain).toMatchObject({ url, method: 'GET' })
      expect(changed).toMatchObject({ url, method: 'PUT' })
      expect(changed?.headers.get('x-a')).toBe('1')
    }
  })

  test('sends the retry as the request was, headers and all', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    const init = { method: 'DELETE', headers: { 'X-Trace': 'abc' }, cache: /** @type {const} */ ('no-cache') }
    await soon(authFetch('/api/thing', init))
    const [first, second] = given.server.sentTo('/api/thing')
    expect(second).toMatchObject({ method: 'DELETE', cache: 'no-cache', url: first?.url })
    expect([...(second?.headers ?? [])]).toEqual([...(first?.headers ?? [])])
  })

  test('calls the fetch that it is given without an object, as a browser’s own demands', async () => {
    const { server } = given
    /**
     * @this {unknown}
     * @param {Parameters<typeof server.fetch>} args
     */
    const fetch = function (...args) {
      if (this !== undefined) throw new TypeError('Illegal invocation')
      return server.fetch(...args)
    }
    const { authFetch } = given.world.openTab({ fetch })
    server.expire()
    server.answerNext(
      '/theirs',
      () => new Response('ok'),
      () => new Response('ok'),
    )
    expect((await soon(authFetch('/api'))).status).toBe(200)
    expect((await soon(authFetch('https://elsewhere.example/theirs'))).status).toBe(200)
    expect((await soon(authFetch('/theirs', { credentials: 'omit' }))).status).toBe(200)
    const { client } = given.world.openClient({ fetch })
    await soon(client.logout())
    await soon(client.login({ username: 'ada', password: 'right' }))
  })

  test('gives back the response of fetch itself where nothing is to be done', async () => {
    const { authFetch } = given.world.openTab()
    const response = new Response('ok')
    given.server.answerNext('/api', () => response)
    expect(await soon(authFetch('/api'))).toBe(response)
  })

  test('leaves the body of a 401 to the caller, unread', async () => {
    const { authFetch } = given.world.openTab()
    given.server.answerNext('/api', 'malformed')
    const response = await soon(authFetch('/api'))
    expect(response.bodyUsed).toBe(false)
    expect(await response.json()).toMatchObject({ code: 'ERR_SIGNATURE_INVALID', reason: 'malformed' })
  })

  test('rejects an address that is none, as fetch does, and sends nothing', async () => {
    const { authFetch } = given.world.openTab()
    await expect(soon(authFetch('https://'))).rejects.toMatchObject({ name: 'TypeError' })
    await settle()
    expect(given.server.log).toEqual([])
  })
})
