// The library as the conformance runner sees it. It maps arguments and validates nothing: what is wrong with them is
// for the library to find.
import {
  createIssuer,
  createVerifier,
  HolobandError,
  importJwk,
  importPem,
  keySet,
  secretKey,
  verifyJws as verify_,
} from 'holoband'
import { parseCookies as parse, serializeCookie as serialize } from 'holoband/session'
import { memorySize, verifyBytes } from '../support/core.js'

export { init } from 'holoband'

/** @import { Algorithm, Key, KeySet } from 'holoband' */
/** @import { CookieAttributes } from 'holoband/session' */

/**
 * @typedef {object} Material
 * @property {object} [jwk]
 * @property {object} [jwks]
 * @property {string} [secretBase64url]
 * @property {string} [pem]
 */

/**
 * @typedef {object} Policy
 * @property {string} token
 * @property {Algorithm[]} [algorithms]
 * @property {string | string[]} [issuer]
 * @property {string | string[]} [audience]
 * @property {string | string[]} [typ]
 * @property {number} [now]
 * @property {number} [clockToleranceS]
 */

/** @typedef {{ ok: true, claims?: unknown, payload?: Uint8Array, token?: string, header?: string }} Accepted */
/** @typedef {Accepted | { ok: false, code: string }} Verdict */

/** The size of the library's memory, which the runner shows after a long run. */
export const memoryBytes = memorySize

/** @type {{ algs: Algorithm[] }} */
export const capabilities = {
  algs: [
    ...['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
    ...[
      'ES256',
      'ES384',
      'ES512',
      'ES256K',
      'Ed25519',
      'Ed448',
      'EdDSA',
      'ML-DSA-44',
      'ML-DSA-65',
      'ML-DSA-87',
    ],
  ],
}

/** @param {Material & Policy} given */
export function verify(given) {
  return verdict((keep) => {
    const { issuer = null, audience = null, now, clockToleranceS, typ } = given
    const verifier = createVerifier({
      keys: keep(keysOf(given)),
      algorithms: algorithmsOf(given),
      issuer,
      audience,
      ...(now === undefined ? {} : { now: () => now }),
      ...(clockToleranceS === undefined ? {} : { tolerance: clockToleranceS }),
      ...(typ === undefined ? {} : { typ }),
    })
    return { ok: true, claims: keep(verifier).verify(given.token).claims }
  })
}

/** @param {Material & Policy} given */
export function verifyJws(given) {
  return verdict((keep) => {
    const { payload } = verify_(given.token, { keys: keep(keysOf(given)), algorithms: algorithmsOf(given) })
    return { ok: true, payload }
  })
}

/**
 * @param {Material & { claims: Record<string, unknown>, header?: Record<string, unknown>, alg: Algorithm, now?: number }} given
 */
export function sign({ claims, header = {}, alg, now, ...material }) {
  return verdict((keep) => {
    // The type belongs to the issuer and the identifier to the key; whatever else there is goes in by hand.
    const { typ, kid, ...parameters } = header
    const named = kid === undefined ? {} : { kid: /** @type {string} */ (kid) }
    const key =
      material.jwk === undefined
        ? material.pem === undefined
          ? secretKey({ base64url: material.secretBase64url ?? '' }, { alg, ...named })
          : importPem(material.pem, alg, named)
        : importJwk({ ...material.jwk, ...named }, { alg })
    const issuer = createIssuer({
      key: keep(key),
      issuer: null,
      audience: null,
      ttl: null,
      issueTokensWithoutExpiry: true,
      ...(typ === undefined ? {} : { typ: /** @type {string} */ (typ) }),
      ...(now === undefined ? {} : { now: () => now }),
    })
    return { ok: true, token: keep(issuer).issue(claims, { header: parameters }) }
  })
}

/** @param {{ alg: Algorithm, jwk: object, message: Uint8Array, signature: Uint8Array }} given */
export async function verifyRaw({ alg, jwk, message, signature }) {
  return verdict((keep) => {
    verifyBytes(keep(importJwk(jwk, { alg })), message, signature)
    return { ok: true }
  })
}

/** @param {{ jwk: object }} given */
export async function thumbprint({ jwk }) {
  return importJwk(jwk).thumbprint
}

/** @param {{ header?: string }} given */
export function parseCookies({ header }) {
  return parse(header)
}

/** @param {{ name: string, value: string, attrs?: CookieAttributes }} given */
export function serializeCookie({ name, value, attrs }) {
  return verdict(() => ({
    ok: true,
    header: serialize({ name, value, ...(attrs === undefined ? {} : { attributes: attrs }) }),
  }))
}

/**
 * @param {(keep: <T extends Disposable>(resource: T) => T) => Accepted} act
 * @returns {Verdict}
 */
function verdict(act) {
  /** @type {Disposable[]} */
  const kept = []
  try {
    return act((resource) => {
      kept.push(resource)
      return resource
    })
  } catch (error) {
    if (error instanceof HolobandError) return { ok: false, code: error.code }
    if (error instanceof TypeError && 'code' in error && error.code === 'ERR_INVALID_ARG_TYPE') {
      return { ok: false, code: error.code }
    }
    throw error
  } finally {
    for (const resource of kept) resource[Symbol.dispose]()
  }
}

/**
 * @param {Material & { algorithms?: Algorithm[] }} given
 * @returns {Key | KeySet}
 */
function keysOf({ jwk, jwks, secretBase64url, pem, algorithms = [] }) {
  const alg = algorithms.length === 1 ? algorithms[0] : undefined
  const option = alg === undefined ? {} : { alg }
  if (jwks !== undefined) return keySet(jwks, { algorithms })
  if (pem !== undefined) return importPem(pem, /** @type {Algorithm} */ (alg))
  if (jwk !== undefined) return importJwk(jwk, option)
  return secretKey({ base64url: secretBase64url ?? '' }, option)
}

/**
 * A policy without a list is handed on as one: the library requires it, and must say so.
 *
 * @param {{ algorithms?: Algorithm[] }} policy
 */
function algorithmsOf({ algorithms }) {
  return /** @type {Algorithm[]} */ (algorithms)
}
