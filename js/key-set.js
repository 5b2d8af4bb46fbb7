import { argumentError, assertOptions, isPlainObject, optionsText } from './core/arguments.js'
import { checked } from './core/failure.js'
import { calls, core } from './core/instance.js'
import { idOf, Resource } from './core/resource.js'
import { jwkText, Key } from './keys.js'

/** @typedef {import('./errors.js').ErrorCode} ErrorCode */
/** @typedef {import('./keys.js').Algorithm} Algorithm */
/** @typedef {import('./keys.js').KeyDescription} KeyDescription */

/**
 * Why a key of a set was left out.
 *
 * @typedef {object} SkippedKey
 * @property {number} index the position in the set
 * @property {ErrorCode} code  why
 * @property {string} [member] the member of the JWK at fault
 */

/**
 * What is said of a key set beside its keys.
 *
 * @typedef {object} KeySetOptions
 * @property {readonly Algorithm[]} [algorithms] of a JWK Set: what a key without `alg` is for, the first of these that
 *   takes keys of its type
 * @property {string} [active] the `kid` of the key that issuers sign with; the first that can sign unless it is given
 */

/**
 * The keys that a verifier may choose from by a token's `kid`, and the one that an issuer signs with. A token has to leave
 * one key of its algorithm: the one of its `kid`, else the only one that was given none, which issuers may call what they
 * like. An empty `kid` counts as none, and then any key may be meant.
 */
export class KeySet extends Resource {
  /**
   * @param {number} id
   * @param {{ keys?: KeyDescription[], active?: KeyDescription, skipped?: SkippedKey[] }} description
   */
  constructor(id, description) {
    super(id)
    /** The keys of the set, as far as they can be shown. @type {readonly KeyDescription[]} */
    this.keys = Object.freeze((description.keys ?? []).map((key) => Object.freeze(key)))
    /** The key that an issuer signs with, where one can. @type {Readonly<KeyDescription> | undefined} */
    this.active = Object.freeze(description.active)
    /** The keys that were left out, and why. @type {readonly SkippedKey[]} */
    this.skipped = Object.freeze((description.skipped ?? []).map((key) => Object.freeze(key)))
    Object.freeze(this)
  }
}

/**
 * Makes a key set from a JWK Set (RFC 7517 section 5), or from keys and key sets. A JWK that cannot be used is left out
 * and listed in `skipped`; it does not spoil the others. A key that is there twice counts once.
 *
 * @param {object | readonly (Key | KeySet)[]} keys `{ keys: [...] }`, or a list
 * @param {KeySetOptions} [options]
 * @returns {KeySet}
 * @throws {HolobandError} `ERR_JWK_INVALID`, `ERR_KEY_SET_EMPTY` (no key can be used), `ERR_KEY_SET_MIXED`,
 *   `ERR_KEY_SET_ACTIVE`, `ERR_ALGORITHM_UNKNOWN`
 */
export function keySet(keys, options = {}) {
  assertOptions(options, 'keySet')
  if (Array.isArray(keys)) return keySetOf(calls().createKeySet(optionsText(options), keyIds(keys)))
  if (!isPlainObject(keys)) throw argumentError('a key set is made from a JWK Set, or from a list of keys')
  return keySetFromText(jwkText(keys), options)
}

/**
 * Makes a key set from the text of a JWK Set, of which nothing is lost on the way, as repeated members would be.
 *
 * @param {string | Uint8Array} text
 * @param {KeySetOptions} options
 */
export function keySetFromText(text, options) {
  const others = optionsText(options)
  core().memory.writeSecret(text)
  return keySetOf(calls().importKeySet(others))
}

/**
 * The JWK Set to publish: the public halves of the keys, with `kid`, `alg` and `use`, and nothing private.
 *
 * @param {Key | KeySet | readonly (Key | KeySet)[]} keys
 * @returns {{ keys: Record<string, string>[] }}
 * @throws {HolobandError} `ERR_KEY_SYMMETRIC`: secrets are not published
 */
export function publicJwks(keys) {
  return JSON.parse(checked(calls().exportPublicSet(keyIds(keys))).text)
}

/**
 * The numbers of one key, of several, or of a set.
 *
 * @param {unknown} keys
 * @returns {number[]}
 */
export function keyIds(keys) {
  const list = Array.isArray(keys) ? keys : [keys]
  return list.map((key) => {
    if (key instanceof Key || key instanceof KeySet) return idOf(key)
    throw argumentError('keys is a key, a list of keys, or a key set')
  })
}

/** @param {import('../dist/holoband.js').Reply} reply */
function keySetOf(reply) {
  const { handle, text } = checked(reply)
  return new KeySet(handle, JSON.parse(text))
}
