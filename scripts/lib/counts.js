// How many tests passed, failed and were skipped, out of what the test programs report.

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** Some tests failed; the message is what they had to say. */
export class TestFailure extends Error {
  /**
   * @param {Counts} counts
   * @param {string} output
   */
  constructor(counts, output) {
    super(output)
    this.name = 'TestFailure'
    this.counts = counts
  }
}

/**
 * The verdict over a program that ran tests. One that failed though no test did (a leak that is found at the end, a
 * report that is missing because of a crash) counts as one failure more.
 * @param {Counts | undefined} counts
 * @param {number} exitCode
 * @param {string} output
 * @returns {Counts}
 */
export function verdict(counts, exitCode, output) {
  const complete = counts ?? none
  const failed = complete.failed === 0 && (exitCode !== 0 || !counts) ? 1 : complete.failed
  if (failed > 0) throw new TestFailure({ ...complete, failed }, output)
  return complete
}

/**
 * Runs tests for something else than their verdict, and tells how many failed.
 * @param {() => Promise<Counts>} work
 * @param {import('./progress.js').Progress} progress
 */
export async function despiteFailures(work, progress) {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof TestFailure)) throw error
    progress.note(`${error.counts.failed} failed; npm test tells more`)
  }
}

/** @type {Readonly<Counts>} */
export const none = Object.freeze({ passed: 0, failed: 0, skipped: 0 })

/**
 * @param {Counts[]} all
 * @returns {Counts}
 */
export function sum(all) {
  const total = { ...none }
  for (const counts of all) {
    total.passed += counts.passed
    total.failed += counts.failed
    total.skipped += counts.skipped
  }
  return total
}

/** @param {Counts} counts */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

/**
 * The counts at the end of what `node --test` writes as TAP. A test that was cancelled did not pass.
 * @param {string} tap
 * @returns {Counts | undefined} nothing where the run did not come to its end
 */
export function countTap(tap) {
  const number = (/** @type {string} */ name) => {
    const lines = [...tap.matchAll(new RegExp(`^# ${name} (\\d+)$`, 'gm'))]
    return Number(lines.at(-1)?.[1] ?? Number.NaN)
  }
  const counts = {
    passed: number('pass'),
    failed: number('fail') + number('cancelled'),
    skipped: number('skipped') + number('todo'),
  }
  return Object.values(counts).some(Number.isNaN) ? undefined : counts
}

/**
 * What tests have to say beside that they passed: the lines that they begin with "figures: ".
 * @param {string} output  of GoogleTest, or as TAP
 */
export function figuresIn(output) {
  return [...output.matchAll(/^(?: *# )?figures: (.+)$/gm)].map(([, figures = '']) => figures)
}

/**
 * The counts of a report of GoogleTest (--gtest_output=json).
 * @param {string} json
 * @returns {Counts}
 */
export function countGtest(json) {
  const report = /** @type {GtestReport} */ (JSON.parse(json))
  const counts = { ...none }
  for (const test of report.testsuites.flatMap((suite) => suite.testsuite)) {
    if (test.failures) counts.failed++
    else if (test.status === 'NOTRUN' || test.result === 'SKIPPED') counts.skipped++
    else counts.passed++
  }
  return counts
}

/**
 * The counts of a report of Jest (--json). A file that cannot be loaded has no tests, and is one failure.
 * @param {string} json
 * @returns {Counts}
 */
export function countJest(json) {
  const report = /** @type {JestReport} */ (JSON.parse(json))
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/**
 * @typedef {object} JestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {number} numRuntimeErrorTestSuites
 * @property {{ name: string, message: string }[]} testResults  one for each file; the message tells what failed in it
 */

/**
 * @typedef {{ testsuites: { testsuite: { status: string, result: string, failures?: unknown[] }[] }[] }} GtestReport
 */
