// Which policies are refused when a verifier is made, and why: from the trust rules and the error reference.
import { schemes } from './signatures.js'

/** @import { Fault, Policy } from './verifier.js' */

/** @typedef {{ code: string, option: string }} PolicyFault */

const known = new Set([
  'keys',
  'algorithms',
  'issuer',
  'audience',
  'typ',
  'tolerance',
  'maxAge',
  'requiredClaims',
  'acceptTokensWithoutExpiry',
  'maxTokenBytes',
  'now',
])

/** What an option must be where it is given: the code of what is wrong, or nothing. @typedef {(value: unknown) => string | undefined} Check */

/** @type {Check} */
function names(value) {
  const list = typeof value === 'string' ? [value] : value
  if (!Array.isArray(list) || !list.every((each) => typeof each === 'string')) return 'ERR_OPTION_TYPE'
  if (list.length === 0 || list.includes('')) return 'ERR_OPTION_EMPTY'
}

/** @type {Check} */
const namesOrNull = (value) => (value === null ? undefined : names(value))

/** @type {Check} */
function duration(value) {
  const isRight =
    typeof value === 'number' ? Number.isFinite(value) && value >= 0 : /^\d+[smhdw]$/.test(String(value))
  if (!isRight) return 'ERR_DURATION_INVALID'
}

/** @type {Readonly<Record<string, Check>>} */
const checks = {
  issuer: namesOrNull,
  audience: namesOrNull,
  typ: names,
  tolerance: duration,
  maxAge: duration,
  maxTokenBytes: (value) => (Number.isInteger(value) && Number(value) >= 64 ? undefined : 'ERR_OPTION_RANGE'),
}

/**
 * The first thing that is wrong with a policy. The cases have one at the most.
 *
 * @param {Policy & Record<string, unknown>} policy
 * @returns {PolicyFault | undefined}
 */
export function policyFault(policy) {
  const unknown = Object.keys(policy).find((name) => !known.has(name))
  if (unknown !== undefined) return { code: 'ERR_OPTION_UNKNOWN', option: unknown }
  for (const option of ['algorithms', 'issuer', 'audience']) {
    if (policy[option] === undefined) return { code: 'ERR_OPTION_MISSING', option }
  }
  for (const [option, check] of Object.entries(checks)) {
    const code = policy[option] === undefined ? undefined : check(policy[option])
    if (code !== undefined) return { code, option }
  }
  return keyFault(policy)
}

/** @param {Policy} policy @returns {PolicyFault | undefined} */
function keyFault({ keys, algorithms }) {
  if (algorithms.length === 0) return { code: 'ERR_OPTION_EMPTY', option: 'algorithms' }
  if (!algorithms.every((alg) => Object.hasOwn(schemes, alg)))
    return { code: 'ERR_ALGORITHM_UNKNOWN', option: 'algorithms' }
  const kinds = new Set(keys.map(({ secret }) => secret === undefined))
  if (kinds.size > 1) return { code: 'ERR_KEY_SET_MIXED', option: 'keys' }
  if (!keys.some(({ alg }) => algorithms.includes(alg)))
    return { code: 'ERR_OPTION_CONFLICT', option: 'algorithms' }
}
