// Claims are made from a table that C++ fills, from the second token with the same names on. They must be what JSON.parse
// makes of the payload, whatever is in it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createVerifier, secretKey, signJws } from 'holoband'
import { seededRandom } from '../support/random.js'

const key = secretKey(new Uint8Array(32).fill(7))
const options = { keys: key, algorithms: [key.alg], issuer: null, audience: null }
const verifier = createVerifier({ ...options, acceptTokensWithoutExpiry: true })

/** @param {string} payload */
const tokenOf = (payload) => signJws(payload, { key, typ: 'JWT' })

/** @param {unknown} value */
function assertFrozen(value) {
  if (typeof value !== 'object' || value === null) return
  assert.ok(Object.isFrozen(value))
  for (const member of Object.values(value)) assertFrozen(member)
}

/** @param {string} payload */
function assertAsParsed(payload, judge = verifier) {
  const expected = JSON.parse(payload)
  const { claims } = judge.verify(tokenOf(payload))
  assert.deepStrictEqual(claims, expected, payload)
  assert.deepEqual(Object.keys(claims), Object.keys(expected), payload)
  assert.equal(Object.getPrototypeOf(claims), Object.prototype)
  assertFrozen(claims)
  return claims
}

const payloads = {
  nothing: '{}',
  strings: '{"sub":"user-1","jti":"01JCKQ7W3NDEKTSV4RRF","role":"admin"}',
  'empty strings': '{"sub":"","x":""}',
  numbers: '{"a":0,"b":-0,"c":0.1,"d":1e5,"e":1e21,"f":-12,"g":5e-324,"h":1.7976931348623157e308}',
  'long numbers': '{"a":123456789012345,"b":1234567890123456,"c":12345678901234567890,"d":-123456789012345}',
  literals: '{"a":true,"b":false,"c":null}',
  'members of Object.prototype': '{"constructor":"a","toString":1,"hasOwnProperty":null,"valueOf":true}',
  __proto__: '{"a":1,"__proto__":"b","c":2}',
  'a name without letters': '{"":"empty","-":"dash"," ":"space"}',
  'names that are numbers': '{"b":1,"1":"one","a":2,"0":"zero"}',
  escapes: '{"a":"\\u0041\\n\\"","b":"c"}',
  'an escaped name': '{"\\u0061":"b","c":"d"}',
  'other letters': '{"naïve":"é","b":"漢字 😀"}',
  'an object inside': '{"a":{"b":[1,{"c":null}]},"d":1}',
  'a list inside': '{"aud":["a","b"],"sub":"c"}',
  'white space': ' {\n"a" :\t"b c" ,\r\n "d": 12 , "e" : true } ',
  '32 members': JSON.stringify(Object.fromEntries(Array.from({ length: 32 }, (_, i) => [`m${i}`, `${i}`]))),
  '33 members': JSON.stringify(Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`m${i}`, i]))),
}

describe('the claims of a verified token are what JSON.parse makes of them', () => {
  for (const [name, payload] of Object.entries(payloads)) {
    test(`${name}, the first, second and third time`, () => {
      for (let time = 0; time < 3; time++) assertAsParsed(payload)
    })
  }

  test('kinds of tokens that come in turn', () => {
    const all = Object.values(payloads)
    for (let i = 0; i < 200; i++) assertAsParsed(/** @type {string} */ (all[(i * i + i) % all.length]))
  })

  test('the same names with values of other types', () => {
    for (const value of ['"text"', '1', 'null', '[1]', '"é"', '{"b":2}', 'true', '"\\n"', '-0']) {
      for (let time = 0; time < 2; time++) assertAsParsed(`{"sub":"s","value":${value}}`)
    }
  })

  test('more kinds than are remembered, twice', () => {
    for (let i = 0; i < 1200; i++) assertAsParsed(`{"name-${i % 600}":"${i}","exp-${i % 7}":${i}}`)
  })

  test('names that together read like others', () => {
    for (const payload of [
      '{"ab":1,"c":2}',
      '{"a":1,"bc":2}',
      '{"abc":1}',
      '{"a":1,"b":2,"c":3}',
      '{"c":1,"ab":2}',
    ]) {
      for (let time = 0; time < 3; time++) assertAsParsed(payload)
    }
  })

  test('before and after the memory has grown', () => {
    const wide = createVerifier({
      ...options,
      acceptTokensWithoutExpiry: true,
      maxTokenBytes: 16 * 1024 * 1024,
    })
    const payload = '{"sub":"before and after","n":17}'
    assertAsParsed(payload, wide)
    assertAsParsed(JSON.stringify({ sub: 'x'.repeat(6_000_000), n: 1 }), wide)
    assertAsParsed(payload, wide)
    wide.dispose()
  })

  test('random ones', () => {
    const random = seededRandom(1)
    const texts = [
      '',
      'a',
      'user-1',
      'x'.repeat(40),
      'quote " here',
      'é',
      '\u2028',
      'tab\t',
      '\\',
      'plain text',
    ]
    const values = () =>
      [
        texts[random(10)],
        random(1e9),
        -random(100),
        random(1000) / 7,
        true,
        false,
        null,
        [1, 'b'],
        { c: {} },
      ][random(9)]
    for (let i = 0; i < 600; i++) {
      const members = Array.from({ length: random(12) }, () => [`claim${random(20)}`, values()])
      assertAsParsed(JSON.stringify(Object.fromEntries(members)))
    }
  })

  test('and two tokens share nothing', () => {
    const token = tokenOf('{"sub":"shared","n":1}')
    const [first, second] = [verifier.verify(token).claims, verifier.verify(token).claims]
    assert.notEqual(first, second)
    assert.throws(() => Object.assign(first, { sub: 'another' }), TypeError)
    assert.equal(second.sub, 'shared')
  })
})
