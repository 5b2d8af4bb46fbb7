// Builds and runs the C++ tests of a preset.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { buildPreset } from './cmake.js'
import { countGtest, figuresIn, sum, TestFailure, verdict } from './counts.js'
import { logsDir, rootDir } from './paths.js'
import { tryRun } from './run.js'

/** @typedef {import('./counts.js').Counts} Counts */

// The second lets everything fail that can (tests/cpp/faults), and needs a copy of the library for it.
const faultTests = path.join('faults', 'holoband_fault_tests')
export const programs = ['holoband_tests', faultTests]

/**
 * @param {'dev' | 'asan' | 'coverage'} preset
 * @param {import('./progress.js').Progress} progress
 * @returns {Promise<Counts>}
 */
export async function runNativeTests(preset, progress) {
  const folder = await buildPreset(preset, progress)
  const all = []
  const failures = []
  for (const program of programs) {
    progress.detail(`running ${path.basename(program)}`)
    for (const outcome of await runShards(path.join(folder, 'tests', 'cpp', program), preset)) {
      if (outcome.status === 'fulfilled') {
        all.push(outcome.value.counts)
        for (const each of outcome.value.figures) progress.note(each)
      } else {
        if (!(outcome.reason instanceof TestFailure)) throw outcome.reason
        all.push(outcome.reason.counts)
        failures.push(outcome.reason.message)
      }
    }
  }
  if (failures.length > 0) throw new TestFailure(sum(all), failures.join('\n'))
  return sum(all)
}

/**
 * Runs the program alone in which everything fails that can, and returns its figures.
 * @param {import('./progress.js').Progress} progress
 */
export async function runFaultTests(progress) {
  const folder = await buildPreset('dev', progress, [path.basename(faultTests)])
  const figures = []
  for (const outcome of await runShards(path.join(folder, 'tests', 'cpp', faultTests), 'dev')) {
    if (outcome.status === 'rejected') throw outcome.reason
    figures.push(...outcome.value.figures)
  }
  return figures
}

/**
 * A test program has one thread: each core runs its share of the tests.
 * @param {string} program
 * @param {string} preset
 */
function runShards(program, preset) {
  const total = os.availableParallelism()
  return Promise.allSettled(
    Array.from({ length: total }, (_, index) => runShard(program, preset, { index, total })),
  )
}

/**
 * @param {string} program
 * @param {string} preset
 * @param {{ index: number, total: number }} shard
 * @returns {Promise<{ counts: Counts, figures: string[] }>}
 */
async function runShard(program, preset, shard) {
  const log = `${preset}-${path.basename(program)}-${shard.index}`
  const report = path.join(logsDir, `${log}.json`)
  fs.rmSync(report, { force: true })
  const args = ['--gtest_brief=1', '--gtest_color=no', `--gtest_output=json:${report}`]
  const sharding = { GTEST_TOTAL_SHARDS: `${shard.total}`, GTEST_SHARD_INDEX: `${shard.index}` }
  const result = await tryRun(program, args, { log, env: { ...environmentOf(preset), ...sharding } })
  const counts = fs.existsSync(report) ? countGtest(fs.readFileSync(report, 'utf8')) : undefined
  return { counts: verdict(counts, result.code, result.output), figures: figuresIn(result.stdout) }
}

/**
 * What `ctest --preset` would set, so that both ways of running the tests check the same.
 * @param {string} preset
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentOf(preset) {
  const { testPresets } = JSON.parse(fs.readFileSync(path.join(rootDir, 'CMakePresets.json'), 'utf8'))
  return testPresets.find((/** @type {{ name: string }} */ entry) => entry.name === preset)?.environment ?? {}
}
