// What everybody does here: the same claims, the same key, the same checks, on the same tokens.
import { createHmac, createSecretKey, randomBytes, webcrypto } from 'node:crypto'

export const issuer = 'https://auth.example'
export const audience = 'https://api.example'
export const ttl = 900
// One secret, as text for those that want text: 24 random bytes in 32 characters.
export const secretText = randomBytes(24).toString('base64url')
export const secret = Buffer.from(secretText)
export const keyObject = createSecretKey(secret)
export const cryptoKey = await webcrypto.subtle.importKey(
  'raw',
  secret,
  { name: 'HMAC', hash: 'SHA-256' },
  false,
  ['sign', 'verify'],
)

/** @typedef {Record<string, unknown>} Claims */

/** @param {number} index */
export function claimsOf(index) {
  return {
    sub: `user-${100_000 + index}`,
    jti: `01JCKQ7W3NDEKTSV4RRF${100_000 + index}`,
    role: 'admin',
    scope: 'read write',
  }
}

/**
 * What a whole token says, for those that set nothing themselves.
 *
 * @param {Claims} claims
 * @param {Claims} [changes]
 */
export function complete(claims, changes = {}) {
  const iat = Math.floor(Date.now() / 1000)
  return { iss: issuer, aud: audience, iat, exp: iat + ttl, ...claims, ...changes }
}

const header = segment({ alg: 'HS256', typ: 'JWT' })

/** @param {unknown} value */
function segment(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/**
 * A token that none of the contestants made.
 *
 * @param {Claims} claims
 * @param {Uint8Array | string} [key]
 */
export function neutralToken(claims, key = secret) {
  const input = `${header}.${segment(claims)}`
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`
}

/** @param {number} size how many different tokens, which live long enough for any run */
export function goodTokens(size) {
  return Array.from({ length: size }, (_, index) => neutralToken(complete(claimsOf(index), { exp: farAway })))
}

const farAway = Math.floor(Date.now() / 1000) + 24 * 3600

/**
 * Copies of strings that nobody has seen, hashed or flattened before, as each request brings its token in a string of
 * its own.
 *
 * @param {readonly string[]} strings
 */
export function freshCopies(strings) {
  return strings.map((string) => Buffer.from(string, 'latin1').toString('latin1'))
}
