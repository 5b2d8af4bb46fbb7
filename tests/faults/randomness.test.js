// A platform whose randomness fails, under the module as it is published: at one request, or at each.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HolobandError } from 'holoband'
import { handleCount } from '../support/core.js'
import { operations, rowOf, soundWorld } from './operations.js'
import { tellFaults } from './report.js'

/** @import { TestContext } from 'node:test' */

const refused = () => {
  throw new Error('no entropy')
}

/** Who asks for randomness in vain: each of these must meet a fault, or the test tests nothing. */
const inNeed = ['generate, a key', 'generate, a secret', 'hashPassword', 'login']

describe('a platform without randomness', () => {
  test('at any request makes no key, no salt and no session, and says so by name', async (t) => {
    /** @type {Map<string, number>} */
    const counts = new Map()
    for (const name of Object.keys(operations)) {
      const faults = await everyRequest(t, name)
      assert.equal(faults > 0, inNeed.includes(name), name)
      counts.set(rowOf(name), (counts.get(rowOf(name)) ?? 0) + faults)
    }
    tellFaults(t, 'a request for randomness fails, in the module', counts)
  })

  test('at all, because there is no crypto, says the same', async (t) => {
    const found = Object.getOwnPropertyDescriptor(globalThis, 'crypto')
    assert.ok(found)
    t.after(() => Object.defineProperty(globalThis, 'crypto', found))
    for (const name of inNeed) {
      const { work, isRight } = await ready(name)
      Object.defineProperty(globalThis, 'crypto', { value: undefined, configurable: true })
      await assertWithoutRandomness(work)
      Object.defineProperty(globalThis, 'crypto', found)
      assert.ok(isRight(/** @type {never} */ (await work())), name)
    }
  })
})

/** @param {string} name */
async function ready(name) {
  const make = operations[name]
  assert.ok(make)
  return make(soundWorld())
}

/**
 * Lets the first request fail, then the second, until the operation makes no more.
 *
 * @param {TestContext} t
 * @param {string} name
 */
async function everyRequest(t, name) {
  for (let number = 0; ; number++) {
    const { work, isRight } = await ready(name)
    const random = t.mock.method(crypto, 'getRandomValues')
    const handles = handleCount()
    random.mock.mockImplementationOnce(refused, number)
    const result = await Promise.resolve()
      .then(work)
      .catch((error) => error)
    const asked = random.mock.callCount()
    random.mock.restore()
    if (!(result instanceof Error)) {
      assert.ok(asked <= number, 'without randomness there is no success')
      assert.ok(isRight(/** @type {never} */ (result)), name)
      return number
    }
    await assertWithoutRandomness(() => Promise.reject(result))
    assert.ok(handleCount() <= handles, 'nothing is kept for who got nothing')
    assert.ok(isRight(/** @type {never} */ (await work())), `${name} goes on`)
  }
}

/** @param {() => unknown} work */
async function assertWithoutRandomness(work) {
  await assert.rejects(
    async () => work(),
    (/** @type {unknown} */ error) => {
      assert.ok(error instanceof HolobandError, String(error))
      assert.deepEqual([error.code, error.reason], ['ERR_RANDOM_UNAVAILABLE', 'unavailable'])
      return true
    },
  )
}
