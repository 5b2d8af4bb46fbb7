import { HolobandError, importJwk } from '../index.js'
import { keySetFromText } from '../key-set.js'
import { given } from './given.js'
import { textOf } from './input.js'
import { explained, toKey } from './key.js'
import { Problem } from './problem.js'

/** @import { Algorithm, Key } from '../index.js' */
/** @import { Material } from './key-source.js' */
/** @import { Context } from './types.js' */

/**
 * toEntries makes every key of a material by itself, private halves included, so that each can be written again. A key
 * that names no algorithm is for the first of the list that takes keys of its type.
 *
 * @param {Material} material
 * @param {readonly Algorithm[]} algorithms
 * @param {Context} context
 * @returns {Key[]}
 */
export function toEntries(material, algorithms, context) {
  if (material.format !== 'jwks') return [firstThatFits(algorithms, (alg) => toKey(material, alg, context))]
  const text = textOf(material.bytes, 'The key')
  explained('jwks', () => refuseSkipped(text, algorithms))
  // The core has found that the text has one reading, so that JSON.parse cannot choose another.
  /** @type {{ keys: object[] }} */
  const { keys } = JSON.parse(text)
  return keys.map((jwk) => firstThatFits(algorithms, (alg) => importJwk(jwk, given({ alg }))))
}

/**
 * refuseSkipped refuses a set with a key that cannot be used. Where tokens are verified such a key is left out; what is
 * written here would lack a key that somebody signs with.
 *
 * @param {string} text
 * @param {readonly Algorithm[]} algorithms
 */
function refuseSkipped(text, algorithms) {
  const set = keySetFromText(text, algorithms.length > 0 ? { algorithms } : {})
  const [skipped] = set.skipped
  set.dispose()
  if (skipped === undefined) return
  const { message } = new HolobandError(skipped.code, given({ option: skipped.member }))
  throw new Problem(skipped.code, `Key ${skipped.index + 1} of the set: ${message}`)
}

const unfit = ['ERR_ALGORITHM_MISSING', 'ERR_ALGORITHM_KEY_MISMATCH']

/**
 * @param {readonly Algorithm[]} algorithms
 * @param {(alg: Algorithm | undefined) => Key} make
 * @returns {Key}
 */
function firstThatFits([alg, ...others], make) {
  if (alg === undefined) return make(undefined)
  try {
    return make(alg)
  } catch (error) {
    const { code } = /** @type {{ code?: unknown }} */ (error)
    if (!unfit.includes(String(code))) throw error
    return firstThatFits(others, make)
  }
}
