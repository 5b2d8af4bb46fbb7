// Runs everything in tests/ that node:test runs: all but what is Jest's.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { countTap, figuresIn, verdict } from './counts.js'
import { findFiles } from './files.js'
import { jestFolder } from './jest-tests.js'
import { logsDir } from './paths.js'
import { tryRun } from './run.js'

/** @typedef {import('./counts.js').Counts} Counts */

/** Many times what any file needs: one that hangs is named, and does not keep everybody waiting for ever. */
const patienceMs = 600_000

export function nodeTestFiles() {
  return findFiles(['tests'], /\.test\.js$/).filter((file) => !file.startsWith(jestFolder))
}

/**
 * @param {import('./progress.js').Progress} progress
 * @param {string[]} [files]
 * @returns {Promise<Counts>}
 */
export async function runNodeTests(progress, files = nodeTestFiles()) {
  progress.detail(`${files.length} files`)
  const report = path.join(logsDir, 'node-tests.tap')
  fs.mkdirSync(logsDir, { recursive: true })
  fs.rmSync(report, { force: true })
  const args = [
    '--test',
    `--test-concurrency=${os.availableParallelism()}`,
    `--test-timeout=${patienceMs}`,
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=tap',
    `--test-reporter-destination=${report}`,
    ...files,
  ]
  const result = await tryRun(process.execPath, args, {
    log: 'node-tests',
    env: { NO_COLOR: '1', FORCE_COLOR: '0' },
  })
  const tap = fs.existsSync(report) ? fs.readFileSync(report, 'utf8') : ''
  for (const figures of figuresIn(tap)) progress.note(figures)
  const counts = countTap(tap)
  return verdict(counts, result.code, failuresOf(result.stdout) || result.output)
}

/**
 * The part of the report that tells what failed.
 * @param {string} report
 */
function failuresOf(report) {
  const start = report.indexOf('\n✖ failing tests:')
  return start < 0 ? '' : report.slice(start)
}
