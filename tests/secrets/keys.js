// Private keys for the tests of this folder, in the forms that they are imported in, with what is secret in them.
import { exportJwkWithPrivateKey, exportPemWithPrivateKey, generateKey } from 'holoband'
import { generateKeyPair } from '../support/key-pair.js'
import {
  ecdsaNonceNeedles,
  ed448Needles,
  ed25519Needles,
  mlDsaNeedles,
  montgomeryNeedles,
  numbersOf,
} from './derived.js'
import { numberFrom, textNeedles } from './needles.js'

/** @import { Algorithm } from 'holoband' */
/** @import { Jwk } from './derived.js' */
/** @import { Needle } from './needles.js' */

export const passphrase = 'correct horse battery staple, and some words more'

/**
 * @typedef {object} Sample
 * @property {Jwk} jwk
 * @property {string} pem
 * @property {string} [encrypted] with the passphrase, where the host can do it
 */

/** @type {Readonly<Record<string, () => { privateKey: import('node:crypto').KeyObject }>>} */
const makers = {
  RS256: () => generateKeyPair('rsa', { modulusLength: 2048 }),
  PS256: () => generateKeyPair('rsa', { modulusLength: 2048 }),
  ES256: () => generateKeyPair('ec', { namedCurve: 'P-256' }),
  ES384: () => generateKeyPair('ec', { namedCurve: 'P-384' }),
  ES512: () => generateKeyPair('ec', { namedCurve: 'P-521' }),
  ES256K: () => generateKeyPair('ec', { namedCurve: 'secp256k1' }),
  Ed25519: () => generateKeyPair('ed25519'),
  Ed448: () => generateKeyPair('ed448'),
}

/** @type {readonly Algorithm[]} one for each kind of key and each way to sign */
export const algorithms = [
  'RS256',
  'PS256',
  'ES256',
  'ES384',
  'ES512',
  'ES256K',
  'Ed25519',
  'Ed448',
  'ML-DSA-44',
  'ML-DSA-65',
  'ML-DSA-87',
]

/**
 * A key that the module has not seen yet, but for ML-DSA, which the host does not have.
 *
 * @param {Algorithm} alg
 * @returns {Sample}
 */
export function sampleOf(alg) {
  const make = makers[alg]
  if (make === undefined) {
    const key = generateKey(alg)
    const sample = { jwk: exportJwkWithPrivateKey(key), pem: exportPemWithPrivateKey(key) }
    key.dispose()
    return sample
  }
  const { privateKey } = make()
  const form = /** @type {const} */ ({ type: 'pkcs8', format: 'pem' })
  return {
    jwk: /** @type {Jwk} */ (privateKey.export({ format: 'jwk' })),
    pem: String(privateKey.export(form)),
    encrypted: String(privateKey.export({ ...form, cipher: 'aes-256-cbc', passphrase })),
  }
}

/**
 * What must not be found of a key and, where there is one, of a signature of it.
 *
 * @param {Algorithm} alg
 * @param {Jwk} jwk
 * @param {string} [token]
 * @returns {Needle[]}
 */
export function keyNeedles(alg, jwk, token = '..') {
  if (jwk.kty === 'RSA') return [...numbersOf(jwk), ...montgomeryNeedles(jwk)]
  if (jwk.kty === 'AKP') return mlDsaNeedles(alg, jwk)
  if (alg === 'Ed25519') return ed25519Needles(jwk, token)
  if (alg === 'Ed448') return ed448Needles(jwk, token)
  return [...numbersOf(jwk), ...(token === '..' ? [] : ecdsaNonceNeedles(jwk, alg, token))]
}

/**
 * The lines of a PEM as well.
 *
 * @param {Algorithm} alg
 * @param {Sample} sample
 * @param {string} [token]
 */
export function sampleNeedles(alg, { jwk, pem }, token) {
  return [...keyNeedles(alg, jwk, token), ...textNeedles('PEM', pem)]
}

/** The identifiers of PBKDF2 and AES-256-CBC (RFC 8018), which what belongs to them follows. */
const pbkdf2 = Buffer.from('06092a864886f70d01050c', 'hex')
const aes256Cbc = Buffer.from('060960864801650304012a', 'hex')

/**
 * How node:crypto encrypted a PEM: PBKDF2 with HMAC-SHA256, and AES-256-CBC.
 *
 * @param {string} pem
 */
export function schemeOf(pem) {
  const der = Buffer.from(pem.replaceAll(/-----.*-----|\n/g, ''), 'base64')
  /** @param {number} at an element with a length of one byte */
  const content = (at) => der.subarray(at + 2, at + 2 + Number(der[at + 1]))
  const salt = content(der.indexOf(pbkdf2) + pbkdf2.length + 2)
  const iterations = content(der.indexOf(salt) + salt.length)
  const iv = content(der.indexOf(aes256Cbc) + aes256Cbc.length)
  const start = der.indexOf(iv) + iv.length
  const sizeBytes = Number(der[start + 1]) & 0x7f
  const data = der.subarray(start + 2 + (Number(der[start + 1]) > 0x7f ? sizeBytes : 0))
  return {
    salt,
    iterations: Number(numberFrom(iterations)),
    keySize: 32,
    digest: /** @type {const} */ ('sha256'),
    iv,
    data,
  }
}
