// Keys and key sets that are almost right, and what they are exported as.
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import {
  exportJwk,
  exportJwkWithPrivateKey,
  exportPem,
  exportPemWithPrivateKey,
  importJwk,
  importPem,
  keySet,
  secretKey,
} from 'holoband'
import { comparedResults, outcomeOf, utf8 } from './experiment.js'
import { algorithms, armoured, keyFrom, published } from './keys.js'

/** @import { JsonWebKey } from 'node:crypto' */
/** @import { Key } from 'holoband' */
/** @import { Choices } from '../agreement/choices.js' */
/** @import { Setup } from './experiment.js' */
/** @import { Jwk } from './keys.js' */

/** @type {Setup} */
export function jwkImport(choices) {
  const jwk = editedJwk(choices)
  const alg = choices.oneIn(8) ? choices.pick(algorithms) : undefined
  const ours = outcomeOf(() => described(importJwk(jwk, alg === undefined ? {} : { alg })))
  return {
    requests: [['jwk', JSON.stringify(jwk), alg ?? '']],
    compare: ([answer = []]) => comparedResults('jwk', ours, answer, difference, `${jwk.kty}`),
  }
}

/** @type {Setup} */
export function pemImport(choices) {
  const { pem, alg } = editedPem(choices)
  const asked = choices.oneIn(8) ? choices.pick(algorithms) : alg
  const ours = outcomeOf(() => described(importPem(pem, asked)))
  return {
    requests: [['pem', pem, asked, '', '']],
    compare: ([answer = []]) => comparedResults('pem', ours, answer, difference),
  }
}

/** @type {Setup} */
export function jwksImport(choices) {
  const keys = Array.from({ length: choices.number(4) }, () => editedJwk(choices))
  const jwks = choices.pick([
    { keys },
    { keys },
    { keys, more: 1 },
    { keys: [...keys, 1] },
    { keys: null },
    {},
  ])
  const options = choices.oneIn(3) ? [choices.pick(algorithms), choices.pick(algorithms)] : []
  const ours = outcomeOf(() => {
    const set = keySet(jwks, options.length > 0 ? { algorithms: options } : {})
    const texts = set.keys.flatMap(({ alg, kid = '' }) => [alg, kid])
    const skipped = set.skipped.flatMap(({ index, code, member = '' }) => [String(index), code, member])
    set.dispose()
    return [...texts, ...skipped].map(utf8)
  })
  return {
    requests: [['jwks', JSON.stringify(jwks), ...options]],
    compare: ([answer = []]) =>
      comparedResults('jwks', ours, answer, (value, texts) =>
        isDeepStrictEqual(value, texts) ? undefined : 'key set',
      ),
  }
}

/** @type {Setup} */
export function secretImport(choices) {
  const alg = choices.pick(/** @type {const} */ (['HS256', 'HS384', 'HS512']))
  const secret = Buffer.from(choices.bytes(choices.pick([32, 48, 64, 31, 33, 47, 65, 0, 200])))
  const text = editedText(choices, secret.toString('base64url'))
  const ours = outcomeOf(() => described(secretKey({ base64url: text }, { alg })))
  return {
    requests: [['secret', text, alg]],
    compare: ([answer = []]) => comparedResults('secret', ours, answer, difference),
  }
}

/**
 * All that can be seen of a key.
 *
 * @param {Key} key
 */
function described(key) {
  const seen = {
    about: [key.alg, key.type, key.kid ?? '', key.thumbprint ?? 'ERR_KEY_SYMMETRIC'].map(utf8),
    jwks: [exportJwk, exportJwkWithPrivateKey].map((make) => outcomeOf(() => make(key))),
    pems: [exportPem, exportPemWithPrivateKey].map((make) => outcomeOf(() => make(key))),
  }
  key.dispose()
  return seen
}

/**
 * @param {ReturnType<typeof described>} seen
 * @param {readonly string[]} texts
 */
