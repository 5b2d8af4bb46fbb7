// Signatures of RFC 7518 section 3, RFC 8037 and RFC 8812 by node:crypto, with the rules of form that JOSE has and
// node:crypto does not: one length, and numbers that are in their range.
import { constants, createHmac, timingSafeEqual, verify } from 'node:crypto'

/** @import { KeyObject } from 'node:crypto' */
/** @import { Algorithm } from 'holoband' */

/**
 * A key of the policy: a secret's bytes, or a public key.
 *
 * @typedef {object} IndependentKey
 * @property {Algorithm} alg
 * @property {string} [kid]         the name that it was given
 * @property {string} [thumbprint]
 * @property {Uint8Array} [secret]
 * @property {KeyObject} [publicKey]
 */

/** @typedef {{ kind: 'hmac' | 'rsa' | 'pss' | 'ecdsa' | 'eddsa', hash: string, bytes: number, order?: bigint }} Scheme */

const n256 = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const n384 = BigInt(
  '0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
)
const n521 = BigInt(
  `0x01ff${'f'.repeat(62)}fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409`,
)
const nKoblitz = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const l25519 = 2n ** 252n + 27742317777372353535851937790883648493n
const l448 = 2n ** 446n - 13818066809895115352007386748515426880336692474882178609894547503885n

/** @type {Readonly<Partial<Record<Algorithm, Scheme>>>} what ML-DSA is, only newer versions of Node.js could tell */
export const schemes = {
  HS256: { kind: 'hmac', hash: 'sha256', bytes: 32 },
  HS384: { kind: 'hmac', hash: 'sha384', bytes: 48 },
  HS512: { kind: 'hmac', hash: 'sha512', bytes: 64 },
  RS256: { kind: 'rsa', hash: 'sha256', bytes: 0 },
  RS384: { kind: 'rsa', hash: 'sha384', bytes: 0 },
  RS512: { kind: 'rsa', hash: 'sha512', bytes: 0 },
  PS256: { kind: 'pss', hash: 'sha256', bytes: 0 },
  PS384: { kind: 'pss', hash: 'sha384', bytes: 0 },
  PS512: { kind: 'pss', hash: 'sha512', bytes: 0 },
  ES256: { kind: 'ecdsa', hash: 'sha256', bytes: 64, order: n256 },
  ES384: { kind: 'ecdsa', hash: 'sha384', bytes: 96, order: n384 },
  ES512: { kind: 'ecdsa', hash: 'sha512', bytes: 132, order: n521 },
  ES256K: { kind: 'ecdsa', hash: 'sha256', bytes: 64, order: nKoblitz },
  Ed25519: { kind: 'eddsa', hash: '', bytes: 64, order: l25519 },
  Ed448: { kind: 'eddsa', hash: '', bytes: 114, order: l448 },
  EdDSA: { kind: 'eddsa', hash: '', bytes: 64, order: l25519 },
}

/**
 * @param {IndependentKey} key
 * @param {Uint8Array} message
 * @param {Uint8Array} signature
 */
export function isAuthentic(key, message, signature) {
  const scheme = schemeOf(key)
  if (key.secret !== undefined) return hasMac(scheme, key.secret, message, signature)
  const { publicKey } = key
  if (publicKey === undefined) throw new Error('a key is a secret or a public key')
  switch (scheme.kind) {
    case 'ecdsa': {
      if (signature.length !== scheme.bytes) return false
      const half = scheme.bytes / 2
      const numbers = [signature.subarray(0, half), signature.subarray(half)].map(bigEndian)
      if (numbers.some((each) => each === 0n || each >= (scheme.order ?? 0n))) return false
      return verify(scheme.hash, message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)
    }
    case 'eddsa': {
      if (signature.length !== scheme.bytes) return false
      const scalar = bigEndian(signature.subarray(scheme.bytes / 2).toReversed())
      return scalar < (scheme.order ?? 0n) && verify(null, message, publicKey, signature)
    }
    default: {
      const { modulusLength = 0 } = publicKey.asymmetricKeyDetails ?? {}
      if (signature.length !== Math.ceil(modulusLength / 8)) return false
      const padding =
        scheme.kind === 'pss'
          ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
          : { padding: constants.RSA_PKCS1_PADDING }
      return verify(scheme.hash, message, { key: publicKey, ...padding }, signature)
    }
  }
}

/** @param {IndependentKey} key */
function schemeOf({ alg, publicKey }) {
  const isEd448 = publicKey?.asymmetricKeyType === 'ed448'
  const scheme = schemes[alg === 'EdDSA' && isEd448 ? 'Ed448' : alg]
  if (scheme === undefined) throw new Error(`there is no verifying ${alg} here`)
  return scheme
}

/**
 * @param {Scheme} scheme
 * @param {Uint8Array} secret
 * @param {Uint8Array} message
 * @param {Uint8Array} signature
 */
function hasMac({ hash, bytes }, secret, message, signature) {
  const mac = createHmac(hash, secret).update(message).digest()
  return signature.length === bytes && timingSafeEqual(mac, signature)
}

/** @param {Uint8Array} bytes */
export function bigEndian(bytes) {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
}
