// Usage: node scripts/test.js [format] [lint] [types] [generated] [cpp] [asan] [fuzz] [node] [jest]
// Sets everything up, then runs every check and test, or only those that are named.
import process from 'node:process'
import { none, sum, summaryLine, TestFailure } from './lib/counts.js'
import { buildRuntime, buildTypes, sizeLines } from './lib/dist.js'
import { main } from './lib/main.js'
import { say, seconds, step } from './lib/progress.js'
import { setUp } from './lib/setup.js'
import { suites } from './lib/suites.js'

/**
 * @typedef {import('./lib/counts.js').Counts} Counts
 * @typedef {import('./lib/suites.js').Suite} Suite
 * @typedef {{ name: string, ms: number, counts: Counts }} Row
 */

await main(async () => {
  const chosen = choose(process.argv.slice(2))
  await setUp({ tests: true })
  if (chosen.some((suite) => suite.needsDist)) await buildDist()
  const rows = []
  for (const suite of chosen) rows.push(await runSuite(suite))
  report(rows)
})

/** @param {string[]} names */
function choose(names) {
  for (const name of names) {
    if (!suites.some((suite) => suite.key === name)) {
      throw new Error(`There are no tests called ${name}: ${suites.map((suite) => suite.key).join(', ')}`)
    }
  }
  return names.length === 0 ? suites : suites.filter((suite) => names.includes(suite.key))
}

async function buildDist() {
  await buildRuntime()
  await step('Type declarations', buildTypes)
  say(sizeLines().join('\n'))
}

/**
 * A suite that fails is shown at once, and the next one runs all the same.
 * @param {Suite} suite
 * @returns {Promise<Row>}
 */
async function runSuite(suite) {
  const started = performance.now()
  const row = (/** @type {Counts} */ counts) => ({
    name: suite.name,
    ms: performance.now() - started,
    counts,
  })
  try {
    return row(await step(suite.name, suite.run))
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    return row(error instanceof TestFailure ? error.counts : { ...none, failed: 1 })
  }
}

/** @param {Row[]} rows */
function report(rows) {
  const width = Math.max(...rows.map((row) => row.name.length))
  say('')
  for (const { name, ms, counts } of rows) {
    const mark = counts.failed > 0 ? '✗' : '✓'
    say(`${mark} ${name.padEnd(width)}  ${seconds(ms).padStart(8)}  ${summaryLine(counts)}`)
  }
  const total = sum(rows.map((row) => row.counts))
  if (total.failed > 0) process.exitCode = 1
  process.stdout.write(`${summaryLine(total)}\n`)
}
