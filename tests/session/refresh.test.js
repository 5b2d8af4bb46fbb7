import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inspect } from 'node:util'
import { HolobandError } from 'holoband'
import { nonStrings } from '../support/values.js'
import {
  assertRejected,
  createFaultyStore,
  day,
  generationOf,
  minute,
  setUp,
  start,
} from './store-support.js'
import { audience, forge, issuer, tamper } from './support.js'

const grace = 30

describe('refresh, where a token is not one of ours', () => {
  test('refuses it with the code of what is wrong, asks no store, and revokes nothing', async () => {
    const { store, calls } = createFaultyStore(setUp().store)
    const { sessions, events, types } = setUp({ store })
    const { refreshToken, claims } = await sessions.start('7')
    const before = calls.length
    const own = { sub: '7', sid: claims.sid, gen: 0, exp: start + day }
    const refreshType = { typ: 'rt+jwt', audience: issuer }
    const cases = /** @type {const} */ ([
      ['', 'ERR_TOKEN_EMPTY'],
      ['a.b', 'ERR_TOKEN_SEGMENTS'],
      [`${refreshToken}.`, 'ERR_TOKEN_SEGMENTS'],
      [`${refreshToken}=`, 'ERR_BASE64URL_ALPHABET'],
      [` ${refreshToken}`, 'ERR_BASE64URL_ALPHABET'],
      ['a'.repeat(100_000), 'ERR_TOKEN_TOO_LARGE'],
      [tamper(refreshToken), 'ERR_SIGNATURE_INVALID'],
      [forge(own, { audience: issuer }), 'ERR_TYP_NOT_ALLOWED'],
      [forge(own, { ...refreshType, typ: 'JWT' }), 'ERR_TYP_NOT_ALLOWED'],
      [forge(own, { ...refreshType, audience }), 'ERR_AUDIENCE_MISMATCH'],
      [forge(own, { ...refreshType, issuer: 'https://evil.example' }), 'ERR_ISSUER_MISMATCH'],
    ])
    for (const [token, code] of cases) {
      await assert.rejects(sessions.refresh(token), { name: 'HolobandError', code }, code)
    }
    assert.equal(calls.length, before)
    assert.deepEqual(types(), ['issued'])
    assert.equal(events.length, 1)
    assert.equal(generationOf((await sessions.refresh(refreshToken)).refreshToken), 1)
  })

  test('says no part of a token in an error, whatever becomes of it', async () => {
    const { sessions, clock } = setUp()
    const { refreshToken, accessToken } = await sessions.start('7')
    await sessions.refresh(refreshToken)
    clock.advance(grace + 1)
    const presented = [tamper(refreshToken), accessToken, `${refreshToken}.x`, refreshToken, refreshToken]
    /** @type {string[]} */
    const codes = []
    for (const token of presented) {
      const error = await sessions.refresh(token).catch((/** @type {unknown} */ failure) => failure)
      assert.ok(error instanceof HolobandError)
      codes.push(error.code)
      const text = inspect(error, { depth: 10, showHidden: true })
      for (const part of token.split('.').filter(({ length }) => length > 8))
        assert.ok(!text.includes(part.slice(0, 16)), error.code)
    }
    assert.deepEqual(codes, [
      'ERR_SIGNATURE_INVALID',
      'ERR_TYP_NOT_ALLOWED',
      'ERR_TOKEN_SEGMENTS',
      'ERR_REFRESH_TOKEN_REUSED',
      'ERR_SESSION_REVOKED',
    ])
  })

  test('refuses every value that is no string', async () => {
    const { sessions } = setUp()
    for (const [, value] of nonStrings) {
      await assertRejected(sessions.refresh(/** @type {string} */ (value)), 'ERR_TOKEN_NOT_STRING')
    }
  })

  test('refuses claims that no session of ours would have', async () => {
    const { sessions } = setUp()
    const good = { sub: '7', sid: 'some', gen: 0, exp: start + day }
    const options = { typ: 'rt+jwt', audience: issuer }
    const wrong = /** @type {const} */ ([
      [{ sub: undefined }, 'ERR_CLAIM_MISSING', 'sub'],
      [{ sid: undefined }, 'ERR_CLAIM_MISSING', 'sid'],
      [{ gen: undefined }, 'ERR_CLAIM_MISSING', 'gen'],
      [{ sub: '' }, 'ERR_CLAIM_TYPE', 'sub'],
      [{ sid: '' }, 'ERR_CLAIM_TYPE', 'sid'],
      [{ sid: 7 }, 'ERR_CLAIM_TYPE', 'sid'],
      [{ gen: '0' }, 'ERR_CLAIM_TYPE', 'gen'],
      [{ gen: -1 }, 'ERR_CLAIM_TYPE', 'gen'],
      [{ gen: 0.5 }, 'ERR_CLAIM_TYPE', 'gen'],
      [{ gen: 2 ** 53 }, 'ERR_CLAIM_TYPE', 'gen'],
      [{ gen: null }, 'ERR_CLAIM_TYPE', 'gen'],
    ])
    for (const [changes, code, claim] of wrong) {
      await assertRejected(sessions.refresh(forge({ ...good, ...changes }, options)), code, { claim })
    }
    await assertRejected(sessions.refresh(forge(good, options)), 'ERR_SESSION_UNKNOWN')
  })

  test('finds no session under the name of somebody else', async () => {
    const { sessions, types } = setUp()
    const { claims } = await sessions.start('7')
    const stranger = { sub: '8', sid: claims.sid, gen: 0, exp: start + day }
    await assertRejected(
      sessions.refresh(forge(stranger, { typ: 'rt+jwt', audience: issuer })),
      'ERR_SESSION_UNKNOWN',
    )
    assert.deepEqual(types(), ['issued'])
  })

  test('says that an expired one has expired, and why in its cause', async () => {
    const { sessions, clock, types } = setUp()
    const { refreshToken } = await sessions.start('7')
    clock.advance(7 * day)
    await assertRejected(sessions.refresh(refreshToken), 'ERR_SESSION_EXPIRED')
    clock.advance(300)
    await assert.rejects(sessions.refresh(refreshToken), (error) => {
      assert.ok(error instanceof HolobandError && error.cause instanceof HolobandError)
      assert.equal(error.code, 'ERR_SESSION_EXPIRED')
      assert.equal(error.reason, 'ended')
      assert.equal(error.cause.code, 'ERR_TOKEN_EXPIRED')
      return true
    })
    assert.deepEqual(types(), ['issued'])
  })
})

