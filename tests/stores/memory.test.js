import { describe, test } from 'node:test'
import { storeContract } from 'holoband/stores/contract'
import { createMemoryStore } from 'holoband/stores/memory'
import { createClock } from '../session/support.js'

const createStore = async () => {
  const { now, advance } = createClock()
  return { store: createMemoryStore({ now }), advance, close: () => {} }
}

describe('the memory store keeps the contract', () => {
  for (const { name, run } of storeContract) test(name, () => run(createStore))
})

describe('the memory store keeps the contract by the real clock', () => {
  const realTime = async () => ({ store: createMemoryStore(), close: () => {} })
  for (const { name, run } of storeContract) test(name, () => run(realTime))
})
