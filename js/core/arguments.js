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
 * The text of options for C++, which decides what each of them may be. JSON would turn a number that is not finite into
 * null, and null leaves a check out: it goes as text, which no number option accepts.
 *
 * @param {object} options
 */
export function optionsText(options) {
  return JSON.stringify(options, (_name, value) => {
    if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
    if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') return {}
    return value
  })
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
 * What a clock says, as a number that C++ can judge.
 *
 * @param {() => unknown} clock
 */
export function readClock(clock) {
  const now = clock()
  return typeof now === 'number' ? now : Number.NaN
}
