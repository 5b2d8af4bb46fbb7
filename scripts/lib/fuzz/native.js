// Runs a target that is a program made with libFuzzer.
import fs from 'node:fs'
import path from 'node:path'
import { environmentOf } from '../native-tests.js'
import { buildDir, rootDir } from '../paths.js'
import { run, tryRun } from '../run.js'

/**
 * @typedef {import('../fuzz-targets.js').NativeTarget} NativeTarget
 * @typedef {import('./run.js').Job} Job
 * @typedef {import('./run.js').Outcome} Outcome
 */

// An input that takes longer, or more memory, is a finding. The sanitizers make everything several times slower.
const slowSeconds = 30
const mostMegabytes = 1024

/** @param {string} name */
export const programOf = (name) => path.join(buildDir, 'asan', 'tests', 'fuzz', `fuzz_${name}`)

/** @param {string} name */
const dictionaryOf = (name) => path.join(rootDir, 'tests', 'fuzz', 'dictionaries', `${name}.dict`)

/**
 * @param {string} name
 * @param {NativeTarget} target
 * @param {Job} job
 * @returns {Promise<Outcome>}
 */
export async function runProgram(name, target, { seconds, seed, corpus, findings, onLine }) {
  const dictionary = dictionaryOf(name)
  const args = [
    ...limitsOf(target),
    // No time at all is no limit to libFuzzer.
    seconds > 0 ? `-max_total_time=${seconds}` : '-runs=0',
    `-seed=${seed}`,
    `-artifact_prefix=${findings}${path.sep}`,
    '-print_final_stats=1',
    ...(fs.existsSync(dictionary) ? [`-dict=${dictionary}`] : []),
    corpus,
  ]
  const ended = await tryRun(programOf(name), args, { log: `fuzz-${name}`, env: environment(), onLine })
  const file = /Test unit written to (.+)$/m.exec(ended.output)?.[1] ?? ''
  const found = ended.code === 0 ? [] : [{ name: causeOf(ended.output), file }]
  const executions = statistic(ended.output, 'number_of_executed_units')
  return { executions, coverage: '', findings: found }
}

/**
 * Leaves the fewest and shortest inputs that reach what all of them reach, however often.
 * @param {string} name
 * @param {NativeTarget} target
 * @param {string} from
 * @param {string} to   an empty folder
 */
export async function minimise(name, target, from, to) {
  const args = [...limitsOf(target), '-merge=1', '-use_counters=0', to, from]
  await run(programOf(name), args, { log: `fuzz-${name}-merge`, env: environment() })
}

/** @param {NativeTarget} target */
function limitsOf(target) {
  return [`-max_len=${target.maxBytes}`, `-timeout=${slowSeconds}`, `-rss_limit_mb=${mostMegabytes}`]
}

const environment = () => environmentOf('asan')

/**
 * @param {string} output
 * @param {string} name
 */
function statistic(output, name) {
  return Number(new RegExp(`^stat::${name}:\\s*(\\d+)`, 'm').exec(output)?.[1] ?? 0)
}

/**
 * What libFuzzer, a sanitizer or the target itself said first.
 * @param {string} output
 */
function causeOf(output) {
  const line = /^(?:broken promise: |==\d+==\s?ERROR: |.*runtime error: ).*$/m.exec(output)?.[0]
  return line?.replace(/^==\d+==\s?ERROR: /, '') ?? output.trimEnd().split('\n').at(-1) ?? ''
}

/**
 * How much of the sources that the target is about its corpus reaches.
 * @param {string} name
 * @param {NativeTarget} target
 * @param {string} corpus
 */
export async function coverageOf(name, target, corpus) {
  const args = [...limitsOf(target), '-runs=0', '-print_coverage=1', corpus]
  const { output } = await run(programOf(name), args, { log: `fuzz-${name}-coverage`, env: environment() })
  const { functions, edges } = reachedIn(output, target.files)
  return `${functions.reached} of ${functions.all} functions, ${edges.reached} of ${edges.all} edges`
}

/**
 * @param {string} output   of libFuzzer's -print_coverage
 * @param {readonly string[]} files  beginnings of the paths that count
 */
export function reachedIn(output, files) {
  const functions = { reached: 0, all: 0 }
  const edges = { reached: 0, all: 0 }
  for (const [, reached = '', all = '', file = ''] of output.matchAll(functionLine)) {
    if (!files.some((beginning) => path.relative(rootDir, file).startsWith(beginning))) continue
    functions.all++
    if (Number(reached) > 0) functions.reached++
    edges.reached += Number(reached)
    edges.all += Number(all)
  }
  return { functions, edges }
}

const functionLine = /^(?:UN)?COVERED_FUNC: hits: \d+ edges: (\d+)\/(\d+) .* (\/[^ ]+):\d+$/gm
