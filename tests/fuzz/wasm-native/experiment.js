// An experiment puts the same to the module and to the native library.
import { HolobandError } from 'holoband'
import { refusalText } from '../agreement/refusal.js'

/** @import { Choices } from '../agreement/choices.js' */
/** @import { Verdict } from '../agreement/explore.js' */
/** @import { Request } from './native.js' */

/**
 * What the native library is asked, and what its answers say of the module's. The module is asked first, so that the
 * native library can be given what it has made.
 *
 * @typedef {{ requests: readonly Request[], compare: (answers: readonly Buffer[][]) => Verdict }} Experiment
 */

/** @typedef {(choices: Choices) => Experiment} Setup */

/**
 * What a call of the module has come to: texts, as the native library would answer, or its error.
 *
 * @template T
 * @param {() => T} call
 * @returns {{ value: T } | { error: HolobandError }}
 */
export function outcomeOf(call) {
  try {
    return { value: call() }
  } catch (error) {
    if (error instanceof HolobandError) return { error }
    throw error
  }
}

/**
 * The refusal of the native library. What an error is not publicly about it says as well.
 *
 * @param {readonly Buffer[]} answer
 * @param {string} ours
 */
export function nativeRefusal([code, detail], ours) {
  return ours.includes(' ') ? `${code} ${detail}`.trim() : `${code}`
}

/**
 * @param {string} kind  of the experiment
 * @param {string} ours
 * @param {string} theirs
 * @returns {Verdict}
 */
export function compared(kind, ours, theirs) {
  const outcome = `${kind}: ${ours}`
  return ours === theirs ? { outcome } : { outcome, disagreement: `${outcome}; natively: ${theirs}` }
}

/**
 * Both refuse alike, or both succeed and `difference` finds none in what came of it.
 *
 * @template T
 * @param {string} kind
 * @param {{ value: T } | { error: HolobandError }} ours
 * @param {readonly Buffer[]} answer
 * @param {(value: T, texts: readonly string[]) => string | undefined} difference
 * @param {string} [success]  more about what has succeeded
 * @returns {Verdict}
 */
export function comparedResults(kind, ours, answer, difference, success = '') {
  const isOk = String(answer[0]) === 'ok'
  if ('error' in ours) {
    const shown = refusalText(ours.error)
    return compared(kind, shown, isOk ? 'ok' : nativeRefusal(answer, shown))
  }
  if (!isOk) return compared(kind, 'ok', nativeRefusal(answer, 'with detail'))
  const texts = answer.slice(1).map((text) => text.toString('latin1'))
  const different = difference(ours.value, texts)
  const outcome = `${kind}: ok ${success}`.trim()
  return different === undefined ? { outcome } : { outcome, disagreement: `${kind}: another ${different}` }
}

/**
 * The text of bytes, as answers have it.
 *
 * @param {string} text
 */
export const utf8 = (text) => Buffer.from(text).toString('latin1')
