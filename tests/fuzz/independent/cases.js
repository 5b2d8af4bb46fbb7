// Policies and tokens, made of decisions: mostly good, with a few things wrong in each.
import { bent, encoded, signatureOf, tampered } from './segments.js'
import { schemes } from './signatures.js'

/** @import { Algorithm } from 'holoband' */
/** @import { Choices } from '../agreement/choices.js' */
/** @import { PoolKey, createPool } from './keys.js' */
/** @import { Policy } from './verifier.js' */

/** @typedef {Omit<Policy, 'keys'>} Options */

/**
 * @typedef {object} Case
 * @property {readonly PoolKey[]} keys
 * @property {Options} options
 * @property {'wasm' | 'host'} crypto
 * @property {boolean} cached  whether the verifier keeps what it has seen, and is asked twice
 * @property {string} token
 */

/** The text of a name and the text of a value, in JSON that may be wrong. @typedef {[name: string, value: string]} Member */

const NOW = 1_800_000_000
const issuer = 'https://auth.example'
const audience = 'https://api.example'

/**
 * @param {Choices} choices
 * @param {ReturnType<typeof createPool>} pool
 * @returns {Case}
 */
export function caseFrom(choices, pool) {
  const keys = keysFrom(choices, pool)
  const options = optionsFrom(choices, keys)
  const signer = choices.oneIn(24) ? choices.pick([...pool.secrets, ...pool.pairs]) : choices.pick(keys)
  const header = encoded(choices, jsonOf(choices, headerFrom(choices, signer)))
  const payload = encoded(choices, jsonOf(choices, claimsFrom(choices, options)))
  const input = `${header}.${payload}`
  const signature = encoded(choices, tampered(choices, signatureOf(input, signer), signer))
  const token = bent(choices, `${input}.${signature}`)
  if (choices.oneIn(32))
    options.maxTokenBytes = Math.max(64, Buffer.byteLength(token) + choices.number(3) - 1)
  return { keys, options, crypto: choices.pick(['wasm', 'wasm', 'host']), cached: choices.oneIn(8), token }
}

/**
 * @param {Choices} choices
 * @param {ReturnType<typeof createPool>} pool
 */
function keysFrom(choices, { secrets, pairs }) {
  const kind = choices.oneIn(8) ? pairs : choices.oneIn(64) ? [...secrets, ...pairs] : secrets
  const count = choices.pick([1, 1, 1, 2, 3])
  return [...new Set(Array.from({ length: count }, () => choices.pick(kind)))]
}

/**
 * @param {Choices} choices
 * @param {readonly PoolKey[]} keys
 * @returns {Options}
 */
function optionsFrom(choices, keys) {
  const algorithms = new Set(choices.oneIn(12) ? [] : keys.map(({ alg }) => alg))
  if (choices.oneIn(6) || algorithms.size === 0) {
    algorithms.add(choices.pick(/** @type {Algorithm[]} */ (Object.keys(schemes))))
  }
  /** @type {Options} */
  const options = {
    algorithms: [...algorithms],
    issuer: choices.pick([issuer, issuer, null, [issuer, 'other'], 'https://auth.example/']),
    audience: choices.pick([audience, audience, null, ['other', audience], '']) || ['a', 'b'],
    now: NOW + choices.pick([0, 0, 0, 0.5, 1e-6, -NOW, 2 ** 40]),
  }
  if (choices.oneIn(5)) options.typ = choices.pick(['JWT', 'at+jwt', ['JWT', 'at+jwt'], 'jwt', 'É'])
  if (choices.oneIn(3)) options.tolerance = choices.pick([0, 5, '1m', 0.5, 1e-9, '2w'])
  if (choices.oneIn(3)) options.maxAge = choices.pick([60, '1h', 0, 0.25, '4w'])
  if (choices.oneIn(6)) options.requiredClaims = requiredFrom(choices)
  if (choices.oneIn(4)) options.acceptTokensWithoutExpiry = choices.oneIn(2)
  return choices.oneIn(48)
    ? { ...options, .../** @type {Partial<Options>} */ (choices.pick(refused)) }
    : options
}

