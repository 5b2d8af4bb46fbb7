import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeUnverified, signJws, verifyJws } from 'holoband'
import { inputCapacity, memorySize } from '../support/core.js'
import { assertRefused, assertTokenRefused } from '../support/refusal.js'
import { claims, goodToken, keyFor, verifierFor } from '../support/setting.js'
import { forge, mac, secretFor, segment } from '../support/tokens.js'

const verifier = verifierFor()
const [header = '', payload = '', signature = ''] = goodToken.split('.')

/**
 * Every text that differs from the token in one bit of one byte.
 *
 * @param {string} token
 */
function* oneBitAway(token) {
  const bytes = Buffer.from(token, 'latin1')
  for (let index = 0; index < bytes.length; index++) {
    for (let bit = 0; bit < 8; bit++) {
      const flipped = Buffer.from(bytes)
      flipped.writeUInt8(bytes.readUInt8(index) ^ (1 << bit), index)
      yield { index, text: flipped.toString('latin1') }
    }
  }
}

describe('a token that was touched', () => {
  test('every single-bit flip of a good token is refused', () => {
    let refused = 0
    for (const { index, text } of oneBitAway(goodToken)) {
      assert.equal(verifier.check(text).ok, false, `byte ${index}`)
      refused++
    }
    assert.equal(refused, goodToken.length * 8)
  })

  test('a flip in the signature says signature, one in the payload never says claim', () => {
    for (const { index, text } of oneBitAway(goodToken)) {
      const result = verifier.check(text)
      assert.ok(!result.ok)
      assert.equal(result.claim, undefined)
      if (text.split('.').length !== 3) assert.equal(result.code, 'ERR_TOKEN_SEGMENTS')
      else if (index > header.length + payload.length + 1) assert.equal(result.part, 'signature')
      else if (index > header.length) assert.equal(result.code, 'ERR_SIGNATURE_INVALID')
    }
  })

  test('every truncation of a good token is refused for what is missing', () => {
    for (let length = 0; length < goodToken.length; length++) {
      const result = verifier.check(goodToken.slice(0, length))
      assert.ok(!result.ok)
      const { code } = result
      const missing = goodToken.length - length
      if (length === 0) assert.equal(code, 'ERR_TOKEN_EMPTY')
      else if (missing > signature.length) assert.equal(code, 'ERR_TOKEN_SEGMENTS')
      else if (missing === signature.length) assert.equal(code, 'ERR_SIGNATURE_MISSING')
      else assert.match(code, /^ERR_(SIGNATURE_INVALID|BASE64URL_LENGTH|BASE64URL_TRAILING_BITS)$/)
    }
  })

  test('every truncation from the front is refused too', () => {
    for (let start = 1; start <= goodToken.length; start++) {
      assert.equal(verifier.check(goodToken.slice(start)).ok, false, `from ${start}`)
    }
  })

  test('every good token of another length stays good beside its neighbours', () => {
    for (let size = 0; size < 200; size++) {
      const token = forge({ payload: { ...claims, pad: 'x'.repeat(size) } })
      assert.ok(verifier.check(token).ok)
      assert.equal(verifier.check(token.slice(0, -1)).ok, false)
    }
  })
})

describe('a character that does not belong in a token', () => {
  // Each becomes two, three or four bytes; the lone surrogates become a replacement character of three.
  const strangers = ['é', 'ÿ', '漢', '\u{1F39F}', '\ud800', '\udc00', '\u0100', '\u0080', '\ufeff', '\u2028']

  test('is refused wherever it stands', () => {
    for (const stranger of strangers) {
      for (const index of [0, 3, header.length, header.length + 5, goodToken.length - 3, goodToken.length]) {
        const text = goodToken.slice(0, index) + stranger + goodToken.slice(index)
        const result = verifier.check(text)
        assert.ok(!result.ok, `${stranger} at ${index}`)
        assertRefused(() => decodeUnverified(text), 'ERR_BASE64URL_ALPHABET', partOf(index))
      }
    }
  })

  test('is refused by one code wherever check and explain meet it', () => {
    assertTokenRefused(verifier, 'é', 'ERR_TOKEN_SEGMENTS')
    assertTokenRefused(verifier, `é${goodToken}`, 'ERR_BASE64URL_ALPHABET', { part: 'header' })
    assertTokenRefused(verifier, `${goodToken}é`, 'ERR_BASE64URL_ALPHABET', { part: 'signature' })
    const middle = `${header}.${payload}é.${signature}`
    assertTokenRefused(verifier, middle, 'ERR_SIGNATURE_INVALID', { part: 'signature' })
  })

  test('is not lost where the text just fills the input buffer', () => {
    const capacity = inputCapacity()
    const wide = verifierFor({ maxTokenBytes: 2 * capacity })
    const key = keyFor()
    for (let length = capacity - 5; length <= capacity + 5; length++) {
      const token = ofLength(length)
      assert.ok(wide.check(token).ok, `a good token of ${length}`)
      for (const stranger of strangers) {
        assert.equal(wide.check(token + stranger).ok, false, `${stranger} after ${length}`)
        assert.equal(wide.check(stranger + token).ok, false, `${stranger} before ${length}`)
        const options = { keys: key, algorithms: [key.alg], maxTokenBytes: 2 * capacity }
        const judge = () => verifyJws(token + stranger, options)
        assertRefused(judge, 'ERR_BASE64URL_ALPHABET', { part: 'signature' })
        assertRefused(() => decodeUnverified(token + stranger), 'ERR_BASE64URL_ALPHABET', {
          part: 'signature',
        })
      }
    }
  })

  /** @param {number} index */
  function partOf(index) {
    if (index <= header.length) return { part: 'header' }
    return { part: index <= header.length + 1 + payload.length ? 'payload' : 'signature' }
  }

  /** @param {number} length */
  function ofLength(length) {
    for (let pad = Math.floor((length * 3) / 4) - 250; ; pad++) {
      for (const extra of ['', 'a', 'ab', 'abc']) {
        const token = forge({
          header: { alg: 'HS256', x: extra },
          payload: { ...claims, pad: 'x'.repeat(pad) },
        })
        if (token.length === length) return token
      }
    }
  }
})

