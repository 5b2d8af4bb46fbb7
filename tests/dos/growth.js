import assert from 'node:assert/strict'
import fs from 'node:fs'
import process from 'node:process'
import v8 from 'node:v8'
import vm from 'node:vm'

/**
 * One way in which a text, or whatever else has a size, can be hostile.
 *
 * @template Input
 * @typedef {object} Shape
 * @property {string} name
 * @property {(size: number) => Input} input
 * @property {(input: Input) => unknown} read  checks for itself that it came to what it should
 * @property {(input: Input) => unknown} [engine]  what the engine has to do for it at least: of its tables, its collector and
 *   its ICU a parser cannot be faster than linear where they are not
 * @property {number} [most]  the largest size, where there is a limit
 */

const { HOLOBAND_COMPLEXITY_BYTES: asked } = process.env

/** How large the largest input is; HOLOBAND_COMPLEXITY_BYTES asks for another size than usual. */
export const largest = Number(asked ?? 128 * 1024)

const mostExponent = 1.1
/** What is small fits into one cache and not into the next; a square shows all the same. */
const mostUsualExponent = 1.5
const halvings = [3, 2, 1, 0]

/**
 * Asserts that twice the size takes twice the CPU time and no more, by the exponent of a least-squares fit over four sizes, or
 * else that the engine's own part of it is to blame. Of each size the least of several times counts, for as many copies as make
 * up the largest.
 *
 * @template Input
 * @param {Shape<Input>} shape
 * @param {(line: string) => void} say
 */
export async function assertLinear(shape, say) {
  const { name, input, read, engine } = shape
  const most = Math.min(largest, shape.most ?? largest)
  const inputs = halvings.map((halving) => input(most >> halving))
  const { exponent, seconds } = await measure(inputs, read, most)
  const needsExcuse = exponent > mostExponent && engine !== undefined
  const engines = needsExcuse ? (await measure(inputs, engine, most)).exponent : 1
  const excuse = needsExcuse ? `, of the engine ${engines.toFixed(2)}` : ''
  say(
    `complexity: ${name}: ${most} bytes, ${(seconds * 1000).toFixed(3)} ms, exponent ${exponent.toFixed(2)}${excuse}`,
  )
  const limit = asked === undefined ? mostUsualExponent : mostExponent - 1 + Math.max(1, engines)
  assert.ok(exponent <= limit, `${name}: exponent ${exponent.toFixed(2)}${excuse}`)
}

/**
 * @template Input
 * @param {readonly Input[]} inputs  each twice as large as the one before
 * @param {(input: Input) => unknown} work
 * @param {number} most  the size of the largest
 */
export async function measure(inputs, work, most) {
  // A machine that does something else in between is asked again; what is not linear stays so. What takes seconds is less
  // disturbed.
  const [rounds, mostRounds] = most > 1024 * 1024 ? [2, 8] : [3, 15]
  const least = leastSeconds(most)
  const times = inputs.map(() => Number.POSITIVE_INFINITY)
  // What runs for the first time is compiled on the way.
  for (let call = 0; call < 3; call++) await work(/** @type {Input} */ (inputs[0]))
  for (let round = 0; round < mostRounds; round++) {
    if (round >= rounds && exponentOf(times) <= mostExponent) break
    for (const [index, halving] of halvings.entries()) {
      const seconds = await secondsOf(async () => {
        for (let copy = 0; copy < 1 << halving; copy++) await work(/** @type {Input} */ (inputs[index]))
      })
      times[index] = Math.min(times[index] ?? 0, Math.max(seconds, least))
    }
  }
  return { exponent: exponentOf(times), seconds: times.at(-1) ?? 0 }
}

v8.setFlagsFromString('--expose-gc')
const collectGarbage = /** @type {() => void} */ (vm.runInNewContext('gc'))

/**
 * The CPU time of this thread, which begins without garbage: the engine's other threads have no part in it, and what it collects
 * in this one is the work's own.
 *
 * @param {() => Promise<void>} work
 */
async function secondsOf(work) {
  collectGarbage()
  const start = threadSeconds()
  await work()
  return threadSeconds() - start
}

function threadSeconds() {
  // The system brings its count up to date where somebody asks for the time of the whole process.
  process.cpuUsage()
  const [nanoseconds] = fs.readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')
  return Number(nanoseconds) / 1e9
}

/** Below this nothing is told apart: by the clock, and by how fast memory can just be looked through. */
const leastSeconds = (/** @type {number} */ most) => Math.max(50e-6, 0.3e-9 * most)

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
