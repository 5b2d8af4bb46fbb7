// Who issues, for whom and when, in every suite. Nothing here is done before a case asks for it: in the global scope of a
// worker neither the clock nor randomness can be had.

/** @import { Library } from './check.js' */
/** @import { IssuerOptions, VerifierOptions } from 'holoband' */

export const issuer = 'https://auth.example'
export const audience = 'https://api.example'
export const origin = 'https://app.example'
export const now = 1_800_000_000

const secret = Uint8Array.from({ length: 64 }, (_, index) => (index * 37 + 11) % 251)

/**
 * @param {Library} lib
 * @param {number} [change] another one makes another key
 */
export const keyOf = (lib, change = 0) => lib.secretKey(secret.map((byte) => byte ^ change))

/**
 * @param {Library} lib
 * @param {Partial<IssuerOptions>} [options]
 */
export function issuerOf(lib, options = {}) {
  return lib.createIssuer({
    key: keyOf(lib),
    issuer,
    audience,
    ttl: '15m',
    now: () => now,
    ...options,
  })
}

/**
 * @param {Library} lib
 * @param {Partial<VerifierOptions>} [options]
 */
export function verifierOf(lib, options = {}) {
  return lib.createVerifier({
    keys: keyOf(lib),
    algorithms: ['HS256'],
    issuer,
    audience,
    now: () => now,
    ...options,
  })
}

/** @param {string} text */
export function base64url(text) {
  const binary = String.fromCharCode(...new TextEncoder().encode(text))
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/**
 * Changes one bit in the middle of a signature.
 *
 * @param {string} token
 */
export function tampered(token) {
  const at = token.lastIndexOf('.') + 10
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
}

/** A clock that stands still until it is told to go on. */
export function createClock() {
  let seconds = now
  /** @param {number} by */
  const advance = (by) => {
    seconds += by
  }
  return { now: () => seconds, advance }
}
