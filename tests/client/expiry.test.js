// When the token ends by the server's clock, and what a page does about it without being asked.
import { describe, expect, jest, test } from '@jest/globals'
import { refusal } from './support/auth-server.js'
import { elapse, settle, soon, worldOfEachTest } from './support/world.js'

/** @import { AuthEvent } from 'holoband/client' */

const given = worldOfEachTest()
const hours = 3_600_000

/** @param {AuthEvent[]} events */
const lastExpiry = (events) => {
  const event = events.at(-1)
  if (event?.type !== 'refreshed') throw new Error('no refresh came last')
  return event.expiresAt
}

describe('the end of the access token', () => {
  test.each([-2 * hours, -90_000, 0, 90_000, 2 * hours])(
    'is reckoned on this machine’s clock where the server’s is %d ms ahead',
    async (skew) => {
      given.server.skew = skew
      const { authFetch, events } = given.world.openTab()
      await soon(authFetch.refresh())
      const [sent] = given.server.sentTo('/auth/refresh')
      expect(Math.abs(lastExpiry(events) - (sent?.at ?? 0) - 60_000)).toBeLessThanOrEqual(1000)
    },
  )

  test.each([-2 * hours, 2 * hours])(
    'is reckoned from iat where no Date is told and the server’s clock is %d ms ahead',
    async (skew) => {
      given.server.skew = skew
      given.server.tellsTime = false
      const { authFetch, events } = given.world.openTab()
      await soon(authFetch.refresh())
      const [sent] = given.server.sentTo('/auth/refresh')
      expect(lastExpiry(events) - (sent?.at ?? 0)).toBe(60_000)
    },
  )

  test('is what is left of it where the server gave a token that it had made before', async () => {
    const { authFetch, events } = given.world.openTab()
    const { cookie } = given.server
    await elapse(20_000)
    given.server.answerNext('/auth/refresh', () => Response.json({ claims: cookie, sessionExpiresAt: 1 }))
    await soon(authFetch.refresh())
    const left = lastExpiry(events) - Date.now()
    expect(left).toBeGreaterThan(37_000)
    expect(left).toBeLessThan(41_000)
  })

  test.each(
    /** @type {[string, unknown][]} */ ([
      ['no claims', {}],
      ['claims without times', { claims: { sub: 'ada' } }],
      ['times that are no numbers', { claims: { sub: 'ada', iat: 'now', exp: 'soon' } }],
      ['a body that is no object', null],
      ['no JSON', undefined],
    ]),
  )('is not known from a refresh that tells %s, and nothing happens by itself then', async (_what, body) => {
    const { authFetch, events } = given.world.openTab()
    given.server.expire()
    given.server.answerNext('/auth/refresh', async (_sent) => {
      given.server.signIn('ada')
      return body === undefined ? new Response('ok') : Response.json(body)
    })
    expect((await soon(authFetch('/api'))).status).toBe(200)
    expect(lastExpiry(events)).toBe(Number.POSITIVE_INFINITY)
    await elapse(50_000)
    expect(given.server.refreshes).toBe(1)
  })
})

