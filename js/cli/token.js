import { readFile, readStdin, withoutNewline } from './input.js'
import { Problem } from './problem.js'

/** @import { Arguments } from './arguments.js' */
/** @import { Context } from './types.js' */

export const tokenOptions = /** @type {const} */ ({
  'token-file': {
    type: 'string',
    value: 'FILE',
    text: 'Read the token from FILE instead of standard input.',
  },
})

/**
 * readToken takes the token from where it was given: the argument, a file, or standard input. An argument is allowed,
 * unlike for a secret, because tokens are pasted and short-lived.
 *
 * @param {Arguments} args
 * @param {Context} context
 */
export async function readToken(args, context) {
  const [given, ...more] = args.positionals
  if (more.length > 0) {
    throw new Problem(
      'ERR_CLI_ARGUMENT',
      `One token is taken, and ${args.positionals.length} arguments are given. A token has no spaces; put it in quotes.`,
    )
  }
  const path = args.text('token-file')
  if (given !== undefined && path !== undefined) {
    throw new Problem('ERR_OPTION_CONFLICT', 'The token is given both as an argument and by --token-file.')
  }
  // An empty argument is an empty token (a shell variable that is not set), not a wish for standard input.
  if (given !== undefined && given !== '-') return given
  const bytes =
    path === undefined || path === '-'
      ? await readStdin(
          context,
          'Pipe the token in, name its file with --token-file, or give it as an argument.',
        )
      : (await readFile(path, 'token-file')).bytes
  // Bytes that are no UTF-8 become U+FFFD, which no token may hold: the verdict on them is the library's.
  return withoutNewline(bytes.toString('utf8'))
}
