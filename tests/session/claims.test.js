import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HolobandError } from 'holoband'
import {
  assertRejected,
  createFaultyStore,
  generationOf,
  minute,
  read,
  setUp,
  start,
} from './store-support.js'

/** @import { ClaimsSource, SessionAbout } from 'holoband/session' */

/**
 * @param {Promise<unknown>} promise
 * @param {string} code
 */
async function assertClaimsRefused(promise, code) {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof HolobandError && error.cause instanceof HolobandError)
    assert.equal(error.code, 'ERR_SESSION_CLAIMS')
    assert.equal(error.reason, 'misconfigured')
    assert.equal(error.cause.code, code)
    return true
  })
}

/** @param {unknown} result */
const giving = (result) => /** @type {ClaimsSource} */ (() => /** @type {{}} */ (result))

describe('claims', () => {
  test('are asked for on start, on every rotation and on every replay, and told of whom', async () => {
    /** @type {[string, SessionAbout][]} */
    const asked = []
    const { sessions, clock } = setUp({
      claims: async (subject, session) => {
        asked.push([subject, session])
        return {}
      },
    })
    const { refreshToken, claims } = await sessions.start('7', { device: 'phone' })
    clock.advance(minute)
    await sessions.refresh(refreshToken, { device: 'tablet' })
    await sessions.refresh(refreshToken, { device: 'stranger' })
    const about = { sid: claims.sid, createdAt: start }
    assert.deepEqual(asked, [
      ['7', { ...about, device: 'phone' }],
      ['7', { ...about, device: 'tablet' }],
      ['7', { ...about, device: 'tablet' }],
    ])
    assert.ok(asked.every(([, session]) => Object.isFrozen(session)))
  })

  test('that change arrive with the next refresh, and not before', async () => {
    let role = 'user'
    const { sessions } = setUp({ claims: () => ({ role }) })
    const first = await sessions.start('7')
    role = 'admin'
    assert.equal(sessions.verifyAccess(first.accessToken).claims.role, 'user')
    const second = await sessions.refresh(first.refreshToken)
    assert.equal(sessions.verifyAccess(second.accessToken).claims.role, 'admin')
    role = 'none'
    const replay = await sessions.refresh(first.refreshToken)
    assert.equal(replay.claims.role, 'none')
    assert.equal(replay.refreshToken, second.refreshToken)
  })

  test('are not in the refresh token, which a client may read', async () => {
    const { sessions } = setUp({ claims: () => ({ secretRole: 'x' }) })
    const { refreshToken } = await sessions.start('7')
    assert.ok(
      !Buffer.from(refreshToken.split('.')[1] ?? '', 'base64url')
        .toString()
        .includes('secretRole'),
    )
  })

  test('that are null keep a session from beginning, and leave nothing', async () => {
    const { sessions, types } = setUp({ claims: () => null })
    await assertRejected(sessions.start('7'), 'ERR_SUBJECT_REFUSED')
    assert.deepEqual(await sessions.list('7'), [])
    assert.deepEqual(types(), [])
  })

  test('that become null end the session', async () => {
    let closed = false
    const { sessions, events, store } = setUp({ claims: () => (closed ? null : {}) })
    const { refreshToken, claims } = await sessions.start('7')
    closed = true
    await assertRejected(sessions.refresh(refreshToken), 'ERR_SUBJECT_REFUSED')
    assert.deepEqual(events.at(-1), { type: 'revoked', sub: '7', sid: claims.sid, reason: 'refused' })
    const { row } = await store.read({ subject: '7', id: claims.sid })
    assert.deepEqual([row?.status, row?.reason, row?.generation], ['ended', 'refused', 0])
    closed = false
    await assertRejected(sessions.refresh(refreshToken), 'ERR_SESSION_REVOKED')
  })

  test('that become null end the session on a replay too', async () => {
    let closed = false
    const { sessions } = setUp({ claims: () => (closed ? null : {}) })
    const { refreshToken } = await sessions.start('7')
    await sessions.refresh(refreshToken)
    closed = true
    await assertRejected(sessions.refresh(refreshToken), 'ERR_SUBJECT_REFUSED')
    assert.deepEqual(await sessions.list('7'), [])
  })

  test('that are null where the session was ended meanwhile say what became of it', async () => {
    const inner = setUp()
    const { store, fail } = createFaultyStore(inner.store)
    let closed = false
    const { sessions } = setUp({ store, claims: () => (closed ? null : {}) })
    const { refreshToken } = await sessions.start('7')
    closed = true
    fail('end', async (call) => {
      await inner.sessions.endAll('7')
      return call()
    })
    await assertRejected(sessions.refresh(refreshToken), 'ERR_SESSION_REVOKED')
  })

  test('may be refused by ERR_SUBJECT_REFUSED as well', async () => {
    let closed = false
    const { sessions } = setUp({
      claims: () => {
        if (closed) throw new HolobandError('ERR_SUBJECT_REFUSED')
        return {}
      },
    })
    const { refreshToken } = await sessions.start('7')
    closed = true
    await assertRejected(sessions.refresh(refreshToken), 'ERR_SUBJECT_REFUSED')
    closed = false
    await assertRejected(sessions.refresh(refreshToken), 'ERR_SESSION_REVOKED')
  })

  test('that fail are the program’s failure: its own error comes back and nothing has changed', async () => {
    const failure = new Error('no connection to the database of users')
    let broken = false
    const { sessions, types } = setUp({
      claims: async () => {
        if (broken) throw failure
        return {}
      },
    })
    const { refreshToken } = await sessions.start('7')
    broken = true
    await assert.rejects(sessions.refresh(refreshToken), failure)
    await assert.rejects(sessions.start('7'), failure)
    broken = false
    assert.equal(generationOf((await sessions.refresh(refreshToken)).refreshToken), 1)
    assert.deepEqual(types(), ['issued', 'refreshed'])
    assert.equal((await sessions.list('7')).length, 1)
  })

  test('that fail with an error of this library do not pass for a verdict on the token', async () => {
    let code = /** @type {'ERR_TOKEN_EXPIRED' | undefined} */ (undefined)
    const { sessions } = setUp({
      claims: () => {
        if (code !== undefined) throw new HolobandError(code)
        return {}
      },
    })
    const { refreshToken } = await sessions.start('7')
    code = 'ERR_TOKEN_EXPIRED'
    await assertClaimsRefused(sessions.refresh(refreshToken), 'ERR_TOKEN_EXPIRED')
    code = undefined
    assert.equal(generationOf((await sessions.refresh(refreshToken)).refreshToken), 1)
  })

  test('may not set what the session sets', async () => {
    for (const name of ['iss', 'aud', 'sub', 'sid', 'auth_time', 'iat', 'nbf', 'exp']) {
      const { sessions, types } = setUp({ claims: () => ({ role: 'x', [name]: 1 }) })
      await assertClaimsRefused(sessions.start('7'), 'ERR_CLAIM_CONFLICT')
      assert.deepEqual(types(), [])
    }
  })

  test('that no token can hold change nothing: too large, or no JSON', async () => {
    const loop = {}
    Object.assign(loop, { loop })
    for (const [bad, code] of /** @type {const} */ ([
      [{ text: 'x'.repeat(4000) }, 'ERR_TOKEN_TOO_LARGE'],
      [{ number: Number.NaN }, 'ERR_CLAIMS_NOT_SERIALIZABLE'],
      [{ big: 10n }, 'ERR_CLAIMS_NOT_SERIALIZABLE'],
      [loop, 'ERR_CLAIMS_NOT_SERIALIZABLE'],
    ])) {
      let given = {}
      const { sessions, types } = setUp({ claims: () => given })
      const { refreshToken } = await sessions.start('7')
      given = bad
      await assertClaimsRefused(sessions.refresh(refreshToken), code)
      await assertClaimsRefused(sessions.start('7'), code)
      given = {}
      assert.equal(generationOf((await sessions.refresh(refreshToken)).refreshToken), 1, code)
      assert.deepEqual(types(), ['issued', 'refreshed'])
    }
  })

  test('are an object or null: anything else is a mistake, which signs nobody in', async () => {
    for (const result of [undefined, true, 'admin', 7, [], () => ({})]) {
      const { sessions, types } = setUp({ claims: giving(result) })
      await assert.rejects(sessions.start('7'), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
      assert.deepEqual(types(), [])
    }
  })

  test('are asked for once: where they take longer than a rotation may, the next attempt has them', async () => {
    let asked = 0
    const inner = setUp()
    const { sessions, types } = setUp({
      store: inner.store,
      storeTimeout: 5,
      claims: () => {
        asked += 1
        inner.clock.advance(6)
        return {}
      },
    })
    const { refreshToken } = await sessions.start('7')
    const next = await sessions.refresh(refreshToken)
    assert.equal(asked, 2)
    assert.deepEqual(types(), ['issued', 'refreshed'])
    assert.equal(read(next.refreshToken).claims.iat, start + 12, 'the rotation is dated when it was made')
  })
})
