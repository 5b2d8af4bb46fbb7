// The module reads and writes base64url sixteen characters at a time. Wherever a block begins or ends, a segment must be
// what Buffer makes of it, and a wrong character must be seen.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createVerifier, signJws, verifyJws } from 'holoband'
import { seededRandom } from '../support/random.js'
import { keyFor } from '../support/setting.js'
import { forge, segment } from '../support/tokens.js'

/** @import { Algorithm } from 'holoband' */

const key = keyFor()
const options = { keys: key, algorithms: /** @type {Algorithm[]} */ (['HS256']) }
const verifier = createVerifier({ ...options, issuer: null, audience: null, acceptTokensWithoutExpiry: true })

/** @param {string | Uint8Array} payload */
function assertThereAndBack(payload) {
  const expected = Buffer.from(payload)
  const jws = signJws(payload, { key })
  assert.equal(jws.split('.')[1], expected.toString('base64url'))
  assert.deepEqual(Buffer.from(verifyJws(jws, options).payload), expected)
}

/** @param {string} token */
function codeOf(token) {
  const result = verifier.check(token)
  return result.ok ? 'accepted' : result.code
}

describe('the payload of a JWS, there and back', () => {
  test('text of every length from 0 to 100', () => {
    for (let length = 0; length <= 100; length++) {
      const text = Array.from({ length }, (_, index) => String.fromCharCode(33 + ((index * 7 + length) % 94)))
      assertThereAndBack(text.join(''))
    }
  })

  test('bytes of every length from 0 to 100', () => {
    const random = seededRandom(1)
    for (let length = 0; length <= 100; length++) {
      assertThereAndBack(Uint8Array.from({ length }, () => random(256)))
    }
  })

  test('every byte at every place of two blocks', () => {
    for (let byte = 0; byte < 256; byte++) {
      for (let place = 0; place < 24; place++)
        assertThereAndBack(new Uint8Array(24).fill(byte, place, place + 1))
    }
  })

  test('all bytes, from each of them on', () => {
    for (let first = 0; first < 256; first++) {
      assertThereAndBack(Uint8Array.from({ length: 256 }, (_, index) => (first + index) % 256))
    }
  })

  test('text of characters that take two, three and four bytes', () => {
    for (let length = 0; length <= 40; length++)
      assertThereAndBack(`${'x'.repeat(length % 13)}${'aé漢🎟️'.repeat(length)}`)
  })
})

describe('a wrong character in the payload of a signed token', () => {
  const payload = segment({ sub: 'user-42', role: 'somebody who reads', n: 12345678, list: ['a', 'b'] })
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

  /** @param {string} payloadSegment */
  const signed = (payloadSegment) => forge({ payloadSegment })

  /**
   * @param {string} character
   * @param {number} place
   */
  const spoilt = (character, place) => `${payload.slice(0, place)}${character}${payload.slice(place + 1)}`

  test('is not there to begin with', () => {
    assert.ok(payload.length >= 96)
    assert.equal(codeOf(signed(payload)), 'accepted')
  })

  for (const [character, code] of /** @type {const} */ ([
    ['+', 'ERR_BASE64URL_ALPHABET'],
    ['/', 'ERR_BASE64URL_ALPHABET'],
    ['=', 'ERR_BASE64URL_ALPHABET'],
    [' ', 'ERR_BASE64URL_ALPHABET'],
    ['\u0000', 'ERR_BASE64URL_ALPHABET'],
    ['\u007f', 'ERR_BASE64URL_ALPHABET'],
    ['\u0080', 'ERR_BASE64URL_ALPHABET'],
    ['é', 'ERR_BASE64URL_ALPHABET'],
    ['@', 'ERR_BASE64URL_ALPHABET'],
    ['[', 'ERR_BASE64URL_ALPHABET'],
    ['`', 'ERR_BASE64URL_ALPHABET'],
    ['{', 'ERR_BASE64URL_ALPHABET'],
    [':', 'ERR_BASE64URL_ALPHABET'],
    [',', 'ERR_BASE64URL_ALPHABET'],
    ['^', 'ERR_BASE64URL_ALPHABET'],
    ['.', 'ERR_TOKEN_SEGMENTS'],
  ])) {
    test(`U+${character.charCodeAt(0).toString(16).padStart(4, '0')} is refused at every place`, () => {
      for (let place = 0; place < payload.length; place++) {
        assert.equal(codeOf(signed(spoilt(character, place))), code, String(place))
      }
    })
  }

  test('is refused for what it is, and no character of the alphabet is', () => {
    for (let code = 0; code < 256; code++) {
      const character = String.fromCharCode(code)
      for (const place of [0, 15, 16, 40, payload.length - 2]) {
        const refused = ['ERR_BASE64URL_ALPHABET', 'ERR_TOKEN_SEGMENTS'].includes(
          codeOf(signed(spoilt(character, place))),
        )
        assert.equal(refused, !alphabet.includes(character), `${code} at ${place}`)
      }
    }
  })

  test('leaves nothing behind for the next token', () => {
    for (let place = 0; place < payload.length; place++) {
      codeOf(signed(spoilt('+', place)))
      assert.equal(codeOf(signed(payload)), 'accepted')
    }
  })
})

describe('the header of a token', () => {
  const headers = Array.from({ length: 300 }, (_, index) => ({
    alg: 'HS256',
    typ: 'JWT',
    n: index,
    text: 'x'.repeat(index % 50),
  }))

  test('is its own among 300 different ones, twice in turn', () => {
    const tokens = headers.map((header) => forge({ header, payload: { n: header.n } }))
    for (let round = 0; round < 2; round++) {
      for (const [index, token] of tokens.entries()) {
        const { header, claims } = verifier.verify(token)
        assert.deepStrictEqual(header, headers[index])
        assert.equal(claims.n, index)
      }
    }
  })

  test('is its own where one character tells two of them apart', () => {
    const pairs = ['a', 'b', 'c'].map((text) => ({
      alg: 'HS256',
      typ: 'JWT',
      text: `${'x'.repeat(30)}${text}`,
    }))
    for (let turn = 0; turn < 30; turn++) {
      const header = pairs[(turn * turn) % 3]
      assert.deepStrictEqual(verifier.verify(forge({ header, payload: {} })).header, header)
    }
  })
})
