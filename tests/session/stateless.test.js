import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeUnverified } from 'holoband'
import { createStatelessSessions } from 'holoband/session'
import { audience, createClock, createSessions, forge, issuer, key, tamper } from './support.js'

/** @import { StatelessSessionsOptions } from 'holoband/session' */

const minute = 60
const day = 86400

/** @param {string} token */
const read = (token) => {
  const { unverifiedHeader, unverifiedClaims } = decodeUnverified(token)
  return { header: unverifiedHeader, claims: unverifiedClaims }
}

describe('start', () => {
  test('issues an access token for fifteen minutes and a refresh token for seven days', async () => {
    const { now } = createClock(1_800_000_000.9)
    const session = await createSessions({ now }).start('7', { role: 'admin' })
    const { header, claims } = read(session.accessToken)
    assert.equal(header.typ, 'at+jwt')
    assert.equal(header.alg, 'HS256')
    assert.deepEqual(
      { ...claims, sid: 'any' },
      {
        iss: issuer,
        aud: audience,
        role: 'admin',
        sub: '7',
        sid: 'any',
        iat: 1_800_000_000,
        exp: 1_800_000_000 + 15 * minute,
      },
    )
    const refresh = read(session.refreshToken)
    assert.equal(refresh.header.typ, 'rt+jwt')
    assert.equal(refresh.claims.exp, 1_800_000_000 + 7 * day)
    assert.equal(refresh.claims.sid, claims.sid)
    assert.equal(session.expiresAt, 1_800_000_000 + 7 * day)
  })

  test('tells the claims that the access token carries', async () => {
    const { claims, accessToken } = await createSessions().start('7', { role: 'admin' })
    const { iss, aud, ...rest } = read(accessToken).claims
    assert.deepEqual([iss, aud], [issuer, audience])
    assert.deepEqual(rest, claims)
  })

  test('gives every session an identifier of its own', async () => {
    const sessions = createSessions()
    const all = await Promise.all(Array.from({ length: 100 }, () => sessions.start('7')))
    const sids = new Set(all.map(({ claims }) => claims.sid))
    assert.equal(sids.size, 100)
    for (const sid of sids) assert.match(sid, /^[0-9a-f-]{36}$/)
  })

  test('takes lifetimes as durations and as seconds', async () => {
    const { now } = createClock()
    const { claims, expiresAt } = await createSessions({ now, accessTtl: 30, refreshTtl: '2h' }).start('7')
    assert.equal(claims.exp - claims.iat, 30)
    assert.equal(expiresAt - claims.iat, 7200)
  })

  test('never lets an access token outlive the session', async () => {
    const { claims, expiresAt } = await createSessions({ accessTtl: '1h', refreshTtl: '10m' }).start('7')
    assert.equal(claims.exp, expiresAt)
  })

  test('refuses claims that the session sets itself', async () => {
    const sessions = createSessions()
    for (const claim of ['iss', 'aud', 'sub', 'sid', 'iat', 'nbf', 'exp']) {
      await assert.rejects(sessions.start('7', { [claim]: 'x' }), { code: 'ERR_CLAIM_CONFLICT', claim })
    }
  })

  test('refuses a subject that is no text, instead of making 7 and "7" one account', async () => {
    const sessions = createSessions()
    for (const subject of [7, null, undefined, {}, ['7']]) {
      const given = /** @type {string} */ (/** @type {unknown} */ (subject))
      await assert.rejects(sessions.start(given), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
    }
    await assert.rejects(sessions.start(''), { code: 'ERR_OPTION_EMPTY', option: 'subject' })
  })

  test('refuses claims that are no object or cannot be written', async () => {
    const sessions = createSessions()
    for (const claims of [null, 'admin', ['admin'], 7]) {
      const given = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (claims))
      await assert.rejects(sessions.start('7', given), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
    }
    await assert.rejects(sessions.start('7', { level: Number.NaN }), { code: 'ERR_CLAIMS_NOT_SERIALIZABLE' })
    await assert.rejects(sessions.start('7', { level: 1n }), { code: 'ERR_CLAIMS_NOT_SERIALIZABLE' })
  })
})

describe('verifyAccess', () => {
  test('is synchronous and gives frozen claims and header', async () => {
    const sessions = createSessions()
    const { accessToken } = await sessions.start('7', { role: 'admin' })
    const { claims, header } = sessions.verifyAccess(accessToken)
    assert.equal(claims.sub, '7')
    assert.equal(claims.role, 'admin')
    assert.equal(header.typ, 'at+jwt')
    assert.ok(Object.isFrozen(claims))
  })

  test('says expired from the very second of the end', async () => {
    const { now, advance } = createClock(1_800_000_000)
    const sessions = createSessions({ now, accessTtl: 2 })
    const { accessToken } = await sessions.start('7')
    advance(1.999)
    assert.equal(sessions.verifyAccess(accessToken).claims.sub, '7')
    advance(0.001)
    assert.throws(() => sessions.verifyAccess(accessToken), { code: 'ERR_TOKEN_EXPIRED', reason: 'expired' })
  })

  test('refuses a refresh token', async () => {
    const sessions = createSessions()
    const { refreshToken } = await sessions.start('7')
    assert.throws(() => sessions.verifyAccess(refreshToken), { code: 'ERR_TYP_NOT_ALLOWED' })
  })

  test('refuses a refresh token by its audience where the type says access', () => {
    // A service that checks no type still refuses it, as long as it checks the audience.
    const claims = { sub: '7', sid: 's', exp: 9_000_000_000 }
    const token = forge(claims, { typ: 'at+jwt', audience: issuer })
    assert.throws(() => createSessions().verifyAccess(token), { code: 'ERR_AUDIENCE_MISMATCH' })
  })

  test('refuses a changed signature, another key, another type and no token at all', async () => {
    const sessions = createSessions()
    const { accessToken } = await sessions.start('7')
    assert.throws(() => sessions.verifyAccess(tamper(accessToken)), { code: 'ERR_SIGNATURE_INVALID' })
    const claims = { sub: '7', sid: 's', exp: 9_000_000_000 }
    assert.throws(() => sessions.verifyAccess(forge(claims, { typ: 'JWT' })), { code: 'ERR_TYP_NOT_ALLOWED' })
    for (const none of ['', 'x', undefined, null, 7]) {
      const given = /** @type {string} */ (/** @type {unknown} */ (none))
      assert.throws(() => sessions.verifyAccess(given), { reason: 'malformed' })
    }
  })

  test('refuses a token of the right type that names no subject or no session', () => {
    const sessions = createSessions()
    const exp = 9_000_000_000
    assert.throws(() => sessions.verifyAccess(forge({ sid: 's', exp })), {
      code: 'ERR_CLAIM_MISSING',
      claim: 'sub',
    })
    assert.throws(() => sessions.verifyAccess(forge({ sub: '7', exp })), {
      code: 'ERR_CLAIM_MISSING',
      claim: 'sid',
    })
    assert.equal(sessions.verifyAccess(forge({ sub: '7', sid: 's', exp })).claims.sub, '7')
  })
})

describe('refresh', () => {
  test('issues both tokens anew for the same session', async () => {
    const { now, advance } = createClock()
    const sessions = createSessions({ now })
    const first = await sessions.start('7', { role: 'admin' })
    advance(20 * minute)
    const second = await sessions.refresh(first.refreshToken)
    assert.notEqual(second.accessToken, first.accessToken)
    assert.notEqual(second.refreshToken, first.refreshToken)
    assert.equal(second.claims.sid, first.claims.sid)
    assert.equal(second.claims.iat, first.claims.iat + 20 * minute)
    assert.equal(sessions.verifyAccess(second.accessToken).claims.role, 'admin')
  })

  test('does not move the end that was set at the login, however often it is called', async () => {
    const { now, advance } = createClock()
    const sessions = createSessions({ now })
    const first = await sessions.start('7')
    let last = first
    for (let step = 1; step < 7; step++) {
      advance(day)
      last = await sessions.refresh(last.refreshToken)
      assert.equal(last.expiresAt, first.expiresAt)
      assert.equal(read(last.refreshToken).claims.exp, first.expiresAt)
    }
    advance(day - 5 * minute)
    last = await sessions.refresh(last.refreshToken)
    assert.equal(last.claims.exp, first.expiresAt)
    advance(5 * minute)
    await assert.rejects(sessions.refresh(last.refreshToken), { code: 'ERR_TOKEN_EXPIRED' })
  })

  test('refuses an access token', async () => {
    const sessions = createSessions()
    const { accessToken } = await sessions.start('7')
    await assert.rejects(sessions.refresh(accessToken), { code: 'ERR_TYP_NOT_ALLOWED' })
  })

  test('refuses what is no refresh token of this issuer, by rejecting and never by throwing', async () => {
    const sessions = createSessions()
    const { refreshToken } = await sessions.start('7')
    await assert.rejects(sessions.refresh(tamper(refreshToken)), { code: 'ERR_SIGNATURE_INVALID' })
    await assert.rejects(sessions.refresh(''), { reason: 'malformed' })
    await assert.rejects(sessions.refresh(/** @type {string} */ (/** @type {unknown} */ (undefined))), {
      code: 'ERR_TOKEN_NOT_STRING',
    })
    const foreign = { typ: 'rt+jwt', audience: 'https://other.example' }
    await assert.rejects(sessions.refresh(forge({ sub: '7', sid: 's', exp: 9e9 }, foreign)), {
      code: 'ERR_AUDIENCE_MISMATCH',
    })
  })

  test('refuses claims that another program with the same key may have signed', async () => {
    const sessions = createSessions()
    const own = { typ: 'rt+jwt', audience: issuer }
    const good = { sub: '7', sid: 's', exp: 9_000_000_000 }
    for (const [claim, wrong] of Object.entries({ sid: 7, exp: 9_000_000_000.5, carried: 'admin' })) {
      await assert.rejects(sessions.refresh(forge({ ...good, [claim]: wrong }, own)), {
        code: 'ERR_CLAIM_TYPE',
        claim,
      })
    }
    assert.equal((await sessions.refresh(forge(good, own))).claims.sub, '7')
  })

  test('asks reload for the account as it is now', async () => {
    const { now, advance } = createClock()
    let role = 'admin'
    /** @type {string[]} */
    const asked = []
    const sessions = createSessions({
      now,
      reload: (subject) => {
        asked.push(subject)
        return { role }
      },
    })
    const first = await sessions.start('7', { role })
    role = 'user'
    advance(minute)
    const second = await sessions.refresh(first.refreshToken)
    assert.equal(second.claims.role, 'user')
    assert.deepEqual(asked, ['7'])
  })

  test('waits for a reload that is asynchronous', async () => {
    const sessions = createSessions({ reload: async (subject) => ({ name: `user ${subject}` }) })
    const { refreshToken } = await sessions.start('7')
    assert.equal((await sessions.refresh(refreshToken)).claims.name, 'user 7')
  })

  test('refuses an account that reload no longer knows', async () => {
    const sessions = createSessions({ reload: () => null })
    const { refreshToken } = await sessions.start('7')
    await assert.rejects(sessions.refresh(refreshToken), { code: 'ERR_SUBJECT_REFUSED' })
  })

  test('lets nobody on when reload answers neither claims nor null', async () => {
    for (const answer of [undefined, false, true, 'admin', []]) {
      const reload = /** @type {StatelessSessionsOptions['reload']} */ (/** @type {unknown} */ (() => answer))
      const sessions = createSessions(/** @type {StatelessSessionsOptions} */ ({ reload }))
      const { refreshToken } = await sessions.start('7')
      await assert.rejects(sessions.refresh(refreshToken), { code: 'ERR_INVALID_ARG_TYPE' })
    }
    const sessions = createSessions({ reload: () => ({ sub: 'somebody else' }) })
    const { refreshToken } = await sessions.start('7')
    await assert.rejects(sessions.refresh(refreshToken), { code: 'ERR_CLAIM_CONFLICT', claim: 'sub' })
  })

  test('passes on what reload throws', async () => {
    const failure = new Error('database is down')
    const sessions = createSessions({ reload: () => Promise.reject(failure) })
    const { refreshToken } = await sessions.start('7')
    await assert.rejects(sessions.refresh(refreshToken), failure)
  })

  test('carries the claims of the login in the refresh token only where nobody can be asked', async () => {
    const without = await createSessions().start('7', { role: 'admin' })
    assert.deepEqual(read(without.refreshToken).claims.carried, { role: 'admin' })
    const withReload = await createSessions({ reload: () => ({}) }).start('7', { role: 'admin' })
    assert.equal('carried' in read(withReload.refreshToken).claims, false)
  })

  test('takes no claim from a refresh token once reload is there', async () => {
    const old = await createSessions().start('7', { role: 'admin' })
    const sessions = createSessions({ reload: () => ({ role: 'user' }) })
    const { claims, refreshToken } = await sessions.refresh(old.refreshToken)
    assert.equal(claims.role, 'user')
    assert.equal('carried' in read(refreshToken).claims, false)
  })

  test('cannot tell a refresh token that was used before, and says so by what it does', async () => {
    const sessions = createSessions()
    const { refreshToken } = await sessions.start('7')
    await sessions.refresh(refreshToken)
    assert.equal((await sessions.refresh(refreshToken)).claims.sub, '7')
  })
})

describe('createStatelessSessions', () => {
  test('works without an issuer and an audience when that is said on purpose', async () => {
    const sessions = createStatelessSessions({ key, issuer: null, audience: null })
    const { accessToken, refreshToken } = await sessions.start('7')
    assert.equal(sessions.verifyAccess(accessToken).claims.sub, '7')
    assert.throws(() => sessions.verifyAccess(refreshToken), { code: 'ERR_TYP_NOT_ALLOWED' })
    assert.equal((await sessions.refresh(refreshToken)).claims.sub, '7')
  })

  test('issues for several audiences and is each of them', async () => {
    const sessions = createStatelessSessions({ key, issuer, audience: [audience, 'https://files.example'] })
    const { accessToken, refreshToken } = await sessions.start('7')
    assert.deepEqual(sessions.verifyAccess(accessToken).claims.aud, [audience, 'https://files.example'])
    assert.equal(createSessions().verifyAccess(accessToken).claims.sub, '7')
    assert.equal(read(refreshToken).claims.aud, issuer)
  })

  test('refuses at construction what it could not keep to', () => {
    const good = { key, issuer, audience }
    for (const [change, code] of /** @type {const} */ ([
      [{ issuer: undefined }, 'ERR_OPTION_MISSING'],
      [{ audience: undefined }, 'ERR_OPTION_MISSING'],
      [{ issuer: '' }, 'ERR_OPTION_EMPTY'],
      [{ audience: '' }, 'ERR_OPTION_EMPTY'],
      [{ accessTtl: 0 }, 'ERR_OPTION_RANGE'],
      [{ refreshTtl: 0.5 }, 'ERR_OPTION_RANGE'],
      [{ accessTtl: 'soon' }, 'ERR_DURATION_INVALID'],
      [{ refreshTtl: Number.NaN }, 'ERR_DURATION_INVALID'],
      [{ refreshTtl: Number.POSITIVE_INFINITY }, 'ERR_DURATION_INVALID'],
      [{ ttl: '15m' }, 'ERR_OPTION_UNKNOWN'],
      [{ store: {} }, 'ERR_OPTION_UNKNOWN'],
      [{ reload: {} }, 'ERR_INVALID_ARG_TYPE'],
      [{ now: 1_800_000_000 }, 'ERR_INVALID_ARG_TYPE'],
    ])) {
      const options = /** @type {StatelessSessionsOptions} */ (
        /** @type {unknown} */ ({ ...good, ...change })
      )
      assert.throws(() => createStatelessSessions(options), { code }, JSON.stringify(change))
    }
    for (const wrong of [undefined, null, 'secret', []]) {
      const options = /** @type {StatelessSessionsOptions} */ (/** @type {unknown} */ (wrong))
      assert.throws(() => createStatelessSessions(options), { code: 'ERR_INVALID_ARG_TYPE' })
    }
  })

  test('refuses a key that is a bare string or missing', () => {
    for (const wrong of ['secret', undefined, null, {}]) {
      const options = /** @type {StatelessSessionsOptions} */ (
        /** @type {unknown} */ ({ key: wrong, issuer, audience })
      )
      assert.throws(
        () => createStatelessSessions(options),
        (error) => error instanceof Error && 'code' in error,
      )
    }
  })

  test('issues nothing when the clock is broken', async () => {
    for (const now of [() => Number.NaN, () => -1, () => Number.POSITIVE_INFINITY]) {
      await assert.rejects(createSessions({ now }).start('7'), { code: 'ERR_CLOCK_INVALID' })
    }
  })
})
