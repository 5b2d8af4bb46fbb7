// Each library as its own documentation would have it for speed, with the secret prepared once.
import { createHmac } from 'node:crypto'
import { Algorithm, signSync, verifySync } from '@node-rs/jsonwebtoken'
import { createVerifier as createFastVerifier, createSigner } from 'fast-jwt'
import { createIssuer, createVerifier, secretKey } from 'holoband'
import { jwtVerify, SignJWT } from 'jose'
import jsonwebtoken from 'jsonwebtoken'
import { audience, complete, cryptoKey, issuer, keyObject, secret, secretText, ttl } from './workload.js'

/** @typedef {import('./workload.js').Claims} Claims */

/**
 * One way of doing the work. `claims` says which part of an answer are the claims; `slow` that a round of it takes long.
 *
 * @template Input, Output
 * @typedef {object} Contestant
 * @property {string} name
 * @property {(input: Input) => Output | Promise<Output>} run
 * @property {boolean} [asynchronous]
 * @property {boolean} [slow]
 */

const key = secretKey(secret)
const holobandIssuer = createIssuer({ key, issuer, audience, ttl })
const holobandVerifier = createVerifier({ keys: key, algorithms: ['HS256'], issuer, audience })

const fastSign = createSigner({
  key: secret,
  algorithm: 'HS256',
  iss: issuer,
  aud: audience,
  expiresIn: ttl * 1000,
})
/** @type {import('fast-jwt').Algorithm[]} */
const algorithms = ['HS256']
const fastOptions = { key: secret, algorithms, allowedIss: issuer, allowedAud: audience }
const fastVerify = createFastVerifier({ ...fastOptions, cache: false })
const fastVerifyCached = createFastVerifier({ ...fastOptions, cache: 100_000 })

/** @satisfies {import('jsonwebtoken').SignOptions} */
const classicSigning = { algorithm: 'HS256', issuer, audience, expiresIn: ttl }
/** @satisfies {import('jsonwebtoken').VerifyOptions} */
const classicChecks = { algorithms: ['HS256'], issuer, audience }

const rustValidation = { algorithms: [Algorithm.HS256], iss: [issuer], aud: [audience], leeway: 0 }
const rustHeader = { algorithm: Algorithm.HS256 }

/** @type {Contestant<Claims, string>[]} */
export const signers = [
  { name: 'holoband', run: (claims) => holobandIssuer.issue(claims) },
  { name: 'fast-jwt', run: (claims) => fastSign(claims) },
  { name: 'jsonwebtoken, KeyObject', run: (claims) => jsonwebtoken.sign(claims, keyObject, classicSigning) },
  {
    name: 'jsonwebtoken, string',
    run: (claims) => jsonwebtoken.sign(claims, secretText, classicSigning),
    slow: true,
  },
  { name: '@node-rs/jsonwebtoken', run: (claims) => signSync(complete(claims), secret, rustHeader) },
  {
    name: 'jose',
    asynchronous: true,
    slow: true,
    run: (claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(`${ttl}s`)
        .sign(cryptoKey),
  },
]

/** @type {Contestant<string, Claims>[]} */
export const verifiers = [
  { name: 'holoband', run: (token) => holobandVerifier.verify(token).claims },
  { name: 'fast-jwt', run: (token) => fastVerify(token) },
  { name: 'fast-jwt, cached', run: (token) => fastVerifyCached(token) },
  {
    name: 'jsonwebtoken, KeyObject',
    run: (token) => asClaims(jsonwebtoken.verify(token, keyObject, classicChecks)),
  },
  {
    name: 'jsonwebtoken, string',
    run: (token) => asClaims(jsonwebtoken.verify(token, secretText, classicChecks)),
    slow: true,
  },
  { name: '@node-rs/jsonwebtoken', run: (token) => verifySync(token, secret, rustValidation) },
  {
    name: 'jose',
    asynchronous: true,
    slow: true,
    run: async (token) => (await jwtVerify(token, cryptoKey, classicChecks)).payload,
  },
]

/** The MAC alone: what no library on this platform can be faster than without its own code. */
export const floor = {
  name: 'node:crypto createHmac, the MAC alone',
  run: (/** @type {string} */ input) => createHmac('sha256', keyObject).update(input).digest('base64url'),
}

/** Whether a token is accepted, by those whose way of refusing is timed. */
export const judges = [
  { name: 'holoband, check', run: (/** @type {string} */ token) => holobandVerifier.check(token).ok },
  ...verifiers
    .filter(({ asynchronous, slow, name }) => !asynchronous && !slow && !name.includes('cached'))
    .map(judging),
]

/** @param {Contestant<string, Claims>} verifier */
function judging({ name, run }) {
  return {
    name: name === 'holoband' ? 'holoband, verify' : name,
    run: (/** @type {string} */ token) => {
      try {
        run(token)
        return true
      } catch {
        return false
      }
    },
  }
}

/**
 * @param {import('jsonwebtoken').JwtPayload | string} answer
 * @returns {Claims}
 */
function asClaims(answer) {
  if (typeof answer === 'string') throw new TypeError('claims are an object')
  return answer
}
