// Whether any test notices a mutant: the cheap tests that are closest to it first, and no more than are needed.
import fs from 'node:fs'
import path from 'node:path'
import { findFiles } from '../files.js'
import { rootDir } from '../paths.js'
import { tryRun } from '../run.js'

/**
 * @typedef {import('./program.js').PolicyMutant} PolicyMutant
 * @typedef {'compiler' | 'near' | 'other' | 'long'} Stage
 * @typedef {{ stage: Stage, filter: string }} Tests  filter is GoogleTest's
 */

/** Tests that take long: the model of sessions, and all conformance cases. */
const long = /^tests\/cpp\/(session\/model\/|conformance_test)/

/** Tests that take minutes each, of more of the same, and those of primitives, which know no policy. */
const tooLong = ['SessionModel.*ALogoutOrABan', 'SessionModel.*TwoTabs*', 'Primitives.*']

/** Loops that do not end, or take all memory, are noticed too. */
const memoryKilobytes = 4_000_000

/**
 * The tests to ask about the mutants of a file, in their order.
 *
 * @param {string} file
 * @returns {Tests[]}
 */
export function stagesOf(file) {
  const isSession = file.startsWith('src/holoband/session/')
  const area = isSession ? /^tests\/cpp\/session\// : /^tests\/cpp\/\w+\.cc$/
  const name = path.basename(file).replace(/\.\w+$/, '')
  const near = new RegExp(`^tests/cpp/(session/)?${name}(_\\w+)?_test\\.cc$`)
  const files = findFiles(['tests/cpp'], area).filter((test) => test.endsWith('_test.cc'))
  /** @type {[Stage, string[]][]} */
  const stages = [
    ['near', files.filter((test) => near.test(test) && !long.test(test))],
    ['other', files.filter((test) => !near.test(test) && !long.test(test))],
    ['long', files.filter((test) => long.test(test))],
  ]
  return stages
    .map(([stage, tests]) => ({ stage, filter: filterOf(tests) }))
    .filter(({ filter }) => filter !== '')
}

/** @param {string[]} files */
function filterOf(files) {
  const suites = new Set(
    files.flatMap((file) =>
      [
        ...fs.readFileSync(path.join(rootDir, file), 'utf8').matchAll(/^(?:TYPED_)?TEST(?:_F|_P)?\((\w+)/gm),
      ].map(([, suite]) => suite),
    ),
  )
  const filter = [...suites].map((suite) => `${suite}.*:*/${suite}.*`).join(':')
  return filter === '' ? '' : `${filter}:-${tooLong.join(':')}`
}

/** Runs the tests of a stage, and knows how long they may take: many times what they took when nothing was changed. */
export class Judge {
  /** Seconds of processor time, by filter. @type {Map<string, number>} */
  #patience = new Map()

  /**
   * @param {string} program
   * @param {Tests} tests
   */
  async calibrate(program, tests) {
    const result = await this.#run(program, 0, tests.filter, 'unlimited')
    if (result.code !== 0) throw new Error(`The tests fail without a mutant:\n${result.output.slice(-2000)}`)
    this.#patience.set(tests.filter, Math.ceil(childSeconds(result.stdout) * 3) + 3)
  }

  /**
   * @param {string} program
   * @param {PolicyMutant} mutant
   * @returns {Promise<Stage | undefined>} where it was noticed, if it was
   */
  async judge(program, mutant) {
    for (const { stage, filter } of stagesOf(mutant.file)) {
      const result = await this.#run(program, mutant.id, filter, this.#patience.get(filter) ?? 'unlimited')
      if (result.code !== 0) return stage
    }
    return undefined
  }

  /**
   * @param {string} program
   * @param {number} id
   * @param {string} filter
   * @param {number | 'unlimited'} cpuSeconds
   */
  #run(program, id, filter, cpuSeconds) {
    const limits = `ulimit -t ${cpuSeconds}; ulimit -v ${memoryKilobytes}; ulimit -c 0; "$0" "$@"; code=$?; times; exit $code`
    const args = ['--gtest_brief=1', '--gtest_color=no', '--gtest_fail_fast', `--gtest_filter=${filter}`]
    return tryRun('sh', ['-c', limits, program, ...args], { env: { HOLOBAND_MUTANT: `${id}` } })
  }
}

/**
 * The processor time of what a shell has run, in the last line of what its `times` prints.
 * @param {string} output
 */
function childSeconds(output) {
  const words =
    output
      .trimEnd()
      .split('\n')
      .at(-1)
      ?.matchAll(/(\d+)m([\d.]+)s/g) ?? []
  return [...words].reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0)
}
