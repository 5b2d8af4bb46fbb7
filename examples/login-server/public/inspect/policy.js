import { createVerifier, HolobandError, importJwk, importPem, keySet, secretKey } from 'holoband'

/** @import { Algorithm, Key, KeySet, Verifier } from 'holoband' */

/** @type {readonly Algorithm[]} */
export const algorithms = Object.freeze([
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'ES256K',
  'Ed25519',
  'Ed448',
  'EdDSA',
  'ML-DSA-44',
  'ML-DSA-65',
  'ML-DSA-87',
])

/**
 * What somebody says they would accept. Nothing of it is guessed: what a key is, its owner says.
 *
 * @typedef {object} Policy
 * @property {'demo' | 'jwk' | 'pem' | 'utf8' | 'base64url'} kind
 * @property {string} keyText  for `demo`: the server's JWK Set
 * @property {Algorithm | ''} alg  nothing: as the keys say
 * @property {string} issuer    nothing: not checked
 * @property {string} audience  likewise
 * @property {string} typ       nothing: none, or JWT
 */

/**
 * createPolicyVerifier makes the verifier of a policy, or tells why there can be none.
 *
 * @param {Policy} policy
 * @returns {{ verifier?: Verifier, problem: string }}
 */
export function createPolicyVerifier(policy) {
  try {
    const keys = keysOf(policy)
    if (typeof keys === 'string') return { problem: keys }
    const named = 'keys' in keys ? keys.keys.map(({ alg }) => alg) : [keys.alg]
    const verifier = createVerifier({
      keys,
      algorithms: policy.alg === '' ? [...new Set(named)] : [policy.alg],
      issuer: policy.issuer || null,
      audience: policy.audience || null,
      ...(policy.typ === '' ? {} : { typ: policy.typ }),
    })
    return { verifier, problem: '' }
  } catch (error) {
    if (error instanceof HolobandError) return { problem: `That key cannot be used: ${error.message}` }
    throw error
  }
}

/**
 * @param {Policy} policy
 * @returns {Key | KeySet | string}
 */
function keysOf({ kind, keyText, alg }) {
  if (keyText.trim() === '') return 'Without a key no signature can be checked. Paste one.'
  if (kind === 'utf8' || kind === 'base64url') {
    const secret = kind === 'utf8' ? { utf8: keyText } : { base64url: keyText.trim() }
    return secretKey(secret, alg === '' ? {} : { alg })
  }
  if (kind === 'pem') {
    return alg === ''
      ? 'A PEM does not say which algorithm its key is for. Choose one.'
      : importPem(keyText, alg)
  }
  const jwk = parse(keyText)
  if (jwk === undefined) return 'That is no JSON object, so it is no JWK.'
  if ('keys' in jwk) return keySet(jwk, alg === '' ? {} : { algorithms: [alg] })
  return importJwk(jwk, alg === '' || 'alg' in jwk ? {} : { alg })
}

/** @param {string} text */
function parse(text) {
  try {
    const value = JSON.parse(text)
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
