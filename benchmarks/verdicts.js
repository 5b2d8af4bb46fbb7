// The promises, held against what was measured.
import { growth, ratio } from './measure.js'

/** @import { Result } from './hosts.js' */
/** @import { Faster, Flat, Linear, Promised } from './promises.js' */

/**
 * `kept` is undefined where nothing is promised on this runtime. What was promised and not measured is not kept.
 *
 * @typedef {{ promised: Promised, required: string, measured: string, kept: boolean | undefined }} Verdict
 */

/**
 * Only of what was run: a promise about another group says nothing here.
 *
 * @param {readonly Promised[]} promises
 * @param {readonly Result[]} results
 * @param {string} family of the runtime
 * @returns {Verdict[]}
 */
export function verdictsOf(promises, results, family) {
  return promises.flatMap((promised) => {
    const result = results.find(({ group }) => group === promised.group)
    if (result === undefined) return []
    const { required, measured, kept } = judge(promised, result)
    return [{ promised, required, measured, kept: promised.on === family ? kept : undefined }]
  })
}

/**
 * @param {Promised} promised
 * @param {Result} result
 */
function judge(promised, result) {
  if ('atLeast' in promised) return judgeFaster(promised, result)
  if ('exponentAtMost' in promised) return judgeLinear(promised, result)
  return judgeFlat(promised, result)
}

/**
 * @param {Faster} promised
 * @param {Result} result
 */
function judgeFaster({ ours, than, atLeast, everyRound = false }, { timings = [] }) {
  const required = `≥ ${figure(atLeast)}×${everyRound ? ', ahead in every round' : ''}`
  const mine = timings.find(({ name }) => name === ours)
  const theirs = timings.find(({ name }) => name === than)
  if (mine === undefined || theirs === undefined)
    return { required, measured: `${mine === undefined ? ours : than} is missing`, kept: false }
  const { least, low, median, high } = ratio(mine, theirs)
  const spread = `${figure(low)} – ${figure(high)}${everyRound ? `, least ${figure(least)}` : ''}`
  return {
    required,
    measured: `${figure(median)}× (${spread})`,
    kept: median >= atLeast && (!everyRound || least > 1),
  }
}

/**
 * @param {Linear} promised
 * @param {Result} result
 */
function judgeLinear({ ours, exponentAtMost }, { timings = [] }) {
  const exponent = growth(timings).get(ours)
  return {
    required: `exponent ≤ ${exponentAtMost}`,
    measured: exponent === undefined ? `${ours} is missing` : `exponent ${exponent.toFixed(2)}`,
    kept: exponent !== undefined && exponent <= exponentAtMost,
  }
}

/**
 * @param {Flat} promised
 * @param {Result} result
 */
function judgeFlat({ of, growthAtMost }, { readings = [] }) {
  const [first, last] = [readings[0]?.[of], readings.at(-1)?.[of]]
  const grown = first === undefined || last === undefined ? Number.NaN : last - first
  return {
    required: `grows ≤ ${megabytes(growthAtMost)}`,
    measured: Number.isNaN(grown) ? 'not read' : `grew ${megabytes(grown)}`,
    kept: grown <= growthAtMost,
  }
}

/**
 * The promises that were not kept where they were given, in words.
 *
 * @param {readonly { version: string, verdicts: readonly Verdict[] }[]} records
 */
export function missed(records) {
  return records.flatMap(({ version, verdicts }) =>
    verdicts
      .filter(({ kept }) => kept === false)
      .map(
        ({ promised, required, measured }) =>
          `${version}, ${promised.operation}: ${measured}, promised ${required}`,
      ),
  )
}

/** @param {number} value */
const megabytes = (value) => `${(value / 1e6).toFixed(1)} MB`

/** With as many digits as it can be trusted for. @param {number} value */
export function figure(value) {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
