import { calls } from './core/instance.js'
import { HolobandError } from './errors.js'

/**
 * The seconds of a duration: a finite number that is not negative, or a whole number with one unit of `s`, `m`, `h`,
 * `d`, `w`, such as `'15m'`.
 *
 * @param {number | string} duration
 * @returns {number} seconds
 * @throws {HolobandError} `ERR_DURATION_INVALID`
 */
export function parseDuration(duration) {
  const seconds = secondsOf(duration)
  if (seconds < 0) throw new HolobandError('ERR_DURATION_INVALID')
  return seconds
}

/**
 * The seconds of a duration, or a negative number where it is none.
 *
 * @param {unknown} duration
 */
export function secondsOf(duration) {
  if (typeof duration === 'number') return Number.isFinite(duration) ? duration : -1
  return typeof duration === 'string' ? calls().durationSeconds(duration) : -1
}
