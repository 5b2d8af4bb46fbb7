// The loop of the agreement fuzzers. An input whose outcome is new is kept and changed further, as a fuzzer does that
// watches the coverage: here the outcome, with the code, claim and part at fault, says which rule was reached.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { seededRandom } from '../../support/random.js'

/**
 * What came of one input: the outcome, and how the two sides disagree, if they do. The text of a disagreement is the
 * same for all inputs that show the same one.
 *
 * @typedef {{ outcome: string, disagreement?: string }} Verdict
 */

/** @typedef {(inputs: Uint8Array[]) => Promise<Verdict[]>} Judge */

/**
 * @typedef {object} Finding
 * @property {string} name     how the two sides disagree
 * @property {Uint8Array} input  the smallest that was found to show it
 */

/**
 * @typedef {object} Exploration
 * @property {Judge} judge
 * @property {number} seed
 * @property {number} [seconds]     the end, unless `executions` comes first
 * @property {number} [executions]
 * @property {string} [corpus]      a folder of inputs to begin with; what turns out to be worth keeping is added
 * @property {(line: string) => void} [report]
 */

const BATCH = 64
const KEPT_PER_OUTCOME = 4
const LONGEST_INPUT = 512
const LONGEST_FRESH_INPUT = 192
const TRIES_TO_MINIMISE = 2000
/** With more than this many kinds of disagreement something is wrong with the fuzzer, or everything with the library. */
const MOST_FINDINGS = 32
const REPORT_EVERY_MS = 5000

/** @typedef {(limit: number) => number} Random */

/**
 * @param {Exploration} exploration
 * @returns {Promise<{ executions: number, outcomes: Set<string>, findings: Finding[] }>}
 */
export async function explore({
  judge: unsafe,
  seed,
  seconds = Infinity,
  executions = Infinity,
  corpus,
  report,
}) {
  const judge = catching(unsafe)
  const random = seededRandom(seed)
  const population = new Population(corpus)
  /** @type {Map<string, Finding>} */
  const findings = new Map()
  const end = performance.now() + seconds * 1000
  let reported = performance.now()
  let done = 0
  const waiting = inputsIn(corpus)
  const goesOn = () => waiting.length > 0 || (done < executions && performance.now() < end)
  while (goesOn() && findings.size < MOST_FINDINGS) {
    const known = waiting.splice(0, BATCH)
    const size = known.length || Math.min(BATCH, executions - done)
    const inputs = known.length > 0 ? known : population.offspringOf(size, random)
    const verdicts = await judge(inputs)
    done += size
    for (const [index, { outcome, disagreement }] of verdicts.entries()) {
      const input = /** @type {Uint8Array} */ (inputs[index])
      population.consider(input, outcome)
      if (disagreement === undefined || findings.has(disagreement)) continue
      findings.set(disagreement, {
        name: disagreement,
        input: await minimise(input, judge, (verdict) => verdict.disagreement === disagreement),
      })
      report?.(`disagreement: ${disagreement}`)
    }
    if (performance.now() - reported < REPORT_EVERY_MS) continue
    reported = performance.now()
    report?.(`${done} executions, ${population.outcomes.size} outcomes`)
  }
  return { executions: done, outcomes: population.outcomes, findings: [...findings.values()] }
}

/**
 * An exception is a finding too, whoever of a batch it comes from.
 *
 * @param {Judge} judge
 * @returns {Judge}
 */
function catching(judge) {
  return async (inputs) => {
    try {
      return await judge(inputs)
    } catch (error) {
      if (inputs.length === 1) return [{ outcome: 'threw', disagreement: `threw ${error}` }]
      const verdicts = []
      for (const input of inputs) verdicts.push(...(await catching(judge)([input])))
      return verdicts
    }
  }
}

/** Inputs that are worth changing: a few for each outcome. */
class Population {
  /** @type {Uint8Array[]} */
  #inputs = []
  /** @type {Map<string, number>} */
  #kept = new Map()
  /** @type {Set<string>} */
  outcomes = new Set()
  #folder

