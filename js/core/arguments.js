import { HolobandError } from '../errors.js'

/**
 * A mistake of the calling program: a value of a type that the function does not take. The message names the argument
 * and never shows the value, which may be a secret.
 *
 * @param {string} message
 */
export function argumentError(message) {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' })
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
export function isPlainObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
}

/**
 * Options must be an object, if only so that a forgotten one is noticed.
 *
 * @param {unknown} options
 * @param {string} where
 * @returns {asserts options is Record<string, unknown>}
 */
export function assertOptions(options, where) {
  if (!isPlainObject(options)) throw argumentError(`${where} takes an object of options`)
}

/**
 * Refuses what is not an object of options, and option names that do not exist: a misspelt option that is ignored is a
 * check that is not made.
 *
 * @param {unknown} given
 * @param {readonly string[]} names
 * @param {string} where the function that takes them, for the message
 */
export function checkOptions(given, names, where) {
  assertOptions(given, where)
  const unknown = Object.keys(given).find((name) => !names.includes(name))
  if (unknown !== undefined) throw new HolobandError('ERR_OPTION_UNKNOWN', { option: unknown })
}

/**
 * The text of options for C++, which decides what each of them may be. JSON would turn a number that is not finite into
 * null, and null leaves a check out: it goes as text, which no number option accepts. What JSON has no text for, half a
 * surrogate pair included, goes as an empty object, which no option accepts.
 *
 * @param {object} options
 */
export function optionsText(options) {
  return JSON.stringify(options, (_name, value) => {
    if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
    if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') return {}
    return typeof value === 'string' && isBroken(value) ? {} : value
  })
}

/**
 * Whether text has half a surrogate pair, which is no character and which UTF-8 has no bytes for.
 *
 * @param {string} text
 */
export function isBroken(text) {
  return /\p{Surrogate}/u.test(text)
}

/**
 * @param {unknown} now
 * @returns {() => number}
 */
export function clockOf(now) {
  if (now === undefined) return systemClock
  if (typeof now !== 'function') throw argumentError('now must be a function that returns seconds')
  return /** @type {() => number} */ (now)
}

function systemClock() {
  return Date.now() / 1000
}

/**
 * What a clock says, as a number that C++ can judge. One that throws gives no time. It must be read before anything is
 * written for C++, because a clock of the caller's may use the library too.
 *
 * @param {() => unknown} clock
 */
export function readClock(clock) {
  try {
    const now = clock()
    return typeof now === 'number' ? now : Number.NaN
  } catch {
    return Number.NaN
  }
}
