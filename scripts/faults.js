// Usage: node scripts/faults.js [--write]
// Lets everything fail that can: natively each call of OpenSSL, each allocation and each request for randomness; and under
// the module as it is published its memory, its randomness, its clocks, its stores and its process. With --write,
// docs/evidence/faults.md is what came of it.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { countTap, figuresIn, verdict } from './lib/counts.js'
import { buildRuntime, buildTypes } from './lib/dist.js'
import { faultPage } from './lib/fault-page.js'
import { main } from './lib/main.js'
import { runFaultTests } from './lib/native-tests.js'
import { rootDir } from './lib/paths.js'
import { step } from './lib/progress.js'
import { tryRun } from './lib/run.js'
import { setUp } from './lib/setup.js'

/** Each is a program of its own, so that one that takes long is named. */
const programs = ['memory', 'randomness', 'clock', 'store', 'awaits', 'kill']

await main(async () => {
  const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } })
  await setUp({ tests: true })
  await buildRuntime()
  await step('Type declarations', buildTypes)
  const figures = await step('Native faults', runFaultTests)
  for (const name of programs) figures.push(...(await step(`Faults: ${name}`, () => run(name))))
  const page = faultPage(figures)
  if (values.write) {
    const target = path.join(rootDir, 'docs', 'evidence', 'faults.md')
    fs.mkdirSync(path.dirname(target), { recursive: true })
    fs.writeFileSync(target, page)
  }
})

/**
 * Runs one of tests/faults, at each place where it can let something fail. Throws where a test does not pass.
 *
 * @param {string} name
 */
async function run(name) {
  const args = ['--test', '--test-reporter=tap', `tests/faults/${name}.test.js`]
  const result = await tryRun(process.execPath, args, {
    log: `faults-${name}`,
    env: { HOLOBAND_FAULTS: 'all', NO_COLOR: '1' },
  })
  verdict(countTap(result.stdout), result.code, result.output)
  return figuresIn(result.stdout)
}
