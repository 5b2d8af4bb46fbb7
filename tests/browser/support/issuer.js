// An issuer with a key of each kind, made with node:crypto alone, and what its tokens must be found to be.
import { sign } from 'node:crypto'
import { generateKeyPair } from '../../support/key-pair.js'
import { aud, claims, iss, now } from '../../support/setting.js'
import { forge, segment } from '../../support/tokens.js'

/** @import { KeyObject } from 'node:crypto' */
/** @import { Setting } from '../pages/verify.js' */

const pairs = {
  ES256: generateKeyPair('ec', { namedCurve: 'P-256' }),
  RS256: generateKeyPair('rsa', { modulusLength: 2048 }),
  EdDSA: generateKeyPair('ed25519'),
}

/** @type {(keyof typeof pairs)[]} */
const algorithms = ['ES256', 'RS256', 'EdDSA']

/** What the issuer publishes. */
export const jwks = {
  keys: algorithms.map((alg) => ({
    ...pairs[alg].publicKey.export({ format: 'jwk' }),
    alg,
    kid: alg,
    use: 'sig',
  })),
}

/**
 * @param {keyof typeof pairs} alg
 * @param {Record<string, unknown>} [changes] of the claims
 * @param {Record<string, unknown>} [header]
 */
function tokenOf(alg, changes = {}, header = {}) {
  const input = `${segment({ alg, kid: alg, ...header })}.${segment({ ...claims, ...changes })}`
  return `${input}.${segment(signatureOf(input, alg, pairs[alg].privateKey))}`
}

/**
 * @param {string} input
 * @param {keyof typeof pairs} alg
 * @param {KeyObject} key
 */
function signatureOf(input, alg, key) {
  const digest = alg === 'EdDSA' ? null : 'sha256'
  return sign(digest, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
}

const confused = forge({
  header: { alg: 'HS256', kid: 'RS256' },
  payload: claims,
  secret: Buffer.from(pairs.RS256.publicKey.export({ format: 'pem', type: 'spki' })),
})
const good = tokenOf('ES256')
const other = tokenOf('ES256', { sub: 'admin' })

/** Each token with its verdict: the subject, or the code of the refusal. @type {[string, string, string][]} */
const cases = [
  ['ES256', good, claims.sub],
  ['RS256', tokenOf('RS256'), claims.sub],
  ['EdDSA', tokenOf('EdDSA'), claims.sub],
  ['expired', tokenOf('EdDSA', { exp: now }), 'ERR_TOKEN_EXPIRED'],
  ['another issuer', tokenOf('RS256', { iss: 'https://evil.example' }), 'ERR_ISSUER_MISMATCH'],
  ['another audience', tokenOf('ES256', { aud: 'https://other.example' }), 'ERR_AUDIENCE_MISMATCH'],
  [
    'the signature of another',
    `${other.slice(0, other.lastIndexOf('.'))}${good.slice(good.lastIndexOf('.'))}`,
    'ERR_SIGNATURE_INVALID',
  ],
  ['no signature', `${segment({ alg: 'none' })}.${segment(claims)}.`, 'ERR_ALGORITHM_NOT_ALLOWED'],
  ['a public key as a secret', confused, 'ERR_ALGORITHM_NOT_ALLOWED'],
  ['an unknown key', tokenOf('ES256', {}, { kid: 'nobody' }), 'ERR_KEY_NOT_FOUND'],
  ['no token', 'a.b', 'ERR_TOKEN_SEGMENTS'],
]

/** What the pages are given. @type {Setting} */
export const setting = {
  issuer: iss,
  audience: aud,
  now,
  algorithms,
  tokens: Object.fromEntries(cases.map(([name, token]) => [name, token])),
}

/** What every page must come to: four ways of asking, and one verdict. */
export const expected = {
  early: 'ERR_NOT_INITIALIZED',
  verdicts: Object.fromEntries(cases.map(([name, , verdict]) => [name, Array(4).fill(verdict)])),
}
