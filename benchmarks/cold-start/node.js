// Cold start on Node.js: each turn is a process of its own, and nobody always runs behind the same neighbour.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { spread } from '../measure.js'
import { assertVerified } from './work.js'

/** @typedef {import('./work.js').Work} Work */

/**
 * One process. Times are in milliseconds, the memory in bytes.
 *
 * @typedef {object} Turn
 * @property {Record<string, unknown>} claims
 * @property {number} clock from the import to the first verification
 * @property {number} processor the same, of all threads of the process
 * @property {number} faults pages of memory that were touched for the first time
 * @property {number} memory the resident set after the verification
 */

const run = promisify(execFile)
const program = fileURLToPath(new URL('program.js', import.meta.url))

/**
 * @param {string} name
 * @param {Work} work
 * @returns {Promise<Turn>}
 */
export async function startOnNode(name, { setting, token, sub }) {
  const { stdout } = await run(process.execPath, [program, name, JSON.stringify(setting), token])
  /** @type {Turn} */
  const turn = JSON.parse(stdout)
  assertVerified(name, turn.claims, sub)
  return turn
}

/**
 * Rounds in which everybody starts once, so that a machine that slows down slows everybody down.
 *
 * @template T
 * @param {readonly string[]} names
 * @param {number} rounds
 * @param {(name: string) => Promise<T>} take
 * @returns {Promise<Map<string, T[]>>}
 */
export async function inTurns(names, rounds, take) {
  const turns = new Map(names.map((name) => /** @type {const} */ ([name, /** @type {T[]} */ ([])])))
  for (const name of names) await take(name) // files that nobody has read yet are nobody's to pay for
  for (let round = 0; round < rounds; round++) {
    const first = round % names.length
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      turns.get(name)?.push(await take(name))
    }
  }
  return turns
}

/**
 * The quartiles of one figure, by contestant.
 *
 * @template T
 * @param {Map<string, T[]>} turns
 * @param {(turn: T) => number} figure
 */
export function spreads(turns, figure) {
  return new Map([...turns].map(([name, all]) => [name, spread(all.map(figure))]))
}