function difference({ about, jwks, pems }, texts) {
  if (!isDeepStrictEqual(about, texts.slice(0, 4))) return 'description'
  for (const index of [0, 1]) {
    const [jwk, pem] = [jwks[index], pems[index]]
    const [theirJwk = '', theirPem = ''] = texts.slice(4 + 2 * index)
    if (jwk === undefined || pem === undefined) return 'list of exports'
    const isSame =
      'error' in jwk
        ? theirJwk === jwk.error.code
        : theirJwk.startsWith('{') &&
          isDeepStrictEqual(jwk.value, JSON.parse(Buffer.from(theirJwk, 'latin1').toString()))
    if (!isSame) return 'JWK'
    if (theirPem !== ('error' in pem ? pem.error.code : pem.value)) return 'PEM'
  }
}

/**
 * @param {Choices} choices
 * @returns {Jwk}
 */
function editedJwk(choices) {
  const whole = keyFrom(choices)
  const jwk = /** @type {Record<string, unknown>} */ ({ ...(choices.oneIn(2) ? published(whole) : whole) })
  if (choices.oneIn(4)) jwk.kid = choices.pick(['a', '', 'é🎟', 'x'.repeat(257), '\ud800', 5, null])
  if (choices.oneIn(8)) jwk.use = choices.pick(['sig', 'enc', '', 5, null])
  if (choices.oneIn(8)) {
    jwk.key_ops = choices.pick([
      ['verify'],
      ['sign', 'verify'],
      ['sign'],
      [],
      ['deriveKey'],
      ['verify', 'verify'],
      5,
    ])
  }
  for (let count = choices.pick([0, 1, 1, 2]); count > 0; count--) {
    const name = choices.pick(Object.keys(jwk))
    const value = jwk[name]
    const way = choices.number(8)
    if (way === 0) delete jwk[name]
    else if (way === 1) jwk[name] = choices.pick([null, 5, true, [], {}, ''])
    else if (way === 2)
      jwk[choices.pick(['d', 'x', 'y', 'k', 'n', 'e', 'p', 'oth', 'crv', 'x5c', 'alg'])] = value
    else if (name === 'kty') jwk.kty = choices.pick(['EC', 'RSA', 'OKP', 'oct', 'AKP', 'ec', ''])
    else if (name === 'crv')
      jwk.crv = choices.pick(['P-256', 'P-384', 'P-521', 'secp256k1', 'Ed25519', 'X25519', 'Ed448'])
    else if (name === 'alg') jwk.alg = choices.pick([...algorithms, 'none', 'RSA-OAEP', 'es256'])
    else if (typeof value === 'string') jwk[name] = editedNumber(choices, value)
  }
  return /** @type {Jwk} */ (jwk)
}

/**
 * The base64url text of bytes near those of another.
 *
 * @param {Choices} choices
 * @param {string} text
 */
function editedNumber(choices, text) {
  const bytes = Buffer.from(text, 'base64url')
  const at = choices.number(Math.max(bytes.length, 1))
  const edits = [
    () => withByte(bytes, at, (bytes[at] ?? 0) ^ (1 << choices.number(8))),
    () => Buffer.concat([Buffer.alloc(1), bytes]),
    () => bytes.subarray(1),
    () => bytes.subarray(0, -1),
    () => Buffer.concat([bytes, Buffer.alloc(1)]),
    () => Buffer.alloc(bytes.length, choices.pick([0, 255])),
    () => withByte(Buffer.alloc(bytes.length), bytes.length - 1, choices.byte()),
    () => withByte(Buffer.alloc(bytes.length, 255), 0, choices.byte()),
    () => bytes,
  ]
  const edited = Buffer.from(choices.pick(edits)()).toString('base64url')
  return choices.oneIn(8) ? editedText(choices, edited) : edited
}

/**
 * @param {Uint8Array} bytes
 * @param {number} at
 * @param {number} value
 */
