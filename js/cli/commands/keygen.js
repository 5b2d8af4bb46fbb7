import { generateSecret } from '../../index.js'
import { writeKeyFile } from '../key-file.js'
import { Problem } from '../problem.js'
import { algorithms, noPositionals } from '../values.js'

/** @import { Arguments } from '../arguments.js' */
/** @import { Command, Context } from '../types.js' */

/** @type {Command} */
export const keygen = {
  name: 'keygen',
  summary: 'make a new random secret',
  usage: '[--alg ALG] [--format base64url|jwk] [--out FILE]',
  about: [
    "Makes a secret for HMAC signatures from the platform's secure random numbers, as long as the output of its hash " +
      'function: 32, 48 or 64 bytes. Who has it can issue tokens as well as verify them, so it belongs in a file ' +
      'that only you can read, or in a secret store.',
  ],
  options: {
    alg: { type: 'string', value: 'ALG', text: 'The algorithm: HS256 (unless given), HS384 or HS512.' },
    format: {
      type: 'string',
      value: 'FORMAT',
      text: 'How to write it: base64url (unless given; one line) or jwk (RFC 7517; says its algorithm itself).',
    },
    kid: { type: 'string', value: 'ID', text: 'The key identifier of a JWK; tokens signed with it name it.' },
    out: {
      type: 'string',
      value: 'FILE',
      text: 'Create FILE, readable by you alone (mode 0600), instead of printing the secret. Its directory must exist.',
    },
    force: { type: 'boolean', text: 'Let --out replace a file that exists.' },
  },
  examples: [
    { text: 'A secret for HS256, in a file:', command: ['holoband keygen --out session.key'] },
    {
      text: 'A JWK for HS512, with a name by which it can be told from its successor:',
      command: ['holoband keygen --alg HS512 --format jwk --kid 2026-01 --out session.jwk'],
    },
  ],
  statuses: ['the secret was made', null],
  run,
}

/**
 * @param {Arguments} args
 * @param {Context} context
 * @returns {Promise<import('../types.js').Outcome>}
 */
async function run(args, context) {
  noPositionals(args, 'keygen')
  const { alg, format, key } = makeKey(args)
  const text = typeof key === 'string' ? key : JSON.stringify(key)
  const out = args.text('out')
  if (out === undefined) {
    if (args.has('force'))
      throw new Problem('ERR_OPTION_CONFLICT', '--force is about the file of --out, which is not given.')
    if (context.stdout.isTTY === true) {
      context.warnings.push(
        'The secret is shown on this terminal and may stay in its history; --out FILE keeps it off.',
      )
    }
    return { status: 0, document: { ok: true, alg, format, key }, text }
  }
  await writeKeyFile(out, `${text}\n`, args.has('force'))
  context.notes.push(`Made a secret for ${alg} in the file of --out. Keep it out of version control.`)
  return { status: 0, document: { ok: true, alg, format, file: out } }
}

/** @param {Arguments} args */
function makeKey(args) {
  const [alg = 'HS256'] = algorithms(args)
  const format = args.text('format') ?? 'base64url'
  const kid = args.text('kid')
  if (format !== 'base64url' && format !== 'jwk') {
    throw new Problem('ERR_OPTION_RANGE', '--format is base64url or jwk.')
  }
  if (kid !== undefined && format !== 'jwk') {
    throw new Problem('ERR_OPTION_CONFLICT', 'Only a JWK has a place for --kid; give --format jwk too.')
  }
  const k = Buffer.from(generateSecret(alg)).toString('base64url')
  const jwk = { kty: 'oct', alg, use: 'sig', ...(kid === undefined ? {} : { kid }), k }
  return { alg, format, key: format === 'jwk' ? jwk : k }
}
