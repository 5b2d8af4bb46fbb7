import os from 'node:os'
import process from 'node:process'

/** @import { Sample, SoakResult, StoreKind } from './run.js' */

/** @type {Readonly<Record<StoreKind, string>>} */
const storeNames = Object.freeze({ sqlite: 'SQLite', redis: 'Redis', postgres: 'PostgreSQL' })

/** The first part of the readings is the program warming up. */
const warmUp = 0.25

/**
 * Of what a reading says, how it changed: the least-squares line through the readings after the warm-up.
 *
 * @param {readonly Sample[]} samples
 * @param {(sample: Sample) => number} read
 */
export function trendOf(samples, read) {
  const kept = samples.slice(Math.floor(samples.length * warmUp))
  const points = kept.map((sample) => ({ x: sample.at, y: read(sample) }))
  const mean = (/** @type {readonly number[]} */ list) =>
    list.reduce((sum, one) => sum + one, 0) / list.length
  const [x, y] = [mean(points.map((point) => point.x)), mean(points.map((point) => point.y))]
  const above = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0)
  const below = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0)
  return { first: points[0]?.y ?? 0, last: points.at(-1)?.y ?? 0, perMinute: below === 0 ? 0 : above / below }
}

/**
 * What is wrong with a result, in words; nothing where all is well. The resident memory is the system's to give back, so
 * that it is shown and not judged; what the program holds may grow by a tenth, which no leak keeps to.
 *
 * @param {SoakResult} result
 */
export function faultsOf({ wrong, lost, unexpected, samples }) {
  const heap = trendOf(samples, ({ memory }) => memory.heapUsed)
  const wasm = trendOf(samples, ({ memory }) => memory.wasm)
  return [
    ...wrong.map((text) => `wrong answer: ${text}`),
    ...(lost > 0 ? [`${lost} sessions lost`] : []),
    ...(unexpected > 0 ? [`${unexpected} events that nobody caused`] : []),
    ...(heap.last > heap.first * 1.1 + 2 ** 20 ? ['the heap grew'] : []),
    ...(wasm.last > wasm.first ? ['the memory of the module grew'] : []),
  ]
}

/**
 * @param {readonly SoakResult[]} results
 */
export function soakPage(results) {
  const [first] = results
  if (first === undefined) return ''
  const cells = (/** @type {(result: SoakResult) => string | number} */ cell) => results.map(cell)
  const faults = [...new Set(results.flatMap((result) => Object.keys(result.faults)))]
  const kinds = [...new Set(results.flatMap((result) => Object.keys(result.answers)))]
  return `# Soak

What came of ${seconds(results)} of load with faults going on. Written by \`npm run soak -- --write\` from what was measured; do not
edit it.

Two servers share a store. One of them gets the load (autocannon, ${first.connections} connections, \`GET /api/me\` of one session) and
is never ended; the other is killed with SIGKILL again and again. ${first.checkers} browsers talk to both, and each looks at every answer:
whether it is about its own user and session, whether each refresh is one rotation further, whether a theft is noticed, and
whether whoever was signed out stays out. One fault after the other, in turn: the server is killed and another takes its
port; signing keys are rotated; each call of the store takes 150 ms longer; the store is stopped or killed and started again (SQLite:
its file is locked).

${table(
  ['', ...cells(({ kind }) => storeNames[kind])],
  [
    ['seconds', ...cells((result) => result.seconds)],
    ...faults.map((name) => [name, ...cells((result) => `${result.faults[name] ?? 0} times`)]),
    ['**wrong answers**', ...cells(({ wrong }) => `**${wrong.length}**`)],
    ['**sessions lost**', ...cells(({ lost }) => `**${lost}**`)],
    ['requests of the load that were answered rightly', ...cells(({ load }) => load.requests)],
    ['of them in a second', ...cells(({ load }) => Math.round(load.perSecond))],
    ...['p50', 'p90', 'p99', 'p99_9', 'max'].map((name) => [
      `latency, ${name.replace('_', '.')}`,
      ...cells(({ load }) => `${Reflect.get(load.latency, name)} ms`),
    ]),
  ],
)}

The answers that browsers looked at:

${table(
  ['', ...cells(({ kind }) => storeNames[kind])],
  [
    ...kinds.map((kind) => [kind, ...cells((result) => result.answers[kind] ?? 0)]),
    ['requests without an answer, of the server that was killed', ...cells(({ unanswered }) => unanswered)],
  ],
)}

*unavailable* is a 503 with \`Retry-After\`, after which the browser asks again and loses nothing. *stayed out* is a cookie of a
session that was over, presented anew.

The memory of the server that got the load, from the ${Math.round(warmUp * 100)} % of the readings that are warm-up on: where it began, where it
ended, and the slope of a line through all readings. The heap is read after two collections, with the finalizers between them.

${table(
  ['', ...cells(({ kind }) => storeNames[kind])],
  [
    ['heap', ...cells(memoryCell(({ memory }) => memory.heapUsed))],
    ['WebAssembly', ...cells(memoryCell(({ memory }) => memory.wasm))],
    ['resident', ...cells(memoryCell(({ memory }) => memory.rss))],
    [
      'keys, issuers and verifiers in the module',
      ...cells(({ samples }) => `${samples.at(0)?.memory.handles} to ${samples.at(-1)?.memory.handles}`),
    ],
  ],
)}

${machine()}
`
}

/** @param {readonly SoakResult[]} results */
function seconds(results) {
  return `${results.map((result) => `${result.seconds} seconds with ${storeNames[result.kind]}`).join(', ')}`
}

/** @param {(sample: Sample) => number} read */
function memoryCell(read) {
  return (/** @type {SoakResult} */ { samples }) => {
    const { first, last, perMinute } = trendOf(samples, read)
    const mebibytes = (/** @type {number} */ bytes) => (bytes / 2 ** 20).toFixed(1)
    return `${mebibytes(first)} to ${mebibytes(last)} MiB, ${(perMinute / 1024).toFixed(0)} KiB/min`
  }
}

/**
 * @param {readonly (string | number)[]} head
 * @param {readonly (readonly (string | number)[])[]} rows
 */
export function table(head, rows) {
  const line = (/** @type {readonly (string | number)[]} */ cells) => `| ${cells.join(' | ')} |`
  return [
    line(head),
    `|${head.map((_, column) => (column === 0 ? '---|' : '---:|')).join('')}`,
    ...rows.map(line),
  ].join('\n')
}

/** What it was measured on. */
export function machine() {
  const processors = os.cpus()
  const load = os.loadavg()[1] ?? 0
  return `Measured with Node.js ${process.versions.node} on ${processors.length} cores of ${processors[0]?.model.trim() ?? 'an unknown machine'}, which others used too: the load
average of the last five minutes was ${load.toFixed(1)}.`
}