describe('refresh, inside the grace', () => {
  test('gives the same successor again, byte for byte, and writes nothing', async () => {
    const { store, calls } = createFaultyStore(setUp().store)
    const { sessions, types } = setUp({ store })
    const { refreshToken } = await sessions.start('7')
    const { refreshToken: successor } = await sessions.refresh(refreshToken)
    calls.length = 0
    for (let time = 0; time < 3; time++)
      assert.equal((await sessions.refresh(refreshToken)).refreshToken, successor)
    assert.deepEqual(calls, ['read', 'read', 'read'])
    assert.deepEqual(types(), ['issued', 'refreshed', 'replayed', 'replayed', 'replayed'])
  })

  test('issues a fresh access token with each replay', async () => {
    const { sessions, clock } = setUp()
    const { refreshToken } = await sessions.start('7')
    const first = await sessions.refresh(refreshToken)
    clock.advance(20)
    const replay = await sessions.refresh(refreshToken)
    assert.equal(replay.claims.iat, first.claims.iat + 20)
    assert.equal(replay.claims.exp, first.claims.exp + 20)
    assert.equal(replay.refreshExpiresAt, first.refreshExpiresAt)
  })

  test('lasts from the rotation to its last second, and no replay makes it longer', async () => {
    const { sessions, clock } = setUp()
    const { refreshToken } = await sessions.start('7')
    clock.advance(minute)
    await sessions.refresh(refreshToken)
    for (let second = 0; second < grace; second += 10) {
      clock.advance(10)
      await sessions.refresh(refreshToken)
    }
    clock.advance(1)
    await assertRejected(sessions.refresh(refreshToken), 'ERR_REFRESH_TOKEN_REUSED')
  })

  test('is never shorter than it says, wherever in its second the rotation was', async () => {
    for (const fraction of [0, 0.25, 0.5, 0.74]) {
      const { sessions, clock } = setUp()
      clock.advance(fraction)
      const { refreshToken } = await sessions.start('7')
      await sessions.refresh(refreshToken)
      clock.advance(grace)
      assert.equal(generationOf((await sessions.refresh(refreshToken)).refreshToken), 1)
    }
  })

  test('can be set, and 0 leaves the second of the rotation', async () => {
    const { sessions, clock } = setUp({ grace: 0 })
    const { refreshToken } = await sessions.start('7')
    await sessions.refresh(refreshToken)
    await sessions.refresh(refreshToken)
    clock.advance(1)
    await assertRejected(sessions.refresh(refreshToken), 'ERR_REFRESH_TOKEN_REUSED')
    const long = setUp({ grace: '5m' })
    const other = await long.sessions.start('7')
    await long.sessions.refresh(other.refreshToken)
    long.clock.advance(300)
    await long.sessions.refresh(other.refreshToken)
  })

  test('does not forgive a token that is two rotations old', async () => {
    const { sessions, thefts } = setUp()
    const first = await sessions.start('7')
    const second = await sessions.refresh(first.refreshToken)
    await sessions.refresh(second.refreshToken)
    await assertRejected(sessions.refresh(first.refreshToken), 'ERR_REFRESH_TOKEN_REUSED')
    assert.ok(Number(thefts[0]?.sinceRotation) < 1)
    assert.deepEqual([thefts[0]?.presentedGeneration, thefts[0]?.generation], [0, 2])
  })

  test('lets 64 at once with one token come to one rotation and 63 replays of the same bytes', async () => {
    const { sessions, types } = setUp()
    const { refreshToken } = await sessions.start('7')
    const all = await Promise.all(Array.from({ length: 64 }, () => sessions.refresh(refreshToken)))
    assert.equal(new Set(all.map((issued) => issued.refreshToken)).size, 1)
    assert.equal(types().filter((type) => type === 'refreshed').length, 1)
    assert.equal(types().filter((type) => type === 'replayed').length, 63)
  })
})

