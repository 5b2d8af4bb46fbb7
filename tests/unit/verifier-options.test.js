import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createVerifier } from 'holoband'
import { assertOptionRefused, assertRefused, assertTypeMistake } from '../support/refusal.js'
import { aud, goodToken, iss, keyFor, now, verifierFor } from '../support/setting.js'
import { isHostile, nonStrings } from '../support/values.js'

/** @import { VerifierOptions } from 'holoband' */

const complete = { keys: keyFor(), algorithms: ['HS256'], issuer: iss, audience: aud, now: () => now }

/** @param {Record<string, unknown>} changes */
function create(changes) {
  return createVerifier(/** @type {VerifierOptions} */ (/** @type {unknown} */ ({ ...complete, ...changes })))
}

describe('createVerifier', () => {
  test('makes a verifier of a policy that says all it must', () => {
    assert.ok(create({}).check(goodToken).ok)
  })

  test('demands algorithms, issuer and audience, which nothing can stand in for', () => {
    for (const option of ['algorithms', 'issuer', 'audience']) {
      const rest = Object.entries(complete).filter(([name]) => name !== option)
      const options = /** @type {VerifierOptions} */ (/** @type {unknown} */ (Object.fromEntries(rest)))
      assertRefused(() => createVerifier(options), 'ERR_OPTION_MISSING', { option })
      assertRefused(() => create({ [option]: undefined }), 'ERR_OPTION_MISSING', { option })
    }
  })

  test('leaves issuer and audience unchecked only where they are null', () => {
    assert.ok(create({ issuer: null, audience: null }).check(goodToken).ok)
    assertOptionRefused(create, 'issuer', ['', [], [''], [iss, '']], 'ERR_OPTION_EMPTY')
    assertOptionRefused(create, 'audience', ['', [], [''], [aud, '']], 'ERR_OPTION_EMPTY')
    assertOptionRefused(create, 'issuer', [0, false, true, {}, [null], [[iss]], 5, [5]], 'ERR_OPTION_TYPE')
    assertOptionRefused(create, 'audience', [0, false, true, {}, [null], [[aud]], 5, [5]], 'ERR_OPTION_TYPE')
  })

  test('takes no pattern where it compares names', () => {
    assertOptionRefused(
      create,
      'audience',
      [/api/g, [/api/], () => true, Symbol('api'), 10n],
      'ERR_OPTION_TYPE',
    )
    assertOptionRefused(
      create,
      'issuer',
      [/auth/, [/auth/], () => true, Symbol('auth'), 10n],
      'ERR_OPTION_TYPE',
    )
  })

  test('knows the algorithms that it is asked to allow', () => {
    for (const name of ['none', 'None', 'hs256', 'RS1', 'HS256 ', '', 'HS2', 'ML-DSA-128', '*']) {
      assertRefused(
        () => create({ algorithms: [name] }),
        'ERR_ALGORITHM_UNKNOWN',
        { option: 'algorithms' },
        name,
      )
      const both = ['HS256', name]
      assertRefused(
        () => create({ algorithms: both }),
        'ERR_ALGORITHM_UNKNOWN',
        { option: 'algorithms' },
        name,
      )
    }
    assertOptionRefused(create, 'algorithms', [[], null], 'ERR_OPTION_EMPTY')
    assertOptionRefused(
      create,
      'algorithms',
      [[5], [null], {}, 5, true, new Set(['HS256'])],
      'ERR_OPTION_TYPE',
    )
  })

  test('refuses algorithms of which no key has one', () => {
    assertRefused(() => create({ algorithms: ['HS512'] }), 'ERR_OPTION_CONFLICT', { option: 'algorithms' })
    assert.ok(create({ algorithms: ['HS512', 'HS256'] }).check(goodToken).ok)
  })

  test('takes no duration that is negative, not finite or no duration', () => {
    const values = [
      -1,
      -0.001,
      Number.NaN,
      Infinity,
      -Infinity,
      '',
      '15',
      'm',
      '1.5h',
      '-1s',
      ' 5s',
      '5S',
      '5 s',
      true,
      [5],
      {},
    ]
    for (const option of ['tolerance', 'maxAge'])
      assertOptionRefused(create, option, values, 'ERR_DURATION_INVALID')
    assertOptionRefused(
      create,
      'tolerance',
      ['Infinity', 'NaN', '1e3s', '9999999999999w', 10n, () => 5],
      'ERR_DURATION_INVALID',
    )
    assert.ok(create({ tolerance: 0, maxAge: '15m' }).check(goodToken).ok)
  })

  test('takes required claims as a list of names', () => {
    assertOptionRefused(create, 'requiredClaims', [[''], ['sub', '']], 'ERR_OPTION_EMPTY')
    assertOptionRefused(create, 'requiredClaims', [[5], {}, true, 5], 'ERR_OPTION_TYPE')
    assert.ok(create({ requiredClaims: ['sub'] }).check(goodToken).ok)
    assert.ok(create({ requiredClaims: [] }).check(goodToken).ok)
  })

  test('takes one type or several, and none that is empty', () => {
    assertOptionRefused(create, 'typ', ['', [], ['']], 'ERR_OPTION_EMPTY')
    assertOptionRefused(create, 'typ', [5, [5], {}, true], 'ERR_OPTION_TYPE')
    assert.ok(create({ typ: ['at+jwt', 'JWT'] }).check(goodToken).ok)
  })

  test('takes a limit on the size within bounds', () => {
    assertOptionRefused(
      create,
      'maxTokenBytes',
      [0, 63, -1, 1.5, 16 * 1024 * 1024 + 1, 2 ** 53],
      'ERR_OPTION_RANGE',
    )
    assertOptionRefused(
      create,
      'maxTokenBytes',
      ['8192', true, {}, [8192], Infinity, Number.NaN],
      'ERR_OPTION_TYPE',
    )
    assert.ok(create({ maxTokenBytes: goodToken.length }).check(goodToken).ok)
  })

  test('takes the switch with the long name as a boolean and as nothing else', () => {
    assertOptionRefused(create, 'acceptTokensWithoutExpiry', ['true', 1, 0, {}, []], 'ERR_OPTION_TYPE')
    assert.ok(create({ acceptTokensWithoutExpiry: false }).check(goodToken).ok)
  })

  test('refuses options that it does not have: a misspelt check is one that is not made', () => {
    for (const name of ['clockTolerance', 'Issuer', 'aud', 'ignoreExpiration', 'complete', 'allowNone']) {
      assertRefused(() => create({ [name]: true }), 'ERR_OPTION_UNKNOWN', { option: name }, name)
    }
  })

  test('refuses a name that is not text that can be compared', () => {
    for (const option of ['issuer', 'audience', 'typ'])
      assertOptionRefused(create, option, ['\ud800'], 'ERR_OPTION_TYPE')
  })

  test('takes keys of its own making and nothing else', () => {
    for (const [name, value] of nonStrings) {
      if (isHostile(name) || name === 'an array') continue
      assertTypeMistake(() => create({ keys: value }))
      assertTypeMistake(() => create({ keys: [keyFor(), value] }))
    }
    assertTypeMistake(() => create({ keys: 'secret' }))
    assertTypeMistake(() => create({ keys: { alg: 'HS256', type: 'secret' } }))
    assertRefused(() => create({ keys: [] }), 'ERR_KEY_SET_EMPTY', { option: 'keys' })
  })

  test('takes a clock that can be called, and an object of options', () => {
    for (const clock of [now, new Date(), 'now', null, {}]) assertTypeMistake(() => create({ now: clock }))
    for (const options of [undefined, null, 5, 'options', [], () => {}]) {
      assertTypeMistake(() =>
        createVerifier(/** @type {VerifierOptions} */ (/** @type {unknown} */ (options))),
      )
    }
  })

  test('copies what it is given: changing a list afterwards changes no verdict', () => {
    const issuer = [iss]
    const verifier = verifierFor({ issuer })
    issuer.splice(0, 1, 'https://evil.example')
    assert.ok(verifier.check(goodToken).ok)
  })
})
