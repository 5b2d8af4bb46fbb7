import { argumentError, assertOptions, isPlainObject, optionsText } from './core/arguments.js'
import { checked, errorOf } from './core/failure.js'
import { calls, core } from './core/instance.js'
import { idOf, Resource } from './core/resource.js'
import { newSecretKey } from './core/setup.js'
import { HolobandError } from './errors.js'

/**
 * The registered names (RFC 7518 section 3.1, RFC 8812, RFC 9864, and ML-DSA). `EdDSA` is the deprecated name for either
 * Edwards curve.
 *
 * @typedef {'HS256' | 'HS384' | 'HS512' | 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512'
 *   | 'ES256' | 'ES384' | 'ES512' | 'ES256K' | 'Ed25519' | 'Ed448' | 'EdDSA'
 *   | 'ML-DSA-44' | 'ML-DSA-65' | 'ML-DSA-87'} Algorithm
 */

/**
 * The bytes of a secret: as they are, or as a string together with what the string means.
 *
 * @typedef {Uint8Array | { base64url: string } | { utf8: string }} SecretInput
 */

/**
 * What a key is: a secret signs and verifies, a private key too, a public key only verifies.
 *
 * @typedef {'secret' | 'private' | 'public'} KeyType
 */

/**
 * What can be seen of a key.
 *
 * @typedef {object} KeyDescription
 * @property {Algorithm} alg the one algorithm of the key (RFC 7518 section 3.1)
 * @property {KeyType} type  what the key can do
 * @property {string} [kid] the key identifier (RFC 7517 section 4.5)
 * @property {string} [thumbprint] of an asymmetric key: its SHA-256 thumbprint (RFC 7638)
 */

/**
 * A key for exactly one algorithm. Nothing of its secret can be read from it.
 */
export class Key extends Resource {
  /**
   * @param {number} id
   * @param {KeyDescription} description
   */
  constructor(id, description) {
    super(id)
    /** The one algorithm of the key (RFC 7518 section 3.1). @type {Algorithm} */
    this.alg = description.alg
    /**
     * The key identifier (RFC 7517 section 4.5): the one that was given, else the thumbprint of an asymmetric key.
     *
     * @type {string | undefined}
     */
    this.kid = description.kid
    /**
     * What the key is: a secret signs and verifies, a private key too, a public key only verifies.
     *
     * @type {KeyType}
     */
    this.type = description.type
    /**
     * The SHA-256 thumbprint (RFC 7638) of an asymmetric key, which names it wherever it is.
     *
     * @type {string | undefined}
     */
    this.thumbprint = description.thumbprint
    Object.freeze(this)
  }

