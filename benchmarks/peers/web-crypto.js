// Keys as CryptoKey, which the libraries that are made for it do not import again for each token.
import { webcrypto } from 'node:crypto'

/** @type {Readonly<Record<string, { name: string, hash?: string, namedCurve?: string }>>} */
const algorithms = {
  HS256: { name: 'HMAC', hash: 'SHA-256' },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  EdDSA: { name: 'Ed25519' },
}

/**
 * @param {string} alg
 * @param {JsonWebKey} jwk
 * @param {'sign' | 'verify'} usage
 */
export function cryptoKey(alg, jwk, usage) {
  // Some platforms want another name for the algorithm in the key than RFC 8037 has, or none; all take none.
  const { alg: _alg, ...plain } = jwk
  return webcrypto.subtle.importKey('jwk', plain, algorithms[alg] ?? { name: alg }, false, [usage])
}
