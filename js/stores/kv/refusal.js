import { HolobandError } from '../../errors.js'

/**
 * Whether this is a namespace of Workers KV, which is known by the one method that nothing else has.
 *
 * @param {unknown} value
 */
export function isKvNamespace(value) {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['get', 'put', 'getWithMetadata'].every((method) => typeof Reflect.get(value, method) === 'function')
  )
}

/** @param {string} option */
export function kvRefusal(option) {
  const cause = new Error(
    'Workers KV may answer from a cache for 60 seconds or longer after a write, and cannot write on a condition: ' +
      'a stolen refresh token and the real one could both be rotated without anybody noticing, and a ban would come ' +
      'late. Use holoband/stores/durable-object or holoband/stores/d1.',
  )
  return new HolobandError('ERR_STORE_EVENTUAL', { option, cause })
}