describe('refresh, when the store has an answer of its own', () => {
  test('says revoked of a session that was ended, whichever of its tokens is presented', async () => {
    const { sessions } = setUp()
    const first = await sessions.start('7')
    const second = await sessions.refresh(first.refreshToken)
    await sessions.end(second.refreshToken)
    for (const { refreshToken } of [first, second])
      await assertRejected(sessions.refresh(refreshToken), 'ERR_SESSION_REVOKED')
  })

  test('takes a token that is newer than the row for a fault of the store, and not for theft', async () => {
    const { sessions, events, thefts, store } = setUp()
    const first = await sessions.start('7')
    const { row } = await store.read({ subject: '7', id: first.claims.sid })
    const second = await sessions.refresh(first.refreshToken)
    const third = await sessions.refresh(second.refreshToken)
    assert.ok(row !== undefined)
    const older = setUp()
    await older.store.insert(row)
    await assert.rejects(older.sessions.refresh(third.refreshToken), {
      code: 'ERR_STORE_INCONSISTENT',
      reason: 'unavailable',
    })
    assert.deepEqual(older.events, [
      {
        ...{ type: 'store.regression', sub: '7', sid: row.id },
        ...{ generation: 0, presentedGeneration: 2 },
      },
    ])
    assert.deepEqual([older.thefts, thefts], [[], []])
    assert.equal(events.length, 3)
    const { row: after } = await older.store.read(row)
    assert.equal(after?.status, 'active')
    assert.equal(generationOf((await older.sessions.refresh(first.refreshToken)).refreshToken), 1)
  })

  test('takes a row that cannot be right for a fault of the store', async () => {
    const { sessions, store } = setUp()
    const { refreshToken, claims } = await sessions.start('7')
    const { row } = await store.read({ subject: '7', id: claims.sid })
    assert.ok(row !== undefined)
    for (const changes of [
      { generation: -1 },
      { idleExpiresAt: row.absoluteExpiresAt + 1 },
      { rotatedAt: 0.5 },
    ]) {
      const broken = setUp()
      await broken.store.insert({ ...row, ...changes })
      await assertRejected(broken.sessions.refresh(refreshToken), 'ERR_STORE_INCONSISTENT')
      assert.equal((await broken.store.read(row)).row?.status, 'active')
    }
  })

  test('goes by the clock of the store for what is over, and by its own for what a token says', async () => {
    const ahead = setUp()
    const { sessions, clock } = setUp({ store: ahead.store })
    const { refreshToken } = await sessions.start('7')
    await sessions.refresh(refreshToken)
    clock.advance(grace + 5)
    assert.equal(generationOf((await sessions.refresh(refreshToken)).refreshToken), 1)
    ahead.clock.advance(grace + 1)
    await assertRejected(sessions.refresh(refreshToken), 'ERR_REFRESH_TOKEN_REUSED')
    const next = await sessions.start('7')
    ahead.clock.advance(7 * day)
    await assertRejected(sessions.refresh(next.refreshToken), 'ERR_SESSION_EXPIRED')
  })

  test('decides again when a rotation is lost to another, and replays what that one made', async () => {
    const inner = setUp()
    const { store, fail, calls } = createFaultyStore(inner.store)
    const { sessions } = setUp({ store })
    const { refreshToken } = await sessions.start('7')
    fail('rotate', async (call) => {
      await inner.sessions.refresh(refreshToken, { device: 'the other one' })
      return call()
    })
    calls.length = 0
    const { refreshToken: successor } = await sessions.refresh(refreshToken)
    assert.deepEqual(calls, ['read', 'rotate', 'read'])
    assert.equal(generationOf(successor), 1)
    const { row } = await inner.store.read({ subject: '7', id: (await sessions.list('7'))[0]?.sid ?? '' })
    assert.equal(row?.device, 'the other one')
  })

  test('says revoked when the session is ended between the look and the rotation', async () => {
    const inner = setUp()
    const { store, fail } = createFaultyStore(inner.store)
    const { sessions, types } = setUp({ store })
    const { refreshToken, claims } = await sessions.start('7')
    fail('rotate', async (call) => {
      await inner.sessions.end({ sub: '7', sid: claims.sid })
      return call()
    })
    await assertRejected(sessions.refresh(refreshToken), 'ERR_SESSION_REVOKED')
    assert.deepEqual(types(), ['issued'])
    const { row } = await inner.store.read({ subject: '7', id: claims.sid })
    assert.deepEqual([row?.status, row?.generation], ['ended', 0])
  })

  test('gives up on a store that refuses every rotation and shows no reason', async () => {
    const { store } = setUp()
    const stubborn = { ...store, rotate: async () => false }
    const { sessions, types } = setUp({ store: stubborn })
    const { refreshToken } = await sessions.start('7')
    await assertRejected(sessions.refresh(refreshToken), 'ERR_STORE_UNAVAILABLE')
    assert.deepEqual(types(), ['issued'])
  })
})

