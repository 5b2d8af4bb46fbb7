import { HolobandError } from '../errors.js'
import { keySetFromText } from '../key-set.js'

/** @typedef {import('../keys.js').Algorithm} Algorithm */
/** @typedef {import('../key-set.js').KeySet} KeySet */
/** @typedef {import('../key-set.js').SkippedKey} SkippedKey */
/** @typedef {Record<string, unknown>} Jwk */

/**
 * What can be used of a published JWK Set.
 *
 * @typedef {{ set: KeySet, skipped: readonly SkippedKey[] }} Published
 */

// The members that hold what only the owner of a key may know (RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1, RFC 8037
// section 2, and `priv` of the AKP keys that ML-DSA uses).
const secretMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']
// What two JWKs of one key pair have in common.
const publicMembers = ['kid', 'n', 'x', 'pub']

/**
 * Makes a key set of what a server published. A key whose secret part was published with it is one that everybody can
 * sign with: it is left out, and so is every other key that bears its name or its public part.
 *
 * The core reads the bytes first and alone decides whether they are a JWK Set. JSON.parse, which takes the last of two
 * members of one name, only sees what the core found to have one reading.
 *
 * @param {Uint8Array} bytes
 * @param {readonly Algorithm[] | undefined} algorithms
 * @returns {Published}
 * @throws {HolobandError} those of `keySet`, and `ERR_KEY_PRIVATE_PUBLISHED` where nothing else is left
 */
export function readPublished(bytes, algorithms) {
  const options = algorithms === undefined ? {} : { algorithms }
  const whole = attempt(bytes, options)
  const leaked = leakedKeys(parse(bytes))
  if (leaked.size === 0) {
    if (whole instanceof HolobandError) throw whole
    return publicOnly(whole, whole.skipped)
  }
  if (!(whole instanceof HolobandError)) whole.dispose()
  return readWithout(leaked, parse(bytes), options)
}

/**
 * @param {Uint8Array} bytes
 * @param {{ algorithms?: readonly Algorithm[] }} options
 */
function attempt(bytes, options) {
  try {
    return keySetFromText(bytes, options)
  } catch (error) {
    // These two are about its keys together, which without those that leaked may do. Others are about the text.
    const codes = ['ERR_KEY_SET_EMPTY', 'ERR_KEY_SET_MIXED']
    if (error instanceof HolobandError && codes.includes(error.code)) return error
    throw error
  }
}

/**
 * @param {Uint8Array} bytes
 * @returns {unknown[]} the members of the set
 */
function parse(bytes) {
  return JSON.parse(new TextDecoder().decode(bytes)).keys
}

/**
 * The positions of the keys that nobody can trust.
 *
 * @param {unknown[]} keys
 */
function leakedKeys(keys) {
  const marks = new Set(keys.filter(hasSecret).flatMap(marksOf))
  const isLeaked = (/** @type {unknown} */ key) =>
    hasSecret(key) || marksOf(key).some((mark) => marks.has(mark))
  return new Set([...keys.keys()].filter((index) => isLeaked(keys[index])))
}

/**
 * @param {unknown} key
 * @returns {key is Jwk}
 */
function isJwk(key) {
  return typeof key === 'object' && key !== null
}

/** @param {unknown} key */
function hasSecret(key) {
  return isJwk(key) && (key.kty === 'oct' || secretMembers.some((member) => Object.hasOwn(key, member)))
}

/** @param {unknown} key */
function marksOf(key) {
  if (!isJwk(key)) return []
  return publicMembers.filter((name) => typeof key[name] === 'string').map((name) => `${name} ${key[name]}`)
}

/**
 * @param {ReadonlySet<number>} leaked
 * @param {unknown[]} keys
 * @param {{ algorithms?: readonly Algorithm[] }} options
 * @returns {Published}
 */
function readWithout(leaked, keys, options) {
  /** @type {readonly SkippedKey[]} */
  const refused = [...leaked].map((index) => Object.freeze({ index, code: 'ERR_KEY_PRIVATE_PUBLISHED' }))
  if (leaked.size === keys.length) throw new HolobandError('ERR_KEY_PRIVATE_PUBLISHED', { option: 'keys' })
  const positions = [...keys.keys()].filter((index) => !leaked.has(index))
  const rest = JSON.stringify({ keys: positions.map((index) => keys[index]) })
  const set = keySetFromText(rest, options)
  // The set counts what is left; whoever reads the list counts what was published.
  const others = set.skipped.map((key) => Object.freeze({ ...key, index: positions[key.index] ?? key.index }))
  return publicOnly(set, Object.freeze([...refused, ...others].sort((a, b) => a.index - b.index)))
}

/**
 * What was looked for by name above, the core knows by type. They agree, or nothing is used.
 *
 * @param {KeySet} set
 * @param {readonly SkippedKey[]} skipped
 * @returns {Published}
 */
function publicOnly(set, skipped) {
  if (set.keys.every((key) => key.type === 'public')) return { set, skipped }
  set.dispose()
  throw new HolobandError('ERR_KEY_PRIVATE_PUBLISHED', { option: 'keys' })
}
