// Rounds in which everybody has a turn, so that a machine that slows down slows everybody down. What is compared is the
// processor time of all threads, which a busy neighbour disturbs much less than the time on the clock.

/** @typedef {{ least: number, low: number, median: number, high: number }} Spread the quartiles, and the smallest */

/** @typedef {{ processor: number, clock: number }} Turn in microseconds */

/**
 * Somebody who has turns in a race. What is known of it beside its name is kept with its times.
 *
 * @typedef {object} Runner
 * @property {string} name
 * @property {string | undefined} [of] the contestant, where it runs on several sizes
 * @property {number | undefined} [size] of the tokens, in bytes
 * @property {string | undefined} [variant] only those of the same one are compared
 * @property {string | undefined} [added] what its library does not do and was added by hand
 */

/**
 * The turns of one runner, in microseconds for one operation.
 *
 * @typedef {Runner & { operations: number, processor: Spread, clock: Spread, rounds: number[], bytes?: number | undefined }} Timing
 *   `operations` in a turn, `rounds` the processor time of each round, `bytes` allocated for one operation
 */

/**
 * Does as many operations as it is told, with inputs that it makes outside the time that counts.
 *
 * @template {Runner} Lane
 * @typedef {(lane: Lane, count: number, round: number) => Promise<Turn>} Take
 */

/** A turn is long enough that what starts and stops the clocks is nothing in it. */
const turnMicroseconds = 30_000
/** Turns are cut, and the parts of all lanes alternate, so that what disturbs a round disturbs everybody in it. */
const partsOfTurn = 5
const mostOperations = 20_000

/**
 * @template {Runner} Lane
 * @param {readonly Lane[]} lanes
 * @param {number} rounds
 * @param {Take<Lane>} take
 * @param {number} [microseconds] how long a turn is, about
 * @returns {Promise<Timing[]>}
 */
export async function race(lanes, rounds, take, microseconds = turnMicroseconds) {
  const runners = []
  for (const lane of lanes) {
    const part = Math.ceil((await warmUp(lane, take, microseconds)) / partsOfTurn)
    runners.push({ lane, part, operations: part * partsOfTurn, turns: /** @type {Turn[]} */ ([]) })
  }
  for (let round = 0; round < rounds; round++) {
    for (const { turns } of runners) turns.push({ processor: 0, clock: 0 })
    for (let part = 0; part < partsOfTurn; part++) {
      const step = round * partsOfTurn + part
      // Nobody always runs behind the same neighbour.
      const first = step % runners.length
      for (const { lane, part: count, operations, turns } of [
        ...runners.slice(first),
        ...runners.slice(0, first),
      ]) {
        const { processor, clock } = await take(lane, count, step)
        const turn = /** @type {Turn} */ (turns[round])
        turn.processor += processor / operations
        turn.clock += clock / operations
      }
    }
  }
  return runners.map(({ lane: { name, of, size, variant, added }, operations, turns }) => {
    const processor = turns.map((turn) => turn.processor)
    const clock = spread(turns.map((turn) => turn.clock))
    const known = { name, of, size, variant, added }
    return { ...known, operations, processor: spread(processor), clock, rounds: processor }
  })
}

/**
 * Lets a lane run for the time of three turns, ever more operations at once, so that what is to be compiled is compiled.
 *
 * @template {Runner} Lane
 * @param {Lane} lane
 * @param {Take<Lane>} take
 * @param {number} microseconds
 * @returns {Promise<number>} how many operations a turn has
 */
async function warmUp(lane, take, microseconds) {
  let cheapest = Number.POSITIVE_INFINITY
  let spent = 0
  let count = 1
  for (;;) {
    const { processor } = await take(lane, count, 0)
    spent += Math.max(processor, 1)
    // What is shorter says more of the clock than of the operation.
    if (processor > microseconds / 4) cheapest = Math.min(cheapest, processor / count)
    if (count === mostOperations || (spent > 3 * microseconds && Number.isFinite(cheapest))) break
    count = Math.min(2 * count, mostOperations)
  }
  const wanted = Number.isFinite(cheapest) ? Math.round(microseconds / cheapest) : mostOperations
  return Math.min(Math.max(wanted, 1), mostOperations)
}

/**
 * @param {readonly number[]} values
 * @returns {Spread}
 */
export function spread(values) {
  const sorted = values.toSorted((left, right) => left - right)
  const at = (/** @type {number} */ part) => sorted[Math.round((sorted.length - 1) * part)] ?? Number.NaN
  return { least: at(0), low: at(0.25), median: at(0.5), high: at(0.75) }
}

/**
 * How many times faster one was than the other, round by round: what slows one round down slows both down.
 *
 * @param {{ rounds: readonly number[] }} mine
 * @param {{ rounds: readonly number[] }} theirs
 */
export function ratio(mine, theirs) {
  return spread(mine.rounds.map((time, round) => (theirs.rounds[round] ?? Number.NaN) / time))
}

/**
 * The exponent with which a cost grows: the slope of a straight line through its logarithms, by least squares.
 *
 * @param {readonly { size: number, cost: number }[]} points
 */
export function exponent(points) {
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }))
  const mean = (/** @type {(log: { x: number, y: number }) => number} */ of) =>
    logs.reduce((sum, log) => sum + of(log), 0) / logs.length
  const [middleX, middleY] = [mean(({ x }) => x), mean(({ y }) => y)]
  return mean(({ x, y }) => (x - middleX) * (y - middleY)) / mean(({ x }) => (x - middleX) ** 2)
}

/**
 * How the cost of each contestant grows with the size of the tokens.
 *
 * @param {readonly Timing[]} timings of a race that has sizes
 * @returns {Map<string, number>} the exponents
 */
export function growth(timings) {
  /** @type {Map<string, { size: number, cost: number }[]>} */
  const points = new Map()
  for (const { of, size, processor } of timings) {
    if (of === undefined || size === undefined) continue
    points.set(of, [...(points.get(of) ?? []), { size, cost: processor.median }])
  }
  return new Map([...points].map(([name, all]) => [name, exponent(all)]))
}
