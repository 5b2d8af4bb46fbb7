import { argumentError } from '../core/arguments.js'

export { checkOptions } from '../core/arguments.js'

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
