// The loop of the agreement fuzzers, on judges whose disagreements are known.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, test } from 'node:test'
import { Choices } from './agreement/choices.js'
import { explore, minimise } from './agreement/explore.js'

/** @import { Judge } from './agreement/explore.js' */

/** @param {(input: Uint8Array) => string | undefined} disagreementOf @returns {Judge} */
function judgeOf(disagreementOf) {
  return async (inputs) =>
    inputs.map((input) => {
      const disagreement = disagreementOf(input)
      return { outcome: `${input[0]}`, ...(disagreement === undefined ? {} : { disagreement }) }
    })
}

/** Disagrees where a seven stands before a nine. @param {Uint8Array} input */
const sevenBeforeNine = (input) =>
  input.indexOf(7) >= 0 && input.lastIndexOf(9) > input.indexOf(7) ? 'seven before nine' : undefined

describe('exploring', () => {
  test('finds a disagreement once, and leaves nothing in its input that it does not need', async () => {
    const { findings, executions } = await explore({
      judge: judgeOf(sevenBeforeNine),
      seed: 1,
      executions: 5000,
    })
    assert.equal(executions, 5000)
    assert.deepEqual(findings, [{ name: 'seven before nine', input: Uint8Array.of(7, 9) }])
  })

  test('tries the same inputs with the same seed, and others with another', async () => {
    const [first, second, third] = await Promise.all([inputsTried(1), inputsTried(1), inputsTried(2)])
    assert.deepEqual(first, second)
    assert.notDeepEqual(first, third)
  })

  test('takes an exception for a finding, whichever input of many it comes from', async () => {
    const judge = judgeOf((input) => {
      if (input.length > 3 && input[3] === 0) throw new RangeError('out of range')
      return undefined
    })
    const { findings } = await explore({ judge, seed: 1, executions: 5000 })
    assert.deepEqual(
      findings.map(({ name }) => name),
      ['threw RangeError: out of range'],
    )
    assert.deepEqual(findings[0]?.input, new Uint8Array(4))
  })

  test('begins with the inputs of a corpus, for which no time is too short, and adds what is new', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'explore-'))
    try {
      fs.writeFileSync(path.join(folder, 'known'), Uint8Array.of(7, 9, 9))
      const judge = judgeOf(sevenBeforeNine)
      const replay = await explore({ judge, seed: 1, seconds: 0, corpus: folder })
      assert.deepEqual([replay.executions, replay.findings.length], [1, 1])
      const { outcomes } = await explore({
        judge: judgeOf(() => undefined),
        seed: 1,
        executions: 300,
        corpus: folder,
      })
      const kept = fs.readdirSync(folder).map((name) => `${fs.readFileSync(path.join(folder, name))[0]}`)
      assert.deepEqual(new Set(kept), outcomes)
      assert.ok(outcomes.size > 10)
    } finally {
      fs.rmSync(folder, { recursive: true })
    }
  })

  test('minimising keeps what an input is kept for', async () => {
    const input = Uint8Array.from({ length: 200 }, (_, index) => index)
    const judge = judgeOf(() => undefined)
    assert.deepEqual(
      await minimise(input.subarray(5), judge, ({ outcome }) => outcome === '5'),
      Uint8Array.of(5),
    )
  })
})

describe('decisions', () => {
  test('are read from bytes, and are the first ones where there are no more', () => {
    const choices = new Choices(Uint8Array.of(3, 1, 2, 255))
    assert.equal(choices.number(10), 3)
    assert.equal(choices.number(1000), 258)
    assert.equal(choices.oneIn(4), true)
    assert.equal(choices.pick(['usual', 'seldom']), 'usual')
    assert.deepEqual(choices.bytes(2), Uint8Array.of(0, 0))
    assert.equal(choices.oneIn(4), false)
  })
})

/** @param {number} seed */
async function inputsTried(seed) {
  /** @type {string[]} */
  const tried = []
  const judge = judgeOf((input) => {
    tried.push(Buffer.from(input).toString('hex'))
    return undefined
  })
  await explore({ judge, seed, executions: 500 })
  return tried
}
