// Keys that are the same for the same seed, so that a finding is reproduced by its bytes alone.
import { checkPrimeSync, createECDH, createHash, createPrivateKey } from 'node:crypto'

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
      return rsaJwk(prime(`${seed} p`, 1024), prime(`${seed} q`, 1024))
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

/**
 * The first prime from a number that the seed says, whose two highest bits are set, so that the product of two such has
 * all its bits.
 *
 * @param {string} seed
 * @param {number} bits
 */
export function prime(seed, bits) {
  const start = BigInt(`0x${Buffer.from(expanded(seed, bits / 8)).toString('hex')}`)
  return primeFrom(start | (3n << BigInt(bits - 2)))
}

const exponent = 65537n
const smallPrimes = [3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n, 53n, 59n, 61n]

/**
 * The first prime from here that an RSA modulus can have a factor of.
 *
 * @param {bigint} start
 */
export function primeFrom(start) {
  for (let candidate = start | 1n; ; candidate += 2n) {
    if (smallPrimes.some((each) => candidate % each === 0n)) continue
    if (candidate % exponent !== 1n && checkPrimeSync(candidate)) return candidate
  }
}

/**
 * @param {bigint} p
 * @param {bigint} q
 * @returns {JsonWebKey}
 */
export function rsaJwk(p, q) {
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
