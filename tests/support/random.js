/**
 * Numbers below a limit that look random and are the same in every run, so that what fails once fails again
 * (mulberry32, in the public domain).
 *
 * @param {number} seed
 * @returns {(limit: number) => number}
 */
export function seededRandom(seed) {
  let state = seed >>> 0
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}
