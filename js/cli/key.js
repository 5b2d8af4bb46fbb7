import { HolobandError, importJwk, keySet, secretKey } from '../index.js'
import { readFile, textOf, withoutNewline } from './input.js'
import { Problem } from './problem.js'

/** @import { Arguments } from './arguments.js' */
/** @import { Context } from './types.js' */
/** @import { Algorithm } from './values.js' */

/** @typedef {{ format: string, bytes: Uint8Array }} Material */

export const keyOptions = /** @type {const} */ ({
  'key-file': { type: 'string', value: 'FILE', text: 'The file that holds the key.' },
  'key-env': {
    type: 'string',
    value: 'NAME',
    text: 'The name of the environment variable that holds the key.',
  },
  'key-format': {
    type: 'string',
    value: 'FORMAT',
    text:
      'How the key is written: base64url (what keygen writes, and what is assumed), hex, utf8 (the text itself is ' +
      'the secret), raw (every byte of the file is the secret, a last newline too), jwk, or jwks (a JWK set; to ' +
      'verify). It is never guessed.',
  },
})

/**
 * readKeyMaterial fetches the key's bytes. Whether they are a good key is the library's to say.
 *
 * @param {Arguments} args
 * @param {Context} context
 * @returns {Promise<Material>}
 */
export async function readKeyMaterial(args, context) {
  const path = args.text('key-file')
  const name = args.text('key-env')
  const format = args.text('key-format') ?? 'base64url'
  if (path !== undefined && name !== undefined) {
    throw new Problem('ERR_OPTION_CONFLICT', '--key-file and --key-env both name a key; give one of them.')
  }
  if (path !== undefined) return { format, bytes: await readKeyFile(path, context) }
  if (name === undefined) {
    throw new Problem('ERR_OPTION_MISSING', 'A key is needed: give --key-file or --key-env.')
  }
  if (format === 'raw') {
    throw new Problem(
      'ERR_OPTION_CONFLICT',
      'An environment variable holds text, not raw bytes; say --key-format utf8.',
    )
  }
  const value = context.env[name]
  if (!value) {
    // The name is not repeated: `--key-env "$SECRET"` would have the secret printed.
    throw new Problem(
      'ERR_CLI_INPUT',
      'The environment variable that --key-env names is not set or is empty. The option takes its name, not its value.',
    )
  }
  return { format, bytes: Buffer.from(value, 'utf8') }
}

/**
 * @param {string} path
 * @param {Context} context
 */
async function readKeyFile(path, { warnings }) {
  const { bytes, mode } = await readFile(path, 'key-file')
  // Windows keeps no such bits; there they would always warn.
  if (mode !== null && (mode & 0o044) !== 0 && process.platform !== 'win32') {
    warnings.push(
      `Other users of this machine can read the key file (its mode is ${mode.toString(8).padStart(4, '0')}). ` +
        'Take the right away with chmod 600.',
    )
  }
  return bytes
}

/**
 * toKey makes the one key of a material.
 *
 * @param {Material} material
 * @param {Algorithm | undefined} alg
 */
export function toKey({ format, bytes }, alg) {
  const options = alg === undefined ? {} : { alg }
  return explained(format, () => {
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
        return importJwk(parsedKey(bytes), options)
      case 'jwks':
        throw new Problem(
          'ERR_OPTION_CONFLICT',
          'A JWK set is for verifying; to sign, give the one key with --key-format jwk.',
        )
      default:
        throw new Problem('ERR_OPTION_RANGE', '--key-format is base64url, hex, utf8, raw, jwk or jwks.')
    }
  })
}

/**
 * toKeySet makes the keys of a JWK set, and warns of those that are left out.
 *
 * @param {Material} material
 * @param {Context} context
 */
export function toKeySet({ format, bytes }, { warnings }) {
  const set = explained(format, () => keySet(parsedKey(bytes)))
  for (const { index, code } of set.skipped) {
    warnings.push(`Key ${index + 1} of the set is left out (${code}).`)
  }
  return set
}

/**
 * explained adds to what the library says of a key how it was read, since a wrong format is the likeliest cause.
 *
 * @template T
 * @param {string} format
 * @param {() => T} make
 * @returns {T}
 */
function explained(format, make) {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof HolobandError)) throw error
    const hint = `The key was read as ${format}; --key-format says how it is written.`
    throw new Problem(error.code, `${error.message} (${hint})`, error)
  }
}

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

/**
 * @param {Uint8Array} bytes
 * @returns {Record<string, unknown>}
 */
function parsedKey(bytes) {
  const text = textOf(bytes, 'The key')
  /** @type {unknown} */
  let value
  try {
    value = JSON.parse(text)
  } catch {
    // The parser's own message quotes the text, which is the secret: it goes no further, not even as a cause.
    throw new Problem('ERR_JSON_SYNTAX', 'The key is not valid JSON.')
  }
  if (isObject(value)) return value
  throw new HolobandError('ERR_JWK_INVALID')
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
