import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assertRejected, createFaultyStore, generationOf, minute, setUp } from './store-support.js'

const grace = 30

/**
 * A session whose cookie was copied and refreshed by a thief, and whose owner comes back after the grace.
 *
 * @param {Parameters<typeof setUp>[0]} [options]
 */
async function stolen(options) {
  const setting = setUp(options)
  const { sessions, clock } = setting
  const victim = await sessions.start('7', { device: 'Firefox on Linux' })
  clock.advance(14 * minute)
  const thief = await sessions.refresh(victim.refreshToken, { device: 'curl' })
  clock.advance(grace + 1)
  return { ...setting, victim, thief }
}

describe('a refresh token that is used again after the grace', () => {
  test('ends the session for whoever holds any of its tokens', async () => {
    const { sessions, victim, thief, store } = await stolen()
    await assertRejected(sessions.refresh(victim.refreshToken), 'ERR_REFRESH_TOKEN_REUSED')
    for (const { refreshToken } of [victim, thief])
      await assertRejected(sessions.refresh(refreshToken), 'ERR_SESSION_REVOKED')
    const { row } = await store.read({ subject: '7', id: victim.claims.sid })
    assert.deepEqual([row?.status, row?.reason, row?.generation], ['compromised', 'reused', 1])
    assert.deepEqual(await sessions.list('7'), [])
  })

  test('is reported once, with what is known', async () => {
    const { sessions, victim, thefts, events } = await stolen()
    const again = () => sessions.refresh(victim.refreshToken, { device: 'Firefox on Linux' })
    await assertRejected(again(), 'ERR_REFRESH_TOKEN_REUSED')
    await assertRejected(again(), 'ERR_SESSION_REVOKED')
    const theft = {
      ...{ sub: '7', sid: victim.claims.sid, presentedGeneration: 0, generation: 1 },
      ...{ sinceRotation: grace + 1.25, device: 'curl', presentedBy: 'Firefox on Linux' },
    }
    assert.deepEqual(thefts, [theft])
    assert.deepEqual(
      events.filter(({ type }) => type === 'reused'),
      [{ type: 'reused', ...theft }],
    )
    assert.ok(Object.isFrozen(thefts[0]) && Object.isFrozen(events.at(-1)))
  })

  test('is reported once when many use it at the same time', async () => {
    const { sessions, victim, thefts } = await stolen()
    const codes = await Promise.all(
      Array.from({ length: 20 }, () => sessions.refresh(victim.refreshToken).catch(({ code }) => code)),
    )
    assert.equal(codes.filter((code) => code === 'ERR_REFRESH_TOKEN_REUSED').length, 1)
    assert.equal(codes.filter((code) => code === 'ERR_SESSION_REVOKED').length, 19)
    assert.equal(thefts.length, 1)
  })

  test('leaves the other sessions of the subject, and those of everybody else', async () => {
    const { sessions, victim } = await stolen()
    const others = [await sessions.start('7'), await sessions.start('8')]
    await assertRejected(sessions.refresh(victim.refreshToken), 'ERR_REFRESH_TOKEN_REUSED')
    for (const { refreshToken } of others)
      assert.equal(generationOf((await sessions.refresh(refreshToken)).refreshToken), 1)
  })

  test('is found out by whoever comes second, the victim or the thief', async () => {
    const { sessions, clock, thefts } = setUp()
    const { refreshToken } = await sessions.start('7')
    await sessions.refresh(refreshToken, { device: 'victim' })
    clock.advance(grace + 1)
    await assertRejected(sessions.refresh(refreshToken, { device: 'thief' }), 'ERR_REFRESH_TOKEN_REUSED')
    assert.deepEqual([thefts[0]?.device, thefts[0]?.presentedBy], ['victim', 'thief'])
  })

  test('is waited for until the program has heard of it', async () => {
    /** @type {string[]} */
    const order = []
    const { sessions, victim } = await stolen({
      onTheft: async () => {
        await new Promise((resolve) => setImmediate(resolve))
        order.push('told')
      },
    })
    await assert.rejects(sessions.refresh(victim.refreshToken))
    order.push('answered')
    assert.deepEqual(order, ['told', 'answered'])
  })

  test('stays an end where the rotation that made it old is itself under way', async () => {
    const inner = await stolen()
    const { store, fail } = createFaultyStore(inner.store)
    const { sessions } = setUp({ store, now: inner.clock.now })
    fail('rotate', async (call) => {
      await assertRejected(inner.sessions.refresh(inner.victim.refreshToken), 'ERR_REFRESH_TOKEN_REUSED')
      return call()
    })
    await assertRejected(sessions.refresh(inner.thief.refreshToken), 'ERR_SESSION_REVOKED')
    const { row } = await inner.store.read({ subject: '7', id: inner.victim.claims.sid })
    assert.deepEqual([row?.status, row?.generation], ['compromised', 1])
  })

  test('is decided again where the session was ended in between', async () => {
    const inner = await stolen()
    const { store, fail } = createFaultyStore(inner.store)
    const { sessions, thefts } = setUp({ store, now: inner.clock.now })
    fail('end', async (call) => {
      await inner.sessions.endAll('7')
      return call()
    })
    await assertRejected(sessions.refresh(inner.victim.refreshToken), 'ERR_SESSION_REVOKED')
    assert.deepEqual(thefts, [])
  })
})

describe('events', () => {
  test('tell each step once, in order, and freeze what they tell', async () => {
    const { sessions, events, clock } = setUp()
    const { refreshToken, claims } = await sessions.start('7')
    const { sid } = claims
    await sessions.refresh(refreshToken)
    await sessions.refresh(refreshToken)
    await sessions.end({ sub: '7', sid })
    await sessions.end({ sub: '7', sid })
    clock.advance(1)
    assert.deepEqual(events, [
      { type: 'issued', sub: '7', sid, generation: 0 },
      { type: 'refreshed', sub: '7', sid, generation: 1 },
      { type: 'replayed', sub: '7', sid, generation: 1 },
      { type: 'revoked', sub: '7', sid, reason: 'logout' },
    ])
    assert.ok(events.every(Object.isFrozen))
  })

  test('change nothing when a hook throws or rejects, and onError is told', async () => {
    const failures = { event: new Error('event'), theft: new Error('theft') }
    const { sessions, errors, clock } = setUp({
      onEvent: () => {
        throw failures.event
      },
      onTheft: () => Promise.reject(failures.theft),
    })
    const { refreshToken } = await sessions.start('7')
    await sessions.refresh(refreshToken)
    clock.advance(grace + 1)
    await assertRejected(sessions.refresh(refreshToken), 'ERR_REFRESH_TOKEN_REUSED')
    assert.deepEqual(errors, [failures.event, failures.event, failures.event, failures.theft])
  })

  test('change nothing even when onError throws too', async () => {
    const fail = () => {
      throw new Error('hook')
    }
    const { sessions } = setUp({ onEvent: fail, onError: fail })
    const { refreshToken } = await sessions.start('7')
    assert.equal(generationOf((await sessions.refresh(refreshToken)).refreshToken), 1)
  })

  test('hold no part of a token', async () => {
    const { sessions, victim, thief, events, thefts } = await stolen()
    await assert.rejects(sessions.refresh(victim.refreshToken))
    const text = JSON.stringify([events, thefts])
    for (const { refreshToken, accessToken } of [victim, thief])
      for (const part of `${refreshToken}.${accessToken}`.split('.')) assert.ok(!text.includes(part))
  })
})
