import { ratio, spread } from '../measure.js'
import { table } from '../report.js'
import { floor } from './contestants.js'
import { spreads } from './node.js'

/** @typedef {{ clock: number, processor: number, memory: number }} Turn */
/** @typedef {Map<string, Turn[]>} Turns */
/** @typedef {{ name: string, median: number, low: number, high: number }} Ratio */

const MEGABYTE = 1e6

/**
 * One row for each contestant. The memory is what a process has more than the one without a library.
 *
 * @param {string} title
 * @param {Turns} turns
 */
export function startTable(title, turns) {
  const clock = spreads(turns, (turn) => turn.clock)
  const processor = spreads(turns, (turn) => turn.processor)
  const memory = spreads(turns, (turn) => turn.memory)
  const bare = memory.get(floor)?.median ?? Number.NaN
  const rows = [...turns.keys()].map((name) => {
    const { median, low, high } = clock.get(name) ?? spread([])
    return [
      name,
      median.toFixed(1),
      `${low.toFixed(1)} – ${high.toFixed(1)}`,
      (processor.get(name)?.median ?? Number.NaN).toFixed(1),
      (((memory.get(name)?.median ?? Number.NaN) - bare) / MEGABYTE).toFixed(1),
    ]
  })
  return table(title, ['', 'ms', 'quartiles', 'ms of processor', 'MB above bare'], rows)
}

/**
 * How many times the processor time of one the others need, round by round: what slows a round down slows everybody
 * down, and a busy neighbour disturbs the processor time much less than the time on the clock.
 *
 * @param {Turns} turns
 * @param {string} mine
 * @returns {Ratio[]}
 */
export function ratios(turns, mine) {
  const timing = (/** @type {string} */ name) => {
    const all = turns.get(name) ?? []
    const rounds = all.map((turn) => turn.processor)
    return { name, processor: spread(rounds), clock: spread(all.map((turn) => turn.clock)), rounds }
  }
  return [...turns.keys()]
    .filter((name) => name !== mine && name !== floor)
    .map((name) => ({ name, ...ratio(timing(mine), timing(name)) }))
}

/**
 * @param {string} where
 * @param {readonly Ratio[]} all
 */
export function ratioLines(where, all) {
  return all
    .map(({ name, median, low, high }) => {
      const quartiles = `quartiles ${low.toFixed(2)} – ${high.toFixed(2)}`
      return `${where}: ${name} needs ${median.toFixed(2)}× the processor time of holoband (${quartiles})`
    })
    .join('\n')
}
