import { HolobandError } from '../errors.js'
import { core } from './instance.js'

/** @typedef {import('../../dist/holoband.js').Reply} Reply */

/**
 * Makes a key of the secret in the secret buffer.
 *
 * @param {string} options
 * @param {boolean} base64url whether the secret is written so
 * @returns {Reply}
 */
export function newSecretKey(options, base64url) {
  const size = write(options)
  return answer(core().glue._holoband_create_secret_key(size, base64url))
}

/**
 * @param {string} options
 * @param {number} key
 * @returns {Reply}
 */
export function newIssuer(options, key) {
  const size = write(options)
  return answer(core().glue._holoband_create_issuer(size, key))
}

/**
 * @param {string} options
 * @param {readonly number[]} keys
 * @returns {Reply}
 */
export function newVerifier(options, keys) {
  const numbers = new Uint8Array(Uint32Array.from(keys).buffer)
  const size = write(options, numbers)
  return answer(core().glue._holoband_create_verifier(size, keys.length))
}

/**
 * Writes options to the input buffer, with bytes behind them where there are some. Returns the size of the options.
 *
 * @param {string} options
 * @param {Uint8Array} [behind]
 */
function write(options, behind) {
  const { memory } = core()
  if (!memory.reserve(3 * options.length + (behind?.length ?? 0)))
    throw new HolobandError('ERR_OUT_OF_MEMORY')
  const size = memory.writeAt(options, 0)
  if (behind !== undefined) memory.writeAt(behind, size)
  return size
}

/**
 * @param {number} code
 * @returns {Reply}
 */
function answer(code) {
  const { memory } = core()
  return { code, detail: memory.detail(), handle: memory.flag(), text: memory.text() }
}
