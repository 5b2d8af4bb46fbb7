// The verifier that was written on its own agrees with the library, and would not if it were otherwise.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { committedInputs } from '../../scripts/lib/fuzz/corpus.js'
import { explore, minimise } from './agreement/explore.js'
import { judge, rules } from './independent/verifier.js'
import { comparison, fuzz } from './independent.js'

/** @import { Verdict } from './agreement/explore.js' */

const corpus = committedInputs('independent')

/** @param {string} name of the rule that is left out */
function comparisonWithout(name) {
  const applied = Object.entries(rules).flatMap(([each, rule]) => (each === name ? [] : [rule]))
  return comparison((text, policy) => judge(text, policy, applied))
}

describe('the independent verifier', () => {
  test('says what the library says of every input of the corpus, which reach all rules', async () => {
    const verdicts = await comparison(judge)(corpus)
    assert.deepEqual(
      verdicts.filter(({ disagreement }) => disagreement !== undefined),
      [],
    )
    const outcomes = new Set(verdicts.map(({ outcome }) => outcome))
    assert.ok(outcomes.has('accepted'))
    assert.ok(outcomes.size >= 70, `${outcomes.size} outcomes`)
  })

  test('says what the library says of a thousand new ones', async () => {
    const { executions, coverage, findings } = await fuzz({ executions: 1000, seed: 20_270 })
    assert.deepEqual(findings, [])
    assert.equal(executions, 1000)
    assert.match(coverage, /^\d+ outcomes, [\d.]+ % of the blocks of the independent verifier$/)
  })

  test('would be found out by the corpus if it left out any of its rules', async () => {
    for (const name of Object.keys(rules)) {
      const verdicts = await comparisonWithout(name)(corpus)
      assert.ok(
        verdicts.some(({ disagreement }) => disagreement !== undefined),
        name,
      )
    }
  })

  test('would be found out by new inputs, each of which becomes small and shows it again', async () => {
    const { findings } = await explore({ judge: comparisonWithout('exp'), seed: 1, executions: 500 })
    const [finding] = findings
    assert.ok(finding !== undefined)
    assert.match(finding.name, /^ERR_\w+ exp; /)
    const isSame = (/** @type {Verdict} */ { disagreement }) => disagreement === finding.name
    assert.deepEqual(await minimise(finding.input, comparisonWithout('exp'), isSame), finding.input)
    const [verdict] = await comparison(judge)([finding.input])
    assert.deepEqual(verdict, { outcome: finding.name.split(';')[0] })
  })
})
