import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HolobandError } from 'holoband'
import { createMemoryStore } from 'holoband/stores/memory'
import { assertRejected, createFaultyStore, generationOf, setUp, start } from './store-support.js'
import { createClock } from './support.js'

/** @import { Fault } from './store-support.js' */

const timeout = 0.02

/** Sessions over a store that a test can make fail; both go by one clock. */
function setUpFaulty() {
  const { now, advance } = createClock(start + 0.25)
  const memory = createMemoryStore({ now })
  const faulty = createFaultyStore(memory)
  return { ...setUp({ store: faulty.store, now, storeTimeout: timeout }), ...faulty, memory, advance }
}

const faults = /** @type {readonly Fault[]} */ (['before', 'after', 'never'])

describe('a store that fails', () => {
  test('is told from a bad token: unavailable, with the driver’s own error as the cause', async () => {
    const { sessions, fail } = setUpFaulty()
    const { refreshToken } = await sessions.start('7')
    fail('read', 'before')
    await assert.rejects(sessions.refresh(refreshToken), (error) => {
      assert.ok(error instanceof HolobandError && error.cause instanceof Error)
      assert.equal(error.code, 'ERR_STORE_UNAVAILABLE')
      assert.equal(error.reason, 'unavailable')
      assert.equal(error.cause.message, 'the connection was refused')
      assert.ok(!error.message.includes('connection'), 'the message says nothing of the driver')
      return true
    })
  })

  for (const method of ['read', 'rotate']) {
    for (const fault of faults) {
      test(`loses nothing when ${method} fails: ${fault}`, async () => {
        const { sessions, fail, types, thefts } = setUpFaulty()
        const { refreshToken } = await sessions.start('7')
        fail(method, fault)
        await assertRejected(sessions.refresh(refreshToken), 'ERR_STORE_UNAVAILABLE')
        const next = await sessions.refresh(refreshToken)
        assert.equal(generationOf(next.refreshToken), 1)
        const replayed = method === 'rotate' && fault === 'after'
        assert.deepEqual(types(), ['issued', replayed ? 'replayed' : 'refreshed'])
        assert.equal((await sessions.refresh(refreshToken)).refreshToken, next.refreshToken)
        assert.equal(generationOf((await sessions.refresh(next.refreshToken)).refreshToken), 2)
        assert.deepEqual(thefts, [])
      })
    }
  }

  for (const method of ['now', 'insert']) {
    for (const fault of faults) {
      test(`begins no session when ${method} fails: ${fault}`, async () => {
        const { sessions, fail, types } = setUpFaulty()
        fail(method, fault)
        await assertRejected(sessions.start('7'), 'ERR_STORE_UNAVAILABLE')
        assert.deepEqual(types(), [])
        const { refreshToken } = await sessions.start('7')
        assert.equal(generationOf((await sessions.refresh(refreshToken)).refreshToken), 1)
      })
    }
  }

  for (const fault of faults) {
    test(`keeps a stolen session from going on whenever its end fails: ${fault}`, async () => {
      const { sessions, fail, advance } = setUpFaulty()
      const { refreshToken } = await sessions.start('7')
      const thief = await sessions.refresh(refreshToken)
      advance(31)
      fail('end', fault)
      await assertRejected(sessions.refresh(refreshToken), 'ERR_STORE_UNAVAILABLE')
      const again = await sessions.refresh(refreshToken).catch(({ code }) => code)
      assert.equal(again, fault === 'after' ? 'ERR_SESSION_REVOKED' : 'ERR_REFRESH_TOKEN_REUSED')
      await assertRejected(sessions.refresh(thief.refreshToken), 'ERR_SESSION_REVOKED')
    })

    test(`tells whoever ends a session that it may not be over: ${fault}`, async () => {
      const { sessions, fail, types } = setUpFaulty()
      const { refreshToken } = await sessions.start('7')
      fail('end', fault)
      await assertRejected(sessions.end(refreshToken), 'ERR_STORE_UNAVAILABLE')
      assert.deepEqual(types(), ['issued'])
      assert.equal(await sessions.end(refreshToken), fault !== 'after')
      await assertRejected(sessions.refresh(refreshToken), 'ERR_SESSION_REVOKED')
    })
  }

  test('fails every other method in the same way', async () => {
    const { sessions, fail } = setUpFaulty()
    const calls = /** @type {const} */ ([
      ['endAll', () => sessions.endAll('7')],
      ['list', () => sessions.list('7')],
      ['ban', () => sessions.ban('7')],
      ['unban', () => sessions.unban('7')],
      ['purge', () => sessions.purge()],
      ['hit', () => sessions.store.hit('login', 60)],
      ['forget', () => sessions.store.forget('login')],
    ])
    for (const [method, call] of calls) {
      for (const fault of faults) {
        fail(method, fault)
        await assertRejected(call(), 'ERR_STORE_UNAVAILABLE')
      }
      await assert.doesNotReject(call())
    }
  })

  test('may throw instead of rejecting', async () => {
    const memory = createMemoryStore()
    const store = {
      ...memory,
      read: () => {
        throw new Error('not connected')
      },
    }
    const { sessions } = setUp({ store, now: () => Date.now() / 1000 })
    const { refreshToken } = await sessions.start('7')
    await assertRejected(sessions.refresh(refreshToken), 'ERR_STORE_UNAVAILABLE')
  })

  test('is not taken for one that could recover where the program is at fault', async () => {
    const { sessions, fail } = setUpFaulty()
    const { refreshToken } = await sessions.start('7')
    fail('read', async () => {
      throw new HolobandError('ERR_STORE_TOO_NEW')
    })
    await assertRejected(sessions.refresh(refreshToken), 'ERR_STORE_TOO_NEW')
    fail('read', async () => {
      throw new HolobandError('ERR_CLOCK_INVALID')
    })
    await assertRejected(sessions.refresh(refreshToken), 'ERR_STORE_UNAVAILABLE')
    assert.equal(generationOf((await sessions.refresh(refreshToken)).refreshToken), 1)
  })

  test('says nothing of a token, in no error and in no cause', async () => {
    const { sessions, fail } = setUpFaulty()
    const { refreshToken } = await sessions.start('7')
    for (const method of ['read', 'rotate']) {
      fail(method, 'before')
      const error = await sessions.refresh(refreshToken).catch((/** @type {Error} */ failure) => failure)
      assert.ok(error instanceof HolobandError && error.cause instanceof Error)
      const text = `${error.stack} ${error.cause.stack} ${JSON.stringify(error)}`
      for (const part of refreshToken.split('.')) assert.ok(!text.includes(part))
    }
  })
})

