import { clockOf, readClock } from '../core/arguments.js'
import { HolobandError } from '../errors.js'

/**
 * checkedClock makes the clock of a store that has none of its own: one that gives a time or throws ERR_CLOCK_INVALID.
 * A comparison with NaN would be false either way round, and a deadline never past.
 *
 * @param {unknown} now  a function that returns seconds since 1970, or undefined for the system's clock
 * @returns {() => number}
 */
export function checkedClock(now) {
  const clock = clockOf(now)
  return () => {
    const seconds = readClock(clock)
    if (!Number.isFinite(seconds) || seconds < 0) throw new HolobandError('ERR_CLOCK_INVALID')
    return seconds
  }
}
