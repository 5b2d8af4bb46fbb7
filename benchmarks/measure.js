// Rounds in which everybody has a turn, so that a machine that slows down slows everybody down. What is compared is the
// processor time of all threads, which a busy neighbour disturbs much less than the time on the clock.

/** @template Input @typedef {import('./contestants.js').Contestant<Input, unknown>} Contestant */

/** @typedef {{ median: number, low: number, high: number }} Spread the quartiles */

/**
 * The turns of one contestant, in microseconds for one operation.
 *
 * @typedef {object} Timing
 * @property {string} name
 * @property {Spread} processor
 * @property {Spread} clock
 * @property {number[]} rounds the processor time of each round
 */

/** @typedef {{ processor: number, clock: number }} Turn */

/**
 * @template Input
 * @param {readonly Contestant<Input>[]} contestants
 * @param {() => readonly Input[]} nextInputs fresh inputs for one turn, made outside the time that counts
 * @param {number} rounds
 * @returns {Promise<Timing[]>}
 */
export async function race(contestants, nextInputs, rounds) {
  const lanes = contestants.map((contestant) => ({ contestant, turns: /** @type {Turn[]} */ ([]) }))
  for (const { contestant } of lanes) await take(contestant, nextInputs())
  for (let round = 0; round < rounds; round++) {
    // Nobody always runs behind the same neighbour.
    const first = round % lanes.length
    for (const { contestant, turns } of [...lanes.slice(first), ...lanes.slice(0, first)]) {
      turns.push(await take(contestant, nextInputs()))
    }
  }
  return lanes.map(({ contestant, turns }) => {
    const processor = turns.map((turn) => turn.processor)
    const clock = turns.map((turn) => turn.clock)
    return { name: contestant.name, processor: spread(processor), clock: spread(clock), rounds: processor }
  })
}

/**
 * @template Input
 * @param {Contestant<Input>} contestant
 * @param {readonly Input[]} all
 * @returns {Promise<Turn>}
 */
async function take({ run, asynchronous = false, slow = false }, all) {
  const inputs = slow ? all.slice(0, Math.ceil(all.length / 20)) : all
  const start = process.hrtime.bigint()
  const usage = process.cpuUsage()
  if (asynchronous) for (const input of inputs) await run(input)
  else for (const input of inputs) run(input)
  const { user, system } = process.cpuUsage(usage)
  const nanoseconds = Number(process.hrtime.bigint() - start)
  return { processor: (user + system) / inputs.length, clock: nanoseconds / 1000 / inputs.length }
}

/**
 * @param {readonly number[]} values
 * @returns {Spread}
 */
export function spread(values) {
  const sorted = values.toSorted((left, right) => left - right)
  const at = (/** @type {number} */ part) => sorted[Math.round((sorted.length - 1) * part)] ?? Number.NaN
  return { median: at(0.5), low: at(0.25), high: at(0.75) }
}

/**
 * How many times faster one was than the other, round by round: what slows one round down slows both down.
 *
 * @param {Timing} mine
 * @param {Timing} theirs
 */
export function ratio(mine, theirs) {
  return spread(mine.rounds.map((time, round) => (theirs.rounds[round] ?? Number.NaN) / time))
}
