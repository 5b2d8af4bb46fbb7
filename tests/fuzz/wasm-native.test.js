// The module and the native library agree, and the fuzzer would notice if they did not.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { committedInputs } from '../../scripts/lib/fuzz/corpus.js'
import { explore } from './agreement/explore.js'
import { Native, startNative } from './wasm-native/native.js'
import { comparison, fuzz } from './wasm-native.js'

const corpus = committedInputs('wasm-native')

/** @type {Native} */
let native
before(async () => {
  native = await startNative()
})
after(() => native.stop())

/** What the native library is asked about, and the inputs that ask it. @type {Map<string, Uint8Array[]>} */
const asking = new Map()

describe('the module and the native library', () => {
  test('say the same of every input of the corpus, which asks every question', async () => {
    const outcomes = new Set()
    for (const input of corpus) {
      const [verdict] = await comparison(recording(input))([input])
      assert.equal(verdict?.disagreement, undefined)
      outcomes.add(verdict?.outcome)
    }
    assert.ok(outcomes.size >= 240, `${outcomes.size} outcomes`)
    assert.equal([...asking.keys()].sort().join(' '), questions)
  })

  test('say the same of new ones', async () => {
    const { executions, findings } = await fuzz({ executions: 300, seed: 20_270 })
    assert.deepEqual(findings, [])
    assert.equal(executions, 300)
  })

  test('would be found out if one of them answered any question otherwise', async () => {
    for (const question of asking.keys()) {
      const lies = changing(question, ([, ...texts]) => [Buffer.from('ERR_PLANTED'), ...texts])
      assert.ok(await isFoundOut(lies, asking.get(question)), question)
    }
  })

  test('would be found out if one bit of a key, a signature, a token or a decision were another', async () => {
    for (const question of ['jwk', 'pem', 'secret', 'jwks', 'verify', 'jws', 'issue', 'sign', 'refresh']) {
      assert.ok(await isFoundOut(changing(question, withLastBitFlipped), asking.get(question)), question)
    }
  })

  test('would be found out if one of them ended', async () => {
    const { findings } = await explore({ judge: comparison(new Native('false')), seed: 1, executions: 1 })
    assert.match(findings[0]?.name ?? '', /^threw Error: the native library ended when it was asked: /)
  })
})

const questions = 'check duration issue jwk jwks jws pem refresh rehash secret sign verify'

/**
 * @param {Uint8Array} input
 * @returns {Pick<Native, 'ask'>}
 */
function recording(input) {
  return {
    ask(requests) {
      for (const [name] of requests) {
        const question = String(name)
        asking.set(question, [...(asking.get(question) ?? []), input])
      }
      return native.ask(requests)
    },
  }
}

/** @typedef {(answer: readonly Buffer[]) => Buffer[]} Change */

/**
 * @param {string} question
 * @param {Change} change  of the answers to it
 * @returns {Pick<Native, 'ask'>}
 */
function changing(question, change) {
  return {
    async ask(requests) {
      const answers = await native.ask(requests)
      return answers.map((answer, index) => (requests[index]?.[0] === question ? change(answer) : answer))
    },
  }
}

/**
 * @param {Pick<Native, 'ask'>} lies
 * @param {readonly Uint8Array[]} [inputs]
 */
async function isFoundOut(lies, inputs = []) {
  for (const input of inputs) {
    const [verdict] = await comparison(lies)([input])
    if (verdict?.disagreement !== undefined) return true
  }
  return false
}

/** @type {Change} */
function withLastBitFlipped(answer) {
  const last = Buffer.from(answer.at(-1) ?? '')
  if (last.length > 0) last[last.length - 1] = (last.at(-1) ?? 0) ^ 1
  return [...answer.slice(0, -1), last]
}