function withByte(bytes, at, value) {
  return Uint8Array.from(bytes, (byte, index) => (index === at ? value : byte))
}

/**
 * @param {Choices} choices
 * @param {string} text
 */
function editedText(choices, text) {
  if (choices.oneIn(2)) return text
  const at = choices.number(text.length + 1)
  const inserted = choices.pick(['', '=', '+', '/', ' ', '\n', 'A', 'é', '\u0000', '-', '_'])
  return text.slice(0, at) + inserted + text.slice(at + choices.number(3))
}

/** @type {readonly ('pkcs8' | 'spki' | 'pkcs1' | 'sec1')[]} */
const forms = ['pkcs8', 'spki', 'pkcs1', 'sec1']

/** @param {Choices} choices */
function editedPem(choices) {
  const jwk = keyFrom(choices, choices.pick(algorithms.filter((alg) => !alg.startsWith('HS'))))
  const { der, label } = derOf(jwk, choices.pick(forms))
  let bytes = Buffer.from(der)
  for (let count = choices.pick([0, 0, 1, 1, 2]); count > 0; count--) bytes = editedDer(choices, bytes)
  const pem = armoured(bytes, choices.oneIn(16) ? choices.pick(labels) : label)
  return { pem: choices.oneIn(4) ? editedText(choices, pem) : pem, alg: jwk.alg }
}

const labels = [
  'PUBLIC KEY',
  'PRIVATE KEY',
  'RSA PRIVATE KEY',
  'RSA PUBLIC KEY',
  'EC PRIVATE KEY',
  'CERTIFICATE',
]

/**
 * Where a structure is most easily broken: its first bytes have its lengths and names.
 *
 * @param {Choices} choices
 * @param {Buffer} der
 */
function editedDer(choices, der) {
  const at = choices.number(choices.oneIn(2) ? Math.max(der.length, 1) : 48)
  const byte = choices.pick([
    (der[at] ?? 0) ^ (1 << choices.number(8)),
    choices.byte(),
    0x30,
    0x80,
    0x00,
    0xff,
  ])
  return Buffer.concat([
    der.subarray(0, at),
    choices.oneIn(8) ? Buffer.alloc(0) : Buffer.of(byte),
    der.subarray(at + 1),
  ])
}

/**
 * @param {Jwk} jwk
 * @param {'pkcs8' | 'spki' | 'pkcs1' | 'sec1'} form
 * @returns {{ der: Uint8Array, label: string }}
 */
function derOf(jwk, form) {
  if (jwk.kty === 'AKP') return ownDer(jwk, form === 'spki')
  const key = /** @type {JsonWebKey} */ (jwk)
  if (form === 'spki') {
    const der = createPublicKey({ key, format: 'jwk' }).export({ format: 'der', type: 'spki' })
    return { der, label: 'PUBLIC KEY' }
  }
  const privateKey = createPrivateKey({ key, format: 'jwk' })
  if (form === 'pkcs1' && jwk.kty === 'RSA') {
    return { der: privateKey.export({ format: 'der', type: 'pkcs1' }), label: 'RSA PRIVATE KEY' }
  }
  if (form === 'sec1' && jwk.kty === 'EC') {
    return { der: privateKey.export({ format: 'der', type: 'sec1' }), label: 'EC PRIVATE KEY' }
  }
  return { der: privateKey.export({ format: 'der', type: 'pkcs8' }), label: 'PRIVATE KEY' }
}

/**
 * What node:crypto does not know in every version is written by the module.
 *
 * @param {Jwk} jwk
 * @param {boolean} isPublic
 */
function ownDer(jwk, isPublic) {
  const key = importJwk(jwk)
  const pem = isPublic ? exportPem(key) : exportPemWithPrivateKey(key)
  key.dispose()
  const [label = ''] = /(?<=BEGIN )[A-Z ]+(?=-)/.exec(pem) ?? []
  return { der: Buffer.from(pem.replaceAll(/-----.*-----/g, ''), 'base64'), label }
}
