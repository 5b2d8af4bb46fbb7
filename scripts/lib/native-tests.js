// Builds and runs the C++ tests of a preset.
import fs from 'node:fs'
import path from 'node:path'
import { buildPreset } from './cmake.js'
import { countGtest, figuresIn, sum, TestFailure, verdict } from './counts.js'
import { logsDir, rootDir } from './paths.js'
import { tryRun } from './run.js'

/** @typedef {import('./counts.js').Counts} Counts */

// The second lets everything fail that can (tests/cpp/faults), and needs a copy of the library for it.
const programs = ['holoband_tests', path.join('faults', 'holoband_fault_tests')]

/**
 * @param {'dev' | 'asan'} preset
 * @param {import('./progress.js').Progress} progress
 * @returns {Promise<Counts>}
 */
export async function runNativeTests(preset, progress) {
  const folder = await buildPreset(preset, progress)
  const all = []
  const failures = []
  for (const program of programs) {
    progress.detail(`running ${path.basename(program)}`)
    try {
      const { counts, figures } = await runProgram(path.join(folder, 'tests', 'cpp', program), preset)
      all.push(counts)
      for (const each of figures) progress.note(each)
    } catch (error) {
      if (!(error instanceof TestFailure)) throw error
      all.push(error.counts)
      failures.push(error.message)
    }
  }
  if (failures.length > 0) throw new TestFailure(sum(all), failures.join('\n'))
  return sum(all)
}

/**
 * @param {string} program
 * @param {string} preset
 * @returns {Promise<{ counts: Counts, figures: string[] }>}
 */
async function runProgram(program, preset) {
  const log = `${preset}-${path.basename(program)}`
  const report = path.join(logsDir, `${log}.json`)
  fs.rmSync(report, { force: true })
  const args = ['--gtest_brief=1', '--gtest_color=no', `--gtest_output=json:${report}`]
  const result = await tryRun(program, args, { log, env: environmentOf(preset) })
  const counts = fs.existsSync(report) ? countGtest(fs.readFileSync(report, 'utf8')) : undefined
  return { counts: verdict(counts, result.code, result.output), figures: figuresIn(result.stdout) }
}

/**
 * What `ctest --preset` would set, so that both ways of running the tests check the same.
 * @param {string} preset
 * @returns {NodeJS.ProcessEnv}
 */
function environmentOf(preset) {
  const { testPresets } = JSON.parse(fs.readFileSync(path.join(rootDir, 'CMakePresets.json'), 'utf8'))
  return testPresets.find((/** @type {{ name: string }} */ entry) => entry.name === preset)?.environment ?? {}
}