describe('a page that is visible', () => {
  test('refreshes shortly before the token ends, so that no request meets an expired one', async () => {
    given.server.lifetime = 900
    const { authFetch } = given.world.openTab()
    await soon(authFetch.refresh())
    await elapse(868_000)
    expect(given.server.refreshes).toBe(1)
    await elapse(4000)
    expect(given.server.refreshes).toBe(2)
    await elapse(60_000)
    given.server.log = []
    expect((await soon(authFetch('/api'))).status).toBe(200)
    expect(given.server.log).toHaveLength(1)
  })

  test('goes on doing so, once for each token', async () => {
    given.server.lifetime = 900
    const { authFetch } = given.world.openTab()
    await soon(authFetch.refresh())
    await elapse(10 * 871_000)
    expect(given.server.refreshes).toBe(11)
  })

  test('is not hasty with short tokens: three quarters of the life come first', async () => {
    given.server.lifetime = 40
    const { authFetch } = given.world.openTab()
    await soon(authFetch.refresh())
    await elapse(29_000)
    expect(given.server.refreshes).toBe(1)
    await elapse(2000)
    expect(given.server.refreshes).toBe(2)
  })

  test('refreshes as far ahead as refreshAhead says', async () => {
    given.server.lifetime = 900
    const { authFetch } = given.world.openTab({ refreshAhead: 120 })
    await soon(authFetch.refresh())
    await elapse(778_000)
    expect(given.server.refreshes).toBe(1)
    await elapse(3000)
    expect(given.server.refreshes).toBe(2)
  })

  test('does not refresh by itself where refreshAhead is 0', async () => {
    const { authFetch } = given.world.openTab({ refreshAhead: 0 })
    await soon(authFetch.refresh())
    await elapse(10 * hours)
    expect(given.server.refreshes).toBe(1)
    expect((await soon(authFetch('/api'))).status).toBe(200)
    expect(given.server.refreshes).toBe(2)
  })

  test('does not refresh before it knows of a token', async () => {
    given.world.openTab()
    await elapse(10 * hours)
    expect(given.server.log).toEqual([])
  })

  test('does so at the right time though its clock is two hours off', async () => {
    for (const skew of [-2 * hours, 2 * hours]) {
      given.server.skew = skew
      given.server.log = []
      given.server.lifetime = 900
      const { authFetch } = given.world.openTab()
      await soon(authFetch.refresh())
      await elapse(860_000)
      expect(given.server.refreshes).toBe(1)
      await elapse(15_000)
      expect(given.server.refreshes).toBe(2)
      authFetch.dispose()
    }
  })

  test('does not refresh in a loop where the server gives tokens that have ended', async () => {
    given.server.lifetime = -10
    const { authFetch } = given.world.openTab()
    await soon(authFetch.refresh())
    await elapse(10_000)
    expect(given.server.refreshes).toBeLessThanOrEqual(12)
  })

  test('tries again after a failure, in step with the back-off', async () => {
    const { authFetch, events } = given.world.openTab()
    await soon(authFetch.refresh())
    given.server.answerNext('/auth/refresh', 'server_error', 'server_error', 'server_error')
    await elapse(46_000)
    expect(given.server.refreshes).toBe(2)
    await elapse(10_000)
    expect(events.map(({ type }) => type)).toEqual([
      'refreshed',
      ...Array(3).fill('refresh-failed'),
      'refreshed',
    ])
  })

  test('stops after a sign-out', async () => {
    const { authFetch } = given.world.openTab()
    await soon(authFetch.refresh())
    given.server.answerNext('/auth/refresh', 'revoked')
    await soon(authFetch.refresh())
    await elapse(10 * hours)
    expect(given.server.refreshes).toBe(2)
    expect(jest.getTimerCount()).toBe(0)
  })
})

describe('a page that is hidden', () => {
  test('does not refresh by itself', async () => {
    const { authFetch, page } = given.world.openTab()
    await soon(authFetch.refresh())
    page.hide()
    await elapse(10 * hours)
    expect(given.server.refreshes).toBe(1)
  })

  test('refreshes when it is seen again and the token is near its end or over', async () => {
    const { authFetch, page } = given.world.openTab()
    await soon(authFetch.refresh())
    page.hide()
    await elapse(2 * hours)
    page.show()
    await elapse(100)
    expect(given.server.refreshes).toBe(2)
  })

  test('does not refresh when it is seen again and the token is good', async () => {
    const { authFetch, page } = given.world.openTab()
    await soon(authFetch.refresh())
    page.hide()
    await elapse(5000)
    page.show()
    await elapse(5000)
    expect(given.server.refreshes).toBe(1)
  })

  test('still refreshes for a request', async () => {
    const { authFetch, page } = given.world.openTab()
    page.hide()
    given.server.expire()
    expect((await soon(authFetch('/api'))).status).toBe(200)
    expect(given.server.refreshes).toBe(1)
  })

  test('that was hidden from the beginning does not refresh by itself either', async () => {
    const { authFetch, page } = given.world.openTab()
    page.hide()
    await soon(authFetch.refresh())
    await elapse(50_000)
    expect(given.server.refreshes).toBe(1)
  })
})

describe('several tabs', () => {
  test('that are visible refresh once ahead of time', async () => {
    const tabs = [1, 2, 3].map(() => given.world.openTab())
    await soon(/** @type {(typeof tabs)[0]} */ (tabs[0]).authFetch.refresh())
    await elapse(46_000)
    expect(given.server.refreshes).toBe(2)
    await elapse(45_000)
    expect(given.server.refreshes).toBe(3)
    for (const { events } of tabs) expect(events.map(({ type }) => type)).toEqual(Array(3).fill('refreshed'))
  })

  test('learn the end of the token from each other: a tab that never asked refreshes too', async () => {
    const [hidden, visible] = [given.world.openTab(), given.world.openTab()]
    hidden.page.hide()
    await soon(hidden.authFetch.refresh())
    await elapse(46_000)
    expect(given.server.refreshes).toBe(2)
    expect(visible.events.at(-1)).toMatchObject({ type: 'refreshed', shared: false })
  })
})

test('the clock is the one that is given', async () => {
  let time = 5_000_000
  const { authFetch, events } = given.world.openTab({ now: () => time })
  given.server.tellsTime = false
  await soon(authFetch.refresh())
  expect(lastExpiry(events)).toBe(5_060_000)
  time += 61_000
  given.server.answerNext('/auth/refresh', () => refusal('server_error'))
  await soon(authFetch.refresh())
  expect(events.at(-1)).toMatchObject({ retryAt: 5_062_000 })
  await settle()
})
