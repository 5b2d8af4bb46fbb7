import { HolobandError } from '../../index.js'
import { printableJson, printableText } from '../escape.js'
import { policyOptions, withVerifier } from '../policy.js'
import { refusal } from '../problem.js'
import { readToken } from '../token.js'

/** @import { Arguments } from '../arguments.js' */
/** @import { Colours } from '../colour.js' */
/** @import { Command, Context } from '../types.js' */

/** @typedef {{ rule: string, outcome: 'pass' | 'fail' | 'skipped', code?: string, detail?: string, text: string }} Rule */

/** @type {Command} */
export const explain = {
  name: 'explain',
  summary: 'show every rule that a token passes or fails',
  usage: '--key-file FILE --alg ALG --iss ISSUER --aud AUDIENCE [TOKEN]',
  about: [
    'Holds a token against the same rules as verify and prints one line for each: ✓ passed, ✗ failed, – could not ' +
      'be judged, because an earlier rule failed. Nothing of the token itself is shown.',
    'The token is read from standard input unless it is given. One newline at its end is taken off and nothing else.',
  ],
  options: policyOptions,
  examples: [
    {
      text: 'Every rule, for a token that is good:',
      command: [
        'holoband explain --key-file session.key --alg HS256 \\',
        '--iss https://auth.example --aud https://api.example < token.txt',
      ],
    },
    {
      text: 'The same without asking for an issuer or an audience, to see what the rest says:',
      command: [
        'holoband explain --key-file session.key --alg HS256 \\',
        '--no-issuer --no-audience --token-file token.txt',
      ],
    },
  ],
  statuses: ['every rule passed', 'a rule failed'],
  run,
}

/**
 * @param {Arguments} args
 * @param {Context} context
 * @returns {Promise<import('../types.js').Outcome>}
 */
async function run(args, context) {
  const { ok, rules } = await withVerifier(args, context, async (verifier) =>
    verifier.explain(await readToken(args, context)),
  )
  const width = Math.max(...rules.map(({ rule }) => rule.length))
  const text = rules.map((rule) => line(rule, width, context.colours)).join('\n')
  if (ok) return { status: 0, document: { ok, rules }, text }
  const failed = rules.find(({ outcome }) => outcome === 'fail')
  const failure = failed?.code === undefined ? { ok } : refusal(new HolobandError(failed.code))
  return { status: 1, document: { ...failure, rules }, text }
}

/**
 * @param {Rule} rule
 * @param {number} width of the widest rule's name
 * @param {Colours} colours
 */
function line({ rule, outcome, code, detail, text }, width, { good, bad, faint }) {
  const mark = { pass: good('✓'), fail: bad('✗'), skipped: faint('–') }[outcome]
  const sentence = `${mark} ${rule.padEnd(width)}  ${printableText(text)}`
  if (code === undefined) return sentence
  // The detail may be a claim of --require, and so anything.
  const place = detail === undefined ? '' : `: ${printableJson(detail)}`
  return `${sentence} ${faint(`(${code}${place})`)}`
}
