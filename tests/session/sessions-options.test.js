import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createSessions } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'
import { assertOptionRefused, assertRefused, assertTypeMistake } from '../support/refusal.js'
import { notDurations } from '../support/values.js'
import { generationOf, setUp, start } from './store-support.js'
import { audience, createClock, issuer, key } from './support.js'

/** @import { SessionsOptions } from 'holoband/session' */

const store = createMemoryStore()

/** @param {Record<string, unknown>} [changes] */
const create = (changes = {}) =>
  createSessions(/** @type {SessionsOptions} */ ({ key, issuer, audience, store, ...changes }))

describe('the options of createSessions', () => {
  test('are an object, of names that exist', () => {
    for (const options of [undefined, null, 'key', 7, []])
      assertTypeMistake(() => createSessions(/** @type {never} */ (options)))
    assertRefused(() => create({ accesTtl: '15m' }), 'ERR_OPTION_UNKNOWN', { option: 'accesTtl' })
    assertRefused(() => create({ keys: key }), 'ERR_OPTION_UNKNOWN', { option: 'keys' })
  })

  test('name an issuer and an audience, or leave them out on purpose', async () => {
    for (const option of ['issuer', 'audience']) {
      assertRefused(() => create({ [option]: undefined }), 'ERR_OPTION_MISSING', { option })
      assertRefused(() => create({ [option]: '' }), 'ERR_OPTION_EMPTY', { option })
    }
    assertRefused(() => create({ audience: [] }), 'ERR_OPTION_EMPTY', { option: 'audience' })
    for (const changes of [{ issuer: null }, { audience: null }, { issuer: null, audience: null }]) {
      const sessions = create(changes)
      const { refreshToken, accessToken } = await sessions.start('7')
      assert.equal(sessions.verifyAccess(accessToken).claims.sub, '7')
      assert.equal(generationOf((await sessions.refresh(refreshToken)).refreshToken), 1)
      assert.throws(() => sessions.verifyAccess(refreshToken), { code: 'ERR_TYP_NOT_ALLOWED' })
    }
  })

  test('may name several audiences, each of which the access token is for', async () => {
    const sessions = create({ audience: ['https://a.example', 'https://b.example'] })
    const { accessToken } = await sessions.start('7')
    assert.deepEqual(sessions.verifyAccess(accessToken).claims.aud, [
      'https://a.example',
      'https://b.example',
    ])
  })

  test('hold a key and a store', () => {
    for (const option of ['key', 'store']) {
      for (const value of [undefined, null, 'x', {}, Promise.resolve({})])
        assertTypeMistake(() => create({ [option]: value }))
    }
  })

  test('hold a whole store that says how consistent it is', () => {
    for (const method of Object.keys(store)) {
      if (method === 'consistency') continue
      assertTypeMistake(() => create({ store: { ...store, [method]: undefined } }))
    }
    for (const consistency of [undefined, null, '', 'Strong', true])
      assertTypeMistake(() => create({ store: { ...store, consistency } }))
  })

  test('hold no store that is only eventually consistent, because two rotations could both win', () => {
    assertRefused(() => create({ store: { ...store, consistency: 'eventual' } }), 'ERR_STORE_EVENTUAL', {
      option: 'store',
    })
  })

  test('refuse durations that are none', () => {
    for (const option of ['accessTtl', 'idleTtl', 'absoluteTtl', 'grace']) {
      for (const value of notDurations) {
        assert.throws(
          () => create({ [option]: value }),
          (/** @type {{ code: string, option: string }} */ error) =>
            ['ERR_DURATION_INVALID', 'ERR_OPTION_TYPE'].includes(error.code) && error.option === option,
          `${option}: ${value}`,
        )
      }
    }
    for (const value of notDurations)
      assert.throws(() => create({ storeTimeout: value }), {
        code: 'ERR_DURATION_INVALID',
        option: 'storeTimeout',
      })
  })

  test('refuse lifetimes of less than a second, and an idle one over the absolute one', () => {
    for (const option of ['accessTtl', 'idleTtl', 'absoluteTtl'])
      assertOptionRefused(create, option, [0, 0.5, '0s'], 'ERR_OPTION_RANGE')
    const conflict = { option: 'absoluteTtl' }
    assertRefused(() => create({ idleTtl: '31d' }), 'ERR_OPTION_CONFLICT', conflict)
    assertRefused(() => create({ idleTtl: '2d', absoluteTtl: '1d' }), 'ERR_OPTION_CONFLICT', conflict)
    assert.doesNotThrow(() => create({ idleTtl: '1d', absoluteTtl: '1d' }))
  })

  test('refuse a grace over five minutes, and a jitter over a twentieth', () => {
    assertOptionRefused(create, 'grace', [301, '6m'], 'ERR_OPTION_RANGE')
    assert.doesNotThrow(() => create({ grace: 300 }))
    assertOptionRefused(create, 'accessTtlJitter', [-0.01, 0.051, 1], 'ERR_OPTION_RANGE')
    assert.throws(() => create({ accessTtlJitter: '5%' }), {
      code: 'ERR_OPTION_TYPE',
      option: 'accessTtlJitter',
    })
    assert.throws(() => create({ accessTtlJitter: Number.NaN }), { option: 'accessTtlJitter' })
  })

  test('refuse a time-out that a timer cannot keep', () => {
    assertOptionRefused(create, 'storeTimeout', [0, '0s', 3601, '2h'], 'ERR_OPTION_RANGE')
    assert.doesNotThrow(() => create({ storeTimeout: '1h' }))
  })

  test('refuse hooks that cannot be called, and a clock that is none', () => {
    for (const option of ['claims', 'onTheft', 'onEvent', 'onError', 'now']) {
      for (const value of [null, 'x', {}, 7]) assertTypeMistake(() => create({ [option]: value }))
    }
  })

  test('refuse a size of tokens that is none, and keep to one', async () => {
    assert.throws(() => create({ maxTokenBytes: 0 }), { code: 'ERR_OPTION_RANGE', option: 'maxTokenBytes' })
    const { sessions } = setUp({ maxTokenBytes: 300 })
    await assert.rejects(sessions.start('a'.repeat(200)), { code: 'ERR_SESSION_CLAIMS' })
  })
})

describe('the clock', () => {
  test('must give a time, for the token as for the store', async () => {
    for (const value of [Number.NaN, -1, Infinity]) {
      const { sessions } = setUp({ store, now: () => value })
      await assert.rejects(sessions.start('7'), { code: 'ERR_CLOCK_INVALID' })
      const broken = setUp({ store: createMemoryStore({ now: () => value }) })
      await assert.rejects(broken.sessions.start('7'), { code: 'ERR_STORE_UNAVAILABLE' })
    }
  })

  test('of the system is used where no other is given', async () => {
    const { claims } = await create().start('7')
    assert.ok(Math.abs(claims.iat - Date.now() / 1000) < 10)
  })

  test('that fails when a token is presented signs nobody out', async () => {
    const { now } = createClock(start)
    let broken = false
    const { sessions, types } = setUp({
      store: createMemoryStore({ now }),
      now: () => {
        if (broken) throw new Error('no clock')
        return now()
      },
    })
    const { refreshToken } = await sessions.start('7')
    broken = true
    await assert.rejects(sessions.refresh(refreshToken), { code: 'ERR_CLOCK_INVALID', reason: 'unavailable' })
    broken = false
    assert.equal(generationOf((await sessions.refresh(refreshToken)).refreshToken), 1)
    assert.deepEqual(types(), ['issued', 'refreshed'])
  })
})
