// What everybody does here: the same claims, the same keys, the same checks, on the same tokens.
import { createHmac, createSecretKey, randomBytes } from 'node:crypto'

export const issuer = 'https://auth.example'
export const audience = 'https://api.example'
export const ttl = 900
/** The largest tokens are longer than what holoband takes unless it is told; the others have no limit. */
export const maxTokenBytes = 16 * 1024
// One secret, as text for those that want text: 24 random bytes in 32 characters.
export const secretText = newSecretText()
export const secret = Buffer.from(secretText)
export const keyObject = createSecretKey(secret)

/** @typedef {Record<string, unknown>} Claims */

/** Longer than any run: the tokens of a workload do not expire while it lasts. */
const lifetime = 2 * 3600
/** Tokens that are in use at one time were issued during so many seconds. */
const ages = 900

export function newSecretText() {
  return randomBytes(24).toString('base64url')
}

function now() {
  return Math.floor(Date.now() / 1000)
}

/** @param {number} index */
export function claimsOf(index) {
  return {
    sub: `user-${100_000 + index}`,
    jti: `01JCKQ7W3NDEKTSV4RRF${100_000 + index}`,
    role: 'admin',
  }
}

/**
 * What a whole token says, for those that set nothing themselves.
 *
 * @param {Claims} claims
 * @param {Claims} [changes]
 */
export function complete(claims, changes = {}) {
  const iat = now()
  return { iss: issuer, aud: audience, iat, exp: iat + ttl, ...claims, ...changes }
}

/**
 * The claims of a token in use, in the order in which holoband writes them, the issuer first: no two have the same times,
 * subject and identifier.
 *
 * @param {number} index
 * @param {Claims} [claims]
 * @returns {Claims}
 */
export function claimsInUse(index, claims = claimsOf(index)) {
  const iat = now() - ((index * 7919) % ages)
  return { iss: issuer, aud: audience, iat, exp: iat + lifetime, ...claims }
}

/**
 * The same claims in the order of many other libraries, the subject first. No two such tokens begin alike.
 *
 * @param {Claims} claims
 * @returns {Claims}
 */
export function subjectFirst({ iss, aud, iat, exp, ...claims }) {
  return { ...claims, iat, exp, iss, aud }
}

/**
 * The same, of a token that has been over for a while.
 *
 * @param {number} index
 */
export function claimsOfExpired(index) {
  const claims = claimsInUse(index)
  return { ...claims, iat: Number(claims.iat) - 2 * lifetime, exp: Number(claims.exp) - 2 * lifetime }
}

/** @param {unknown} value */
function segment(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

const header = segment({ alg: 'HS256', typ: 'JWT' })

/**
 * A token that none of the contestants made.
 *
 * @param {Claims} claims
 * @param {Uint8Array | string} [key]
 * @param {string} [kid] of the key, for the header
 */
export function neutralToken(claims, key = secret, kid = undefined) {
  const input = `${kid === undefined ? header : segment({ alg: 'HS256', typ: 'JWT', kid })}.${segment(claims)}`
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`
}

/**
 * As many as there are, of what an index makes.
 *
 * @template T
 * @param {number} count
 * @param {(index: number) => T} make
 */
export function many(count, make) {
  return Array.from({ length: count }, (_, index) => make(index))
}

/**
 * Copies of strings that nobody has seen, hashed or flattened before, as each request brings its token in a string of
 * its own.
 *
 * @param {readonly string[]} strings
 */
export function freshCopies(strings) {
  return strings.map((string) => Buffer.from(string, 'latin1').toString('latin1'))
}

/**
 * Claims whose JSON has so many bytes, 150 or more: the rest is what a token is usually long for.
 *
 * @param {number} bytes
 * @param {number} index
 * @param {Claims} [common] what the issuer adds, which counts too
 * @returns {Claims}
 */
export function claimsOfSize(bytes, index, common = complete({})) {
  const size = (/** @type {Claims} */ claims) => JSON.stringify({ ...common, ...claims }).length
  /** @type {Claims} */
  const claims = { sub: `user-${100_000 + index}`, jti: '' }
  const permissions = []
  while (size({ ...claims, permissions: [...permissions, permission(permissions.length)] }) <= bytes)
    permissions.push(permission(permissions.length))
  if (permissions.length > 0) claims.permissions = permissions
  const room = bytes - size(claims)
  if (room < 0) throw new RangeError(`${bytes} bytes are too few`)
  claims.jti = String(index).padStart(room, '0').slice(-room)
  return claims
}

/** @param {number} index */
function permission(index) {
  return `orders:${1000 + index}:read`
}
