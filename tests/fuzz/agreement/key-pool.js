// Keys that are the same for the same seed, so that a finding is reproduced by its bytes alone.
import { createECDH, createHash, createPrivateKey } from 'node:crypto'

/** @import { JsonWebKey } from 'node:crypto' */
/** @import { Algorithm } from 'holoband' */

/** @typedef {'P-256' | 'P-384' | 'P-521' | 'secp256k1'} Curve */

const nodeCurves = /** @type {const} */ ({
  'P-256': 'prime256v1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
  secp256k1: 'secp256k1',
})

const curveOf = /** @type {const} */ ({
  ES256: 'P-256',
  ES384: 'P-384',
  ES512: 'P-521',
  ES256K: 'secp256k1',
})

const scalarBytes = /** @type {const} */ ({ 'P-256': 32, 'P-384': 48, 'P-521': 66, secp256k1: 32 })

/**
 * Bytes that look random.
 *
 * @param {string} seed
 * @param {number} length
 */
export function expanded(seed, length) {
  return Uint8Array.from(createHash('shake256', { outputLength: length }).update(seed).digest())
}

/**
 * A secret, or a private key with its public half, as a JWK.
 *
 * @param {Algorithm} alg
 * @param {string} seed
 * @returns {JsonWebKey}
 */
export function privateJwk(alg, seed) {
  switch (alg) {
    case 'ES256':
    case 'ES384':
    case 'ES512':
    case 'ES256K':
      return ecJwk(curveOf[alg], ecScalar(curveOf[alg], seed))
    case 'Ed25519':
    case 'EdDSA':
      return edwardsJwk('Ed25519', expanded(seed, 32))
    case 'Ed448':
      return edwardsJwk('Ed448', expanded(seed, 57))
    case 'HS256':
    case 'HS384':
    case 'HS512':
      return { kty: 'oct', k: base64url(expanded(seed, Number(alg.slice(2)) / 8)) }
    default:
      return rsaJwkOf(0)
  }
}

/**
 * @param {Curve} curve
 * @param {string} seed
 */
function ecScalar(curve, seed) {
  const scalar = expanded(seed, scalarBytes[curve])
  // Below every order, and never zero.
  scalar[0] = curve === 'P-521' ? 0 : (scalar[0] ?? 0) >> 1
  return scalar
}

/**
 * @param {Curve} curve
 * @param {Uint8Array} scalar
 * @returns {JsonWebKey}
 */
export function ecJwk(curve, scalar) {
  const ecdh = createECDH(nodeCurves[curve])
  ecdh.setPrivateKey(scalar)
  const point = ecdh.getPublicKey()
  const bytes = scalarBytes[curve]
  const x = base64url(point.subarray(1, 1 + bytes))
  const y = base64url(point.subarray(1 + bytes))
  return { kty: 'EC', crv: curve, x, y, d: base64url(scalar) }
}

// PKCS #8 (RFC 8410 section 7) up to the key itself.
const edwardsPrefix = {
  Ed25519: '302e020100300506032b657004220420',
  Ed448: '3047020100300506032b6571043b0439',
}

/**
 * @param {'Ed25519' | 'Ed448'} curve
 * @param {Uint8Array} secret
 * @returns {JsonWebKey}
 */
export function edwardsJwk(curve, secret) {
  const der = Buffer.concat([Buffer.from(edwardsPrefix[curve], 'hex'), secret])
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' })
}

const exponent = 65537n

/**
 * Where the two primes of an RSA key are looked for, and how much further they are found: it takes long to find out again.
 * From the middle, from the top (so that the modulus is a row of ones), from the bottom, and not in whole words.
 *
 * @type {readonly [bits: bigint, from: bigint, beyond: readonly [bigint, bigint]][]}
 */
const rsaShapes = [
  [1024n, 3n << 1022n, [1037n, 203n]],
  [1024n, (1n << 1024n) - 100_000n, [253n, 81n]],
  [1024n, 0xb505n << 1008n, [925n, 701n]],
  [1028n, (1n << 1028n) - (1n << 514n), [281n, 815n]],
  [1536n, (7n << 1533n) + (1n << 500n), [343n, 209n]],
  [2048n, (1n << 2048n) - (1n << 64n), [1009n, 245n]],
]

export const rsaKeys = rsaShapes.length

/**
 * One of a few RSA keys.
 *
 * @param {number} index
 */
export function rsaJwkOf(index) {
  const [bits, from, [beyond, other]] = /** @type {typeof rsaShapes[0]} */ (rsaShapes[index])
  // The second is so far from the first that knowing about it does not help to find them.
  return rsaJwk(from + beyond, from - (1n << (bits - 20n)) + other)
}

/**
 * @param {bigint} p
 * @param {bigint} q
 * @returns {JsonWebKey}
 */
function rsaJwk(p, q) {
  const d = inverse(exponent, (p - 1n) * (q - 1n))
  const numbers = { n: p * q, e: exponent, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) }
  const members = Object.entries(numbers).map(([name, value]) => [name, base64url(bytesOf(value))])
  return { kty: 'RSA', ...Object.fromEntries(members) }
}

/**
 * @param {bigint} value
 * @param {bigint} modulus
 */
function inverse(value, modulus) {
  let [previous, current] = [modulus, ((value % modulus) + modulus) % modulus]
  let [before, result] = [0n, 1n]
  while (current > 1n) {
    const quotient = previous / current
    ;[previous, current] = [current, previous - quotient * current]
    ;[before, result] = [result, before - quotient * result]
  }
  return ((result % modulus) + modulus) % modulus
}

/**
 * The bytes of a number, big end first, without a zero before them.
 *
 * @param {bigint} value
 */
export function bytesOf(value) {
  const digits = value.toString(16)
  return Uint8Array.from(Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex'))
}

/** @param {Uint8Array} bytes */
export const base64url = (bytes) => Buffer.from(bytes).toString('base64url')

/**
 * The public half of a JWK that is not a secret.
 *
 * @param {JsonWebKey} jwk
 * @returns {JsonWebKey}
 */
export function publicHalf({ kty, crv, x, y, n, e }) {
  const members = Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(members)
}
