// The signature alone, by the host: what no library is faster than without code of its own.
import { createHmac, sign, verify } from 'node:crypto'
import { WrongAnswer } from './correctness.js'

/** @import { KeyObject } from 'node:crypto' */
/** @import { Material } from './peers/peer.js' */

/** What is signed, and the signature. @typedef {{ input: Buffer, signature: Buffer }} Signed */

/** @param {string} token */
export function taken(token) {
  const dot = token.lastIndexOf('.')
  return {
    input: Buffer.from(token.slice(0, dot)),
    signature: Buffer.from(token.slice(dot + 1), 'base64url'),
  }
}

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
 * @property {(signed: Signed) => unknown} run
 * @property {(signed: Signed, answer: unknown) => boolean} isRight
 */

/**
 * The name of a floor, which is told even where the host has no such signature.
 *
 * @param {Material} material
 * @param {'sign' | 'verify'} what
 */
export function floorName({ alg }, what) {
  return alg === 'HS256'
    ? 'node:crypto createHmac, the MAC alone'
    : `node:crypto ${what}, the signature alone`
}

/**
 * @param {Material} material
 * @param {'sign' | 'verify'} what
 * @returns {Floor}
 */
export function floorOf({ alg, signingObject, verifyingObject }, what) {
  if (alg === 'HS256') {
    return {
      run: ({ input }) => createHmac('sha256', signingObject).update(input).digest('base64url'),
      isRight: ({ signature }, answer) => answer === signature.toString('base64url'),
    }
  }
  const digest = alg === 'EdDSA' || alg.startsWith('ML-DSA') ? null : 'sha256'
  const [signing, verifying] = [keyFor(alg, signingObject), keyFor(alg, verifyingObject)]
  const isGood = (/** @type {Signed} */ { input, signature }) => verify(digest, input, verifying, signature)
  return what === 'verify'
    ? { run: isGood, isRight: (_signed, answer) => answer === true }
    : {
        run: ({ input }) => sign(digest, input, signing),
        isRight: ({ input }, answer) => isGood({ input, signature: /** @type {Buffer} */ (answer) }),
      }
}

/**
 * A floor is right about a token, and does not find another's signature good.
 *
 * @param {string} good
 * @param {string} forged
 */
export function examineFloor(good, forged) {
  return async (/** @type {Floor} */ { run, isRight }, /** @type {string} */ name) => {
    if (!isRight(taken(good), run(taken(good)))) throw new WrongAnswer(`${name} is wrong`)
    if (run(taken(forged)) === true) throw new WrongAnswer(`${name} takes a signature of another token`)
  }
}