describe('a rotation that waits in a queue', () => {
  /** Holds the next rotation back, as a driver does that waits for its server; the caller is told of a failure. */
  async function held() {
    const setting = setUpFaulty()
    const { refreshToken, claims } = await setting.sessions.start('7')
    /** @type {() => Promise<unknown>} */
    let release = async () => assert.fail('nothing was held')
    setting.fail('rotate', (call) => {
      release = call
      return new Promise(() => {})
    })
    await assertRejected(setting.sessions.refresh(refreshToken), 'ERR_STORE_UNAVAILABLE')
    return { ...setting, refreshToken, sid: claims.sid, release: () => release() }
  }

  test('is not made when its time is over, so that an honest retry does not look like theft', async () => {
    const { sessions, advance, release, refreshToken, memory, sid, thefts } = await held()
    advance(timeout + 0.001)
    assert.equal(await release(), false)
    assert.equal((await memory.read({ subject: '7', id: sid })).row?.generation, 0)
    advance(600)
    assert.equal(generationOf((await sessions.refresh(refreshToken)).refreshToken), 1)
    assert.deepEqual(thefts, [])
  })

  test('may be made within its time, and the retry is a replay', async () => {
    const { sessions, advance, release, refreshToken, types } = await held()
    advance(timeout / 2)
    assert.equal(await release(), true)
    advance(29)
    assert.equal(generationOf((await sessions.refresh(refreshToken)).refreshToken), 1)
    assert.deepEqual(types(), ['issued', 'replayed'])
  })

  test('changes nothing when the retry was faster', async () => {
    const { sessions, release, refreshToken, types } = await held()
    const { refreshToken: successor } = await sessions.refresh(refreshToken)
    assert.equal(await release(), false)
    assert.equal((await sessions.refresh(refreshToken)).refreshToken, successor)
    assert.deepEqual(types(), ['issued', 'refreshed', 'replayed'])
  })
})