describe('refresh at the end of a session that nobody refreshed', () => {
  /** Sessions that end after a minute, of which one was rotated in its last second. */
  async function rotatedLate() {
    const all = setUp({ idleTtl: 60 })
    const first = await all.sessions.start('7')
    all.clock.advance(59)
    const second = await all.sessions.refresh(first.refreshToken)
    return { ...all, first, second }
  }

  test('gives the rotation of the last second again, to whom its answer was lost', async () => {
    const { sessions, clock, first, second, thefts } = await rotatedLate()
    clock.advance(grace)
    const replay = await sessions.refresh(first.refreshToken)
    assert.equal(replay.refreshToken, second.refreshToken)
    assert.deepEqual(thefts, [])
  })

  test("ends nobody's session because of a token that has expired", async () => {
    const { sessions, clock, first, second, thefts } = await rotatedLate()
    clock.advance(grace + 1)
    await assertRejected(sessions.refresh(first.refreshToken), 'ERR_SESSION_EXPIRED')
    assert.deepEqual(thefts, [])
    assert.equal(generationOf((await sessions.refresh(second.refreshToken)).refreshToken), 2)
  })

  test('asks no store about a token that expired long ago', async () => {
    const { store, calls } = createFaultyStore(setUp().store)
    const { sessions, clock } = setUp({ store, idleTtl: 60 })
    const { refreshToken } = await sessions.start('7')
    const before = calls.length
    clock.advance(60 + 300)
    await assertRejected(sessions.refresh(refreshToken), 'ERR_SESSION_EXPIRED')
    assert.equal(calls.length, before)
  })

  test('makes no rotation after the end, of which another request may have been told', async () => {
    const { store, clock } = setUp()
    /** @type {number[]} */
    const deadlines = []
    const { sessions } = setUp({
      idleTtl: 60,
      now: clock.now,
      store: {
        ...store,
        rotate: (next, limits) => {
          deadlines.push(limits.deadline)
          return store.rotate(next, limits)
        },
      },
    })
    const { refreshToken } = await sessions.start('7')
    const { refreshToken: second } = await sessions.refresh(refreshToken)
    clock.advance(58)
    await sessions.refresh(second)
    assert.deepEqual(deadlines, [start + 5.25, start + 60])
  })
})

