import { readFile, readStdin, textOf, withoutNewline } from './input.js'
import { Problem } from './problem.js'

/** @import { Arguments } from './arguments.js' */
/** @import { Context } from './types.js' */

export const passphraseOptions = /** @type {const} */ ({
  'passphrase-file': {
    type: 'string',
    value: 'FILE',
    text: 'Read the passphrase of an encrypted PEM from FILE; - is standard input.',
  },
  'passphrase-env': {
    type: 'string',
    value: 'NAME',
    text: 'The name of the environment variable that holds the passphrase of an encrypted PEM.',
  },
})

/**
 * readPassphrase fetches the passphrase of a PEM, where one is given. One line ending at its end is taken off, as the
 * tools that encrypt keys do.
 *
 * @param {Arguments} args
 * @param {Context} context
 */
export async function readPassphrase(args, context) {
  const path = args.text('passphrase-file')
  const name = args.text('passphrase-env')
  if (path !== undefined && name !== undefined) {
    throw new Problem('ERR_OPTION_CONFLICT', '--passphrase-file and --passphrase-env both give a passphrase.')
  }
  if (name !== undefined) return variable(name, 'passphrase-env', context)
  if (path === undefined) return undefined
  const bytes =
    path === '-'
      ? await readStdin(context, 'Pipe the passphrase in, or name its file with --passphrase-file.')
      : (await readFile(path, 'passphrase-file')).bytes
  return withoutNewline(textOf(bytes, 'The passphrase'))
}

/**
 * variable reads an environment variable. Its name is not repeated: `--key-env "$SECRET"` would have the secret printed.
 *
 * @param {string} name
 * @param {string} option
 * @param {Context} context
 */
export function variable(name, option, { env }) {
  const value = env[name]
  if (value) return value
  throw new Problem(
    'ERR_CLI_INPUT',
    `The environment variable that --${option} names is not set or is empty. The option takes its name, not its value.`,
  )
}
