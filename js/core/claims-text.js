import { HolobandError } from '../errors.js'
import { argumentError, isPlainObject } from './arguments.js'

/**
 * The JSON text of claims or header parameters, if JSON can hold them. JSON.stringify writes null for NaN, leaves
 * functions out and makes `{}` of a Map: what was meant must not change on the way into a signature. A member that is
 * undefined is one that is not there.
 *
 * @param {unknown} value
 * @param {string} what
 */
export function jsonText(value, what) {
  if (!isPlainObject(value)) throw argumentError(`${what} must be an object`)
  let text
  try {
    // First, because it stops at a circle, in which the walk below would go round for ever.
    text = JSON.stringify(value)
    assertLossless(value)
  } catch (cause) {
    throw cause instanceof HolobandError ? cause : new HolobandError('ERR_CLAIMS_NOT_SERIALIZABLE', { cause })
  }
  return text
}

/** @param {unknown} value */
function assertLossless(value) {
  const type = typeof value
  if (type === 'string' || type === 'boolean' || type === 'undefined' || value === null) return
  if (type === 'number' && Number.isFinite(value)) return
  if (type !== 'object') throw new HolobandError('ERR_CLAIMS_NOT_SERIALIZABLE')
  const members = /** @type {Record<string, unknown>} */ (value)
  // What has a text of its own, such as a Date, says itself how it is to be written.
  if (typeof members.toJSON === 'function') return
  if (!Array.isArray(value) && Object.prototype.toString.call(value) !== '[object Object]') {
    throw new HolobandError('ERR_CLAIMS_NOT_SERIALIZABLE')
  }
  for (const name of Object.keys(members)) assertLossless(members[name])
}
