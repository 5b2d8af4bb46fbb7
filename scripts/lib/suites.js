// Everything that `npm test` runs, in its order.
import { checkWithClangTidy } from './clang-tidy.js'
import { runFuzzTests } from './fuzz-tests.js'
import { runJestTests } from './jest-tests.js'
import { runNativeTests } from './native-tests.js'
import { runNodeTests } from './node-tests.js'
import { checkCppFormat, checkGenerated, checkJavaScript, checkTypes } from './static-checks.js'

/**
 * @typedef {import('./counts.js').Counts} Counts
 * @typedef {import('./progress.js').Progress} Progress
 * @typedef {object} Suite
 * @property {string} key        what it is called on the command line; several may share it
 * @property {string} name
 * @property {boolean} needsDist  whether it looks at what the build makes
 * @property {(progress: Progress) => Promise<Counts>} run
 */

/**
 * A static check is one test, which fails when the check throws.
 * @param {string} key
 * @param {string} name
 * @param {(progress: Progress) => Promise<void>} check
 * @param {boolean} [needsDist]
 * @returns {Suite}
 */
function checkSuite(key, name, check, needsDist = false) {
  const run = async (/** @type {Progress} */ progress) => {
    await check(progress)
    return { passed: 1, failed: 0, skipped: 0 }
  }
  return { key, name, needsDist, run }
}

/** @type {Suite[]} */
export const suites = [
  checkSuite('format', 'C++ format', checkCppFormat),
  checkSuite('format', 'JavaScript format and lint', checkJavaScript),
  checkSuite('lint', 'C++ lint', checkWithClangTidy),
  checkSuite('types', 'Types', checkTypes, true),
  checkSuite('generated', 'Generated files', checkGenerated),
  {
    key: 'cpp',
    name: 'C++ tests',
    needsDist: false,
    run: (progress) => runNativeTests('dev', progress),
  },
  {
    key: 'asan',
    name: 'C++ tests with sanitizers',
    needsDist: false,
    run: (progress) => runNativeTests('asan', progress),
  },
  { key: 'fuzz', name: 'Fuzzing, briefly', needsDist: true, run: runFuzzTests },
  { key: 'node', name: 'JavaScript tests', needsDist: true, run: runNodeTests },
  { key: 'jest', name: 'Jest tests', needsDist: true, run: runJestTests },
]
