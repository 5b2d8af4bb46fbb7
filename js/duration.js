import { core } from './core/instance.js'
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
  if (typeof duration === 'number' && Number.isFinite(duration) && duration >= 0) return duration
  const seconds = typeof duration === 'string' ? core().glue.durationSeconds(duration) : -1
  if (seconds < 0) throw new HolobandError('ERR_DURATION_INVALID')
  return seconds
}
