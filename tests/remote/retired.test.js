import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { RetiredNames } from '../../js/remote/retired.js'

/** @param {readonly string[]} names */
const keys = (...names) => names.map((kid) => ({ kid }))

describe('the names of keys that are gone', () => {
  test('are those that two answers lacked', () => {
    const retired = new RetiredNames()
    retired.update(keys('a', 'b'), keys('b'))
    assert.equal(retired.has('a'), false)
    retired.update(keys('b'), keys('b'))
    assert.deepEqual([retired.has('a'), retired.has('b'), retired.has('c')], [true, false, false])
  })

  test('are forgotten when the key comes back', () => {
    const retired = new RetiredNames()
    retired.update(keys('a'), keys('b'))
    retired.update(keys('b'), keys('b'))
    retired.update(keys('b'), keys('a', 'b'))
    assert.equal(retired.has('a'), false)
    retired.update(keys('a', 'b'), keys('b'))
    assert.equal(retired.has('a'), false, 'and counted from the beginning')
  })

  test('are a thousand at the most, the newest', () => {
    const retired = new RetiredNames()
    for (let round = 0; round < 3000; round++) retired.update(keys(`k${round}`), keys(`k${round + 1}`))
    assert.deepEqual(
      [retired.has('k0'), retired.has('k1998'), retired.has('k2002'), retired.has('k2998')],
      [false, false, true, true],
    )
  })

  test('leave out keys that have none, and what JavaScript calls its own', () => {
    const retired = new RetiredNames()
    retired.update([{}, { kid: '__proto__' }], [{}])
    retired.update([], [])
    assert.deepEqual(
      [retired.has('__proto__'), retired.has('constructor'), retired.has('')],
      [true, false, false],
    )
  })
})
