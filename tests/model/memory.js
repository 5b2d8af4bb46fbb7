import assert from 'node:assert/strict'

/**
 * createNumbers returns a function that numbers values: the same number for what has the same JSON text. What is numbered
 * must not be changed afterwards.
 *
 * @returns {(value: unknown) => number}
 */
export function createNumbers() {
  /** @type {Map<string | undefined, number>} */
  const byText = new Map()
  /** @type {WeakMap<object, number>} */
  const byObject = new WeakMap()
  return (value) => {
    const isObject = typeof value === 'object' && value !== null
    const seen = isObject ? byObject.get(value) : undefined
    if (seen !== undefined) return seen
    const text = JSON.stringify(value)
    const known = byText.get(text) ?? byText.size
    byText.set(text, known)
    if (isObject) byObject.set(value, known)
    return known
  }
}

/** How often what is remembered is done again all the same, to see that nothing else has become of it. */
const recheck = 20

/**
 * remembered does nothing twice: a state can be reached in many ways, and what the code does there depends on nothing
 * else. That it does not is held against the truth, each so many times.
 *
 * @template {readonly unknown[]} Arguments
 * @template {object} Result
 * @param {(...given: Arguments) => Promise<Result>} act
 * @returns {(...given: Arguments) => Promise<Result>}
 */
export function remembered(act) {
  const number = createNumbers()
  /** @type {Map<string, Result>} */
  const results = new Map()
  let hits = 0
  return async (...given) => {
    const key = given.map(number).join()
    const known = results.get(key)
    if (known !== undefined && ++hits % recheck !== 0) return known
    const result = await act(...given)
    if (known !== undefined) {
      assert.deepEqual(result, known)
      return known
    }
    results.set(key, result)
    return result
  }
}
