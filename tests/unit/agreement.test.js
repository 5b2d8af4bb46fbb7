// The strict reader in C++ and JSON.parse must never disagree about what a payload says: what one of them takes for JSON
// and the other does not is either a way past the rules or an exception in the middle of a verification.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '../support/random.js'
import { claims, verifierFor } from '../support/setting.js'
import { forge } from '../support/tokens.js'

const ROUNDS = 30_000
const SEED = 77

const random = seededRandom(SEED)
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const seeds = [
  JSON.stringify(claims),
  '{"exp":1e10,"a":[1,-0,2.5E-3,null,true,false,"x\\u00e9\\n\\ud83c\\udf9f"],"b":{"c":{"d":[]}}}',
  '{"a":{"a":{"a":[[[{"b":"\\\\\\"/"}]]]}},"é漢🎟️":"\u2028"}',
  ' { "exp" : 9007199254740993 , "a" : [ ] } ',
]

const pieces = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '0',
  '9',
  '-',
  '+',
  '.',
  'e',
  'E',
  't',
  'n',
  'u',
  'd800',
  'dc00',
]
const more = [
  '\\u',
  '\\ud800',
  'true',
  'null',
  'NaN',
  '1e999',
  '\u0000',
  '\t',
  ' ',
  'é',
  '漢',
  '\ufeff',
  '"a":1,',
  '"exp":2,',
]
const bytes = [0x00, 0x1f, 0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xe0, 0xed, 0xa0, 0xf4, 0xf5, 0xff]

/** @template T @param {readonly T[]} list */
const pick = (list) => /** @type {T} */ (list[random(list.length)])

/** @param {Buffer} text */
function mutated(text) {
  const at = random(text.length + 1)
  const piece = random(4) === 0 ? Buffer.of(pick(bytes)) : Buffer.from(pick([...pieces, ...more]))
  return Buffer.concat([text.subarray(0, at), piece, text.subarray(at + random(3))])
}

/** @param {Buffer} text */
function parsed(text) {
  try {
    return { value: /** @type {unknown} */ (JSON.parse(decoder.decode(text))) }
  } catch {
    return undefined
  }
}

test('what is refused as no JSON is no JSON, and what is accepted says the same to both', () => {
  const open = verifierFor({ issuer: null, audience: null, acceptTokensWithoutExpiry: true })
  const seen = { accepted: 0, syntax: 0, other: 0 }
  for (let round = 0; round < ROUNDS; round++) {
    let text = Buffer.from(pick(seeds))
    for (let count = random(3); count >= 0; count--) text = mutated(text)
    const result = open.check(forge({ payload: text }))
    const reference = parsed(text)
    const shown = text.toString('latin1')
    if (result.ok) {
      seen.accepted++
      assert.deepEqual(result.claims, reference?.value, shown)
    } else if (result.code === 'ERR_JSON_SYNTAX' || result.code === 'ERR_UTF8_INVALID') {
      seen.syntax++
      // JSON.parse lets half a surrogate pair pass, which no UTF-8 could carry.
      const broken = reference !== undefined && /\\u[dD][89a-fA-F]/.test(shown)
      assert.ok(reference === undefined || broken, shown)
    } else {
      seen.other++
      assert.equal(
        result.reason === 'malformed' || result.reason === 'expired' || result.reason === 'inactive',
        true,
      )
    }
  }
  // None of the three branches may run dry without anybody noticing.
  assert.ok(seen.accepted > 1000 && seen.syntax > 10_000 && seen.other > 100, JSON.stringify(seen))
})
