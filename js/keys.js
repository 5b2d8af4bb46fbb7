import { argumentError, assertOptions, isPlainObject, optionsText } from './core/arguments.js'
import { checked } from './core/failure.js'
import { core } from './core/instance.js'
import { idOf, Resource } from './core/resource.js'
import { HolobandError } from './errors.js'

/** @typedef {'HS256' | 'HS384' | 'HS512'} Algorithm */
/** @typedef {import('./errors.js').ErrorCode} ErrorCode */

/**
 * The bytes of a secret: as they are, or as a string together with what the string means.
 *
 * @typedef {Uint8Array | { base64url: string } | { utf8: string }} SecretInput
 */

/**
 * A key for exactly one algorithm. Nothing of its secret can be read from it.
 */
export class Key extends Resource {
  /**
   * @param {number} id
   * @param {{ alg: Algorithm, kid?: string | undefined }} description
   */
  constructor(id, description) {
    super(id)
    /** The one algorithm of the key (RFC 7518 section 3.1). */
    this.alg = description.alg
    /** The key identifier, where the key has one (RFC 7517 section 4.5). */
    this.kid = description.kid
    /** @type {'secret'} */
    this.type = 'secret'
    Object.freeze(this)
  }
}

/**
 * Why a key of a set was left out.
 *
 * @typedef {object} SkippedKey
 * @property {number} index the position in the set
 * @property {ErrorCode} code
 * @property {string} [member] the member of the JWK at fault
 */

/**
 * The keys that a verifier may choose from by a token's `kid`.
 */
export class KeySet extends Resource {
  /**
   * @param {number} id
   * @param {{ keys?: { alg: Algorithm, kid?: string }[], skipped?: SkippedKey[] }} description
   */
  constructor(id, description) {
    super(id)
    /** The keys of the set, as far as they can be shown. */
    this.keys = Object.freeze((description.keys ?? []).map((key) => Object.freeze(key)))
    /** The keys that were left out, and why. */
    this.skipped = Object.freeze((description.skipped ?? []).map((key) => Object.freeze(key)))
    Object.freeze(this)
  }
}

/**
 * Makes an HMAC key from a secret (RFC 7518 section 3.2). The secret goes straight into memory that is wiped, and must
 * be at least as long as the hash output: 32, 48 or 64 bytes. A bare string is refused, because nobody could tell
 * whether it is text or base64url.
 *
 * @param {SecretInput} secret
 * @param {{ alg?: Algorithm, kid?: string }} [options] `alg` is HS256 unless it says otherwise
 * @returns {Key}
 * @throws {HolobandError} `ERR_SECRET_TOO_SHORT`, `ERR_SECRET_TOO_LONG`, `ERR_SECRET_ENCODING`,
 *   `ERR_SECRET_IS_KEY_MATERIAL` (a PEM, a JWK, … is no secret), `ERR_ALGORITHM_UNKNOWN`, `ERR_KID_INVALID`
 */
export function secretKey(secret, options = {}) {
  assertOptions(options, 'secretKey')
  const { glue, memory } = core()
  const encoding = writeSecret(secret)
  const reply = checked(glue.createSecretKey(optionsText(options), encoding))
  return new Key(reply.handle, JSON.parse(reply.text))

  /** @param {SecretInput} input */
  function writeSecret(input) {
    if (input instanceof Uint8Array) {
      memory.writeSecret(input)
      return 'bytes'
    }
    const named = isPlainObject(input) ? Object.entries(input) : []
    const [name, text] = named.length === 1 && named[0] !== undefined ? named[0] : []
    if ((name !== 'base64url' && name !== 'utf8') || typeof text !== 'string') {
      throw argumentError('a secret is a Uint8Array, { base64url: string } or { utf8: string }')
    }
    memory.writeSecret(text)
    return name
  }
}

/**
 * Makes a key from a JSON Web Key (RFC 7517). The JWK's `use`, `key_ops` and `alg` are obeyed. This version takes
 * symmetric keys (`"kty": "oct"`).
 *
 * @param {object} jwk
 * @param {{ alg?: Algorithm }} [options] the algorithm, for a JWK that names none
 * @returns {Key}
 * @throws {HolobandError} `ERR_JWK_INVALID`, `ERR_JWK_MEMBER`, `ERR_KEY_TYPE_UNSUPPORTED`, `ERR_KEY_USE`,
 *   `ERR_ALGORITHM_MISSING`, `ERR_ALGORITHM_UNKNOWN`, `ERR_ALGORITHM_KEY_MISMATCH`, and those of `secretKey`
 */
export function importJwk(jwk, options = {}) {
  assertOptions(options, 'importJwk')
  writeJson(jwk, 'a JWK')
  const reply = checked(core().glue.importKey(optionsText(options)))
  return new Key(reply.handle, JSON.parse(reply.text))
}

/**
 * Makes a key set from a JWK Set (RFC 7517 section 5). A key that cannot be used is left out and listed in `skipped`;
 * it does not spoil the others.
 *
 * @param {object} jwks `{ keys: [...] }`
 * @returns {KeySet}
 * @throws {HolobandError} `ERR_JWK_INVALID`, `ERR_KEY_SET_EMPTY` (no key can be used), `ERR_KEY_SET_MIXED`
 */
export function keySet(jwks) {
  writeJson(jwks, 'a JWK Set')
  const reply = checked(core().glue.importKeySet())
  return new KeySet(reply.handle, JSON.parse(reply.text))
}

/**
 * The same of the text of a JWK Set, which the core reads as strictly as a token: JSON.parse would take the last of two
 * members of one name.
 *
 * @param {string | Uint8Array} text
 * @param {{ algorithms: readonly Algorithm[] }} [_options] which algorithm a JWK that names none is for
 * @returns {KeySet}
 */
export function keySetFromText(text, _options) {
  const { glue, memory } = core()
  memory.writeSecret(text)
  const reply = checked(glue.importKeySet())
  return new KeySet(reply.handle, JSON.parse(reply.text))
}

/**
 * Random bytes for a new secret, as many as the algorithm's hash has, from the platform's secure generator.
 *
 * @param {Algorithm} [alg]
 * @returns {Uint8Array}
 * @throws {HolobandError} `ERR_ALGORITHM_UNKNOWN`, `ERR_RANDOM_UNAVAILABLE`
 */
export function generateSecret(alg = 'HS256') {
  const { glue, memory } = core()
  const size = typeof alg === 'string' ? glue.secretSize(alg) : 0
  if (size === 0) throw new HolobandError('ERR_ALGORITHM_UNKNOWN', { option: 'alg' })
  return memory.readSecret(size, () => checked(glue.fillSecret()))
}

/**
 * @param {unknown} value
 * @param {string} what
 */
function writeJson(value, what) {
  if (!isPlainObject(value)) throw argumentError(`${what} is an object`)
  core().memory.writeSecret(JSON.stringify(value))
}

/**
 * The numbers of one key, of several, or of a set.
 *
 * @param {unknown} keys
 * @returns {number[]}
 */
export function keyIds(keys) {
  const list = Array.isArray(keys) ? keys : [keys]
  return list.map((key) => {
    if (key instanceof Key || key instanceof KeySet) return idOf(key)
    throw argumentError('keys is a key from secretKey or importJwk, a list of them, or a key set')
  })
}
