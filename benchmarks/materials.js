// Keys for everybody, in the form that each library wants.
import { createPrivateKey, createPublicKey, createSecretKey } from 'node:crypto'
import {
  exportJwk,
  exportJwkWithPrivateKey,
  exportPem,
  exportPemWithPrivateKey,
  generateKey,
  secretKey,
} from 'holoband'

/** @import { Algorithm } from 'holoband' */
/** @import { Material } from './peers/peer.js' */

/**
 * @param {string} text
 * @param {string} [kid]
 * @returns {Material}
 */
export function secretMaterial(text, kid = 'secret') {
  const bytes = Buffer.from(text)
  const object = createSecretKey(bytes)
  const jwk = { kty: 'oct', k: bytes.toString('base64url') }
  return {
    ...{ alg: 'HS256', kid, key: secretKey(bytes, { kid }) },
    ...{ signing: bytes, verifying: bytes, signingObject: object, verifyingObject: object },
    ...{ privateJwk: jwk, publicJwk: jwk },
  }
}

/**
 * @param {Algorithm} alg
 * @returns {Material}
 */
export function newMaterial(alg) {
  const key = generateKey(alg)
  const [signing, verifying] = [exportPemWithPrivateKey(key), exportPem(key)]
  const publicJwk = exportJwk(key)
  return {
    ...{ alg, kid: String(publicJwk.kid), key, signing, verifying },
    ...{ privateJwk: exportJwkWithPrivateKey(key), publicJwk },
    // Not every platform has every algorithm: who wants these finds out.
    get signingObject() {
      return createPrivateKey(signing)
    },
    get verifyingObject() {
      return createPublicKey(verifying)
    },
  }
}
