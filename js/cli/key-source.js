import { readFile, readFileNamed, readStdin } from './input.js'
import { passphraseOptions, readPassphrase, variable } from './passphrase.js'
import { Problem } from './problem.js'

/** @import { Arguments } from './arguments.js' */
/** @import { Context } from './types.js' */

/**
 * The bytes of a key, and how they are written. The mode is that of the file, where there is one.
 *
 * @typedef {{ format: string, bytes: Uint8Array, mode: number | null, passphrase?: string | undefined }} Material
 */

export const formatOption = /** @type {const} */ ({
  type: 'string',
  value: 'FORMAT',
  text:
    'How the key is written: base64url (what keygen writes for a secret, and what is assumed), hex, utf8 (the text ' +
    'itself is the secret), raw (every byte of the file is the secret, a last newline too), jwk, jwks (a JWK set), ' +
    'or pem. It is never guessed.',
})

export const keyOptions = /** @type {const} */ ({
  'key-file': { type: 'string', value: 'FILE', text: 'The file that holds the key.' },
  'key-env': {
    type: 'string',
    value: 'NAME',
    text: 'The name of the environment variable that holds the key.',
  },
  'key-format': formatOption,
  pem: {
    type: 'string',
    value: 'FILE',
    text: 'The file of a PEM; the same as --key-file FILE --key-format pem.',
  },
  ...passphraseOptions,
})

const sources = ['key-file', 'key-env', 'pem', 'jwks']

/**
 * sourceOf finds the one option that names the key.
 *
 * @param {Arguments} args
 */
export function sourceOf(args) {
  const [source, other] = sources.filter((name) => args.has(name))
  if (source === undefined) {
    throw new Problem('ERR_OPTION_MISSING', 'A key is needed: give --key-file or --key-env, --pem or --jwks.')
  }
  if (other !== undefined) {
    throw new Problem('ERR_OPTION_CONFLICT', `--${source} and --${other} both name a key; give one of them.`)
  }
  if ((source === 'pem' || source === 'jwks') && args.has('key-format')) {
    throw new Problem(
      'ERR_OPTION_CONFLICT',
      `--${source} says how the key is written, and so does --key-format.`,
    )
  }
  return source
}

/**
 * readKeyMaterial fetches the key's bytes. Whether they are a good key is the library's to say.
 *
 * @param {Arguments} args
 * @param {Context} context
 * @returns {Promise<Material>}
 */
export async function readKeyMaterial(args, context) {
  const source = sourceOf(args)
  const format = source === 'pem' || source === 'jwks' ? source : (args.text('key-format') ?? 'base64url')
  const passphrase = await readPassphrase(args, context)
  if (passphrase !== undefined && format !== 'pem') {
    throw new Problem(
      'ERR_OPTION_CONFLICT',
      'Only a PEM can be encrypted; a passphrase is given for another key.',
    )
  }
  const value = args.text(source) ?? ''
  if (source !== 'key-env') return { format, passphrase, ...(await readFile(value, source)) }
  if (format === 'raw') {
    throw new Problem(
      'ERR_OPTION_CONFLICT',
      'An environment variable holds text, not raw bytes; say --key-format utf8.',
    )
  }
  return { format, passphrase, bytes: Buffer.from(variable(value, source, context), 'utf8'), mode: null }
}

export const fileFormatOption = /** @type {const} */ ({
  type: 'string',
  value: 'FORMAT',
  text:
    'How the key is written: jwk, jwks (a JWK set) or pem. Unless given, the end of the file name says it: .jwk or ' +
    '.json, .jwks or jwks.json, .pem, .crt or .cer. The content is never asked.',
})

/** Ends of file names, and how such files are written. The first that fits counts. */
const formatsByName = /** @type {const} */ ([
  [/\.jwks$|(?:^|[^a-z])jwks\.json$/i, 'jwks'],
  [/\.jwk$|\.json$/i, 'jwk'],
  [/\.(?:pem|crt|cer)$/i, 'pem'],
])

/**
 * readKeyFile reads a file that stands outside the options. Only keys that can have a public half are meant, so that
 * none of its bytes can become a secret.
 *
 * @param {string} path a dash is standard input
 * @param {string} subject
 * @param {string | undefined} passphrase
 * @param {Arguments} args
 * @param {Context} context
 * @returns {Promise<Material>}
 */
export async function readKeyFile(path, subject, passphrase, args, context) {
  const format = args.text('key-format') ?? formatsByName.find(([end]) => end.test(path))?.[1]
  if (format === undefined) {
    throw new Problem(
      'ERR_OPTION_MISSING',
      `${subject} does not say by its name how it is written; give --key-format.`,
    )
  }
  if (format !== 'jwk' && format !== 'jwks' && format !== 'pem') {
    throw new Problem('ERR_OPTION_RANGE', '--key-format is jwk, jwks or pem.')
  }
  if (path !== '-') return { format, passphrase, ...(await readFileNamed(path, subject)) }
  const bytes = await readStdin(context, 'Pipe the key in, or name its file.')
  return { format, passphrase, bytes, mode: null }
}