/** Options that no verifier may be made with. @type {readonly Record<string, unknown>[]} */
const refused = [
  { issuer: '' },
  { issuer: [] },
  { issuer: undefined },
  { issuer: [issuer, ''] },
  { audience: '' },
  { audience: [] },
  { audience: undefined },
  { audience: [audience, 1] },
  { typ: '' },
  { typ: [] },
  { typ: ['JWT', null] },
  { tolerance: -1 },
  { tolerance: Number.NaN },
  { tolerance: Infinity },
  { tolerance: '5' },
  { tolerance: ' 5s' },
  { maxAge: -1e-9 },
  { maxAge: Infinity },
  { maxAge: '1.5h' },
  { maxAge: '' },
  { maxTokenBytes: 0 },
  { maxTokenBytes: 63 },
  { maxTokenBytes: 1.5 },
  { algorithms: [] },
  { algorithms: ['none'] },
  { algorithms: ['HS256', 'hs256'] },
  { maxage: 5 },
]

/** @param {Choices} choices */
function requiredFrom(choices) {
  const names = ['sub', 'role', 'exp', 'iat', '__proto__', 'a"\\b', 'toString', 'é', 'aud', 'ISS']
  return [...new Set(Array.from({ length: choices.pick([1, 1, 2]) }, () => choices.pick(names)))]
}

/**
 * @param {Choices} choices
 * @param {PoolKey} signer
 */
function headerFrom(choices, { alg, kid }) {
  /** @type {Member[]} */
  const members = [
    ['"alg"', JSON.stringify(alg)],
    ['"typ"', '"JWT"'],
  ]
  if (kid !== undefined && choices.oneIn(2)) members.push(['"kid"', JSON.stringify(kid)])
  if (!choices.oneIn(3)) return members
  return edited(choices, members, [
    () => ['"alg"', choices.pick(['"none"', '"hs256"', '"HS512"', '"ES256"', '"HS256\\u0000"', ...oddities])],
    () => ['"typ"', choices.pick(['"jwt"', '"at+jwt"', '"application/jwt"', '""', '"\\u00c9"', ...oddities])],
    () => ['"kid"', choices.pick(['"a"', '"b"', '"c"', '""', '"\\u0061"', '"__proto__"', ...oddities])],
    () => ['"crit"', choices.pick(['["exp"]', '[]', '["b64"]', ...oddities])],
    () => ['"b64"', choices.pick(['true', 'false', ...oddities])],
    () => [choices.pick(['"jwk"', '"jku"', '"x5c"', '"cty"', '"zip"', '"enc"']), choices.pick(oddities)],
    () => [choices.pick(names), choices.pick(oddities)],
  ])
}

/**
 * @param {Choices} choices
 * @param {Options} options
 */
function claimsFrom(choices, options) {
  /** @type {Member[]} */
  const members = [
    ['"iss"', JSON.stringify(issuer)],
    ['"sub"', '"user-42"'],
    ['"aud"', JSON.stringify(audience)],
    ['"iat"', String(NOW - 30)],
    ['"exp"', String(NOW + 840)],
  ]
  return edited(choices, members, [
    () => ['"exp"', timeFrom(choices, options)],
    () => ['"nbf"', timeFrom(choices, options)],
    () => ['"iat"', timeFrom(choices, options)],
    () => [
      '"iss"',
      choices.pick([
        '"other"',
        '""',
        '"https:\\/\\/auth.example"',
        '"https://auth.example\\u0000"',
        ...oddities,
      ]),
    ],
    () => ['"aud"', choices.pick(audiences)],
    () => ['"sub"', choices.pick(oddities)],
    () => ['"jti"', choices.pick(['"x"', ...oddities])],
    () => ['"role"', choices.pick(oddities)],
    () => [choices.pick(names), choices.pick(oddities)],
    () => ['"role"', nested(choices)],
  ])
}

/**
 * Some changes of members: a new value, another place, a second one of the same name, none.
 *
 * @param {Choices} choices
 * @param {Member[]} members
 * @param {readonly (() => Member)[]} changes
 */
function edited(choices, members, changes) {
  for (let count = choices.pick([0, 1, 1, 2, 3, 5]); count > 0; count--) {
    const [name, value] = choices.pick(changes)()
    const at = members.findIndex(([other]) => other === name)
    const way = choices.number(8)
    if (way === 7) members.splice(choices.number(members.length + 1), 0, [name, value])
    else if (way === 6 && members.length > 0) members.splice(choices.number(members.length), 1)
    else if (at >= 0) members[at] = [name, value]
    else members.push([name, value])
  }
  return members
}

const names = [
  '"role"',
  '"\\u0069ss"',
  '"e\\u0078p"',
  '"EXP"',
  '"__proto__"',
  '"constructor"',
  '"toString"',
  '""',
  '"a\\"\\\\b"',
  '"\\u00e9"',
  '"é"',
  '"\\ud83c\\udf9f"',
  '"🎟"',
  '"exp\\u0000"',
  '"\\ud800"',
  'exp',
  "'exp'",
  '"alg"',
  '"0"',
]

