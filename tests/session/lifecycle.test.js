import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createSessions } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'
import { assertTypeMistake } from '../support/refusal.js'
import { nonStrings } from '../support/values.js'
import { assertRejected, day, generationOf, minute, read, setUp, start } from './store-support.js'
import { audience, forge, issuer, key, tamper } from './support.js'

/** @param {unknown} value */
const wrong = (value) => /** @type {string} */ (value)

describe('start', () => {
  test('issues an access token for fifteen minutes and a refresh token for seven days', async () => {
    const { sessions } = setUp()
    const issued = await sessions.start('7')
    const access = read(issued.accessToken)
    assert.deepEqual(access.header, { alg: 'HS256', typ: 'at+jwt' })
    assert.deepEqual(access.claims, {
      ...{ iss: issuer, aud: audience, sub: '7', sid: issued.claims.sid },
      ...{ auth_time: start, iat: start, exp: start + 15 * minute },
    })
    const refresh = read(issued.refreshToken)
    assert.deepEqual(refresh.header, { alg: 'HS256', typ: 'rt+jwt' })
    assert.deepEqual(refresh.claims, {
      ...{ iss: issuer, aud: issuer, sub: '7', sid: issued.claims.sid },
      ...{ gen: 0, iat: start, exp: start + 7 * day },
    })
    assert.equal(issued.refreshExpiresAt, start + 7 * day)
    assert.equal(issued.expiresAt, start + 30 * day)
  })

  test('tells the claims of the access token, frozen', async () => {
    const { sessions } = setUp({ claims: () => ({ role: 'admin' }) })
    const { claims, accessToken } = await sessions.start('7')
    const { iss, aud, ...rest } = read(accessToken).claims
    assert.deepEqual([iss, aud], [issuer, audience])
    assert.deepEqual({ ...claims }, rest)
    assert.equal(claims.role, 'admin')
    assert.ok(Object.isFrozen(claims))
  })

  test('gives every session an identifier of its own', async () => {
    const { sessions } = setUp()
    const all = await Promise.all(Array.from({ length: 50 }, () => sessions.start('7')))
    const sids = new Set(all.map(({ claims }) => claims.sid))
    assert.equal(sids.size, 50)
    for (const sid of sids) assert.match(sid, /^[0-9A-Za-z_-]{22,}$|^[0-9a-f-]{36}$/)
  })

  test('keeps a row that holds no token, and no part of one', async () => {
    const { sessions, store } = setUp()
    const { refreshToken, accessToken, claims } = await sessions.start('7', { device: 'Firefox' })
    const { row } = await store.read({ subject: '7', id: claims.sid })
    assert.deepEqual(row, {
      ...{ id: claims.sid, subject: '7', status: 'active', generation: 0, rotatedAt: start },
      ...{ createdAt: start, idleExpiresAt: start + 7 * day, absoluteExpiresAt: start + 30 * day },
      ...{ device: 'Firefox', reason: '' },
    })
    const text = JSON.stringify(row)
    for (const token of [refreshToken, accessToken])
      for (const part of token.split('.')) assert.ok(!text.includes(part))
  })

  test('refuses a subject that is no string, whatever it looks like', async () => {
    const { sessions } = setUp()
    for (const [, value] of nonStrings) {
      await assert.rejects(sessions.start(wrong(value)), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
    }
  })

  test('refuses a subject that a store or a token could not hold as it is', async () => {
    const { sessions, store } = setUp()
    await assertRejected(sessions.start(''), 'ERR_OPTION_EMPTY', { option: 'subject' })
    for (const subject of ['a\0b', 'a'.repeat(257), 'é'.repeat(129), '\ud800', 'a\udc00']) {
      await assertRejected(sessions.start(subject), 'ERR_OPTION_RANGE', { option: 'subject' })
    }
    assert.equal(await store.purge(), 0)
  })

  test('takes every other subject, and gives it back as it was', async () => {
    const { sessions } = setUp()
    for (const subject of ['0', ' ', 'a"b\\c\n', '日本語', '🙂', "'; --", '__proto__', 'a'.repeat(256)]) {
      const { refreshToken } = await sessions.start(subject)
      const { claims, accessToken } = await sessions.refresh(refreshToken)
      assert.equal(claims.sub, subject)
      assert.equal(sessions.verifyAccess(accessToken).claims.sub, subject)
      assert.equal((await sessions.list(subject)).length, 1)
    }
  })
})

describe('a session', () => {
  test('is refreshed with a new pair of tokens, and knows since when', async () => {
    const { sessions, clock } = setUp()
    const first = await sessions.start('7')
    clock.advance(14 * minute)
    const second = await sessions.refresh(first.refreshToken)
    assert.equal(generationOf(second.refreshToken), 1)
    assert.notEqual(second.refreshToken, first.refreshToken)
    assert.deepEqual(
      { ...second.claims },
      {
        ...{ sub: '7', sid: first.claims.sid, auth_time: start },
        ...{ iat: start + 14 * minute, exp: start + 29 * minute },
      },
    )
    assert.equal(second.refreshExpiresAt, start + 14 * minute + 7 * day)
    assert.equal(second.expiresAt, first.expiresAt)
  })

  test('lives on for as long as it is refreshed within the idle lifetime, to its absolute end', async () => {
    const { sessions, clock } = setUp({ idleTtl: '1d', absoluteTtl: '3d' })
    let { refreshToken, refreshExpiresAt } = await sessions.start('7')
    for (const [elapsed, end] of [
      [0.9, 1.9],
      [1.8, 2.8],
      [2.7, 3],
    ]) {
      clock.advance(0.9 * day)
      ;({ refreshToken, refreshExpiresAt } = await sessions.refresh(refreshToken))
      assert.equal(refreshExpiresAt, Math.floor(start + Number(end) * day), `after ${elapsed} days`)
    }
    clock.advance(0.3 * day - 1)
    const last = await sessions.refresh(refreshToken)
    assert.equal(last.claims.exp, start + 3 * day, 'an access token does not outlive its session')
    clock.advance(1)
    await assertRejected(sessions.refresh(last.refreshToken), 'ERR_SESSION_EXPIRED')
  })

  test('that nobody refreshes is over at the second that was told', async () => {
    const { sessions, clock } = setUp({ idleTtl: 3600 })
    const { refreshToken, refreshExpiresAt } = await sessions.start('7')
    clock.advance(3599)
    assert.ok(clock.now() < refreshExpiresAt)
    const next = await sessions.refresh(refreshToken)
    clock.advance(3600)
    await assertRejected(sessions.refresh(next.refreshToken), 'ERR_SESSION_EXPIRED')
    assert.deepEqual(await sessions.list('7'), [])
  })

  test('takes its lifetimes as durations and as seconds', async () => {
    const { sessions } = setUp({ accessTtl: 90, idleTtl: '2h', absoluteTtl: '1w' })
    const { claims, refreshExpiresAt, expiresAt } = await sessions.start('7')
    assert.equal(claims.exp, start + 90)
    assert.equal(refreshExpiresAt, start + 7200)
    assert.equal(expiresAt, start + 7 * day)
  })

  test('keeps auth_time at the login, however often it is refreshed', async () => {
    const { sessions, clock } = setUp()
    let { refreshToken, claims } = await sessions.start('7')
    for (let round = 0; round < 3; round++) {
      clock.advance(15 * minute)
      ;({ refreshToken, claims } = await sessions.refresh(refreshToken))
      assert.equal(claims.auth_time, start)
    }
    assert.equal(claims.iat, start + 45 * minute)
  })

  test('can go on wherever the same key and the same store are', async () => {
    const { sessions, store, clock } = setUp()
    const { refreshToken } = await sessions.start('7')
    const elsewhere = createSessions({ key, issuer, audience, store, now: clock.now })
    const next = await elsewhere.refresh(refreshToken)
    assert.equal((await sessions.refresh(next.refreshToken)).claims.sub, '7')
  })

  test('is unknown where the store is another one, and nothing is revoked', async () => {
    const { sessions } = setUp()
    const { refreshToken } = await sessions.start('7')
    const { sessions: others, events } = setUp()
    await assertRejected(others.refresh(refreshToken), 'ERR_SESSION_UNKNOWN')
    assert.deepEqual(events, [])
    assert.equal((await sessions.refresh(refreshToken)).claims.sub, '7')
  })
})

describe('the lifetime of access tokens', () => {
  test('is cut by up to a twentieth, so that clients do not come back at once', async () => {
    const { sessions } = setUp({ accessTtlJitter: 0.05, accessTtl: 1000 })
    const all = await Promise.all(Array.from({ length: 200 }, () => sessions.start('7')))
    const lengths = all.map(({ claims }) => claims.exp - claims.iat)
    assert.ok(Math.min(...lengths) >= 950 && Math.max(...lengths) <= 1000, `${lengths}`)
    // 200 sessions over 51 lengths: if they were spread evenly, fewer than 35 happens once in 10^11 runs.
    assert.ok(new Set(lengths).size >= 35, `only ${new Set(lengths).size} lengths`)
  })

  test('is cut by default, and by no more than it is told', async () => {
    const lengthsWith = async (/** @type {object} */ options) => {
      const store = createMemoryStore()
      const sessions = createSessions({ key, issuer, audience, store, accessTtl: 1000, ...options })
      const all = await Promise.all(Array.from({ length: 60 }, () => sessions.start('7')))
      return all.map(({ claims }) => claims.exp - claims.iat)
    }
    assert.ok(new Set(await lengthsWith({})).size > 10)
    assert.deepEqual(new Set(await lengthsWith({ accessTtlJitter: 0 })), new Set([1000]))
    assert.ok(Math.min(...(await lengthsWith({ accessTtlJitter: 0.01 }))) >= 990)
  })

  test('is the same for a rotation and its replays', async () => {
    const { sessions } = setUp({ accessTtlJitter: 0.05 })
    const { refreshToken } = await sessions.start('7')
    const ends = []
    for (let time = 0; time < 5; time++) ends.push((await sessions.refresh(refreshToken)).claims.exp)
    assert.equal(new Set(ends).size, 1)
  })
})

describe('verifyAccess', () => {
  test('judges by the token alone: synchronously, and without the store', async () => {
    const { sessions, store, clock } = setUp()
    const { accessToken, claims } = await sessions.start('7')
    const methods = Object.keys(store).filter((name) => name !== 'consistency')
    const untouched = methods.map((name) => [name, () => assert.fail('the store was asked')])
    const elsewhere = createSessions({
      ...{ key, issuer, audience, now: clock.now },
      store: Object.assign({ ...store }, Object.fromEntries(untouched)),
    })
    const { claims: verified, header } = elsewhere.verifyAccess(accessToken)
    assert.equal(verified.sid, claims.sid)
    assert.equal(header.typ, 'at+jwt')
    assert.ok(Object.isFrozen(verified))
  })

  test('refuses a refresh token, and refresh an access token', async () => {
    const { sessions, events } = setUp()
    const { accessToken, refreshToken } = await sessions.start('7')
    const typ = { parameter: 'typ' }
    assert.throws(() => sessions.verifyAccess(refreshToken), { code: 'ERR_TYP_NOT_ALLOWED', ...typ })
    await assertRejected(sessions.refresh(accessToken), 'ERR_TYP_NOT_ALLOWED', typ)
    assert.equal(events.length, 1)
  })

  test('refuses a token without a session or a subject', () => {
    const { sessions } = setUp()
    const exp = start + 60
    for (const [claims, claim] of /** @type {const} */ ([
      [{ sub: '7', exp }, 'sid'],
      [{ sid: 'x', exp }, 'sub'],
    ])) {
      assert.throws(() => sessions.verifyAccess(forge(claims)), { code: 'ERR_CLAIM_MISSING', claim })
    }
  })

  test('refuses what is expired, foreign or tampered with', async () => {
    const { sessions, clock } = setUp()
    const { accessToken } = await sessions.start('7')
    assert.throws(() => sessions.verifyAccess(tamper(accessToken)), { code: 'ERR_SIGNATURE_INVALID' })
    const good = { sub: '7', sid: 'x', exp: start + 60 }
    assert.throws(() => sessions.verifyAccess(forge(good, { issuer: 'https://evil.example' })), {
      code: 'ERR_ISSUER_MISMATCH',
    })
    assert.throws(() => sessions.verifyAccess(forge(good, { audience: 'https://evil.example' })), {
      code: 'ERR_AUDIENCE_MISMATCH',
    })
    clock.advance(15 * minute)
    assert.throws(() => sessions.verifyAccess(accessToken), { code: 'ERR_TOKEN_EXPIRED', reason: 'expired' })
  })

  test('refuses every value that is no string', () => {
    const { sessions } = setUp()
    for (const [name, value] of nonStrings) {
      assert.throws(() => sessions.verifyAccess(wrong(value)), { code: 'ERR_TOKEN_NOT_STRING' }, name)
    }
  })
})

describe('createSessions', () => {
  test('makes an object that cannot be changed, with the store in it', async () => {
    const { sessions } = setUp()
    assert.ok(Object.isFrozen(sessions))
    assert.equal(
      Object.keys(sessions).sort().join(' '),
      'ban end endAll jwks list purge refresh start store unban verifyAccess verifyRefresh',
    )
    assert.equal((await sessions.store.hit('login', 60)).hits, 1)
    assert.equal(sessions.store.consistency, 'strong')
  })

  test('has methods that work without it', async () => {
    const { start: begin, refresh, verifyAccess, end, list } = setUp().sessions
    const { refreshToken } = await begin('7')
    const { accessToken, refreshToken: next } = await refresh(refreshToken)
    assert.equal(verifyAccess(accessToken).claims.sub, '7')
    assert.equal((await list('7')).length, 1)
    assert.equal(await end(next), true)
  })

  test('rejects and never throws, whatever its methods are given', async () => {
    const { sessions } = setUp()
    const { start: begin, refresh, end, endAll, list, ban, unban } = sessions
    for (const method of [begin, refresh, end, endAll, list, ban, unban]) {
      /** @type {unknown} */
      let promise
      assert.doesNotThrow(() => {
        promise = Reflect.apply(method, sessions, [undefined])
      }, method.name)
      await assert.rejects(/** @type {Promise<unknown>} */ (promise))
    }
    assertTypeMistake(() => createSessions(/** @type {never} */ (/** @type {unknown} */ (null))))
  })
})
