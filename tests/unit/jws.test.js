import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { keySet, signJws, verifyJws } from 'holoband'
import { handleCount } from '../support/core.js'
import { assertRefused, assertTypeMistake } from '../support/refusal.js'
import { keyFor } from '../support/setting.js'
import { forge, hmacAlgorithms, mac, read, secretFor, segment } from '../support/tokens.js'
import { isHostile, nonStrings } from '../support/values.js'

/** @import { Algorithm, Key } from 'holoband' */

const key = keyFor()
const options = { keys: key, algorithms: /** @type {Algorithm[]} */ (['HS256']) }

/** @param {unknown} value */
const any = (value) => /** @type {string} */ (value)

describe('signJws', () => {
  test('signs text and bytes as node:crypto would', () => {
    for (const alg of hmacAlgorithms) {
      for (const payload of [
        '',
        'text',
        'é漢🎟️\u0000',
        new Uint8Array([0, 255, 128]),
        Buffer.from('buffer'),
      ]) {
        const input = `${segment({ alg })}.${segment(payload)}`
        assert.equal(signJws(payload, { key: keyFor(alg) }), `${input}.${mac(input, secretFor(alg), alg)}`)
      }
    }
  })

  test('puts a type and further parameters into the header', () => {
    const jws = signJws('{}', { key, typ: 'webhook+jws', header: { cty: 'text/plain', n: [1] } })
    assert.deepEqual(read(jws).header, { alg: 'HS256', typ: 'webhook+jws', cty: 'text/plain', n: [1] })
  })

  test('refuses parameters that are reserved or that JSON would change', () => {
    for (const name of ['alg', 'typ', 'kid', 'crit', 'b64', 'jwk', 'jku']) {
      assertRefused(() => signJws('x', { key, header: { [name]: 1 } }), 'ERR_HEADER_RESERVED', {
        parameter: name,
      })
    }
    assertRefused(() => signJws('x', { key, header: { n: Number.NaN } }), 'ERR_CLAIMS_NOT_SERIALIZABLE')
  })

  test('refuses half a character in text: it would sign another one', () => {
    assertRefused(() => signJws('\ud800', { key }), 'ERR_UTF8_INVALID', { part: 'payload' })
    assertRefused(() => signJws('x', { key, typ: '\ud800' }), 'ERR_OPTION_TYPE', { option: 'typ' })
  })

  test('takes text or bytes, a key of its own making, and no option that it does not have', () => {
    for (const [name, value] of nonStrings) {
      if (isHostile(name) || value instanceof Uint8Array) continue
      assertTypeMistake(() => signJws(any(value), { key }))
      assertTypeMistake(() => signJws('x', { key: /** @type {Key} */ (value) }))
    }
    assertRefused(() => signJws('x', { key, typ: any(5) }), 'ERR_OPTION_TYPE', { option: 'typ' })
    assertTypeMistake(() =>
      signJws('x', { key, header: /** @type {Record<string, unknown>} */ (/** @type {unknown} */ ([])) }),
    )
    const misspelt = { key, algorithm: 'HS512' }
    assertRefused(() => signJws('x', misspelt), 'ERR_OPTION_UNKNOWN', { option: 'algorithm' })
  })

  test('refuses a payload that no verifier would take', () => {
    assertRefused(() => signJws(new Uint8Array(17_000_000), { key }), 'ERR_TOKEN_TOO_LARGE')
  })
})

