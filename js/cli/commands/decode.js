import { decodeUnverified } from '../../index.js'
import { printableJson } from '../escape.js'
import { refused } from '../problem.js'
import { timesOf } from '../times.js'
import { readToken, tokenOptions } from '../token.js'

/** @import { Arguments } from '../arguments.js' */
/** @import { Command, Context } from '../types.js' */

/** @type {Command} */
export const decode = {
  name: 'decode',
  summary: 'show what a token says, without verifying it',
  usage: '[TOKEN]',
  about: [
    'Shows the header and the claims of a token. Nothing is verified: anybody can write a token that says this. ' +
      'To know whether it is true, use verify; to see why a token is refused, use explain.',
    'The token is read from standard input unless it is given. One newline at its end is taken off and nothing else.',
  ],
  options: tokenOptions,
  examples: [
    { text: 'What a token in a file says:', command: ['holoband decode --token-file token.txt'] },
    {
      text: 'The same for a program; the names say that nothing is verified:',
      command: ['holoband decode --json < token.txt'],
    },
  ],
  statuses: ['the token could be read, which says nothing of its truth', 'it is not a token'],
  run,
}

/**
 * @param {Arguments} args
 * @param {Context} context
 * @returns {Promise<import('../types.js').Outcome>}
 */
async function run(args, context) {
  const { colours, notes } = context
  const token = await readToken(args, context)
  const decoded = decodedOrRefused(token)
  if ('status' in decoded) return decoded
  const { unverifiedHeader, unverifiedClaims } = decoded
  notes.push(
    'UNVERIFIED: anybody can write a token that says this. holoband verify tells whether it is true.',
  )
  const times = timesOf(unverifiedClaims)
  const text = [
    `${colours.strong('Header')} ${colours.bad('UNVERIFIED')}`,
    printableJson(unverifiedHeader, 2),
    `${colours.strong('Claims')} ${colours.bad('UNVERIFIED')}`,
    printableJson(unverifiedClaims, 2),
    ...(times.length > 0 ? [`${colours.strong('Times')} ${colours.bad('UNVERIFIED')}`, ...times] : []),
  ].join('\n')
  // There is no `ok` here: a script that looks for it must not take a decoded token for a verified one.
  return { status: 0, document: { verified: false, unverifiedHeader, unverifiedClaims }, text }
}

/** @param {string} token */
function decodedOrRefused(token) {
  try {
    return decodeUnverified(token)
  } catch (error) {
    return refused(error)
  }
}
