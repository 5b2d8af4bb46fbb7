// The library as the conformance runner sees it, on any runtime. It maps arguments and validates nothing: what is wrong
// with them is for the library to find.
import { bytesVerifier } from '../support/bare-signature.js'

/** @import { Algorithm, CacheOptions, Key, KeySet } from 'holoband' */
/** @import { CookieAttributes } from 'holoband/session' */
/** @import { Internals } from '../support/bare-signature.js' */

/**
 * What the adapter needs of the package: its entries, and a look behind them.
 *
 * @typedef {typeof import('holoband') & typeof import('holoband/session') & Internals} Library
 */

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

/**
 * @param {Library} lib
 * @param {{ cache?: CacheOptions, crypto?: 'wasm' | 'host' }} [options] with a cache each token is judged until its result
 *   is remembered; only what is said in the end counts. `crypto` is who computes signatures
 */
export function createAdapter(lib, { cache, crypto = 'wasm' } = {}) {
  const verifyBytes = bytesVerifier(lib)
  return { verify, verifyJws, sign, verifyRaw, thumbprint, parseCookies, serializeCookie }

  /** @param {Material & Policy} given */
  function verify(given) {
    return verdict(lib, (keep) => {
      const { issuer = null, audience = null, now, clockToleranceS, typ } = given
      const verifier = lib.createVerifier({
        keys: keep(keysOf(given)),
        algorithms: algorithmsOf(given),
        issuer,
        audience,
        crypto,
        ...(now === undefined ? {} : { now: () => now }),
        ...(clockToleranceS === undefined ? {} : { tolerance: clockToleranceS }),
        ...(typ === undefined ? {} : { typ }),
        ...(cache === undefined ? {} : { cache }),
      })
      keep(verifier)
      if (cache !== undefined) for (let time = 0; time < 2; time++) verifier.check(given.token)
      return { ok: true, claims: verifier.verify(given.token).claims }
    })
  }

  /** @param {Material & Policy} given */
  function verifyJws(given) {
    return verdict(lib, (keep) => {
      const { payload } = lib.verifyJws(given.token, {
        keys: keep(keysOf(given)),
        algorithms: algorithmsOf(given),
      })
      return { ok: true, payload }
    })
  }

  /**
   * @param {Material & { claims: Record<string, unknown>, header?: Record<string, unknown>, alg: Algorithm, now?: number }} given
   */
  function sign({ claims, header = {}, alg, now, ...material }) {
    return verdict(lib, (keep) => {
      // The type belongs to the issuer and the identifier to the key; whatever else there is goes in by hand.
      const { typ, kid, ...parameters } = header
      const named = kid === undefined ? {} : { kid: /** @type {string} */ (kid) }
      const key =
        material.jwk === undefined
          ? material.pem === undefined
            ? lib.secretKey({ base64url: material.secretBase64url ?? '' }, { alg, ...named })
            : lib.importPem(material.pem, alg, named)
          : lib.importJwk({ ...material.jwk, ...named }, { alg })
      const issuer = lib.createIssuer({
        key: keep(key),
        issuer: null,
        audience: null,
        ttl: null,
        issueTokensWithoutExpiry: true,
        crypto,
        ...(typ === undefined ? {} : { typ: /** @type {string} */ (typ) }),
        ...(now === undefined ? {} : { now: () => now }),
      })
      return { ok: true, token: keep(issuer).issue(claims, { header: parameters }) }
    })
  }

  /** @param {{ alg: Algorithm, jwk: object, message: Uint8Array, signature: Uint8Array }} given */
  async function verifyRaw({ alg, jwk, message, signature }) {
    return verdict(lib, (keep) => {
      verifyBytes(keep(lib.importJwk(jwk, { alg })), message, signature, crypto)
      return { ok: true }
    })
  }

  /** @param {{ jwk: object }} given */
  async function thumbprint({ jwk }) {
    return lib.importJwk(jwk).thumbprint
  }

  /** @param {{ header?: string }} given */
  function parseCookies({ header }) {
    return lib.parseCookies(header)
  }

  /** @param {{ name: string, value: string, attrs?: CookieAttributes }} given */
  function serializeCookie({ name, value, attrs }) {
    return verdict(lib, () => ({
      ok: true,
      header: lib.serializeCookie({ name, value, ...(attrs === undefined ? {} : { attributes: attrs }) }),
    }))
  }

  /**
   * @param {Material & { algorithms?: Algorithm[] }} given
   * @returns {Key | KeySet}
   */
  function keysOf({ jwk, jwks, secretBase64url, pem, algorithms = [] }) {
    const alg = algorithms.length === 1 ? algorithms[0] : undefined
    const option = alg === undefined ? {} : { alg }
    if (jwks !== undefined) return lib.keySet(jwks, { algorithms })
    if (pem !== undefined) return lib.importPem(pem, /** @type {Algorithm} */ (alg))
    if (jwk !== undefined) return lib.importJwk(jwk, option)
    return lib.secretKey({ base64url: secretBase64url ?? '' }, option)
  }
}

/** @typedef {{ dispose(): void }} Resource */

/**
 * @param {Library} library
 * @param {(keep: <T extends Resource>(resource: T) => T) => Accepted} act
 * @returns {Verdict}
 */
function verdict({ HolobandError }, act) {
  /** @type {Resource[]} */
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
    for (const resource of kept) resource.dispose()
  }
}

/**
 * A policy without a list is handed on as one: the library requires it, and must say so.
 *
 * @param {{ algorithms?: Algorithm[] }} policy
 */
function algorithmsOf({ algorithms }) {
  return /** @type {Algorithm[]} */ (algorithms)
}
