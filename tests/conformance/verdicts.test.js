// How a case becomes a verdict, of those kinds too that the data at hand may not have.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { now, tokenWith } from '../support/setting.js'
import { secretFor, segment } from '../support/tokens.js'
import * as adapter from './adapter.js'
import { verdictOn, verdictsOn } from './verdicts.js'

/** @import { Algorithm } from 'holoband' */

const secretBase64url = segment(secretFor('HS256'))
const algorithms = /** @type {Algorithm[]} */ (['HS256'])
const policy = { algorithms, now }
const attack = (/** @type {unknown} */ token) =>
  verdictOn('attack', { id: 'a', secretBase64url, policy, token }, adapter)

describe('the verdict on a token', () => {
  test('is that it is accepted, or why not', async () => {
    assert.equal(await attack(tokenWith()), 'accepted')
    assert.equal(await attack(tokenWith({ exp: now })), 'ERR_TOKEN_EXPIRED')
    const without = { id: 'a', secretBase64url, token: tokenWith() }
    assert.equal(await verdictOn('attack', without, adapter), 'ERR_OPTION_MISSING')
  })

  test('is on the token that the data mean, however they write it', async () => {
    const [header = '', payload = '', signature = ''] = tokenWith().split('.')
    assert.equal(
      await attack({ $concat: [header, '.', payload, { $repeat: ['.', 1] }, signature] }),
      'accepted',
    )
    assert.equal(await attack({ $repeat: ['a', 9000] }), 'ERR_TOKEN_TOO_LARGE')
    const types = [
      'undefined',
      'null',
      'number',
      'boolean',
      'object',
      'array',
      'function',
      'symbol',
      'bigint',
    ]
    const disguises = ['Buffer', 'String', 'toStringObject', 'arrayOfToken', 'splitObject']
    for (const $type of types) assert.equal(await attack({ $type }), 'ERR_TOKEN_NOT_STRING', $type)
    for (const $type of disguises) {
      assert.equal(await attack({ $type, value: tokenWith() }), 'ERR_TOKEN_NOT_STRING', $type)
    }
  })

  test('is no verdict of the library where the data are not understood', async () => {
    assert.equal(
      await attack({ $type: 'smell' }),
      'threw Error: the data have a value that is not known here: smell',
    )
  })

  test('looks at a JWS without claims as one', async () => {
    const one = {
      id: 'a',
      level: /** @type {const} */ ('jws'),
      secretBase64url,
      policy,
      token: tokenWith({ exp: 1 }),
    }
    assert.equal(await verdictOn('rfc', one, adapter), 'accepted')
  })
})

describe('the verdict on what is no token', () => {
  test('is whether claims are signed, with the values that JSON has no word for', async () => {
    const sign = (/** @type {unknown} */ claims) =>
      verdictOn('sign', { id: 's', alg: 'HS256', secretBase64url, claims, now }, adapter)
    assert.equal(await sign({ sub: 'a', list: [1, { b: null }] }), 'accepted')
    for (const $special of ['NaN', 'Infinity', '-Infinity', 'BigInt', 'circular']) {
      assert.equal(await sign({ value: { $special } }), 'ERR_CLAIMS_NOT_SERIALIZABLE', $special)
    }
    assert.match(await sign({ value: { $special: 'smell' } }), /^threw /)
  })

  test('is whether a thumbprint is the right one', async () => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
    const thumb = (/** @type {string} */ sha256) => verdictOn('thumb', { id: 't', jwk, sha256 }, adapter)
    // RFC 8037 appendix A.3.
    assert.equal(await thumb('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k'), 'accepted')
    assert.equal(await thumb('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4A'), 'refused')
  })

  test('is whether a bare signature is good', async () => {
    const prim = (/** @type {string} */ sigHex) =>
      verdictOn(
        'prim',
        { id: 'p', alg: 'HS256', jwk: { kty: 'oct', k: secretBase64url }, msgHex: '00ff', sigHex },
        adapter,
      )
    assert.equal(await prim('00'.repeat(32)), 'ERR_SIGNATURE_INVALID')
    assert.equal(await prim(''), 'ERR_SIGNATURE_INVALID')
  })

  test('is whether cookies are read and written', async () => {
    const header = /** @type {unknown} */ ('a=b; =; c')
    assert.equal(await verdictOn('cookie', { id: 'c', op: 'parse', header }, adapter), 'accepted')
    assert.equal(await verdictOn('cookie', { id: 'c', op: 'parse' }, adapter), 'accepted')
    const write = (/** @type {string} */ value) =>
      verdictOn('cookie', { id: 'c', cookie: { name: 'a', value } }, adapter)
    assert.equal(await write('b'), 'accepted')
    assert.equal(await write('b;c'), 'ERR_COOKIE_INVALID')
  })

  test('is one for each case of each set, in their order', async () => {
    const cookies = [
      { id: '1', op: 'parse' },
      { id: '2', cookie: { name: 'a', value: '\n' } },
    ]
    const verdicts = await verdictsOn({ cookie: cookies, none: [] }, adapter)
    assert.deepEqual(verdicts, { cookie: ['accepted', 'ERR_COOKIE_INVALID'], none: [] })
  })
})
