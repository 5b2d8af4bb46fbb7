import { HolobandError, parseDuration } from '../index.js'
import { strictObject } from './json.js'
import { Problem } from './problem.js'
import { secondsOf } from './times.js'

/** @import { KeyTimes, Policy } from './key-plan.js' */

/**
 * The state of a rotation, as `keys plan --json` writes it and people keep it:
 *
 *   { "ttl": "15m", "jwksMaxAge": "10m", "margin": "1m", "tolerance": "30s",
 *     "jwks": "https://auth.example/.well-known/jwks.json",
 *     "keys": [{ "kid": "2026-01", "publishedAt": null, "activatedAt": null, "retiredAt": "2026-04-01T00:26:30Z" },
 *              { "kid": "2026-04", "publishedAt": "2026-04-01T00:00:00Z", "activatedAt": "2026-04-01T00:11:00Z" }] }
 *
 * Durations are seconds or have a unit; times are seconds since 1970 or have a zone. A time that is null was longer ago
 * than matters, and one that is absent does not come.
 *
 * @typedef {{ policy: Partial<Policy>, jwks?: string | undefined, keys: KeyTimes[] }} State
 */

export const policyNames = /** @type {const} */ (['ttl', 'jwksMaxAge', 'margin', 'tolerance'])
const timeNames = /** @type {const} */ (['publishedAt', 'activatedAt', 'retiredAt'])
// What keys plan --json prints beside the state itself.
const otherNames = ['ok', 'jwks', 'keys', 'steps', 'rotateEvery', 'warnings']

/**
 * readState reads the text of a state. It is strict: a misspelt member would be a check that is not made.
 *
 * @param {string} text
 * @returns {State}
 */
export function readState(text) {
  const state = readObject(text)
  refuseUnknown(state, [...policyNames, ...otherNames], 'The state')
  const { jwks, keys } = state
  if (jwks !== undefined && typeof jwks !== 'string') throw stateProblem('jwks is a path or a URL')
  if (!Array.isArray(keys)) throw stateProblem('keys is a list')
  const read = keys.map((key, index) => readKey(key, `Key ${index + 1} of the state`))
  if (new Set(read.map(({ kid }) => kid)).size !== read.length) {
    throw stateProblem('two keys have the same kid')
  }
  return { policy: readPolicy(state), jwks, keys: read }
}

/** @param {string} text */
function readObject(text) {
  try {
    return strictObject(text)
  } catch (error) {
    if (!(error instanceof HolobandError)) throw error
    throw new Problem(error.code, `The state cannot be read. ${error.message}`, error)
  }
}

/** @param {Record<string, unknown>} state */
function readPolicy(state) {
  /** @type {Partial<Policy>} */
  const policy = {}
  for (const name of policyNames) {
    const value = state[name]
    if (value === undefined) continue
    try {
      policy[name] = parseDuration(/** @type {string | number} */ (value))
    } catch (error) {
      if (error instanceof HolobandError) throw stateProblem(`${name} is no duration`)
      throw error
    }
  }
  return policy
}

/**
 * @param {unknown} key
 * @param {string} subject
 * @returns {KeyTimes}
 */
function readKey(key, subject) {
  if (typeof key !== 'object' || key === null || Array.isArray(key))
    throw stateProblem('each key is an object')
  const members = /** @type {Record<string, unknown>} */ (key)
  refuseUnknown(members, ['kid', ...timeNames], subject)
  const { kid } = members
  if (typeof kid !== 'string' || kid === '') throw stateProblem('each key has a kid')
  /** @type {KeyTimes} */
  const read = { kid }
  for (const name of timeNames) {
    const at = readTime(members[name])
    if (Number.isNaN(at)) throw stateProblem(`${name} is seconds since 1970, a time with its zone, or null`)
    if (at !== undefined) read[name] = at
  }
  if (read.retiredAt === -Infinity)
    throw stateProblem('a key that was retired long ago does not belong in it')
  return read
}

/**
 * @param {unknown} value
 * @returns {number | undefined} not a number where it is no time
 */
function readTime(value) {
  if (value === undefined) return undefined
  if (value === null) return -Infinity
  if (typeof value === 'number') return value >= 0 ? value : Number.NaN
  return (typeof value === 'string' ? secondsOf(value) : undefined) ?? Number.NaN
}

/**
 * @param {Record<string, unknown>} members
 * @param {readonly string[]} names
 * @param {string} subject
 */
function refuseUnknown(members, names, subject) {
  if (Object.keys(members).every((name) => names.includes(name))) return
  throw new Problem('ERR_OPTION_UNKNOWN', `${subject} has a member that is none of ${names.join(', ')}.`)
}

/** @param {string} what */
function stateProblem(what) {
  return new Problem('ERR_CLI_INPUT', `The state cannot be used: ${what}.`)
}
