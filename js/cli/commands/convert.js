import { given } from '../given.js'
import { toKey } from '../key.js'
import { toEntries } from '../key-entries.js'
import { writeKeyFile } from '../key-file.js'
import { fileFormatOption, readKeyFile } from '../key-source.js'
import { privateText, publicText, warnOfTerminal } from '../key-text.js'
import { passphraseOptions, readPassphrase } from '../passphrase.js'
import { Problem } from '../problem.js'
import { algorithms } from '../values.js'

/** @import { Key } from '../../index.js' */
/** @import { Arguments } from '../arguments.js' */
/** @import { Material } from '../key-source.js' */
/** @import { Command, Context } from '../types.js' */

/** @type {Command} */
export const convert = {
  name: 'keys convert',
  summary: 'turn a JWK into a PEM, or a PEM into a JWK',
  usage: '[--to jwk|pem] [--alg ALG] [--out FILE] [FILE]',
  about: [
    'Writes the public half of a key in the other form: a JWK (RFC 7517) as a PEM (PUBLIC KEY), and a PEM as a JWK. ' +
      'The key itself is written only with --include-private-key.',
    'FILE is a JWK, a key of a JWK set, or a PEM: PUBLIC KEY, PRIVATE KEY, ENCRYPTED PRIVATE KEY, RSA PUBLIC KEY, RSA ' +
      'PRIVATE KEY, EC PRIVATE KEY or CERTIFICATE, of which only the key is used. Without FILE, or where it is a dash, ' +
      'the key is read from standard input.',
  ],
  options: {
    to: {
      type: 'string',
      value: 'FORMAT',
      text: 'How to write it: jwk or pem. Unless given: the one of the two in which it is not written now.',
    },
    'key-format': fileFormatOption,
    alg: {
      type: 'string',
      value: 'ALG',
      text: 'The algorithm, of a key that names none. A PEM of an RSA key needs it.',
    },
    kid: {
      type: 'string',
      value: 'ID',
      text:
        'Of a set: the key identifier of the key to convert. Of a PEM, which has none: the one to give to the JWK, ' +
        'instead of the thumbprint (RFC 7638).',
    },
    ...passphraseOptions,
    'include-private-key': {
      type: 'boolean',
      text: 'Write the private key, not encrypted. Who has it can issue tokens.',
    },
    out: {
      type: 'string',
      value: 'FILE',
      text: 'Create FILE instead of printing the key: a private key readable by you alone (mode 0600).',
    },
    force: { type: 'boolean', text: 'Let --out replace a file that exists.' },
  },
  examples: [
    { text: 'The public half of a private JWK, as a PEM:', command: ['holoband keys convert signing.jwk'] },
    {
      text: 'A private key that another tool made, as a JWK in a file:',
      command: [
        'holoband keys convert --alg RS256 --include-private-key \\',
        '--out converted.jwk private.pem',
      ],
    },
  ],
  statuses: ['the key was written', null],
  run,
}

/**
 * @param {Arguments} args
 * @param {Context} context
 * @returns {Promise<import('../types.js').Outcome>}
 */
async function run(args, context) {
  const [path = '-', ...more] = args.positionals
  if (more.length > 0) {
    throw new Problem('ERR_CLI_ARGUMENT', `One key is taken, and ${more.length + 1} arguments are given.`)
  }
  const file = args.text('out')
  if (file === undefined && args.has('force')) {
    throw new Problem('ERR_OPTION_CONFLICT', '--force is about the file of --out, which is not given.')
  }
  const passphrase = await readPassphrase(args, context)
  const material = await readKeyFile(
    path,
    path === '-' ? 'Standard input' : 'The file',
    passphrase,
    args,
    context,
  )
  const format = targetOf(args, material)
  const key = chosenKey(args, material, context)
  const isPublic = !args.has('include-private-key')
  const { text, shown } = isPublic ? publicText(key, format) : privateText(key, format)
  const document = { ok: true, alg: key.alg, format, ...given({ kid: key.kid }) }
  if (file === undefined) {
    if (!isPublic) warnOfTerminal(context, key)
    return { status: 0, document: { ...document, key: shown }, text }
  }
  await writeKeyFile(file, `${text}\n`, { force: args.has('force'), isPublic })
  context.notes.push(`Wrote the ${isPublic ? 'public' : 'private'} key to the file of --out.`)
  return { status: 0, document: { ...document, file } }
}

/**
 * @param {Arguments} args
 * @param {Material} material
 */
function targetOf(args, { format }) {
  const to = args.text('to') ?? (format === 'pem' ? 'jwk' : 'pem')
  if (to === 'jwk' || to === 'pem') return to
  throw new Problem('ERR_OPTION_RANGE', '--to is jwk or pem.')
}

/**
 * @param {Arguments} args
 * @param {Material} material
 * @param {Context} context
 * @returns {Key}
 */
function chosenKey(args, material, context) {
  const [alg] = algorithms(args)
  const kid = args.text('kid')
  if (material.format === 'pem') return toKey(material, alg, context, kid)
  if (material.format === 'jwks')
    return entryOf(toEntries(material, alg === undefined ? [] : [alg], context), kid)
  if (kid === undefined) return toKey(material, alg, context)
  throw new Problem('ERR_OPTION_CONFLICT', 'A JWK has its own kid; --kid is for a PEM or a JWK set.')
}

/**
 * @param {readonly Key[]} keys
 * @param {string | undefined} kid
 */
function entryOf(keys, kid) {
  const [key, other] = kid === undefined ? keys : keys.filter((candidate) => candidate.kid === kid)
  if (key !== undefined && other === undefined) return key
  if (kid === undefined) {
    throw new Problem('ERR_OPTION_MISSING', 'The set holds several keys; --kid names the one to convert.')
  }
  if (key === undefined) throw new Problem('ERR_KEY_NOT_FOUND', 'No key of the set has the kid of --kid.')
  throw new Problem('ERR_KEY_AMBIGUOUS', 'More than one key of the set has the kid of --kid.')
}
