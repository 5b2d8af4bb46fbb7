import { argumentError, assertOptions } from '../core/arguments.js'
import { HolobandError } from '../errors.js'

/**
 * invalidType makes the error of a caller's mistake: a value of the wrong JavaScript type.
 *
 * @param {string} name
 * @param {string} expected
 */
export function invalidType(name, expected) {
  return argumentError(`${name} must be ${expected}`)
}

/**
 * checkOptions refuses what is not an object of options, and option names that do not exist: a misspelt option that
 * is ignored is a check that is not made.
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
 * checkMethods refuses what does not have these methods, such as a promise of the object that was meant.
 *
 * @param {unknown} value
 * @param {readonly string[]} methods
 * @param {string} name
 */
export function checkMethods(value, methods, name) {
  const complete =
    value !== null &&
    typeof value === 'object' &&
    methods.every((method) => typeof Reflect.get(value, method) === 'function')
  if (!complete) throw invalidType(name, `an object with ${methods.join('(), ')}()`)
}

/**
 * checkFunction refuses a hook that cannot be called.
 *
 * @param {unknown} value
 * @param {string} name
 */
export function checkFunction(value, name) {
  if (typeof value !== 'function') throw invalidType(name, 'a function')
}
