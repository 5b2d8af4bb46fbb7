import os from 'node:os'
import { ratio } from './measure.js'
import { figure } from './verdicts.js'

/** @import { Result } from './hosts.js' */
/** @import { Reading } from './memory-readings.js' */
/** @import { Verdict } from './verdicts.js' */
/** @typedef {import('./measure.js').Timing} Timing */

/** @typedef {ReturnType<typeof machine>} Machine */

export function machine() {
  const [cpu] = os.cpus()
  const load = os.loadavg()[0] ?? 0
  return {
    cpu: cpu?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.version,
    load: Number(load.toFixed(1)),
  }
}

/**
 * @param {string} title
 * @param {readonly Timing[]} timings
 */
export function timingTable(title, timings) {
  const [first] = timings
  const rows = timings.map(({ name, processor: { median, low, high }, clock, bytes }) => [
    name,
    figure(median),
    `${figure(low)} – ${figure(high)}`,
    Math.round(1e6 / median).toLocaleString('en'),
    first === undefined ? '' : figure(median / first.processor.median),
    figure(clock.median),
    bytes === undefined ? '' : bytes.toLocaleString('en'),
  ])
  return table(title, ['', 'µs', 'quartiles', 'per second', '÷ first', 'µs by the clock', 'bytes'], rows)
}

/**
 * How many times as fast ours is as each other, round by round.
 *
 * @param {readonly Result[]} results
 */
export function ratioTable(results) {
  const rows = results.flatMap(({ group, timings = [] }) =>
    ratiosOf(timings).map(({ ours, than, median, low, high, least }) => [
      `${group}: ${ours} beside ${than}`,
      `${figure(median)}×`,
      `${figure(low)} – ${figure(high)}`,
      figure(least),
    ]),
  )
  return rows.length === 0 ? '' : table('how many times as fast', ['', 'median', 'quartiles', 'least'], rows)
}

/** Each of ours beside each of the others; sizes are not compared. @param {readonly Timing[]} timings */
export function ratiosOf(timings) {
  const single = timings.filter(({ size }) => size === undefined)
  const isOurs = (/** @type {Timing} */ { name }) => name.startsWith('holoband')
  return single
    .filter(isOurs)
    .flatMap((mine) =>
      single
        .filter((theirs) => !isOurs(theirs) && theirs.variant === mine.variant)
        .map((theirs) => ({ ours: mine.name, than: theirs.name, ...ratio(mine, theirs) })),
    )
}

/**
 * @param {string} version of the runtime
 * @param {readonly Verdict[]} verdicts
 */
export function verdictTable(version, verdicts) {
  if (verdicts.length === 0) return ''
  const rows = verdicts.map(verdictCells)
  return table(`what is promised, on ${version}`, ['', 'against', 'promised', 'measured', 'kept'], rows)
}

/** @param {Verdict} verdict */
function verdictCells({ promised, required, measured, kept }) {
  const against = 'than' in promised ? promised.than : ''
  const word = kept === undefined ? `promised on ${promised.on}` : kept ? 'yes' : 'NO'
  return [promised.operation, against, required, measured, word]
}

/** @param {readonly Reading[]} readings */
export function memoryTable(readings) {
  const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(1)
  const rows = readings.map(({ operations, rss, heap, wasm }) => [
    operations.toLocaleString('en'),
    ...[rss, heap, wasm].map(megabytes),
  ])
  return table('memory after mixed operations, in MB', ['operations', 'resident', 'heap', 'module'], rows)
}

/** @param {readonly import('./limits.js').Limit[]} limits */
export function limitTable(limits) {
  const rows = limits.map(({ name, limit, milliseconds, worst }) => [
    name,
    limit,
    milliseconds.toFixed(4),
    worst.toFixed(4),
  ])
  return table('refuse what is only sent to cost time', ['', 'maxTokenBytes', 'ms', 'slowest ms'], rows)
}

/**
 * @param {string} title
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function table(title, head, rows) {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)),
  )
  const line = (/** @type {readonly string[]} */ row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('   ')
  return [`\n${title}`, line(head), ...rows.map(line)].join('\n')
}
