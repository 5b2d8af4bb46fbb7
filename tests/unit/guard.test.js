import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { guardExports } from '../../js/core/guard.js'
import { HolobandError } from '../../js/errors.js'

/** @param {number[]} bytes  one byte for their number, and they */
const section = (...bytes) => [bytes.length, ...bytes]

// Two functions: one that calls itself for ever, and one that is unreachable.
const wasm = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, ...section(1, 0x60, 0, 0)],
  ...[0x03, ...section(2, 0, 0)],
  ...[0x07, ...section(2, 1, 'r'.charCodeAt(0), 0, 0, 1, 't'.charCodeAt(0), 0, 1)],
  ...[0x0a, ...section(2, ...section(0, 0x10, 0, 0x0b), ...section(0, 0x00, 0x0b))],
])
const { r: recurse, t: trap } = new WebAssembly.Instance(new WebAssembly.Module(wasm)).exports

/** @param {WebAssembly.ExportValue | undefined} call */
function outcomeOf(call) {
  /** @type {unknown[]} */
  const causes = []
  const stopped = new HolobandError('ERR_MODULE_FAILED')
  const { call: guarded } = guardExports({ call: /** @type {WebAssembly.ExportValue} */ (call) }, (cause) => {
    causes.push(cause)
    return stopped
  })
  try {
    return { answer: /** @type {() => unknown} */ (guarded)(), causes }
  } catch (error) {
    return { isStopped: error === stopped, error, causes }
  }
}

/** @param {Error} error */
function throwing(error) {
  return () => {
    throw error
  }
}

describe('the guard of the exports', () => {
  test('stops the module where its stack is full', () => {
    const { isStopped, causes } = outcomeOf(recurse)
    assert.ok(isStopped)
    assert.equal(causes.length, 1)
    assert.ok(causes[0] instanceof RangeError)
  })

  test('stops the module where it traps', () => {
    const { isStopped, causes } = outcomeOf(trap)
    assert.ok(isStopped)
    assert.equal(causes.length, 1)
    assert.ok(causes[0] instanceof WebAssembly.RuntimeError)
  })

  test('stops the module on what SpiderMonkey throws where a stack is full', () => {
    const full = Object.assign(new Error('too much recursion'), { name: 'InternalError' })
    const { isStopped, causes } = outcomeOf(throwing(full))
    assert.ok(isStopped)
    assert.deepEqual(causes, [full])
  })

  test('passes on what embind throws of an argument, and what a clock of the caller throws', () => {
    for (const error of [new TypeError('not a string'), new Error('no clock')]) {
      const { error: thrown, causes } = outcomeOf(throwing(error))
      assert.equal(thrown, error)
      assert.deepEqual(causes, [])
    }
  })

  test('passes on answers and what is no function', () => {
    assert.deepEqual(
      outcomeOf(() => 42),
      { answer: 42, causes: [] },
    )
    const memory = new WebAssembly.Memory({ initial: 1 })
    const stop = () => assert.fail('nothing has failed')
    assert.equal(guardExports({ memory }, stop).memory, memory)
  })
})
