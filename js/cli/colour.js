/**
 * @typedef {object} Colours
 * @property {(text: string) => string} good
 * @property {(text: string) => string} bad
 * @property {(text: string) => string} faint
 * @property {(text: string) => string} strong
 */

const reset = '\u001B[0m'

/** @param {string} text */
const plain = (text) => text

/**
 * @param {number} code
 * @returns {(text: string) => string}
 */
const paint = (code) => (text) => `\u001B[${code}m${text}${reset}`

/** @type {Colours} */
export const colourless = Object.freeze({ good: plain, bad: plain, faint: plain, strong: plain })

/** @type {Colours} */
const painted = Object.freeze({ good: paint(32), bad: paint(31), faint: paint(2), strong: paint(1) })

/**
 * wantsColour follows the two conventions in use: FORCE_COLOR decides alone when it is set ('0' and 'false' say no),
 * a NO_COLOR that is not empty says no, and otherwise the stream must be a terminal that can.
 *
 * @param {{ isTTY?: boolean }} stream
 * @param {Readonly<Record<string, string | undefined>>} env
 */
export function wantsColour(stream, env) {
  const forced = env.FORCE_COLOR
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if (env.NO_COLOR) return false
  return stream.isTTY === true && env.TERM !== 'dumb'
}

/**
 * coloursFor is decided per stream: standard error may be a terminal while standard output is a pipe.
 *
 * @param {{ isTTY?: boolean }} stream
 * @param {Readonly<Record<string, string | undefined>>} env
 */
export function coloursFor(stream, env) {
  return wantsColour(stream, env) ? painted : colourless
}