describe('a token that is much too large', () => {
  const huge = {
    '10 MB of letters': 'a'.repeat(10_000_000),
    '10 MB of dots': '.'.repeat(10_000_000),
    '10 MB in three segments': `${header}.${'A'.repeat(10_000_000)}.${signature}`,
    '10 MB of wide characters': '漢'.repeat(10_000_000),
    '100,000 dots': '.'.repeat(100_000),
    '100,000 brackets': forge({ payload: '['.repeat(100_000) }),
  }

  test('is refused unread: the memory does not grow, whoever looks at it', () => {
    const options = { keys: keyFor(), algorithms: [keyFor().alg] }
    verifier.check(goodToken)
    const before = memorySize()
    for (const [name, token] of Object.entries(huge)) {
      for (let round = 0; round < 10; round++) {
        assertTokenRefused(verifier, token, 'ERR_TOKEN_TOO_LARGE', {}, name)
        assertRefused(() => verifyJws(token, options), 'ERR_TOKEN_TOO_LARGE')
      }
      if (token.length > 1024 * 1024) assertRefused(() => decodeUnverified(token), 'ERR_TOKEN_TOO_LARGE')
    }
    assert.equal(memorySize(), before)
  })

  test('is refused for its form where its size is allowed, and the memory stays bounded', () => {
    const wide = verifierFor({ maxTokenBytes: 1024 * 1024 })
    const nested = forge({ payload: '['.repeat(100_000) })
    const deepHeader = forge({ header: '['.repeat(100_000), payload: claims })
    const judge = () => {
      assertTokenRefused(wide, '.'.repeat(100_000), 'ERR_TOKEN_SEGMENTS')
      assertTokenRefused(wide, nested, 'ERR_JSON_TOO_DEEP', { part: 'payload' })
      assertTokenRefused(wide, deepHeader, 'ERR_JSON_TOO_DEEP', { part: 'header' })
      assertTokenRefused(wide, forge({ payload: `{"a":${'['.repeat(99_999)}` }), 'ERR_JSON_TOO_DEEP', {
        part: 'payload',
      })
    }
    judge()
    const before = memorySize()
    for (let round = 0; round < 20; round++) judge()
    assert.equal(memorySize(), before)
  })

  test('is refused by the limit exactly', () => {
    const exact = verifierFor({ maxTokenBytes: goodToken.length })
    assert.ok(exact.check(goodToken).ok)
    const short = verifierFor({ maxTokenBytes: goodToken.length - 1 })
    assertTokenRefused(short, goodToken, 'ERR_TOKEN_TOO_LARGE')
  })
})

describe('a token at the depth limit', () => {
  /** @param {number} depth of the whole payload */
  const nested = (depth) => `{"exp":${claims.exp},"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`

  test('is taken at 32 levels and refused at 33, in the payload and in the header', () => {
    const open = verifierFor({ issuer: null, audience: null })
    assert.ok(open.check(forge({ payload: nested(32) })).ok)
    const deeper = forge({ payload: nested(33) })
    assertTokenRefused(open, deeper, 'ERR_JSON_TOO_DEEP', { part: 'payload' })
    const deepHeader = (/** @type {number} */ depth) =>
      `{"alg":"HS256","a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
    assert.ok(open.check(forge({ header: deepHeader(32), payload: nested(2) })).ok)
    const refused = forge({ header: deepHeader(33), payload: nested(2) })
    assertTokenRefused(open, refused, 'ERR_JSON_TOO_DEEP', { part: 'header' })
  })
})

describe('the memory while tokens grow', () => {
  test('a large token after small ones is read whole, and the small ones still are', () => {
    const wide = verifierFor({ maxTokenBytes: 4 * 1024 * 1024 })
    const small = forge({ payload: { ...claims, note: 'é漢🎟️' } })
    for (const size of [100, 20_000, 100, 300_000, 100, 1_500_000, 100]) {
      const note = '漢é🎟️x'.repeat(size / 10)
      assert.equal(wide.verify(forge({ payload: { ...claims, note } })).claims.note, note)
      assert.equal(wide.verify(small).claims.note, 'é漢🎟️')
      assert.equal(verifier.verify(small).claims.note, 'é漢🎟️')
    }
  })

  test('a large payload is signed and read back while the memory grows under it', () => {
    const key = keyFor()
    const bytes = Uint8Array.from({ length: 3_000_000 }, (_, index) => index % 251)
    const jws = signJws(bytes, { key })
    const options = { keys: key, algorithms: [key.alg], maxTokenBytes: 8 * 1024 * 1024 }
    assert.deepEqual(verifyJws(jws, options).payload, bytes)
    const input = `${segment({ alg: 'HS256' })}.${segment(bytes)}`
    assert.equal(jws, `${input}.${mac(input, secretFor('HS256'))}`)
  })
})