describe('what is prepared before the store is changed', () => {
  test('is made of the tokens that are issued', async () => {
    const { sessions, store } = setUp()
    /** @type {unknown[]} */
    const prepared = []
    /** @param {import('holoband/session').IssuedSession} issued */
    const prepare = (issued) => {
      prepared.push(issued)
    }
    const first = await sessions.start('7', { prepare })
    const second = await sessions.refresh(first.refreshToken, { prepare })
    const replay = await sessions.refresh(first.refreshToken, { prepare })
    assert.deepEqual(prepared, [first, second, replay])
    const { row } = await store.read({ subject: '7', id: first.claims.sid })
    assert.equal(row?.generation, 1)
  })

  test('changes nothing where it throws: no session begins, and none is rotated', async () => {
    const { sessions, store, types } = setUp()
    const prepare = () => {
      throw new RangeError('too large to be sent')
    }
    await assert.rejects(sessions.start('8', { prepare }), RangeError)
    assert.deepEqual(await sessions.list('8'), [])
    const { refreshToken, claims } = await sessions.start('7')
    for (let attempt = 0; attempt < 3; attempt++)
      await assert.rejects(sessions.refresh(refreshToken, { prepare }), RangeError)
    assert.equal((await store.read({ subject: '7', id: claims.sid })).row?.generation, 0)
    assert.deepEqual(types(), ['issued'])
    assert.equal(generationOf((await sessions.refresh(refreshToken)).refreshToken), 1)
  })

  test('must be a function', async () => {
    const { sessions } = setUp()
    const prepare = /** @type {() => void} */ (/** @type {unknown} */ ('later'))
    await assert.rejects(sessions.start('7', { prepare }), { code: 'ERR_INVALID_ARG_TYPE' })
    await assert.rejects(sessions.refresh('x', { prepare }), { code: 'ERR_INVALID_ARG_TYPE' })
  })
})
