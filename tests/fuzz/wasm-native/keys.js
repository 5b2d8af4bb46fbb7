// Keys for both halves, as JWKs: of every algorithm, many of most, and some with numbers at which arithmetic goes wrong if
// it goes wrong anywhere.
import { exportJwkWithPrivateKey, importPem } from 'holoband'
import { ecJwk, edwardsJwk, expanded, privateJwk, rsaJwkOf, rsaKeys } from '../agreement/key-pool.js'
import { schemes } from '../independent/signatures.js'

/** @import { JsonWebKey } from 'node:crypto' */
/** @import { Algorithm } from 'holoband' */
/** @import { Choices } from '../agreement/choices.js' */
/** @import { Curve } from '../agreement/key-pool.js' */

/** @typedef {JsonWebKey & { alg: Algorithm }} Jwk */

/** Those that are computed in a way of its own in WebAssembly come more often. @type {readonly Algorithm[]} */
export const algorithms = [
  'HS256',
  'ES256',
  'ES384',
  'ES512',
  'Ed25519',
  'RS256',
  'ES256',
  'ES384',
  'ES512',
  'Ed25519',
  'HS384',
  'HS512',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256K',
  'Ed448',
  'EdDSA',
  'ML-DSA-44',
  'ML-DSA-65',
  'ML-DSA-87',
]

/** @type {Map<string, Jwk>} */
const made = new Map()

/**
 * @param {Choices} choices
 * @param {Algorithm} [alg]
 * @returns {Jwk} a secret or a private key
 */
export function keyFrom(choices, alg = choices.pick(algorithms)) {
  if (alg.startsWith('HS')) return hmacJwk(choices, alg)
  if (/^[RP]S/.test(alg))
    return { ...kept(`RSA ${choices.number(rsaKeys)}`, (name) => rsaJwkOf(Number(name.slice(4)))), alg }
  if (alg.startsWith('ML')) return { ...kept(`${alg} ${choices.number(4)}`, mlDsaOf), alg }
  const curve = curves[alg]
  if (curve !== undefined && choices.oneIn(3))
    return { ...ecJwk(curve, edgeScalar(choices, alg, curve)), alg }
  const seed = choices.number(65_536)
  if (alg === 'EdDSA' && choices.oneIn(4)) return { ...edwardsJwk('Ed448', expanded(`${seed}`, 57)), alg }
  return { ...privateJwk(alg, `${alg} ${seed}`), alg }
}

/** @type {Readonly<Partial<Record<Algorithm, Curve>>>} */
const curves = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521', ES256K: 'secp256k1' }

/**
 * What takes long to make is made once.
 *
 * @param {string} name
 * @param {(name: string) => JsonWebKey} make
 */
function kept(name, make) {
  const jwk = made.get(name) ?? /** @type {Jwk} */ (make(name))
  made.set(name, jwk)
  return jwk
}

/**
 * A secret of a length at which a hash function takes another block, or of any other.
 *
 * @param {Choices} choices
 * @param {Algorithm} alg
 * @returns {Jwk}
 */
function hmacJwk(choices, alg) {
  const least = Number(alg.slice(2)) / 8
  const length = least + choices.pick([0, 1, 31, 32, 33, 64, 65, 95, 96, 97, 200, 1000])
  return { kty: 'oct', k: Buffer.from(expanded(`${choices.number(256)}`, length)).toString('base64url'), alg }
}

/**
 * A private number at an edge: small, next to the order or its half, or with long runs of ones and zeros.
 *
 * @param {Choices} choices
 * @param {Algorithm} alg
 * @param {Curve} curve
 */
export function edgeScalar(choices, alg, curve) {
  const order = schemes[alg]?.order ?? 1n
  const shift = BigInt(choices.number(600)) % BigInt(order.toString(2).length - 1)
  const delta = BigInt(choices.number(4))
  const scalar = choices.pick([
    1n + delta,
    order - 1n - delta,
    (order >> 1n) + delta,
    (1n << shift) + delta,
    order - (1n << shift) - delta,
    (1n << shift) - 1n + delta,
    ((order >> 64n) << 64n) + delta,
  ])
  const bounded = ((scalar % order) + order) % order || 1n
  const bytes = curve === 'P-521' ? 66 : order.toString(16).length / 2
  return Buffer.from(bounded.toString(16).padStart(2 * bytes, '0'), 'hex')
}

const mlDsaNames = { 'ML-DSA-44': 17, 'ML-DSA-65': 18, 'ML-DSA-87': 19 }

/**
 * PKCS #8 with nothing but the seed (RFC 9881), from which the library computes the rest.
 *
 * @param {string} name
 */
function mlDsaOf(name) {
  const alg = /** @type {keyof typeof mlDsaNames} */ (name.split(' ')[0])
  const oid = Buffer.from([0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, mlDsaNames[alg]])
  const seed = Buffer.concat([Buffer.from([0x80, 0x20]), expanded(name, 32)])
  const inside = [
    Buffer.from([0x02, 0x01, 0x00]),
    Buffer.from([0x30, oid.length]),
    oid,
    Buffer.from([0x04, seed.length]),
    seed,
  ]
  const body = Buffer.concat(inside)
  const der = Buffer.concat([Buffer.from([0x30, body.length]), body])
  const key = importPem(armoured(der, 'PRIVATE KEY'), alg)
  try {
    return exportJwkWithPrivateKey(key)
  } finally {
    key.dispose()
  }
}

/**
 * @param {Uint8Array} der
 * @param {string} label
 */
export function armoured(der, label) {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/**
 * The public half of a JWK; a secret has none, and is itself.
 *
 * @param {Jwk} jwk
 * @returns {Jwk}
 */
export function published(jwk) {
  if (jwk.kty === 'oct') return jwk
  const secret = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'priv']
  const members = Object.entries(jwk).filter(([name]) => !secret.includes(name))
  return /** @type {Jwk} */ (Object.fromEntries(members))
}