  /** @param {string} [folder]  where they are written to */
  constructor(folder) {
    this.#folder = folder
    if (folder !== undefined) fs.mkdirSync(folder, { recursive: true })
  }

  /**
   * @param {Uint8Array} input
   * @param {string} outcome
   */
  consider(input, outcome) {
    this.outcomes.add(outcome)
    const kept = this.#kept.get(outcome) ?? 0
    if (kept >= KEPT_PER_OUTCOME) return
    this.#kept.set(outcome, kept + 1)
    this.#inputs.push(input)
    if (this.#folder === undefined || kept > 0) return
    const name = createHash('sha1').update(input).digest('hex')
    fs.writeFileSync(path.join(this.#folder, name), input)
  }

  /**
   * @param {number} count
   * @param {Random} random
   */
  offspringOf(count, random) {
    return Array.from({ length: count }, () => this.#offspring(random))
  }

  /**
   * @param {Random} random
   * @returns {Uint8Array} a child of what is kept, or something new
   */
  #offspring(random) {
    const parent = this.#any(random)
    if (parent === undefined || random(8) === 0) return noise(random, random(LONGEST_FRESH_INPUT))
    let child = parent
    for (let count = random(4); count >= 0; count--)
      child = changed(child, this.#any(random) ?? parent, random)
    return child.subarray(0, LONGEST_INPUT)
  }

  /** @param {Random} random */
  #any(random) {
    return this.#inputs[random(Math.max(this.#inputs.length, 1))]
  }
}

/**
 * @param {Random} random
 * @param {number} length
 */
const noise = (random, length) => Uint8Array.from({ length }, () => random(256))

/**
 * One change: of some bytes, by new ones, or by a part of another input.
 *
 * @param {Uint8Array} input
 * @param {Uint8Array} other
 * @param {Random} random
 */
function changed(input, other, random) {
  const at = random(input.length + 1)
  const removed = [1, 1, 1, 0, random(16)][random(5)] ?? 0
  const from = random(other.length + 1)
  const insertions = [
    () => noise(random, 1),
    () => Uint8Array.of((input[at] ?? 0) ^ (1 << random(8))),
    () => noise(random, random(8)),
    () => other.subarray(from, from + random(32)),
    () => new Uint8Array(0),
  ]
  const inserted = insertions[random(insertions.length)]?.() ?? new Uint8Array(0)
  return joined(input.subarray(0, at), inserted, input.subarray(at + removed))
}

/** @param {Uint8Array[]} parts */
const joined = (...parts) => Uint8Array.from(Buffer.concat(parts))

/**
 * Leaves out whatever can be left out: halves first, single bytes last, and then makes zeros of what is left.
 *
 * @param {Uint8Array} input
 * @param {Judge} judge
 * @param {(verdict: Verdict) => boolean} isSame  whether a smaller input still shows what the input does
 */
export async function minimise(input, judge, isSame) {
  let smallest = input
  let tries = 0
  const adopt = async (/** @type {Uint8Array} */ candidate) => {
    tries++
    const [verdict] = await judge([candidate])
    if (verdict === undefined || !isSame(verdict)) return false
    smallest = candidate
    return true
  }
  for (let size = input.length; size >= 1 && tries < TRIES_TO_MINIMISE; size = Math.floor(size / 2)) {
    for (let at = 0; at < smallest.length && tries < TRIES_TO_MINIMISE; ) {
      const shorter = joined(smallest.subarray(0, at), smallest.subarray(at + size))
      if (!(await adopt(shorter))) at += size
    }
  }
  for (let at = 0; at < smallest.length && tries < TRIES_TO_MINIMISE; at++) {
    if (smallest[at] !== 0) await adopt(smallest.with(at, 0))
  }
  return smallest
}

/**
 * @param {string | undefined} folder
 * @returns {Uint8Array[]}
 */
function inputsIn(folder) {
  if (folder === undefined || !fs.existsSync(folder)) return []
  return fs
    .readdirSync(folder)
    .sort()
    .map((name) => Uint8Array.from(fs.readFileSync(path.join(folder, name))).subarray(0, LONGEST_INPUT))
}
