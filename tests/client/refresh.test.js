// The request that refreshes.
import { describe, expect, test } from '@jest/globals'
import { soon, worldOfEachTest } from './support/world.js'

const given = worldOfEachTest()

describe('the refresh', () => {
  test('is a POST without a body that goes along with no redirect and does not end with the page', async () => {
    const { authFetch } = given.world.openTab()
    given.server.expire()
    await soon(authFetch('/api'))
    const [sent] = given.server.sentTo('/auth/refresh')
    expect(sent).toMatchObject({
      url: 'https://app.example/auth/refresh',
      method: 'POST',
      redirect: 'error',
      keepalive: true,
    })
    expect(sent?.credentials).not.toBe('omit')
    expect(sent?.body).toHaveLength(0)
  })

  test('goes to another origin with credentials where the refreshUrl is there, which is then our own', async () => {
    const { authFetch } = given.world.openTab({ refreshUrl: 'https://api.example/session/refresh' })
    given.server.answerNext('/data', 'expired', 'expired')
    const answer = () => Response.json({ claims: { sub: 'ada', iat: 0, exp: 60 } })
    given.server.answerNext('/session/refresh', answer)
    given.server.answerNext('/data', () => new Response('ok'))
    await soon(authFetch('https://api.example/data', { credentials: 'include' }))
    expect(given.server.sentTo('/session/refresh')).toMatchObject([
      { url: 'https://api.example/session/refresh', credentials: 'include' },
    ])
    given.server.answerNext('/page', 'expired')
    expect((await soon(authFetch('/page'))).status).toBe(401)
    expect(given.server.sentTo('/session/refresh')).toHaveLength(1)
  })

  test('asked for by itself is one refresh, and says how it ended', async () => {
    const { authFetch } = given.world.openTab()
    const [one, two] = await soon(Promise.all([authFetch.refresh(), authFetch.refresh()]))
    expect([one, two]).toEqual(['refreshed', 'refreshed'])
    expect(given.server.refreshes).toBe(1)
    given.server.sub = undefined
    expect(await soon(authFetch.refresh())).toBe('signed-out')
  })
})

test('an auth client may have a refreshUrl beside its base path', async () => {
  const { client } = given.world.openClient({ refreshUrl: '/renew' })
  await soon(client.ready)
  given.server.answerNext('/renew', 'server_error')
  await soon(client.fetch.refresh())
  expect(given.server.log.map(({ path }) => path)).toEqual(['/auth/session', '/renew'])
})
