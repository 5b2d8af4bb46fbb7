import { HolobandError, keySet, publicJwks } from '../../index.js'
import { printableJson } from '../escape.js'
import { toEntries } from '../key-entries.js'
import { fileFormatOption, readKeyFile } from '../key-source.js'
import { passphraseOptions, readPassphrase } from '../passphrase.js'
import { Problem } from '../problem.js'
import { algorithms } from '../values.js'

/** @import { Key } from '../../index.js' */
/** @import { Arguments } from '../arguments.js' */
/** @import { Command, Context } from '../types.js' */

/** @type {Command} */
export const jwks = {
  name: 'jwks',
  summary: 'print the public JWK set of keys, to publish',
  usage: '[--alg ALG] FILE...',
  about: [
    'Prints the public halves of keys as a JWK set (RFC 7517), each with its kid, alg and use. Nothing private is ever ' +
      'printed, and secrets are refused: a secret that is published is one that everybody can sign with.',
    'Each FILE is a JWK, a JWK set or a PEM, public or private; a dash is standard input. A key that is there twice ' +
      'counts once. One that cannot be used, or two that share a kid, fail the whole: a set that lacks a key makes ' +
      'good tokens fail.',
  ],
  options: {
    'key-format': fileFormatOption,
    alg: {
      type: 'string',
      multiple: true,
      value: 'ALG',
      text:
        'What a key is for that names no algorithm: the first of these that takes keys of its type. A PEM of an RSA ' +
        'key needs it.',
    },
    ...passphraseOptions,
  },
  examples: [
    { text: 'What to publish of two keys:', command: ['holoband jwks current.jwk next.pem'] },
    {
      text: 'The same, with what the RSA keys among them are for:',
      command: ['holoband jwks --alg RS256 current.jwk next.pem'],
    },
  ],
  statuses: ['the set was printed', null],
  run,
}

/**
 * @param {Arguments} args
 * @param {Context} context
 * @returns {Promise<import('../types.js').Outcome>}
 */
async function run(args, context) {
  const accepted = algorithms(args)
  if (args.positionals.length === 0) {
    throw new Problem('ERR_OPTION_MISSING', 'Name the files of the keys; a dash is standard input.')
  }
  const passphrase = await readPassphrase(args, context)
  /** @type {Key[]} */
  const keys = []
  for (const [index, path] of args.positionals.entries()) {
    const subject = `File ${index + 1}`
    const material = await readKeyFile(path, subject, passphrase, args, context)
    keys.push(...named(subject, () => toEntries(material, accepted, context)))
  }
  refuseSecrets(keys)
  refuseSharedNames(keys)
  const set = publicJwks(keySet(keys))
  return { status: 0, document: { ok: true, ...set }, text: printableJson(set, 2) }
}

/**
 * named says which of the files a failure is about: by its place, because a path may be a secret in the wrong place.
 *
 * @template T
 * @param {string} subject
 * @param {() => T} make
 */
function named(subject, make) {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof Problem || error instanceof HolobandError)) throw error
    throw new Problem(error.code, `${subject}: ${error.message}`, error)
  }
}

/** @param {readonly Key[]} keys */
function refuseSecrets(keys) {
  if (keys.every(({ type }) => type !== 'secret')) return
  throw new Problem(
    'ERR_KEY_SYMMETRIC',
    'One of the keys is a secret, which has no public half and is not published.',
  )
}

/** @param {readonly Key[]} keys */
function refuseSharedNames(keys) {
  const thumbprints = new Map(keys.map(({ kid, thumbprint }) => [kid, thumbprint]))
  if (keys.every(({ kid, thumbprint }) => thumbprints.get(kid) === thumbprint)) return
  throw new Problem(
    'ERR_KEY_AMBIGUOUS',
    'Two different keys have the same kid, so that verifiers could not tell them apart. Give one of them another.',
  )
}
