import { exportJwkWithPrivateKey, generateKey } from '../../index.js'
import { given } from '../given.js'
import { writeKeyFile } from '../key-file.js'
import { privateText, publicText, warnOfTerminal } from '../key-text.js'
import { Problem } from '../problem.js'
import { algorithms, noPositionals, whole } from '../values.js'

/** @import { Key } from '../../index.js' */
/** @import { Arguments } from '../arguments.js' */
/** @import { Command, Context } from '../types.js' */

/** @type {Command} */
export const keygen = {
  name: 'keygen',
  summary: 'make a new secret or private key',
  usage: '[--alg ALG] [--format base64url|jwk|pem] [--out FILE]',
  about: [
    "Makes a key from the platform's secure random numbers: for HMAC a secret, as long as the output of its hash " +
      'function (32, 48 or 64 bytes), and for any other algorithm a private key. Who has either can issue tokens, so ' +
      'it belongs in a file that only you can read, or in a secret store.',
    'Of a private key others get the public half, which only verifies: --public prints it, --public-out writes it to ' +
      'a file, and holoband keys convert makes it at any later time.',
  ],
  options: {
    alg: {
      type: 'string',
      value: 'ALG',
      text:
        'The algorithm: HS256 (unless given), HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ' +
        'ES512, ES256K, Ed25519, Ed448, ML-DSA-44, ML-DSA-65, ML-DSA-87, or EdDSA for verifiers that do not know the ' +
        'newer name Ed25519.',
    },
    'modulus-length': {
      type: 'string',
      value: 'BITS',
      text: 'The size of an RSA key: 2048 (unless given) to 8192 bits. A large one takes a while.',
    },
    format: {
      type: 'string',
      value: 'FORMAT',
      text:
        'How to write it: base64url (of a secret, unless given; one line), jwk (of a private key, unless given; ' +
        'RFC 7517; says its algorithm itself) or pem (of a private key; PKCS #8, not encrypted).',
    },
    kid: {
      type: 'string',
      value: 'ID',
      text:
        'The key identifier of a JWK; tokens signed with it name it. Unless given, a private key is named by its ' +
        'thumbprint (RFC 7638).',
    },
    out: {
      type: 'string',
      value: 'FILE',
      text: 'Create FILE, readable by you alone (mode 0600), instead of printing the key. Its directory must exist.',
    },
    public: { type: 'boolean', text: 'Print the public half. The key itself goes to the file of --out.' },
    'public-out': {
      type: 'string',
      value: 'FILE',
      text: 'Create FILE with the public half, readable by all (mode 0644), beside the file of --out.',
    },
    force: { type: 'boolean', text: 'Let --out and --public-out replace files that exist.' },
  },
  examples: [
    { text: 'A secret for HS256, in a file:', command: ['holoband keygen --out session.key'] },
    {
      text: 'A key pair for Ed25519, with a name by which it can be told from its successor:',
      command: [
        'holoband keygen --alg Ed25519 --kid 2026-01 --out signing.jwk \\',
        '--public-out public.jwk',
      ],
    },
  ],
  statuses: ['the key was made', null],
  run,
}

/** @typedef {'base64url' | 'jwk' | 'pem'} Format */

/**
 * @param {Arguments} args
 * @param {Context} context
 * @returns {Promise<import('../types.js').Outcome>}
 */
async function run(args, context) {
  noPositionals(args, 'keygen')
  checkFiles(args)
  const { key, format } = makeKey(args)
  const made = { ok: true, alg: key.alg, format, ...given({ kid: key.kid }) }
  const { text, shown } = format === 'base64url' ? secretText(key) : privateText(key, format)
  const file = args.text('out')
  if (file === undefined) {
    warnOfTerminal(context, key)
    return { status: 0, document: { ...made, key: shown }, text }
  }
  await writeKeyFile(file, `${text}\n`, { force: args.has('force') })
  const what = key.type === 'secret' ? 'secret' : 'private key'
  context.notes.push(`Made a ${what} for ${key.alg} in the file of --out. Keep it out of version control.`)
  const isPublished = args.has('public') || args.has('public-out')
  if (format === 'base64url' || !isPublished) return { status: 0, document: { ...made, file } }
  const { document, text: printed } = await publish(args, context, key, format)
  return { status: 0, document: { ...made, file, ...document }, ...given({ text: printed }) }
}

/** @param {Arguments} args */
function checkFiles(args) {
  if (args.has('out')) return
  for (const [option, why] of /** @type {const} */ ([
    ['force', 'is about the file of --out'],
    ['public', 'leaves the key itself to the file of --out'],
    ['public-out', 'goes beside the file of --out'],
  ])) {
    if (args.has(option)) {
      throw new Problem('ERR_OPTION_CONFLICT', `--${option} ${why}, which is not given.`)
    }
  }
}

/**
 * @param {Arguments} args
 * @returns {{ key: Key, format: Format }}
 */
function makeKey(args) {
  const [alg = 'HS256'] = algorithms(args)
  const kid = args.text('kid')
  const modulusLength = whole(args, 'modulus-length')
  const isSecret = alg.startsWith('HS')
  const format = args.text('format') ?? (isSecret ? 'base64url' : 'jwk')
  if (format !== 'base64url' && format !== 'jwk' && format !== 'pem') {
    throw new Problem('ERR_OPTION_RANGE', '--format is base64url, jwk or pem.')
  }
  if (kid !== undefined && format !== 'jwk') {
    throw new Problem('ERR_OPTION_CONFLICT', 'Only a JWK has a place for --kid; give --format jwk too.')
  }
  if (modulusLength !== undefined && !/^[RP]S/.test(alg)) {
    throw new Problem('ERR_OPTION_CONFLICT', '--modulus-length is the size of an RSA key.')
  }
  const key = generateKey(alg, given({ kid, modulusLength }))
  checkKind(args, key, format)
  return { key, format }
}

/**
 * @param {Arguments} args
 * @param {Key} key
 * @param {Format} format
 */
function checkKind(args, key, format) {
  const isSecret = key.type === 'secret'
  if (isSecret && (args.has('public') || args.has('public-out'))) {
    throw new Problem('ERR_KEY_SYMMETRIC', 'A secret has no public half; --alg names an algorithm for HMAC.')
  }
  if (isSecret && format === 'pem') {
    throw new Problem('ERR_KEY_SYMMETRIC', 'A secret has no PEM; write it as base64url or jwk.')
  }
  if (!isSecret && format === 'base64url') {
    throw new Problem(
      'ERR_OPTION_CONFLICT',
      'Only a secret is written as base64url; write a private key as jwk or pem.',
    )
  }
}

/** @param {Key} key */
function secretText(key) {
  const { k = '' } = exportJwkWithPrivateKey(key)
  return { text: k, shown: k }
}

/**
 * publish prints and writes the public half where that was asked for, when the key itself is safe in its file.
 *
 * @param {Arguments} args
 * @param {Context} context
 * @param {Key} key
 * @param {'jwk' | 'pem'} format
 * @returns {Promise<{ document: object, text?: string }>}
 */
async function publish(args, { warnings }, key, format) {
  const path = args.text('public-out')
  const { text, shown } = publicText(key, format)
  if (path !== undefined) {
    const kept = 'The key itself is made, in the file of --out; holoband keys convert writes its public half.'
    warnings.push(kept)
    await writeKeyFile(path, `${text}\n`, { force: args.has('force'), option: 'public-out', isPublic: true })
    warnings.splice(warnings.indexOf(kept), 1)
  }
  const document = given({ publicFile: path, publicKey: args.has('public') ? shown : undefined })
  return args.has('public') ? { document, text } : { document }
}