const oddities = [
  'null',
  'true',
  '0',
  '""',
  '"a"',
  '[]',
  '{}',
  '-0',
  '-1',
  '1e3',
  '1E+2',
  '1e-400',
  '1e999',
  '-1e999',
  '1.7976931348623157e308',
  '1.7976931348623159e308',
  '9007199254740993',
  '18446744073709551616',
  '123456789012345678901234567890.5',
  '01',
  '1.',
  '.5',
  '+1',
  '0x10',
  '1_0',
  'NaN',
  'Infinity',
  'tru',
  'True',
  'undefined',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\ud83c\\udf9f"',
  '"\\u00"',
  '"\\x41"',
  '"\\/\\b\\f\\n\\r\\t"',
  '"\u0000"',
  '"\t"',
  '"\u007f\u0085\u2028"',
  '"🎟é漢"',
  '"\\u0000"',
  '[1,]',
  '[,1]',
  '{"a":1,}',
  '{"a":1,"a":1}',
  '{"a":{"b":1,"\\u0062":2}}',
  '[{"__proto__":{"x":1}},{"a":[null,false]}]',
  '"1800000000"',
  '[1800000000]',
  '/**/1',
  '"\ufeff"',
  '',
]

const audiences = [
  JSON.stringify([audience]),
  JSON.stringify(['other', audience]),
  '["a","b"]',
  '"b"',
  '[]',
  '["other"]',
  '[1]',
  '[["https://api.example"]]',
  '["https://api.example",null]',
  '{"0":"https://api.example"}',
  '"https://api.example,other"',
  ...oddities,
]

/**
 * A time, often one at which a verdict turns.
 *
 * @param {Choices} choices
 * @param {Options} options
 */
function timeFrom(choices, { now }) {
  if (choices.oneIn(5)) return choices.pick(oddities)
  const distance = choices.pick([0, -60, 60, 5, -5, -30, 0.5, -0.5, 1, -1, 3600, -3600, 1e-6, -1_209_600])
  const time = now + distance + choices.pick([0, 0, 0, 1e-6, -1e-6])
  return choices.pick([String, exponential, (/** @type {number} */ value) => value.toFixed(9)])(time)
}

/** @param {number} time */
const exponential = (time) => time.toExponential()

/** @param {Choices} choices */
function nested(choices) {
  const levels = choices.pick([1, 5, 30, 31, 32, 33, 100])
  const [open, close] = choices.pick([
    ['[', ']'],
    ['{"a":', '}'],
    ['[[],', ']'],
  ])
  return `${open.repeat(levels)}0${close.repeat(choices.oneIn(8) ? levels - 1 : levels)}`
}

/**
 * @param {Choices} choices
 * @param {readonly Member[]} members
 */
function jsonOf(choices, members) {
  const space = choices.pick(['', '', '', ' ', '\n', '\t\r\n ', '\u00a0', '\v'])
  const text = members.map(([name, value]) => `${space}${name}${space}:${space}${value}${space}`).join(',')
  const wrapped = choices.pick([
    (/** @type {string} */ inside) => `{${inside}}`,
    (/** @type {string} */ inside) => `{${inside}}`,
    (/** @type {string} */ inside) => `{${inside}}`,
    (/** @type {string} */ inside) => ` {${inside}}\n`,
    (/** @type {string} */ inside) =>
      choices.pick(['', '[]', 'null', '"x"', '1', `[{${inside}}]`, `{${inside}}0`]),
  ])(text)
  let bytes = Buffer.from(wrapped)
  for (let count = choices.pick([0, 0, 0, 0, 0, 0, 1, 2]); count > 0; count--) {
    const at = choices.number(bytes.length + 1)
    const piece = choices.oneIn(4)
      ? Buffer.from(choices.bytes(1))
      : Buffer.from(choices.pick(pieces), 'latin1')
    bytes = Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + choices.number(3))])
  }
  return bytes
}

/** Of JSON, and of what is almost UTF-8. */
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
  '-',
  '.',
  'e',
  ' ',
  'u',
  '\\ud800',
  '\xef\xbb\xbf',
  '\xc0\x80',
  '\xc1\xbf',
  '\xed\xa0\x80',
  '\xf4\x90\x80\x80',
  '\xf5',
  '\xe0\x80\x80',
  '\xc3',
  '\xc3\xa9',
  '\x00',
  '\x1f',
  '\x7f',
  '"exp":2,',
]