describe('verifyJws', () => {
  test('gives back the payload, byte for byte, and the header', () => {
    const payload = new Uint8Array([0, 255, 128, 10])
    assert.deepEqual(verifyJws(signJws(payload, { key, typ: 't' }), options), {
      payload,
      header: { alg: 'HS256', typ: 't' },
    })
  })

  test('gives back a copy that later calls leave alone', () => {
    const { payload } = verifyJws(signJws('first', { key }), options)
    verifyJws(signJws('other', { key }), options)
    assert.equal(new TextDecoder().decode(payload), 'first')
  })

  test('does not look into the payload', () => {
    for (const payload of ['', '[]', 'not json', '{"exp":1}', '\ufeff', new Uint8Array([0xff])]) {
      assert.deepEqual(
        Buffer.from(verifyJws(forge({ payload: payload }), options).payload),
        Buffer.from(payload),
      )
    }
  })

  test('holds the token to the same rules of trust as a verifier', () => {
    const good = signJws('x', { key })
    const [header = '', payload = '', signature = ''] = good.split('.')
    const cases = /** @type {const} */ ([
      ['', 'ERR_TOKEN_EMPTY', {}],
      [`${header}.${payload}`, 'ERR_TOKEN_SEGMENTS', {}],
      [`${good}.`, 'ERR_TOKEN_SEGMENTS', {}],
      [`${header}.${payload}.`, 'ERR_SIGNATURE_MISSING', { part: 'signature' }],
      [`${header}.${payload}.${signature}=`, 'ERR_BASE64URL_ALPHABET', { part: 'signature' }],
      [`${header}.eA.${signature.slice(1)}A`, 'ERR_SIGNATURE_INVALID', { part: 'signature' }],
      [forge({ header: { alg: 'none' } }), 'ERR_ALGORITHM_NOT_ALLOWED', { parameter: 'alg' }],
      [forge({ header: { alg: 'HS256', crit: ['x'] } }), 'ERR_CRIT_UNSUPPORTED', { parameter: 'crit' }],
      [forge({ header: { alg: 'HS256', b64: false } }), 'ERR_B64_UNSUPPORTED', { parameter: 'b64' }],
      [forge({ header: '[]' }), 'ERR_JSON_NOT_OBJECT', { part: 'header' }],
      ['a'.repeat(8193), 'ERR_TOKEN_TOO_LARGE', {}],
      [forge({ payloadSegment: 'eB' }), 'ERR_BASE64URL_TRAILING_BITS', { part: 'payload' }],
    ])
    for (const [jws, code, about] of cases) assertRefused(() => verifyJws(jws, options), code, about, jws)
    for (const [, value] of nonStrings)
      assertRefused(() => verifyJws(any(value), options), 'ERR_TOKEN_NOT_STRING')
  })

  test('chooses the key by kid', () => {
    const jwk = { kty: 'oct', alg: 'HS256', k: segment(secretFor('HS256', 2)), kid: 'b' }
    const keys = [key, keySet({ keys: [jwk] })]
    const token = forge({ header: { alg: 'HS256', kid: 'b' }, payload: 'x', secret: secretFor('HS256', 2) })
    assert.deepEqual(verifyJws(token, { ...options, keys }).payload, new Uint8Array([0x78]))
  })

  test('demands keys and algorithms, and takes no option that it does not have', () => {
    const good = signJws('x', { key })
    /** @param {Record<string, unknown>} given */
    const judge = (given) => verifyJws(good, /** @type {typeof options} */ (/** @type {unknown} */ (given)))
    assertRefused(() => judge({ keys: key }), 'ERR_OPTION_MISSING', { option: 'algorithms' })
    assertRefused(() => judge({ ...options, algorithms: [] }), 'ERR_OPTION_EMPTY', { option: 'algorithms' })
    assertRefused(() => judge({ ...options, algorithms: ['none'] }), 'ERR_ALGORITHM_UNKNOWN', {
      option: 'algorithms',
    })
    assertRefused(() => judge({ ...options, issuer: 'x' }), 'ERR_OPTION_UNKNOWN', { option: 'issuer' })
    assertTypeMistake(() => judge({ algorithms: ['HS256'] }))
    assertTypeMistake(() => judge({ ...options, keys: 'secret' }))
  })

  test('keeps nothing, whether it accepts or refuses', () => {
    const good = signJws('x', { key })
    verifyJws(good, options)
    const before = handleCount()
    for (let round = 0; round < 100; round++) {
      verifyJws(good, options)
      assertRefused(() => verifyJws(`${good}AA`, options), 'ERR_BASE64URL_LENGTH', { part: 'signature' })
      assertRefused(() => verifyJws(any(5), options), 'ERR_TOKEN_NOT_STRING')
    }
    assert.equal(handleCount(), before)
  })
})
