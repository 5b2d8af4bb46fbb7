// Usage: node scripts/timing.js [--measurements N] [--write]
// Sets everything up, and measures whether comparing a MAC or a password takes longer for one wrong one than for another.
// --write makes docs/evidence/timing.md of what was measured. How it is measured: tests/timing.
import path from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { buildPreset } from './lib/cmake.js'
import { buildRuntime } from './lib/dist.js'
import { replaceFile } from './lib/files.js'
import { main } from './lib/main.js'
import { rootDir } from './lib/paths.js'
import { say, step } from './lib/progress.js'
import { run } from './lib/run.js'
import { setUp } from './lib/setup.js'
import { lines, page } from './lib/timing-report.js'

/** @import { Comparison } from './lib/timing-report.js' */

const defaultMeasurements = 1_000_000

await main(async () => {
  const { values } = parseArgs({
    options: { measurements: { type: 'string' }, write: { type: 'boolean', default: false } },
  })
  const asked = values.measurements ?? String(defaultMeasurements)
  if (!/^\d{4,9}$/.test(asked)) throw new Error('--measurements takes a number from 1000 on')
  await setUp({ tests: true })
  await buildRuntime()
  const folder = await step('Native build', (progress) => buildPreset('timing', progress))
  const program = path.join(folder, 'tests', 'timing', 'holoband_timing')
  const native = await step('Native', (progress) => measure(program, [asked], progress))
  const wasm = await step('WebAssembly', (progress) =>
    measure(process.execPath, ['tests/timing/wasm.js', program, asked], progress),
  )
  const measured = { native, wasm }
  if (values.write) replaceFile(path.join(rootDir, 'docs', 'evidence', 'timing.md'), page(measured))
  say(lines(measured).join('\n'))
  if ([...native, ...wasm].some(({ control, t }) => control && Math.abs(t) < 10))
    throw new Error('A control was not found: nothing can be said of the others.')
})

/**
 * @param {string} command
 * @param {string[]} args
 * @param {import('./lib/progress.js').Progress} progress
 * @returns {Promise<Comparison[]>}
 */
async function measure(command, args, progress) {
  /** @type {Comparison[]} */
  const comparisons = []
  const onLine = (/** @type {string} */ line) => {
    const comparison = JSON.parse(line)
    comparisons.push(comparison)
    progress.detail(comparison.name)
  }
  await run(command, args, { log: `timing-${path.basename(command)}`, onLine })
  return comparisons
}
