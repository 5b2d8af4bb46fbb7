// The keys that policies are made of: each for the library and for the independent verifier.
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import { importJwk, secretKey } from 'holoband'
import { base64url, privateJwk, publicHalf } from '../agreement/key-pool.js'

/** @import { JsonWebKey, KeyObject } from 'node:crypto' */
/** @import { Algorithm, Key } from 'holoband' */
/** @import { IndependentKey } from './signatures.js' */

/**
 * @typedef {object} PoolKey
 * @property {Algorithm} alg
 * @property {string | undefined} kid
 * @property {Key} ours             for the library
 * @property {IndependentKey} theirs
 * @property {Uint8Array | KeyObject} signer
 * @property {JsonWebKey} jwk       as anybody may have it
 */

/** Two of them share a name, two of them share a key, and one is for an algorithm that a name of another kind has. */
const secrets = /** @type {const} */ ([
  ['HS256', undefined],
  ['HS256', 'a'],
  ['HS256', 'b'],
  ['HS512', 'a'],
  ['HS384', undefined],
])

const pairs = /** @type {const} */ ([
  ['ES256', undefined, 'one'],
  ['ES256', 'a', 'two'],
  ['ES256', 'a', 'three'],
  ['ES256', 'b', 'one'],
  ['Ed25519', undefined, 'one'],
  ['EdDSA', undefined, 'one'],
  ['EdDSA', 'a', 'two'],
  ['RS256', undefined, 'one'],
  ['RS256', 'b', 'one'],
  ['PS256', undefined, 'one'],
  ['RS512', 'a', 'one'],
  ['PS384', 'b', 'one'],
  ['ES384', undefined, 'one'],
  ['ES512', 'b', 'one'],
  ['ES256K', 'a', 'one'],
  ['Ed448', undefined, 'one'],
])

export function createPool() {
  return {
    secrets: secrets.map(([alg, kid], index) => secretOf(alg, kid, `secret ${index}`)),
    pairs: pairs.map(([alg, kid, seed]) => pairOf(alg, kid, seed)),
  }
}

/**
 * @param {Algorithm} alg
 * @param {string | undefined} kid
 * @param {string} seed
 * @returns {PoolKey}
 */
function secretOf(alg, kid, seed) {
  const secret = Uint8Array.from(Buffer.from(privateJwk(alg, seed).k ?? '', 'base64url'))
  const named = kid === undefined ? {} : { kid }
  return {
    alg,
    kid,
    ours: secretKey(secret, { alg, ...named }),
    theirs: { alg, ...named, secret },
    signer: secret,
    jwk: { kty: 'oct', k: base64url(secret), alg, ...named },
  }
}

/**
 * @param {Algorithm} alg
 * @param {string | undefined} given
 * @param {string} seed
 * @returns {PoolKey}
 */
function pairOf(alg, given, seed) {
  const jwk = pairJwk(alg, seed)
  const named = given === undefined ? { thumbprint: thumbprint(jwk) } : { kid: given }
  const ours = { ...publicHalf(jwk), alg, ...(given === undefined ? {} : { kid: given }) }
  return {
    alg,
    kid: given ?? named.thumbprint,
    ours: importJwk(ours),
    theirs: { alg, ...named, publicKey: createPublicKey({ key: publicHalf(jwk), format: 'jwk' }) },
    signer: createPrivateKey({ key: jwk, format: 'jwk' }),
    jwk: ours,
  }
}

/** @type {Map<string, JsonWebKey>} */
const made = new Map()

/**
 * An RSA key takes a while, and is the same for all six algorithms.
 *
 * @param {Algorithm} alg
 * @param {string} seed
 */
function pairJwk(alg, seed) {
  const name = `${/^[RP]S/.test(alg) ? 'RSA' : alg} ${seed}`
  const jwk = made.get(name) ?? privateJwk(alg, name)
  made.set(name, jwk)
  return jwk
}

/**
 * RFC 7638: the members that matter, in the order of their names.
 *
 * @param {JsonWebKey} jwk
 */
function thumbprint(jwk) {
  const members = Object.entries(publicHalf(jwk)).sort(([one], [other]) => (one < other ? -1 : 1))
  return base64url(
    createHash('sha256')
      .update(JSON.stringify(Object.fromEntries(members)))
      .digest(),
  )
}
