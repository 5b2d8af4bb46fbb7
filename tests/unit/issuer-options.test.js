import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createIssuer } from 'holoband'
import { assertOptionRefused, assertRefused, assertTypeMistake } from '../support/refusal.js'
import { aud, goodToken, iss, issuerFor, keyFor, now } from '../support/setting.js'
import { read, secretFor } from '../support/tokens.js'
import { notDurations } from '../support/values.js'

/** @import { IssuerOptions } from 'holoband' */

const complete = { key: keyFor(), issuer: iss, audience: aud, ttl: '15m', now: () => now }

/** @param {Record<string, unknown>} changes */
function create(changes) {
  return createIssuer(/** @type {IssuerOptions} */ (/** @type {unknown} */ ({ ...complete, ...changes })))
}

describe('createIssuer', () => {
  test('demands issuer, audience and ttl, which nothing can stand in for', () => {
    for (const option of ['issuer', 'audience', 'ttl']) {
      const rest = Object.entries(complete).filter(([name]) => name !== option)
      const options = /** @type {IssuerOptions} */ (/** @type {unknown} */ (Object.fromEntries(rest)))
      assertRefused(() => createIssuer(options), 'ERR_OPTION_MISSING', { option })
      assertRefused(() => create({ [option]: undefined }), 'ERR_OPTION_MISSING', { option })
    }
  })

  test('refuses values that would set nothing, or are of a wrong type', () => {
    for (const option of ['issuer', 'typ']) {
      assertOptionRefused(create, option, [''], 'ERR_OPTION_EMPTY')
      assertOptionRefused(create, option, [5, true, {}, ['a'], /x/, '\ud800'], 'ERR_OPTION_TYPE')
    }
    assertOptionRefused(create, 'audience', ['', [], [''], [aud, '']], 'ERR_OPTION_EMPTY')
    assertOptionRefused(create, 'audience', [5, true, {}, [5], [[aud]], /x/], 'ERR_OPTION_TYPE')
    assertOptionRefused(create, 'maxTokenBytes', [0, 63, 1.5, -1, 16 * 1024 * 1024 + 1], 'ERR_OPTION_RANGE')
    assertOptionRefused(create, 'maxTokenBytes', ['8192', true, {}, Infinity], 'ERR_OPTION_TYPE')
    assertOptionRefused(create, 'issueTokensWithoutExpiry', [1, 'true', {}], 'ERR_OPTION_TYPE')
  })

  test('takes no ttl that is negative, not finite or no duration', () => {
    assertOptionRefused(create, 'ttl', [...notDurations, {}, [5]], 'ERR_DURATION_INVALID')
  })

  test('refuses a ttl together with tokens that nothing ends', () => {
    assertRefused(() => create({ issueTokensWithoutExpiry: true }), 'ERR_OPTION_CONFLICT', { option: 'ttl' })
  })

  test('refuses options that it does not have', () => {
    for (const name of ['expiresIn', 'algorithm', 'kid', 'Issuer', 'tolerance']) {
      assertRefused(() => create({ [name]: 'x' }), 'ERR_OPTION_UNKNOWN', { option: name })
    }
  })

  test('takes one key of its own making, and a clock that can be called', () => {
    for (const key of [undefined, null, 'secret', secretFor('HS256'), {}, [keyFor()]]) {
      assertTypeMistake(() => create({ key }))
    }
    for (const clock of [now, 'now', null, {}]) assertTypeMistake(() => create({ now: clock }))
    for (const options of [undefined, null, 5, []]) {
      assertTypeMistake(() => createIssuer(/** @type {IssuerOptions} */ (/** @type {unknown} */ (options))))
    }
  })

  test('makes tokens by the system’s clock where none is handed in', () => {
    const before = Math.floor(Date.now() / 1000)
    const { payload } = read(create({ now: undefined }).issue({}))
    const after = Math.floor(Date.now() / 1000)
    const iat = Number(payload.iat)
    assert.ok(before <= iat && iat <= after)
    assert.notEqual(iat, read(goodToken).payload.iat)
  })

  test('lets its clock use the library without disturbing the token under way', () => {
    const other = issuerFor()
    const issuer = create({
      now: () => {
        other.issue({ sub: 'somebody else', pad: 'x'.repeat(500) })
        return now
      },
    })
    assert.equal(read(issuer.issue({ sub: 'mine' })).payload.sub, 'mine')
  })
})
