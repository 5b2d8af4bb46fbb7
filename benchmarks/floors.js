// The signature alone, by the host: what no library is faster than without code of its own.
import { createHmac, sign, verify } from 'node:crypto'
import { WrongAnswer } from './correctness.js'

/** @import { KeyObject } from 'node:crypto' */
/** @import { Material } from './peers/peer.js' */

/** What is signed, and the signature. @typedef {{ input: Buffer, signature: Buffer }} Signed */

/** @param {string} token */
function taken(token) {
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
 * @property {string} name
 * @property {(signed: Signed) => unknown} run
 * @property {(token: string) => Signed} taken
 * @property {(signed: Signed, answer: unknown) => boolean} isRight
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
      isRight: (/** @type {Signed} */ { signature }, /** @type {unknown} */ answer) =>
        answer === signature.toString('base64url'),
    }
    return { sign: mac, verify: mac }
  }
  const digest = alg === 'EdDSA' || alg.startsWith('ML-DSA') ? null : 'sha256'
  const [signing, verifying] = [keyFor(alg, signingObject), keyFor(alg, verifyingObject)]
  const isGood = (/** @type {Signed} */ { input, signature }) => verify(digest, input, verifying, signature)
  return {
    sign: {
      name: 'node:crypto sign, the signature alone',
      run: ({ input }) => sign(digest, input, signing),
      taken,
      isRight: ({ input }, answer) => isGood({ input, signature: /** @type {Buffer} */ (answer) }),
    },
    verify: {
      name: 'node:crypto verify, the signature alone',
      run: isGood,
      taken,
      isRight: (_signed, answer) => answer === true,
    },
  }
}

/**
 * A floor is right about a token, and does not find another's signature good.
 *
 * @param {string} good
 * @param {string} forged
 */
export function examineFloor(good, forged) {
  return async (/** @type {Floor} */ { run, taken: take, isRight }, /** @type {string} */ name) => {
    if (!isRight(take(good), run(take(good)))) throw new WrongAnswer(`${name} is wrong`)
    if (run(take(forged)) === true) throw new WrongAnswer(`${name} takes a signature of another token`)
  }
}
