import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { HolobandError } from 'holoband'

/** @import { ErrorCode, Verifier } from 'holoband' */

/**
 * What an error is about: exactly these, and none of the others.
 *
 * @typedef {{ claim?: string, parameter?: string, part?: string, option?: string }} About
 */

/**
 * What `assert.throws` holds an error to: its code and what it is about, all of it.
 *
 * @param {ErrorCode} code
 * @param {About} [about]
 * @returns {(error: unknown) => true}
 */
export function refusal(code, about = {}) {
  return (error) => {
    assert.ok(error instanceof HolobandError, `expected a HolobandError with ${code}, got ${String(error)}`)
    const { claim, parameter, part, option } = error
    assert.deepEqual({ code: error.code, ...defined({ claim, parameter, part, option }) }, { code, ...about })
    return true
  }
}

/**
 * @param {() => unknown} act
 * @param {ErrorCode} code
 * @param {About} [about]
 * @param {string} [message]
 */
export function assertRefused(act, code, about, message) {
  assert.throws(act, refusal(code, about), message)
}

/** @param {() => unknown} act */
export function assertTypeMistake(act) {
  assert.throws(act, { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
}

/**
 * Holds all three ways of judging a token to one verdict.
 *
 * @param {Verifier} verifier
 * @param {unknown} token
 * @param {ErrorCode} code
 * @param {About} [about]
 * @param {string} [label] which of several tokens it was
 */
export function assertTokenRefused(verifier, token, code, about = {}, label = '') {
  const text = /** @type {string} */ (token)
  const result = verifier.check(text)
  assert.ok(!result.ok, `accepted ${label}`)
  const { claim, parameter, part } = result
  assert.deepEqual({ code: result.code, ...defined({ claim, parameter, part }) }, { code, ...about }, label)
  assert.throws(() => verifier.verify(text), refusal(code, about))
  if (typeof token !== 'string') return
  const { ok, rules } = verifier.explain(token)
  const first = rules.find((rule) => rule.outcome === 'fail')
  assert.equal(ok, false)
  assert.equal(first?.code, code, `explain and check disagree about ${label}`)
}

/** @param {Record<string, unknown>} members */
function defined(members) {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

/**
 * Holds the maker of something to refusing each of these values for one option.
 *
 * @param {(changes: Record<string, unknown>) => unknown} create makes it with options that are right but for these
 * @param {string} option
 * @param {readonly unknown[]} values
 * @param {ErrorCode} code
 */
export function assertOptionRefused(create, option, values, code) {
  for (const value of values) {
    assertRefused(() => create({ [option]: value }), code, { option }, `${option}: ${inspect(value)}`)
  }
}
