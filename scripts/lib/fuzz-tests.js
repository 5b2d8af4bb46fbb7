// Fuzzing as a test: every target on its committed corpus and for a moment beyond it; and before that a target with bugs in
// it, because fuzzers that could not find any would look the same.
import { buildPreset } from './cmake.js'
import { TestFailure } from './counts.js'
import { committedInputs } from './fuzz/corpus.js'
import { fuzzBriefly, linesOf } from './fuzz/run.js'
import { targets } from './fuzz-targets.js'

/**
 * @typedef {import('./counts.js').Counts} Counts
 * @typedef {import('./fuzz-targets.js').Target} Target
 */

const secondsEach = 2

/** What libFuzzer and the sanitizers have to say of the bugs of tests/fuzz/planted. */
const planted = Object.freeze({
  promise: /^broken promise: nobody says promise$/,
  behind: /AddressSanitizer: heap-buffer-overflow/,
  leak: /LeakSanitizer: detected memory leaks/,
  overflow: /runtime error: signed integer overflow/,
})

/**
 * @param {import('./progress.js').Progress} progress
 * @returns {Promise<Counts>}
 */
export async function runFuzzTests(progress) {
  const native = Object.keys(targets).filter((name) => targets[name]?.kind === 'native')
  await buildPreset(
    'asan',
    progress,
    ['planted', ...native].map((name) => `fuzz_${name}`),
  )
  const problems = []
  for (const [word, cause] of Object.entries(planted)) {
    progress.detail('planted bugs')
    problems.push(await problemOfPlanted(word, cause))
  }
  for (const [name, target] of Object.entries(targets)) {
    progress.detail(name)
    const run = await fuzzBriefly(name, target, committedInputs(name), secondsEach)
    problems.push(run.findings.length === 0 ? undefined : linesOf(run).join('\n'))
  }
  return countsOf(problems)
}

/**
 * @param {string} word   the input that shows the bug
 * @param {RegExp} cause  what has to be said of it
 */
async function problemOfPlanted(word, cause) {
  /** @type {Target} */
  const target = { kind: 'native', about: '', files: [], maxBytes: 64 }
  const run = await fuzzBriefly('planted', target, [Buffer.from(word)], 0)
  const [found] = run.findings
  if (found !== undefined && found.file !== '' && cause.test(found.name)) return undefined
  return `The bug that was planted for "${word}" was not found: ${found?.name ?? 'nothing was'}`
}

/** @param {readonly (string | undefined)[]} problems  one for each test, nothing where it passed */
function countsOf(problems) {
  const failures = problems.filter((problem) => problem !== undefined)
  const counts = { passed: problems.length - failures.length, failed: failures.length, skipped: 0 }
  if (failures.length > 0) throw new TestFailure(counts, failures.join('\n'))
  return counts
}
