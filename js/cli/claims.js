import { HolobandError } from '../index.js'
import { readFile, readStdin, textOf } from './input.js'
import { strictObject } from './json.js'
import { Problem } from './problem.js'

/** @import { Arguments } from './arguments.js' */
/** @import { Context } from './types.js' */

export const claimsOptions = /** @type {const} */ ({
  claims: { type: 'string', value: 'JSON', text: 'The claims, as a JSON object.' },
  'claims-file': { type: 'string', value: 'FILE', text: 'Read the claims from FILE; - is standard input.' },
  sub: { type: 'string', value: 'SUBJECT', text: 'Set the subject (claim sub).' },
})

/**
 * readClaims takes the claims from --claims, a file or standard input, and adds --sub. With --sub alone standard
 * input is left alone: the claims are complete, and a script's standard input may be a pipe that never ends.
 *
 * @param {Arguments} args
 * @param {Context} context
 * @returns {Promise<Record<string, unknown>>}
 */
export async function readClaims(args, context) {
  const sub = args.text('sub')
  const text = await readClaimsText(args, context)
  const claims = text === undefined ? {} : claimsObject(text)
  if (sub === undefined) return claims
  if (Object.hasOwn(claims, 'sub')) {
    throw new Problem('ERR_CLAIM_CONFLICT', 'The claims have a subject (sub) already, and --sub sets it too.')
  }
  return { ...claims, sub }
}

/**
 * @param {Arguments} args
 * @param {Context} context
 */
async function readClaimsText(args, context) {
  const literal = args.text('claims')
  const path = args.text('claims-file')
  if (literal !== undefined && path !== undefined) {
    throw new Problem('ERR_OPTION_CONFLICT', '--claims and --claims-file both give the claims.')
  }
  if (literal !== undefined) return literal
  if (path !== undefined && path !== '-')
    return textOf((await readFile(path, 'claims-file')).bytes, 'The file of --claims-file')
  if (path === undefined && args.has('sub')) return undefined
  const hint = 'Pipe the claims in, or give --claims, --claims-file or --sub.'
  return textOf(await readStdin(context, hint), 'Standard input')
}

/**
 * claimsObject reads claims as strictly as a token's: `{"role":"user","role":"admin"}` would sign what its author may
 * not have meant.
 *
 * @param {string} text
 */
function claimsObject(text) {
  try {
    const claims = strictObject(text)
    refuseRounded(text)
    return claims
  } catch (error) {
    if (!(error instanceof HolobandError)) throw error
    throw new Problem(error.code, `The claims cannot be signed. ${error.message}`, error)
  }
}

/**
 * refuseRounded refuses whole numbers that JavaScript reads as a neighbour: an identifier of 64 bits would be signed
 * with other digits than its author wrote (RFC 8259 section 6).
 *
 * @param {string} text valid JSON
 */
function refuseRounded(text) {
  JSON.parse(text, (_name, value) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value)) return value
    throw new Problem(
      'ERR_CLAIMS_NOT_SERIALIZABLE',
      'The claims cannot be signed. A whole number beyond 2^53 would be signed as another; write it as a string.',
    )
  })
}
