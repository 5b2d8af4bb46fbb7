import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { test } from 'node:test'
import {
  countGtest,
  countJest,
  countTap,
  figuresIn,
  sum,
  summaryLine,
  TestFailure,
  verdict,
} from '../../scripts/lib/counts.js'

const two = { passed: 2, failed: 0, skipped: 0 }

test('what node:test itself reports is counted', () => {
  const source = `const { test } = require('node:test')
    test('a', () => {}); test('b', () => { throw new Error('no') }); test('c', { skip: true }, () => {})`
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const child = spawnSync(process.execPath, ['--test-reporter=tap', '-e', source], { encoding: 'utf8', env })
  assert.deepEqual(countTap(child.stdout), { passed: 1, failed: 1, skipped: 1 })
})

test('a cancelled test is a failed one, and one left for later is skipped', () => {
  const tap = '# tests 6\n# pass 1\n# fail 1\n# cancelled 2\n# skipped 1\n# todo 1\n'
  assert.deepEqual(countTap(tap), { passed: 1, failed: 3, skipped: 2 })
})

test('what tests say of figures is found in either report, and nothing else is', () => {
  const tap =
    'TAP version 13\n# Subtest: a\n    # figures: 5 states, 7 transitions\nok 1 - figures: no\n# tests 1\n'
  assert.deepEqual(figuresIn(tap), ['5 states, 7 transitions'])
  assert.deepEqual(figuresIn('figures: model, three tabs: 9 states\n[  PASSED  ] 1 test.\n'), [
    'model, three tabs: 9 states',
  ])
})

test('a report that breaks off has no counts', () => {
  assert.equal(countTap('TAP version 13\nok 1 - a\n'), undefined)
})

test('a report of GoogleTest is counted by test, not by suite', () => {
  const tests = [
    { status: 'RUN', result: 'COMPLETED' },
    { status: 'RUN', result: 'COMPLETED', failures: [{ failure: 'no' }] },
    { status: 'RUN', result: 'SKIPPED' },
    { status: 'NOTRUN', result: 'SUPPRESSED' },
  ]
  const report = { testsuites: [{ testsuite: tests }, { testsuite: tests.slice(0, 1) }] }
  assert.deepEqual(countGtest(JSON.stringify(report)), { passed: 2, failed: 1, skipped: 2 })
})

const jestNumbers = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 2,
  numTodoTests: 1,
  numRuntimeErrorTestSuites: 0,
}

test('in a report of Jest a test that waits to be written is skipped', () => {
  assert.deepEqual(countJest(JSON.stringify(jestNumbers)), { passed: 5, failed: 0, skipped: 3 })
})

test('in a report of Jest a file that could not be loaded is a failure beside those of tests', () => {
  const report = { ...jestNumbers, numFailedTests: 2, numRuntimeErrorTestSuites: 1 }
  assert.deepEqual(countJest(JSON.stringify(report)), { passed: 5, failed: 3, skipped: 3 })
})

test('counts add up to one line', () => {
  const total = sum([two, { passed: 1, failed: 3, skipped: 4 }])
  assert.equal(summaryLine(total), '3 passed, 3 failed, 4 skipped')
})

test('a run whose tests and exit code are good is good', () => {
  assert.deepEqual(verdict(two, 0, ''), two)
})

for (const [what, counts, code, failed] of /** @type {const} */ ([
  ['a program that fails after its tests passed', two, 1, 1],
  ['a program that leaves no report', undefined, 0, 1],
  ['failed tests', { passed: 0, failed: 3, skipped: 0 }, 1, 3],
  ['failed tests with a good exit code', { passed: 0, failed: 3, skipped: 0 }, 0, 3],
])) {
  test(`${what} fails with the right count and the output`, () => {
    assert.throws(
      () => verdict(counts && { ...counts }, code, 'the output'),
      (error) =>
        error instanceof TestFailure && error.counts.failed === failed && error.message === 'the output',
    )
  })
}
