// Agreement of `verifier.check` with a verifier that was written on its own: whether a token is accepted, with which claims
// and header, and else for which rule it is refused.
import { isDeepStrictEqual } from 'node:util'
import { createVerifier, HolobandError } from 'holoband'
import { Choices } from './agreement/choices.js'
import { startCoverage } from './agreement/coverage.js'
import { explore } from './agreement/explore.js'
import { refusalText } from './agreement/refusal.js'
import { caseFrom } from './independent/cases.js'
import { createPool } from './independent/keys.js'
import { policyFault } from './independent/policy.js'

/** @import { Verifier } from 'holoband' */
/** @import { Verdict } from './agreement/explore.js' */
/** @import { Case } from './independent/cases.js' */
/** @import { judge, Policy } from './independent/verifier.js' */

/** @typedef {typeof judge} IndependentVerifier */

/**
 * @param {{ seconds?: number, executions?: number, seed: number, corpus?: string, report?: (line: string) => void }} options
 */
export async function fuzz(options) {
  const measured = await startCoverage(new URL('independent/', import.meta.url).href)
  const { judge } = await import('./independent/verifier.js')
  const { executions, outcomes, findings } = await explore({ ...options, judge: comparison(judge) })
  const percent = (await measured.stop()).toFixed(1)
  const coverage = `${outcomes.size} outcomes, ${percent} % of the blocks of the independent verifier`
  return { executions, coverage, findings }
}

/**
 * @param {IndependentVerifier} independent
 * @returns {(inputs: Uint8Array[]) => Promise<Verdict[]>}
 */
export function comparison(independent) {
  const pool = createPool()
  return async (inputs) => inputs.map((input) => compare(caseFrom(new Choices(input), pool), independent))
}

/**
 * @param {Case} given
 * @param {IndependentVerifier} independent
 * @returns {Verdict}
 */
export function compare(given, independent) {
  const policy = { ...given.options, keys: given.keys.map((key) => key.theirs) }
  const verifier = made(given)
  const fault = policyFault(policy)
  if (verifier instanceof HolobandError) {
    return comparedTexts(refusalText(verifier), fault === undefined ? 'made' : refusalText(fault))
  }
  try {
    if (fault !== undefined) return comparedTexts('made', refusalText(fault))
    return comparedVerdicts(verifier, given, independent(given.token, policy))
  } finally {
    verifier.dispose()
  }
}

/**
 * @param {Verifier} verifier
 * @param {Case} given
 * @param {ReturnType<IndependentVerifier>} theirs
 * @returns {Verdict}
 */
function comparedVerdicts(verifier, { cached, token }, theirs) {
  const outcome = 'fault' in theirs ? refusalText(theirs.fault) : 'accepted'
  // Twice more where it remembers: a token that was seen has the same verdict.
  for (let count = cached ? 3 : 1; count > 0; count--) {
    const ours = verifier.check(token)
    const verdict = comparedTexts(ours.ok ? 'accepted' : refusalText(ours), outcome)
    if (verdict.disagreement !== undefined) return verdict
    if (!ours.ok || 'fault' in theirs) continue
    if (!isDeepStrictEqual(ours.claims, theirs.claims)) return { outcome, disagreement: 'other claims' }
    if (!isDeepStrictEqual(ours.header, theirs.header)) return { outcome, disagreement: 'another header' }
  }
  return { outcome }
}

/**
 * @param {string} outcome
 * @param {string} theirs
 * @returns {Verdict}
 */
function comparedTexts(outcome, theirs) {
  if (outcome === theirs) return { outcome }
  return { outcome, disagreement: `${outcome}; the independent verifier: ${theirs}` }
}

/**
 * @param {Case} given
 * @returns {Verifier | HolobandError} why it could not be made, too
 */
function made({ keys, options, crypto, cached }) {
  const { now, ...rest } = options
  const more = cached ? { cache: { max: 2 } } : {}
  try {
    return createVerifier({ ...rest, ...more, keys: keys.map((key) => key.ours), crypto, now: () => now })
  } catch (error) {
    if (error instanceof HolobandError) return error
    throw error
  }
}
