import os from 'node:os'

/** @typedef {import('./measure.js').Timing} Timing */

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
  const rows = timings.map(({ name, processor: { median, low, high }, clock }) => [
    name,
    median.toFixed(2),
    `${low.toFixed(2)} – ${high.toFixed(2)}`,
    Math.round(1e6 / median).toLocaleString('en'),
    first === undefined ? '' : (median / first.processor.median).toFixed(2),
    clock.median.toFixed(2),
  ])
  return table(title, ['', 'µs', 'quartiles', 'per second', '÷ first', 'µs by the clock'], rows)
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
