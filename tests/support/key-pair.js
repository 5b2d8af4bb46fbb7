import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'

/** @import { KeyObject } from 'node:crypto' */

const encodings = {
  privateKeyEncoding: { format: 'der', type: 'pkcs8' },
  publicKeyEncoding: { format: 'der', type: 'spki' },
}

/**
 * Makes a key pair as node:crypto does, of any type that it knows, and reads it from its bytes. Of the pair that
 * `generateKeyPairSync` returns, Node.js 20 can stop for ever while it exports a JWK: it holds the key's lock while it makes an
 * object of it, and where garbage is collected then, what generated the key wants the same lock.
 *
 * @param {string} type
 * @param {object} [options]
 * @returns {{ privateKey: KeyObject, publicKey: KeyObject }}
 */
export function generateKeyPair(type, options = {}) {
  const generate =
    /** @type {(type: string, options: object) => { privateKey: Buffer, publicKey: Buffer }} */ (
      /** @type {unknown} */ (generateKeyPairSync)
    )
  const { privateKey, publicKey } = generate(type, { ...options, ...encodings })
  return {
    privateKey: createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' }),
    publicKey: createPublicKey({ key: publicKey, format: 'der', type: 'spki' }),
  }
}
