// The signature alone, by the host: what no library is faster than without code of its own.
import { createHmac, sign, verify } from 'node:crypto'
import { WrongAnswer } from './correctness.js'

/** @import { KeyObject } from 'node:crypto' */
/** @import { Material } from './peers/peer.js' */

/** What is signed, and the signature. @typedef {{ input: Buffer, signature: Buffer }} Signed */

/** @param {string} token */
function taken(token) {
  const dot = token.lastIndexOf('.')
  return { input: Buffer.from(token.slice(0, dot)), signature: Buffer.from(token.slice(dot + 1), 'base64url') }
}

const digests = new Map([['EdDSA', null]])

/**
 * @param {string} alg
 * @param {KeyObject} key
 */
function keyFor(alg, key) {
  if (alg === 'ES256') return { key, dsaEncoding: /** @type {const} */ ('ieee-p1363') }
  if (alg === 'PS256') return { key, padding: 6, saltLength: 32 } // RSA_PKCS1_PSS_PADDING
  return key
}

/**
 * A floor for what is done with tokens: the inputs are prepared outside the time that counts, as no library can.
 *
 * @typedef {object} Floor
 * @property {string} name
 * @property {(signed: Signed) => unknown} run
 * @property {(token: string) => Signed} taken
 */

/**
 * @param {Material} material
 * @returns {{ sign: Floor, verify: Floor }}
 */
export function floorsOf({ alg, signingObject, verifyingObject }) {
  if (alg === 'HS256') {
    const mac = {
      name: 'node:crypto createHmac, the MAC alone',
      run: (/** @type {Signed} */ { input }) =>
        createHmac('sha256', signingObject).update(input).digest('base64url'),
      taken,
    }
    return { sign: mac, verify: mac }
  }
  const digest = digests.has(alg) ? null : 'sha256'
  const [signing, verifying] = [keyFor(alg, signingObject), keyFor(alg, verifyingObject)]
  return {
    sign: { name: 'node:crypto sign, the signature alone', run: ({ input }) => sign(digest, input, signing), taken },
    verify: {
      name: 'node:crypto verify, the signature alone',
      run: ({ input, signature }) => verify(digest, input, verifying, signature),
      taken,
    },
  }
}

/**
 * @param {string} good
 * @param {string} forged
 */
export function examineFloor(good, forged) {
  return async (/** @type {Floor} */ { run, taken: take }, /** @type {string} */ name) => {
    const answer = run(take(good))
    const wrong = run(take(forged))
    if (typeof answer === 'boolean' && (!answer || wrong === true)) throw new WrongAnswer(`${name} is wrong`)
    if (typeof answer === 'string' && answer !== good.slice(good.lastIndexOf('.') + 1))
      throw new WrongAnswer(`${name} is wrong`)
  }
}
