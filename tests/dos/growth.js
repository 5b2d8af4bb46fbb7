import assert from 'node:assert/strict'
import process from 'node:process'

/**
 * One way in which a text, or whatever else has a size, can be hostile.
 *
 * @template Input
 * @typedef {object} Shape
 * @property {string} name
 * @property {(size: number) => Input} input
 * @property {(input: Input) => unknown} read  checks for itself that it came to what it should
 * @property {number} [most]  the largest size, where there is a limit
 */

const { HOLOBAND_COMPLEXITY_BYTES: asked } = process.env

/** How large the largest input is; HOLOBAND_COMPLEXITY_BYTES asks for another size than usual. */
export const largest = Number(asked ?? 128 * 1024)

const aim = 1.1
/** What collects the engine's objects takes longer for more of them, and its tables grow in steps; a square shows all the same. */
const mostExponent = 1.6
const sizes = 4
const rounds = 2
/** A machine that does something else in between is asked again; what is not linear stays so. */
const mostRounds = asked === undefined ? 6 : 20

/**
 * Asserts that twice the size takes twice the CPU time and no more, by the exponent of a least-squares fit over four sizes. Of each size the least of several times counts, for as many copies as make up the largest.
 *
 * @template Input
 * @param {Shape<Input>} shape
 * @param {(line: string) => void} say
 */
export async function assertLinear(shape, say) {
  const most = Math.min(largest, shape.most ?? largest)
  const { exponent, seconds } = await measure(shape, most)
  say(
    `complexity: ${shape.name}: ${most} bytes, ${(seconds * 1000).toFixed(3)} ms, exponent ${exponent.toFixed(2)}`,
  )
  assert.ok(exponent <= mostExponent, `${shape.name}: exponent ${exponent.toFixed(2)}`)
}

/**
 * @template Input
 * @param {Shape<Input>} shape
 * @param {number} most
 */
export async function measure({ input, read }, most) {
  const halvings = Array.from({ length: sizes }, (_, index) => sizes - 1 - index)
  const inputs = halvings.map((halving) => input(most >> halving))
  const times = inputs.map(() => Number.POSITIVE_INFINITY)
  // What runs for the first time is compiled on the way.
  for (let call = 0; call < 3; call++) await read(/** @type {Input} */ (inputs[0]))
  for (let round = 0; round < mostRounds; round++) {
    if (round >= rounds && exponentOf(times) <= aim) break
    for (const [index, halving] of halvings.entries()) {
      const start = process.cpuUsage()
      for (let copy = 0; copy < 1 << halving; copy++) await read(/** @type {Input} */ (inputs[index]))
      const { user, system } = process.cpuUsage(start)
      times[index] = Math.min(times[index] ?? 0, Math.max((user + system) / 1e6, leastSeconds(most)))
    }
  }
  return { exponent: exponentOf(times), seconds: times.at(-1) ?? 0 }
}

/** Below this nothing is told apart: by the clock, and by how fast memory can just be looked through. @param {number} most */
function leastSeconds(most) {
  return Math.max(1e-3, 0.1e-9 * most)
}

/** @param {readonly number[]} times of as many bytes each */
function exponentOf(times) {
  const middle = (times.length - 1) / 2
  let slope = 0
  let weight = 0
  for (const [index, time] of times.entries()) {
    slope += (index - middle) * Math.log2(time)
    weight += (index - middle) ** 2
  }
  return 1 + slope / weight
}

/**
 * @param {string} part
 * @param {number} size
 */
export const repeated = (part, size) => part.repeat(Math.ceil(size / part.length))

/**
 * Texts with a number in them, and commas between them.
 *
 * @param {(digits: string) => string} text
 * @param {number} size
 */
export function numbered(text, size) {
  const each = text('00000000').length + 1
  return Array.from({ length: Math.ceil(size / each) }, (_, index) =>
    text(String(index).padStart(8, '0')),
  ).join(',')
}
