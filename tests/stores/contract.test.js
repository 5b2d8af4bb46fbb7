import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { storeContract } from 'holoband/stores/contract'
import { createClock } from '../session/support.js'
import { createFaultyStores, faults } from './faulty-store.js'

/**
 * The names of the cases that a store with this fault does not pass.
 *
 * @param {string} fault
 */
async function failedCases(fault) {
  const names = []
  for (const { name, run } of storeContract) {
    const failure = await run(async () => {
      const { now, advance } = createClock()
      return { ...createFaultyStores(fault, now), advance, close: () => {} }
    }).catch((error) => error)
    if (failure !== undefined) names.push(name)
  }
  return names
}

/** @type {Map<string, string[]>} */
const caught = new Map()
for (const fault of faults) caught.set(fault, await failedCases(fault))

describe('the contract of stores', () => {
  test('is passed by a store without a fault', async () => {
    assert.deepEqual(await failedCases(''), [])
  })

  for (const [fault, cases] of caught) {
    test(`catches a store that ${fault}`, () => assert.notEqual(cases.length, 0))
  }

  test('has no case that every one of these stores passes', () => {
    const failed = new Set([...caught.values()].flat())
    const idle = storeContract.map(({ name }) => name).filter((name) => !failed.has(name))
    assert.deepEqual(idle, [])
  })
})
