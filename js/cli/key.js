import { HolobandError, importPem, secretKey } from '../index.js'
import { keySetFromText } from '../key-set.js'
import { importJwkText } from '../keys.js'
import { given } from './given.js'
import { textOf, withoutNewline } from './input.js'
import { Problem } from './problem.js'

/** @import { Algorithm, Key } from '../index.js' */
/** @import { Material } from './key-source.js' */
/** @import { Context } from './types.js' */

/** The algorithms that take keys of one curve or parameter set alone, and so are what a PEM of it is for. */
const curveAlgorithms = /** @type {const} */ ([
  'ES256',
  'ES384',
  'ES512',
  'ES256K',
  'Ed25519',
  'Ed448',
  'ML-DSA-44',
  'ML-DSA-65',
  'ML-DSA-87',
])

/**
 * toKey makes the one key of a material.
 *
 * @param {Material} material
 * @param {Algorithm | undefined} alg
 * @param {Context} context
 * @param {string} [kid] the name of a PEM
 */
export function toKey(material, alg, context, kid) {
  const key = explained(material.format, () => makeKey(material, alg, kid))
  warnOfReaders(material.mode, key.type !== 'public', context)
  return key
}

/**
 * @param {Material} material
 * @param {Algorithm | undefined} alg
 * @param {string | undefined} kid
 */
function makeKey({ format, bytes, passphrase }, alg, kid) {
  const options = given({ alg })
  switch (format) {
    case 'base64url':
      return secretKey({ base64url: keyText(bytes) }, options)
    case 'hex':
      return secretKey(fromHex(keyText(bytes)), options)
    case 'utf8':
      return secretKey({ utf8: keyText(bytes) }, options)
    case 'raw':
      return secretKey(bytes, options)
    case 'jwk':
      return importJwkText(textOf(bytes, 'The key'), options)
    case 'pem':
      return pemKey(textOf(bytes, 'The key'), alg === undefined ? curveAlgorithms : [alg], {
        passphrase,
        kid,
      })
    case 'jwks':
      throw new Problem('ERR_OPTION_CONFLICT', 'A JWK set holds several keys, and one is asked for here.')
    default:
      throw new Problem('ERR_OPTION_RANGE', '--key-format is base64url, hex, utf8, raw, jwk, jwks or pem.')
  }
}

/**
 * pemKey makes the key of a PEM for the first algorithm that takes keys of its type.
 *
 * @param {string} pem
 * @param {readonly Algorithm[]} algorithms
 * @param {{ passphrase?: string | undefined, kid?: string | undefined }} options
 * @returns {Key}
 */
function pemKey(pem, algorithms, options) {
  for (const alg of algorithms) {
    try {
      return importPem(pem, alg, given(options))
    } catch (error) {
      const mismatch = error instanceof HolobandError && error.code === 'ERR_ALGORITHM_KEY_MISMATCH'
      if (!mismatch || algorithms.length === 1) throw error
    }
  }
  throw new Problem(
    'ERR_ALGORITHM_MISSING',
    'A PEM does not say which algorithm its key is for; give --alg, for an RSA key RS256 or PS256 for example.',
  )
}

/**
 * toKeySet makes the keys of a JWK set, and warns of those that are left out.
 *
 * @param {Material} material
 * @param {{ algorithms?: readonly Algorithm[], active?: string | undefined }} options
 * @param {Context} context
 */
export function toKeySet({ bytes, mode }, { algorithms = [], active }, context) {
  const options = given({ algorithms: algorithms.length > 0 ? algorithms : undefined, active })
  const set = explained('jwks', () => keySetFromText(textOf(bytes, 'The key'), options))
  warnOfSkipped(set.skipped, context)
  warnOfReaders(
    mode,
    set.keys.some(({ type }) => type !== 'public'),
    context,
  )
  return set
}

/**
 * @param {readonly { index: number, code: string }[]} skipped
 * @param {Context} context
 */
export function warnOfSkipped(skipped, { warnings }) {
  for (const { index, code } of skipped) {
    warnings.push(`Key ${index + 1} of the set is left out (${code}).`)
  }
}

/**
 * @param {number | null} mode
 * @param {boolean} isSecret whether the file holds what others must not read
 * @param {Context} context
 */
function warnOfReaders(mode, isSecret, { warnings }) {
  // Windows keeps no such bits; there they would always warn.
  if (!isSecret || mode === null || (mode & 0o044) === 0 || process.platform === 'win32') return
  warnings.push(
    `Other users of this machine can read the key file (its mode is ${mode.toString(8).padStart(4, '0')}). ` +
      'Take the right away with chmod 600.',
  )
}

/**
 * explained adds to what the library says of a key how it was read, since a wrong format is the likeliest cause.
 *
 * @template T
 * @param {string} format
 * @param {() => T} make
 * @returns {T}
 */
export function explained(format, make) {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof HolobandError)) throw error
    const hint =
      hints.get(error.code) ?? `The key was read as ${format}; --key-format says how it is written.`
    throw new Problem(error.code, `${error.message} (${hint})`, error)
  }
}

/** @type {ReadonlyMap<string, string>} */
const hints = new Map([
  ['ERR_PASSPHRASE_MISSING', 'Give it by --passphrase-file or --passphrase-env.'],
  ['ERR_PASSPHRASE_WRONG', 'One newline at its end is taken off, and nothing else.'],
  ['ERR_KEY_SET_ACTIVE', 'Without --active the first key that can sign does.'],
])

/** @param {Uint8Array} bytes */
function keyText(bytes) {
  return withoutNewline(textOf(bytes, 'The key'))
}

/** @param {string} text */
function fromHex(text) {
  // Buffer.from stops at the first character that is no hexadecimal digit and keeps a shorter secret.
  if (text.length % 2 === 0 && /^[0-9a-f]*$/i.test(text)) return Buffer.from(text, 'hex')
  throw new Problem(
    'ERR_SECRET_ENCODING',
    'The key is not written in pairs of hexadecimal digits. (--key-format says how it is written.)',
  )
}
