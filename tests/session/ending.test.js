import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HolobandError } from 'holoband'
import { assertRejected, day, generationOf, minute, setUp, start } from './store-support.js'
import { forge, issuer, tamper } from './support.js'

/** @param {unknown} value */
const wrong = (value) => /** @type {string} */ (value)

describe('end', () => {
  test('ends the session of a refresh token, once', async () => {
    const { sessions, events, store } = setUp()
    const { refreshToken, claims } = await sessions.start('7')
    assert.equal(await sessions.end(refreshToken), true)
    assert.equal(await sessions.end(refreshToken), false)
    await assertRejected(sessions.refresh(refreshToken), 'ERR_SESSION_REVOKED')
    assert.deepEqual(events.slice(1), [{ type: 'revoked', sub: '7', sid: claims.sid, reason: 'logout' }])
    const { row } = await store.read({ subject: '7', id: claims.sid })
    assert.deepEqual([row?.status, row?.reason], ['ended', 'logout'])
  })

  test('takes the claims of an access token, or any name of a session', async () => {
    const { sessions } = setUp()
    const first = await sessions.start('7')
    const { claims } = sessions.verifyAccess(first.accessToken)
    assert.equal(await sessions.end({ sub: String(claims.sub), sid: String(claims.sid) }), true)
    const second = await sessions.start('7')
    assert.equal(await sessions.end(second.claims, { reason: 'by support' }), true)
    assert.equal(await sessions.end({ sub: '7', sid: 'no such session' }), false)
    assert.equal(await sessions.end({ sub: '8', sid: second.claims.sid }), false)
  })

  test('takes an older token of the session too: a logout in another tab is one', async () => {
    const { sessions, clock } = setUp()
    const first = await sessions.start('7')
    const second = await sessions.refresh(first.refreshToken)
    clock.advance(minute)
    assert.equal(await sessions.end(first.refreshToken), true)
    await assertRejected(sessions.refresh(second.refreshToken), 'ERR_SESSION_REVOKED')
  })

  test('has nothing to end where a token is not authentic, and does not complain', async () => {
    const { sessions, types, clock } = setUp()
    const { refreshToken, accessToken, claims } = await sessions.start('7')
    const forged = forge(
      { sub: '7', sid: claims.sid, gen: 0, exp: start + day },
      { typ: 'JWT', audience: issuer },
    )
    for (const token of ['', 'x', tamper(refreshToken), accessToken, forged])
      assert.equal(await sessions.end(token), false)
    assert.deepEqual(types(), ['issued'])
    assert.equal(generationOf((await sessions.refresh(refreshToken)).refreshToken), 1)
    clock.advance(8 * day)
    assert.equal(await sessions.end(refreshToken), false)
  })

  test('does not take a failure of the platform for a bad token', async () => {
    let broken = false
    const { store } = setUp()
    const { sessions } = setUp({ store, now: () => (broken ? Number.NaN : start) })
    const { refreshToken } = await sessions.start('7')
    broken = true
    await assertRejected(sessions.end(refreshToken), 'ERR_CLOCK_INVALID')
    broken = false
    assert.equal(await sessions.end(refreshToken), true)
  })

  test('refuses what names no session', async () => {
    const { sessions } = setUp()
    for (const value of [
      undefined,
      null,
      7,
      true,
      {},
      { sub: '7' },
      { sid: 'x' },
      { sub: 7, sid: 'x' },
      { sub: '7', sid: 7 },
    ]) {
      await assert.rejects(sessions.end(wrong(value)), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
    }
    await assertRejected(sessions.end({ sub: '', sid: 'x' }), 'ERR_OPTION_EMPTY', { option: 'subject' })
  })

  test('keeps its reason, and refuses one that a page or a log could not show', async () => {
    const { sessions, store } = setUp()
    const { claims, refreshToken } = await sessions.start('7')
    for (const reason of ['x'.repeat(65), 'a\nb', '\u0000', '\ud800']) {
      await assertRejected(sessions.end(refreshToken, { reason }), 'ERR_OPTION_RANGE', { option: 'reason' })
      await assertRejected(sessions.endAll('7', { reason }), 'ERR_OPTION_RANGE', { option: 'reason' })
      await assertRejected(sessions.ban('7', { reason }), 'ERR_OPTION_RANGE', { option: 'reason' })
    }
    await assert.rejects(sessions.end(refreshToken, { reason: wrong(7) }), { code: 'ERR_INVALID_ARG_TYPE' })
    await assertRejected(sessions.end(refreshToken, /** @type {{}} */ ({ why: 'x' })), 'ERR_OPTION_UNKNOWN', {
      option: 'why',
    })
    await assertRejected(
      sessions.end(refreshToken, /** @type {{}} */ ({ except: 'x' })),
      'ERR_OPTION_UNKNOWN',
      {
        option: 'except',
      },
    )
    assert.equal((await sessions.list('7')).length, 1)
    assert.equal(await sessions.end(refreshToken, { reason: '別の端末 🙂' }), true)
    assert.equal((await store.read({ subject: '7', id: claims.sid })).row?.reason, '別の端末 🙂')
  })
})

describe('endAll', () => {
  test('ends the sessions of a subject and of nobody else', async () => {
    const { sessions, events } = setUp()
    const own = [await sessions.start('7'), await sessions.start('7'), await sessions.start('7')]
    const other = await sessions.start('8')
    assert.equal(await sessions.endAll('7'), 3)
    assert.equal(await sessions.endAll('7'), 0)
    for (const { refreshToken } of own)
      await assertRejected(sessions.refresh(refreshToken), 'ERR_SESSION_REVOKED')
    assert.equal(generationOf((await sessions.refresh(other.refreshToken)).refreshToken), 1)
    const revoked = events.filter((event) => event.type === 'revoked')
    assert.deepEqual(
      revoked.map(({ sid, reason }) => `${sid} ${reason}`).sort(),
      own.map(({ claims }) => `${claims.sid} logout_everywhere`).sort(),
    )
  })

  test('leaves out the one that is excepted, such as the one that asks', async () => {
    const { sessions } = setUp()
    const kept = await sessions.start('7')
    const gone = await sessions.start('7')
    assert.equal(await sessions.endAll('7', { except: kept.claims.sid, reason: 'password changed' }), 1)
    assert.deepEqual(
      (await sessions.list('7')).map(({ sid }) => sid),
      [kept.claims.sid],
    )
    await assertRejected(sessions.refresh(gone.refreshToken), 'ERR_SESSION_REVOKED')
    await assert.rejects(sessions.endAll('7', { except: wrong(7) }), { code: 'ERR_INVALID_ARG_TYPE' })
  })

  test('lets the subject log in again', async () => {
    const { sessions } = setUp()
    await sessions.start('7')
    await sessions.endAll('7')
    assert.equal((await sessions.start('7')).claims.sub, '7')
  })
})

describe('ban', () => {
  test('ends the sessions of a subject and lets no other begin', async () => {
    const { sessions, events, types } = setUp()
    const { refreshToken, claims } = await sessions.start('7')
    assert.equal(await sessions.ban('7'), 1)
    await assertRejected(sessions.refresh(refreshToken), 'ERR_SESSION_REVOKED')
    await assertRejected(sessions.start('7'), 'ERR_SUBJECT_REFUSED')
    assert.deepEqual(events.at(-1), { type: 'revoked', sub: '7', sid: claims.sid, reason: 'banned' })
    assert.deepEqual(types(), ['issued', 'revoked'])
    assert.equal((await sessions.start('8')).claims.sub, '8')
  })

  test('may come twice, and before anybody has logged in', async () => {
    const { sessions } = setUp()
    assert.equal(await sessions.ban('7', { reason: 'fraud' }), 0)
    assert.equal(await sessions.ban('7'), 0)
    await assertRejected(sessions.start('7'), 'ERR_SUBJECT_REFUSED')
  })

  test('ends with unban, and what it ended stays ended', async () => {
    const { sessions } = setUp()
    const { refreshToken } = await sessions.start('7')
    await sessions.ban('7')
    assert.equal(await sessions.unban('7'), true)
    assert.equal(await sessions.unban('7'), false)
    await assertRejected(sessions.refresh(refreshToken), 'ERR_SESSION_REVOKED')
    const next = await sessions.start('7')
    assert.equal(generationOf((await sessions.refresh(next.refreshToken)).refreshToken), 1)
  })

  test('leaves access tokens good until they end, which is why they are short', async () => {
    const { sessions, clock } = setUp()
    const { accessToken } = await sessions.start('7')
    await sessions.ban('7')
    assert.equal(sessions.verifyAccess(accessToken).claims.sub, '7')
    clock.advance(15 * minute)
    assert.throws(() => sessions.verifyAccess(accessToken), { code: 'ERR_TOKEN_EXPIRED' })
  })

  test('takes no subject but a string that is one', async () => {
    const { sessions } = setUp()
    for (const method of [sessions.ban, sessions.unban, sessions.endAll, sessions.list]) {
      await assert.rejects(method(wrong(7)), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
      await assertRejected(method(''), 'ERR_OPTION_EMPTY', { option: 'subject' })
      await assertRejected(method('\udfff'), 'ERR_OPTION_RANGE', { option: 'subject' })
    }
  })
})

describe('list', () => {
  test('shows what can be refreshed, the most recently refreshed first, and nothing secret', async () => {
    const { sessions, clock } = setUp()
    const first = await sessions.start('7', { device: 'phone' })
    clock.advance(minute)
    const second = await sessions.start('7', { device: 'laptop' })
    const ended = await sessions.start('7')
    await sessions.end(ended.refreshToken)
    clock.advance(minute)
    await sessions.refresh(first.refreshToken, { device: 'phone, new version' })
    const listed = await sessions.list('7')
    assert.deepEqual(listed, [
      {
        ...{ sub: '7', sid: first.claims.sid, device: 'phone, new version', createdAt: start },
        ...{ refreshedAt: start + 2 * minute, refreshExpiresAt: start + 2 * minute + 7 * day },
        expiresAt: start + 30 * day,
      },
      {
        ...{ sub: '7', sid: second.claims.sid, device: 'laptop', createdAt: start + minute },
        ...{ refreshedAt: start + minute, refreshExpiresAt: start + minute + 7 * day },
        expiresAt: start + minute + 30 * day,
      },
    ])
    assert.ok(listed.every(Object.isFrozen))
    assert.deepEqual(await sessions.list('nobody'), [])
  })

  test('can be ended entry by entry', async () => {
    const { sessions } = setUp()
    for (let count = 0; count < 3; count++) await sessions.start('7')
    for (const entry of await sessions.list('7')) assert.equal(await sessions.end(entry), true)
    assert.deepEqual(await sessions.list('7'), [])
  })
})

describe('the device', () => {
  test('is what was said last by whoever refreshed, and no replay changes it', async () => {
    const { sessions } = setUp()
    const { refreshToken } = await sessions.start('7')
    assert.equal((await sessions.list('7'))[0]?.device, '')
    const next = await sessions.refresh(refreshToken, { device: 'one' })
    await sessions.refresh(refreshToken, { device: 'two' })
    assert.equal((await sessions.list('7'))[0]?.device, 'one')
    await sessions.refresh(next.refreshToken)
    assert.equal((await sessions.list('7'))[0]?.device, '')
  })

  test('is made one line of at most 256 characters that every store can hold', async () => {
    const { sessions } = setUp()
    for (const [given, kept] of /** @type {const} */ ([
      ['a\r\nSet-Cookie: x\0\t\x7f', 'a  Set-Cookie: x   '],
      ['x'.repeat(300), 'x'.repeat(256)],
      ['\ud800 half a pair', '  half a pair'],
      [`${'x'.repeat(255)}🙂`, 'x'.repeat(255)],
      [`${'x'.repeat(254)}🙂`, `${'x'.repeat(254)}🙂`],
      ['<script>"\'', '<script>"\''],
    ])) {
      const { refreshToken } = await sessions.start('7', { device: given })
      const [entry] = await sessions.list('7')
      assert.equal(entry?.device, kept)
      await sessions.end(refreshToken)
    }
  })

  test('is a string, and the only thing that is said', async () => {
    const { sessions, types } = setUp()
    const { refreshToken } = await sessions.start('7')
    for (const begin of [
      (/** @type {object} */ about) => sessions.start('7', about),
      (/** @type {object} */ about) => sessions.refresh(refreshToken, about),
    ]) {
      await assert.rejects(begin({ device: 7 }), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
      await assert.rejects(begin(Object('phone')), HolobandError)
      await assertRejected(begin({ userAgent: 'x' }), 'ERR_OPTION_UNKNOWN', { option: 'userAgent' })
    }
    assert.deepEqual(types(), ['issued'])
  })
})

describe('purge', () => {
  test('removes what is over and tells how much that was', async () => {
    const { sessions, clock } = setUp()
    const { refreshToken } = await sessions.start('7')
    await sessions.start('8')
    clock.advance(6 * day)
    await sessions.refresh(refreshToken)
    assert.equal(await sessions.purge(), 0)
    clock.advance(2 * day)
    assert.equal(await sessions.purge(), 1)
    assert.equal((await sessions.list('7')).length, 1)
    assert.equal((await sessions.list('8')).length, 0)
  })

  test('keeps an ended session for as long as one of its tokens could be presented', async () => {
    const { sessions, clock } = setUp()
    const { refreshToken } = await sessions.start('7')
    await sessions.end(refreshToken)
    clock.advance(7 * day - 1)
    assert.equal(await sessions.purge(), 0)
    await assertRejected(sessions.refresh(refreshToken), 'ERR_SESSION_REVOKED')
    clock.advance(1)
    assert.equal(await sessions.purge(), 1)
    await assertRejected(sessions.refresh(refreshToken), 'ERR_SESSION_EXPIRED')
  })
})

describe('verifyRefresh', () => {
  test('names the session of an authentic token, whatever became of it', async () => {
    const { sessions } = setUp()
    const { refreshToken, accessToken, claims } = await sessions.start('7')
    const name = { sub: '7', sid: claims.sid }
    assert.deepEqual(sessions.verifyRefresh(refreshToken), name)
    await sessions.end(name)
    assert.deepEqual(sessions.verifyRefresh(refreshToken), name)
    assert.throws(() => sessions.verifyRefresh(accessToken), { code: 'ERR_TYP_NOT_ALLOWED' })
    assert.throws(() => sessions.verifyRefresh(tamper(refreshToken)), { code: 'ERR_SIGNATURE_INVALID' })
  })
})
