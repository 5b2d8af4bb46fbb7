// One setting for all tests: who issues, for whom, when, and with which key. What a test is not about stays as it is
// here.
import { createIssuer, createVerifier, secretKey } from 'holoband'
import { forge, secretFor } from './tokens.js'

/** @import { IssuerOptions, VerifierOptions } from 'holoband' */
/** @import { HmacAlgorithm } from './tokens.js' */

export const iss = 'https://auth.example'
export const aud = 'https://api.example'
export const now = 1_800_000_000

/** The claims of a good token. */
export const claims = Object.freeze({ iss, sub: 'user-42', aud, iat: now - 60, exp: now + 840 })

/** @param {HmacAlgorithm} [alg] */
export const keyFor = (alg = 'HS256') => secretKey(secretFor(alg), { alg })

/** @param {Partial<VerifierOptions>} [options] */
export function verifierFor(options = {}) {
  return createVerifier({
    algorithms: ['HS256'],
    issuer: iss,
    audience: aud,
    now: () => now,
    ...options,
    keys: options.keys ?? keyFor(/** @type {HmacAlgorithm | undefined} */ (options.algorithms?.[0])),
  })
}

/** @param {Partial<IssuerOptions>} [options] */
export function issuerFor(options = {}) {
  return createIssuer({
    issuer: iss,
    audience: aud,
    ttl: '15m',
    now: () => now,
    ...options,
    key: options.key ?? keyFor(),
  })
}

/**
 * A well-signed token with claims like the good ones.
 *
 * @param {Record<string, unknown>} [changes] a claim that is undefined is left out
 * @param {Record<string, unknown>} [header]
 */
export function tokenWith(changes = {}, header = {}) {
  return forge({ header: { alg: 'HS256', typ: 'JWT', ...header }, payload: { ...claims, ...changes } })
}

/** A token that every verifier of this setting takes. */
export const goodToken = tokenWith()
