import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Browser, eventsOf, startService } from './support.js'

/** @import { TestContext } from 'node:test' */
/** @import { StoreKind } from './support.js' */

const copies = 2
const perCopy = 32
const rounds = 3

describe('64 refreshes of one token at once, in two Workers in workerd, are one rotation and 63 replays', () => {
  test('in D1', (t) => race(t, 'd1'))
  test('in Durable Objects', (t) => race(t, 'durable-object'))
})

/**
 * @param {TestContext} t
 * @param {StoreKind} store
 */
async function race(t, store) {
  const worker = await startService('bare', store, { copies })
  t.after(() => worker.dispose())
  const owner = new Browser(worker)
  assert.equal((await owner.login('anna')).status, 200)

  for (let round = 1; round <= rounds; round += 1) {
    const racers = Array.from({ length: copies * perCopy }, (_, index) => owner.twin(index % copies))
    const answers = await Promise.all(racers.map((racer) => racer.refresh()))
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
    const tokens = new Set(racers.map(({ token }) => token))
    assert.equal(tokens.size, 1, 'all were given the same token, byte for byte')
    assert.notEqual(racers[0]?.token, owner.token)
    owner.jar.set('__Host-refresh', String(racers[0]?.token))
  }

  const told = await Promise.all(worker.origins.map((_, copy) => eventsOf(worker, copy)))
  const types = told.flat()
  const count = (/** @type {string} */ type) => types.filter((one) => one === type).length
  const figures = { issued: count('issued'), refreshed: count('refreshed'), replayed: count('replayed') }
  assert.deepEqual(figures, { issued: 1, refreshed: rounds, replayed: rounds * 63 })
  assert.equal(types.length, 1 + rounds * 64, `and nothing else: ${new Set(types)}`)
  const winners = told.filter((events) => events.includes('refreshed')).length
  t.diagnostic(
    `figures: ${t.name}: ${rounds} races of 64: ${rounds} rotations in ${winners} of ${copies} Workers`,
  )
}
