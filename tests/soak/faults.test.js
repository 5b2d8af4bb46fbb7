// The soak in short: `npm run soak` takes ten minutes for it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { soak } from './run.js'

test('under load, with faults going on, no answer is wrong and no session is lost', async (context) => {
  const result = await soak({
    store: 'redis',
    seconds: 10,
    checkers: 4,
    connections: 2,
    grace: 4,
    say: () => {},
  })
  const { wrong, lost, unexpected, faults, answers, load, samples } = result
  assert.deepEqual([wrong, lost, unexpected], [[], 0, 0])
  assert.ok(load.requests > 0)
  assert.ok(Number(answers.refreshed) > 0)
  assert.ok(Object.keys(faults).length > 0)
  const sizes = new Set(samples.map(({ memory }) => memory.wasm))
  assert.ok(sizes.size <= 2, 'the memory of the module is what it was after the first login')
  const kinds = Object.entries(faults).map(([name, times]) => `${name} ${times} times`)
  context.diagnostic(`figures: soak: ${load.requests} requests, ${kinds.join(', ')}`)
})
