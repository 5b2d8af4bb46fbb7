import { HolobandError } from '../errors.js'
import { argumentError, isPlainObject } from './arguments.js'
import { errorOf, rowOf } from './failure.js'

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
    if (text === undefined) throw new HolobandError('ERR_CLAIMS_NOT_SERIALIZABLE')
  } catch (cause) {
    throw cause instanceof HolobandError ? cause : new HolobandError('ERR_CLAIMS_NOT_SERIALIZABLE', { cause })
  }
  return text
}

/** @param {unknown} value */
function assertLossless(value) {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return
  if (typeof value === 'number' && Number.isFinite(value)) return
  if (typeof value !== 'object') throw new HolobandError('ERR_CLAIMS_NOT_SERIALIZABLE')
  // What has a text of its own, such as a Date, says itself how it is to be written.
  if ('toJSON' in value && typeof value.toJSON === 'function') return
  if (Array.isArray(value)) {
    // Not forEach, which passes over holes: JSON writes null for them, and for elements that are undefined.
    for (const element of value) assertLossless(element)
    return
  }
  const plain = Object.getPrototypeOf(value) === Object.prototype
  if (!plain && Object.prototype.toString.call(value) !== '[object Object]') {
    throw new HolobandError('ERR_CLAIMS_NOT_SERIALIZABLE')
  }
  const members = /** @type {Record<string, unknown>} */ (value)
  // A list of names or values would be made for every token. What is inherited is not written, and not looked at.
  for (const name in members) {
    const member = members[name]
    if (typeof member !== 'string' && member !== undefined && Object.hasOwn(members, name))
      assertLossless(member)
  }
}

/** What C++ says of the JSON of what cannot be claims. */
const notMeant = ['ERR_JSON_SYNTAX', 'ERR_JSON_NOT_OBJECT']

/**
 * What C++ answered to claims or parameters from `jsonText`. Their JSON is in order but for two things: of half a
 * surrogate pair JSON.stringify makes an escape that strict readers refuse, and what has a text of its own, such as a
 * Date, may be no object in JSON.
 *
 * @param {number} status
 * @param {string} detail
 */
export function signingError(status, detail) {
  const lossy = notMeant.includes(rowOf(status).code)
  return lossy ? new HolobandError('ERR_CLAIMS_NOT_SERIALIZABLE') : errorOf(status, detail)
}
