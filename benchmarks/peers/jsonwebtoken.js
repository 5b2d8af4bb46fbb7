import jsonwebtoken from 'jsonwebtoken'
import { audience, issuer, ttl } from '../workload.js'

/** @import { KeyObject } from 'node:crypto' */
/** @import { Claims } from '../workload.js' */
/** @import { Contestant, Material, Peer, Sign, Verify } from './peer.js' */

const known = ['HS256', 'RS256', 'PS256', 'ES256']

/**
 * @param {string} name
 * @param {string} alg
 * @param {KeyObject | string} key
 * @returns {Contestant<Sign>}
 */
function signer(name, alg, key) {
  /** @type {import('jsonwebtoken').SignOptions} */
  const options = {
    algorithm: /** @type {import('jsonwebtoken').Algorithm} */ (alg),
    issuer,
    audience,
    expiresIn: ttl,
  }
  return { name, make: () => (claims) => jsonwebtoken.sign(claims, key, options) }
}

/**
 * @param {string} name
 * @param {string} alg
 * @param {KeyObject | string} key
 * @returns {Contestant<Verify>}
 */
function verifier(name, alg, key) {
  const options = checks(alg)
  return { name, make: () => (token) => asClaims(jsonwebtoken.verify(token, key, options)) }
}

/**
 * A secret is usually handed over as a string. A PEM is the only other form of the other keys.
 *
 * @template Run
 * @param {(name: string, alg: string, key: KeyObject | string) => Contestant<Run>} one
 * @param {Material} material
 * @param {KeyObject} object
 * @param {string | Buffer} text
 */
function both(one, { alg }, object, text) {
  const asObject = one('jsonwebtoken, KeyObject', alg, object)
  return alg === 'HS256' ? [asObject, one('jsonwebtoken, string', alg, String(text))] : [asObject]
}

/** @type {Peer} */
export const peer = {
  signers: (material) =>
    known.includes(material.alg) ? both(signer, material, material.signingObject, material.signing) : [],
  verifiers: (material) =>
    known.includes(material.alg)
      ? both(verifier, material, material.verifyingObject, material.verifying)
      : [],
  keyed: (materials) => [
    {
      name: 'jsonwebtoken, KeyObject',
      asynchronous: true,
      make() {
        const keys = new Map(materials.map(({ kid, verifyingObject }) => [kid, verifyingObject]))
        const options = checks('HS256')
        /** @type {import('jsonwebtoken').GetPublicKeyOrSecret} */
        const getKey = ({ kid }, done) => done(null, keys.get(kid ?? ''))
        return (token) =>
          new Promise((resolve, reject) => {
            jsonwebtoken.verify(token, getKey, options, (error, claims) =>
              error === null ? resolve(asClaims(claims)) : reject(error),
            )
          })
      },
    },
  ],
}

/** @param {string} alg */
function checks(alg) {
  const algorithms = [/** @type {import('jsonwebtoken').Algorithm} */ (alg)]
  return { algorithms, issuer, audience }
}

/**
 * @param {import('jsonwebtoken').JwtPayload | string | undefined} answer
 * @returns {Claims}
 */
function asClaims(answer) {
  if (typeof answer !== 'object') throw new TypeError('claims are an object')
  return answer
}
