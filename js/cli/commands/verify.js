import { printableJson } from '../escape.js'
import { policyOptions, withVerifier } from '../policy.js'
import { refused } from '../problem.js'
import { readToken } from '../token.js'

/** @import { Arguments } from '../arguments.js' */
/** @import { Command, Context } from '../types.js' */

/** @type {Command} */
export const verify = {
  name: 'verify',
  summary: 'verify a token and print its claims',
  usage: '--key-file FILE --alg ALG --iss ISSUER --aud AUDIENCE [TOKEN]',
  about: [
    'Checks the form, the algorithm, the signature and then the claims of a token, and prints the claims as JSON if ' +
      'everything is in order. If not, nothing is printed but which rule the token failed.',
    'The key is a secret, a JWK or a PEM (--key-file or --pem), or a JWK set (--jwks), in a file or as its issuer ' +
      'publishes it.',
    'The token is read from standard input unless it is given. One newline at its end is taken off and nothing else.',
  ],
  options: policyOptions,
  examples: [
    {
      text: 'Verify a token from a file:',
      command: [
        'holoband verify --key-file session.key --alg HS256 \\',
        '--iss https://auth.example --aud https://api.example < token.txt',
      ],
    },
    {
      text: 'Issue and verify; for a program to read:',
      command: [
        'holoband sign --key-file session.key --sub 123 --no-issuer --no-audience --ttl 1m |',
        'holoband verify --key-file session.key --alg HS256 --no-issuer --no-audience --json',
      ],
    },
  ],
  statuses: ['the token is good', 'the token was refused'],
  run,
}

/**
 * @param {Arguments} args
 * @param {Context} context
 * @returns {Promise<import('../types.js').Outcome>}
 */
async function run(args, context) {
  return withVerifier(args, context, async (verifier) => {
    const token = await readToken(args, context)
    try {
      const { claims, header } = verifier.verify(token)
      context.notes.push('The token is good.')
      return { status: 0, document: { ok: true, claims, header }, text: printableJson(claims, 2) }
    } catch (error) {
      return refused(error)
    }
  })
}
