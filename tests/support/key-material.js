// What is no secret although it is long enough for one: keys that others may know, in every spelling that a library is
// known to have taken for an HMAC secret.
import { generateKeyPair } from './key-pair.js'

/** @import { KeyObject } from 'node:crypto' */

// A self-signed Ed25519 certificate; its private key is lost.
const certificate = [
  'MIIBLjCB4aADAgECAhQlPHK7pTIqKCJGc0RkT2ZaDYe95zAFBgMrZXAwDDEKMAgGA1UEAwwBYTAgFw0yNjExMjUwMTUwMjNaGA8yMTI2MTEwMTAx',
  'NTAyM1owDDEKMAgGA1UEAwwBYTAqMAUGAytlcAMhAAyyI/zVXl1xVcFIl+xfMqcVK7wychJSl7A4Yhp4a6jVo1MwUTAdBgNVHQ4EFgQUENZ8fNEA',
  '9E5tpjVcP0wXg8btyWUwHwYDVR0jBBgwFoAUENZ8fNEA9E5tpjVcP0wXg8btyWUwDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXADQQB4D0rN5SyaeHwg',
  'dTPkVALcKzvRx8ZoYuqA/vzMZiqLt2YPICFmFPxdKQ25QgKx3nWahjTrkVVRM77Gsnh9QCIA',
].join('')

export const rsa = generateKeyPair('rsa', { modulusLength: 2048 })
const ec = generateKeyPair('ec', { namedCurve: 'P-256' })
const ed = generateKeyPair('ed25519')

/** @param {string} text */
const utf8 = (text) => Buffer.from(text, 'utf8')

/**
 * @param {string} base64
 * @param {string} label
 */
function pem(base64, label) {
  const lines = base64.match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/**
 * One public key in each of the forms that PEM and DER have for it.
 *
 * @param {KeyObject} key
 * @param {'spki' | 'pkcs1'} type
 */
function exported(key, type) {
  const der = key.export({ format: 'der', type })
  return { der, pem: String(key.export({ format: 'pem', type })), base64: der.toString('base64') }
}

const spki = exported(rsa.publicKey, 'spki')
const pkcs1 = exported(rsa.publicKey, 'pkcs1')
const jwk = rsa.publicKey.export({ format: 'jwk' })

/** @param {string} text */
function bent(text) {
  return {
    'as it is': text,
    'without its last line end': text.trimEnd(),
    'with CRLF': text.replaceAll('\n', '\r\n'),
    'after white space': ` \t\n${text}`,
    'after a byte order mark': `\ufeff${text}`,
    'after a zero-width space': `\u200b${text}`,
    'after a control character': `\u0001${text}`,
    'after a comment': `# the key of our issuer\n${text}`,
    'on one line': text.replaceAll('\n', ''),
    'with escaped line ends': text.replaceAll('\n', '\\n'),
    'with spaces in its armour': text.replaceAll('-----', '----- '),
    'in quotation marks': JSON.stringify(text),
    'in base64': Buffer.from(text).toString('base64'),
    'in base64url': Buffer.from(text).toString('base64url'),
    'in hexadecimal': Buffer.from(text).toString('hex'),
  }
}

/** @param {object} value */
function jsonSpellings(value) {
  const reversed = Object.fromEntries(Object.entries(value).reverse())
  return {
    'in one line': JSON.stringify(value),
    indented: JSON.stringify(value, null, 2),
    'in another order': JSON.stringify(reversed),
    'after white space': `\n ${JSON.stringify(value)}`,
    'after a byte order mark': `\ufeff${JSON.stringify(value)}`,
    'in base64url': Buffer.from(JSON.stringify(value)).toString('base64url'),
    'as text in JSON': JSON.stringify(JSON.stringify(value)),
  }
}

/**
 * @param {string} name
 * @param {Record<string, string>} spellings
 * @returns {Array<[string, Uint8Array]>}
 */
function named(name, spellings) {
  return Object.entries(spellings).map(([how, text]) => [`${name}, ${how}`, utf8(text)])
}

/**
 * @param {string} algorithm
 * @param {readonly Uint8Array[]} fields
 */
function opensshLine(algorithm, ...fields) {
  const parts = [utf8(algorithm), ...fields].map((field) => {
    const size = Buffer.alloc(4)
    size.writeUInt32BE(field.length)
    return Buffer.concat([size, field])
  })
  return `${algorithm} ${Buffer.concat(parts).toString('base64')} somebody@example`
}

const edPoint = Buffer.from(String(ed.publicKey.export({ format: 'jwk' }).x), 'base64url')
const ecJwk = ec.publicKey.export({ format: 'jwk' })
const ecPoint = Buffer.concat([
  Buffer.of(4),
  Buffer.from(String(ecJwk.x), 'base64url'),
  Buffer.from(String(ecJwk.y), 'base64url'),
])

/** @type {ReadonlyArray<readonly [name: string, bytes: Uint8Array]>} */
export const keyMaterial = [
  ...named('an SPKI PEM', bent(spki.pem)),
  ...named('a PKCS#1 PEM', bent(pkcs1.pem)),
  ...named('an X.509 PEM', bent(pem(certificate, 'CERTIFICATE'))),
  ...named('an EC PEM', bent(exported(ec.publicKey, 'spki').pem)),
  ...named('an Ed25519 PEM', bent(exported(ed.publicKey, 'spki').pem)),
  ...named('a private key PEM', bent(String(rsa.privateKey.export({ format: 'pem', type: 'pkcs8' })))),
  ...named('a PGP block', bent(pem(spki.base64, 'PGP PUBLIC KEY BLOCK'))),
  ...named('a JWK', jsonSpellings(jwk)),
  ...named('a JWK of kty oct', jsonSpellings({ kty: 'oct', k: 'A'.repeat(43) })),
  ...named('a JWK Set', jsonSpellings({ keys: [jwk] })),
  ...named('a list of JWKs', jsonSpellings([jwk, ecJwk])),
  ['an SPKI in DER', spki.der],
  ['a PKCS#1 key in DER', pkcs1.der],
  ['a certificate in DER', Buffer.from(certificate, 'base64')],
  ['an EC key in DER', exported(ec.publicKey, 'spki').der],
  ['an Ed25519 key in DER', exported(ed.publicKey, 'spki').der],
  ['the base64 body of a PEM alone', utf8(spki.base64)],
  ['the base64url text of a DER key', utf8(spki.der.toString('base64url'))],
  ['an OpenSSH Ed25519 line', utf8(opensshLine('ssh-ed25519', edPoint))],
  ['an OpenSSH ECDSA line', utf8(opensshLine('ecdsa-sha2-nistp256', utf8('nistp256'), ecPoint))],
  [
    'an OpenSSH RSA line',
    utf8(opensshLine('ssh-rsa', Buffer.of(1, 0, 1), Buffer.from(String(jwk.n), 'base64url'))),
  ],
]