  /**
   * The public half of a private key, which is all that a verifier or another party needs.
   *
   * @returns {Key}
   * @throws {HolobandError} `ERR_KEY_SYMMETRIC`: a secret has none
   */
  publicKey() {
    return keyOf(calls().publicHalf(idOf(this)))
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
  const { memory } = core()
  const others = optionsText(options)
  const encoding = writeSecret(secret)
  return keyOf(newSecretKey(others, encoding === 'base64url'))

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
 * Makes a key from a JSON Web Key (RFC 7517): `oct`, `RSA`, `EC`, `OKP` or `AKP`. The JWK's `use`, `key_ops` and `alg`
 * are obeyed. Where neither the JWK nor the option names an algorithm, the curve does (RFC 9864); an RSA key or a secret
 * needs one.
 *
 * @param {object} jwk parsed; its members are those of RFC 7518 section 6 and RFC 8037
 * @param {{ alg?: Algorithm }} [options] the algorithm, for a JWK that names none
 * @returns {Key}
 * @throws {HolobandError} `ERR_JWK_INVALID`, `ERR_JWK_MEMBER`, `ERR_KEY_TYPE_UNSUPPORTED`, `ERR_KEY_USE`,
 *   `ERR_ALGORITHM_MISSING`, `ERR_ALGORITHM_UNKNOWN`, `ERR_ALGORITHM_KEY_MISMATCH`, `ERR_KEY_INVALID`,
 *   `ERR_KEY_TOO_WEAK`, `ERR_KEY_TOO_LARGE`, and those of `secretKey`
 */
export function importJwk(jwk, options = {}) {
  assertOptions(options, 'importJwk')
  if (!isPlainObject(jwk)) throw argumentError('a JWK is an object')
  return importJwkText(jwkText(jwk), options)
}

/**
 * The JSON text of a JWK or of a set of them. Anybody may have written it: what JSON cannot, because it goes too deep or
 * round in a circle, is no JWK.
 *
 * @param {object} value
 * @returns {string}
 */
export function jwkText(value) {
  try {
    return JSON.stringify(value) ?? ''
  } catch (cause) {
    throw new HolobandError('ERR_JWK_INVALID', { cause })
  }
}

/**
 * Makes a key from the text of a JWK, of which nothing is lost on the way, as repeated members would be.
 *
 * @param {string} text
 * @param {{ alg?: Algorithm }} options
 */
export function importJwkText(text, options) {
  // First: what cannot be written would leave the key where it stands.
  const others = optionsText(options)
  core().memory.writeSecret(text)
  return keyOf(calls().importKey(others))
}

/**
 * Makes a key from one PEM block (RFC 7468): `PUBLIC KEY`, `PRIVATE KEY`, `ENCRYPTED PRIVATE KEY`, `RSA PUBLIC KEY`,
 * `RSA PRIVATE KEY`, `EC PRIVATE KEY` or `CERTIFICATE`. The algorithm must be named, because the same RSA key could be
 * for six. Of a certificate only the key is used: whether it is valid, and for whom, is for the caller to judge.
 *
 * @param {string} pem the text of the block, with its first and last line
 * @param {Algorithm} alg what the key is for
 * @param {{ kid?: string, passphrase?: string }} [options] the passphrase of an encrypted private key (PBES2 with PBKDF2,
 *   HMAC with SHA-2 and AES-CBC); `kid` is the thumbprint unless it is given
 * @returns {Key}
 * @throws {HolobandError} `ERR_PEM_INVALID`, `ERR_PEM_UNSUPPORTED`, `ERR_PASSPHRASE_MISSING`, `ERR_PASSPHRASE_WRONG`,
 *   `ERR_ALGORITHM_UNKNOWN`, `ERR_ALGORITHM_KEY_MISMATCH`, `ERR_KEY_INVALID`, `ERR_KEY_TOO_WEAK`,
 *   `ERR_KEY_TOO_LARGE`, `ERR_KID_INVALID`
 */
export function importPem(pem, alg, options = {}) {
  assertOptions(options, 'importPem')
  const { passphrase = '', ...others } = options
  if (typeof pem !== 'string') throw argumentError('a PEM is a string')
  if (typeof alg !== 'string') throw argumentError('importPem takes the algorithm of the key')
  if (typeof passphrase !== 'string') throw argumentError('a passphrase is a string')
  const written = optionsText({ ...others, alg })
  const pemSize = core().memory.writeSecret(pem, passphrase)
  return keyOf(calls().importPem(written, pemSize))
}

/**
 * Makes a new key: a secret for HMAC, else a private key. An RSA key can take some seconds.
 *
 * @param {Algorithm} alg
 * @param {{ kid?: string, modulusLength?: number }} [options] `modulusLength` is for RSA, in bits: 2048 (unless it says
 *   otherwise) to 8192
 * @returns {Key}
 * @throws {HolobandError} `ERR_ALGORITHM_UNKNOWN`, `ERR_OPTION_RANGE`, `ERR_KID_INVALID`, `ERR_RANDOM_UNAVAILABLE`
 */
export function generateKey(alg, options = {}) {
  assertOptions(options, 'generateKey')
  if (typeof alg !== 'string') throw argumentError('generateKey takes the algorithm of the key')
  return keyOf(calls().generateKey(optionsText({ ...options, alg })))
}

/**
 * The public JWK of a key, with `kid`, `alg` and `use`: the public half of a private key.
 *
 * @param {Key} key
 * @returns {Record<string, string>}
 * @throws {HolobandError} `ERR_KEY_SYMMETRIC`: a secret has no public half
 */
export function exportJwk(key) {
  return JSON.parse(exported(key, false, false))
}

/**
 * The JWK of a private key, or of a secret that `generateKey` made, secret parts included. Whoever has it can sign. The
 * text of it stays in JavaScript's memory until it is collected, so this is for moving keys, not for using them.
 *
 * @param {Key} key
 * @returns {Record<string, string>}
 * @throws {HolobandError} `ERR_KEY_NOT_PRIVATE`, `ERR_KEY_NOT_EXPORTABLE` (the secret of `secretKey` is not kept)
 */
export function exportJwkWithPrivateKey(key) {
  return JSON.parse(exported(key, false, true))
}

/**
 * The public PEM of a key (`PUBLIC KEY`, SPKI): the public half of a private key.
 *
 * @param {Key} key
 * @returns {string}
 * @throws {HolobandError} `ERR_KEY_SYMMETRIC`
 */
export function exportPem(key) {
  return exported(key, true, false)
}

/**
 * The PEM of a private key (`PRIVATE KEY`, PKCS #8, not encrypted). Whoever has it can sign.
 *
 * @param {Key} key
 * @returns {string}
 * @throws {HolobandError} `ERR_KEY_SYMMETRIC`, `ERR_KEY_NOT_PRIVATE`
 */
export function exportPemWithPrivateKey(key) {
  return exported(key, true, true)
}

/**
 * Random bytes for a new secret, as many as the algorithm's hash has, from the platform's secure generator.
 *
 * @param {Algorithm} [alg]
 * @returns {Uint8Array}
 * @throws {HolobandError} `ERR_ALGORITHM_UNKNOWN`, `ERR_RANDOM_UNAVAILABLE`
 */
export function generateSecret(alg = 'HS256') {
  const size = typeof alg === 'string' ? calls().secretSize(alg) : 0
  if (size === 0) throw new HolobandError('ERR_ALGORITHM_UNKNOWN', { option: 'alg' })
  return core().memory.readSecret(size, () => checked(calls().fillSecret()))
}

/**
 * @param {import('../dist/holoband.js').Reply} reply
 * @returns {Key}
 */
function keyOf(reply) {
  const { handle, text } = checked(reply)
  return new Key(handle, JSON.parse(text))
}

/**
 * @param {unknown} key
 * @param {boolean} pem
 * @param {boolean} withPrivate
 */
function exported(key, pem, withPrivate) {
  if (!(key instanceof Key)) throw argumentError('only a key can be exported')
  const { glue, memory } = core()
  const status = glue._holoband_export_key(idOf(key), pem, withPrivate)
  if (status !== 0) throw errorOf(status, memory.detail())
  return memory.takeSecretText()
}
