// A server that is in trouble says when it wants to be asked again.
import { describe, expect, test } from '@jest/globals'
import { refusal } from './support/auth-server.js'
import { elapse, soon, worldOfEachTest } from './support/world.js'

const given = worldOfEachTest()
const refreshPath = '/auth/refresh'

describe('Retry-After', () => {
  /**
   * @param {string} value
   * @param {number} seconds  that are waited for
   */
  const waitsFor = async (value, seconds) => {
    const { authFetch, events } = given.world.openTab()
    given.server.answerNext(refreshPath, () => refusal('unavailable', { 'retry-after': value }))
    await soon(authFetch.refresh())
    const sent = given.server.sentTo(refreshPath).at(-1)
    expect(events.at(-1)).toMatchObject({ retryAt: (sent?.at ?? 0) + seconds * 1000 })
    await elapse(seconds * 1000 - 200)
    expect(await soon(authFetch.refresh())).toBe('failed')
    expect(given.server.refreshes).toBe(1)
    await elapse(300)
    expect(await soon(authFetch.refresh())).toBe('refreshed')
  }

  test('is honoured in seconds', () => waitsFor('20', 20))

  test('is honoured as a date', async () => {
    await elapse(0)
    const { authFetch, events } = given.world.openTab()
    const at = Math.ceil(Date.now() / 1000) * 1000 + 45_000
    given.server.answerNext(refreshPath, () =>
      refusal('unavailable', { 'retry-after': new Date(at).toUTCString() }),
    )
    await soon(authFetch.refresh())
    expect(events.at(-1)).toMatchObject({ retryAt: at })
  })

  test('is honoured for five minutes at most', () => waitsFor('86400', 300))

  test.each(['0', '-5', 'soon', '', 'NaN', '1e999x', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'that says %j leaves the wait at a second',
    (value) => waitsFor(value, 1),
  )

  test('never makes the wait shorter than it would be', () => waitsFor('1', 1))

  test('of another failure later does not stay', async () => {
    const { authFetch } = given.world.openTab()
    given.server.answerNext(
      refreshPath,
      () => refusal('unavailable', { 'retry-after': '100' }),
      'server_error',
    )
    await soon(authFetch.refresh())
    await elapse(100_100)
    await soon(authFetch.refresh())
    await elapse(2100)
    expect(await soon(authFetch.refresh())).toBe('refreshed')
  })

  test('is not read off answers to other requests', async () => {
    const { authFetch } = given.world.openTab()
    given.server.answerNext('/api', () => refusal('unavailable', { 'retry-after': '100' }))
    await soon(authFetch('/api'))
    expect(await soon(authFetch.refresh())).toBe('refreshed')
  })
})
