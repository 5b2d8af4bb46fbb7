// Makes tests of what a runtime reported: one for each case, so that each can fail by itself.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { describe, test } from 'node:test'
import { absent, hashOf, skip } from '../conformance/data.js'
import { casesOf } from '../conformance/suite/index.js'
import { root } from '../support/process.js'
import { cellsOf, readDocument } from './document.js'
import { hostCells, hostTable } from './host-table.js'
import { createSuiteProject, sets } from './project.js'
import { referenceVerdicts } from './reference.js'

/** @import { Host } from './hosts/host.js' */
/** @import { Observed } from './programs/observe.js' */
/** @import { Report } from './programs/judge.js' */

const [thisMajor] = process.versions.node.split('.')
const nothing = { compiled: 0, started: 0, evaluated: 0, random: 0, clock: 0 }

/**
 * Runs the suite on these runtimes, one after the other, and tells what came of it.
 *
 * @param {readonly Host[]} hosts
 */
export async function testRuntimes(hosts) {
  for (const { host, outcome } of await outcomesOf(hosts)) {
    describe(host.name, () => {
      if ('report' in outcome) return testReport(host, outcome.report)
      test('runs the suite', () => {
        throw outcome.error
      })
    })
  }
}

/** @param {readonly Host[]} hosts */
async function outcomesOf(hosts) {
  const project = await createSuiteProject()
  const outcomes = []
  try {
    for (const host of hosts) {
      const outcome = await host.run(project).then(
        (report) => ({ report }),
        (/** @type {unknown} */ error) => ({ error }),
      )
      outcomes.push({ host, outcome })
    }
  } finally {
    project.remove()
  }
  return outcomes
}

/**
 * @param {Host} host
 * @param {Report} report
 */
function testReport({ name: runtime, compiles, without = [] }, { results, verdicts, host, observed }) {
  for (const { name, ok, error } of results) test(name, () => assert.ok(ok, error))

  test('was asked every case of the suite, and some of its own', () => {
    const asked = results.map(({ name }) => name)
    assert.ok(asked.some((name) => name.startsWith('here: ')))
    assert.deepEqual(
      asked.filter((name) => !name.startsWith('here: ')),
      casesOf(without).map(({ name }) => name),
    )
  })

  test('imports the package without starting, compiling or evaluating anything, without randomness or a clock', () => {
    assert.deepEqual(observed.atImport, nothing)
  })

  const how = compiles ? 'compiles its module once' : 'is given a compiled module'
  test(`${how}, and starts it when it is first used`, () => {
    assert.deepEqual(observed.atStart, { ...nothing, compiled: compiles ? 1 : 0, started: 1 })
  })

  test('evaluates no text as a program in all of the suite, and starts nothing more', () => {
    const { compiled, started, evaluated } = observed.inSuite
    assert.equal(evaluated, 0)
    // Node.js reads HTTP with WebAssembly of its own, which it starts with the first Request.
    const own = runtime.startsWith('Node.js') ? 1 : 0
    assert.ok(compiled <= own && started <= own, `${compiled} compiled, ${started} started`)
  })

  test('draws randomness and looks at the clock where a case asks for it, so that both would have been seen', () => {
    assert.ok(observed.inSuite.random > 0 && observed.inSuite.clock > 0)
  })

  test('has the verdict of every other runtime on every conformance case', { skip }, async () => {
    assert.equal(absent, false)
    const reference = await referenceVerdicts()
    assert.deepEqual(Object.keys(verdicts), Object.keys(sets))
    for (const [set, cases] of Object.entries(sets)) {
      const here = cases.map(({ id }, index) => `${id}: ${verdicts[set]?.[index]}`)
      assert.deepEqual(
        here,
        cases.map(({ id }, index) => `${id}: ${reference[set]?.[index]}`),
      )
      for (const verdict of verdicts[set] ?? []) assert.match(verdict, /^(accepted|refused|ERR_[A-Z0-9_]+)$/)
    }
  })

  test('has the same verdicts where the host computes the signatures, and tells where it cannot', () => {
    if (typeof host === 'string') assert.equal(host, 'ERR_HOST_CRYPTO_UNAVAILABLE')
    else assert.deepEqual(host.verdicts, verdicts)
  })

  test('computes for the algorithms that docs/runtimes.md says', (context) => {
    const cells = hostTable().get(runtime.replace(', require', ''))
    if (cells === undefined && runtime.startsWith(`Node.js ${thisMajor}`))
      return context.skip(`it has no ${runtime}`)
    assert.deepEqual(cells, hostCells(host))
  })

  test('is in docs/conformance.md, with these very verdicts', { skip }, (context) => {
    const { data, rows } = readDocument(readFileSync(join(root, 'docs/conformance.md'), 'utf8'))
    const row = rows[runtime]
    // Whoever runs this may have a Node.js that the document does not know; of the installed ones it must know all.
    if (row === undefined && runtime.startsWith(`Node.js ${thisMajor}`))
      return context.skip(`it has no ${runtime}`)
    assert.ok(row, `docs/conformance.md has a row for ${runtime}`)
    if (data !== hashOf(sets)) return context.skip('the document is about other data')
    assert.deepEqual(row.verdicts, cellsOf(verdicts))
  })
}
