// What all properties have in common: how often each is tried, and with which examples.
import assert from 'node:assert/strict'
import process from 'node:process'
import fc from 'fast-check'
import { HolobandError } from 'holoband'

/** @import { ErrorCode } from 'holoband' */

/**
 * A whole number out of the environment, of which there may be none.
 *
 * @param {string} name
 * @param {number} usual
 */
function numberOf(name, usual) {
  const number = Number(process.env[name] ?? usual)
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`${name} must be a whole number from 1 on`)
  return number
}

/** The examples are the same in every run, so that what fails once fails again; `FC_SEED=2` tries others. */
const seed = numberOf('FC_SEED', 1)
/** `FC_RUNS=50` tries fifty times as many as usual: what is dear to try is tried less often than what is not. */
const times = numberOf('FC_RUNS', 1)

/**
 * Tries a property with so many examples. A failure shows the smallest example that was found, and its seed.
 *
 * @template T
 * @param {import('fast-check').IRawProperty<T>} property
 * @param {number} runs
 */
export function holds(property, runs) {
  return fc.assert(property, { seed, numRuns: runs * times, includeErrorInReport: true })
}

/** Any text that UTF-8 has bytes for, of one character or many. */
export const text = (/** @type {import('fast-check').StringConstraints} */ constraints = {}) =>
  fc.string({ unit: 'binary', ...constraints })

/**
 * What a call comes to: its value, or the code of what it throws. Whatever else is thrown than an error of the list, or
 * the TypeError of a caller's mistake, fails the test.
 *
 * @template T
 * @param {() => T} act
 * @returns {{ value: T } | { code: string }}
 */
export function attempt(act) {
  try {
    return { value: act() }
  } catch (error) {
    return { code: codeOf(error) }
  }
}

/** @param {unknown} error */
export function codeOf(error) {
  if (error instanceof TypeError && 'code' in error) {
    assert.equal(error.code, 'ERR_INVALID_ARG_TYPE')
    return 'ERR_INVALID_ARG_TYPE'
  }
  if (!(error instanceof HolobandError)) throw error
  assertListed(error.code)
  return error.code
}

/** The class itself takes no code that is not in the list. @param {ErrorCode} code */
export function assertListed(code) {
  assert.equal(new HolobandError(code).code, code)
}
