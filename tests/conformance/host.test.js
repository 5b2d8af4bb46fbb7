// Whoever computes the signatures: the verdicts on all conformance data are the same. That these are the right ones is
// for run.test.js, and tests/runtimes says the same of the other runtimes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as holoband from 'holoband'
import * as session from 'holoband/session'
import * as internals from '../../dist/internals.js'
import { hostKeyCount } from '../support/core.js'
import * as adapter from './adapter.js'
import { absent, allSets, skip } from './data.js'
import { hostReport } from './host.js'
import { verdictsOn } from './verdicts.js'

test('the host and the module come to the same verdict in every case', { skip }, async () => {
  assert.equal(absent, false)
  const sets = allSets()
  const report = await hostReport({ ...internals, ...holoband, ...session }, sets)
  if (typeof report === 'string') assert.fail(report)
  const { verifies, signs, verdicts } = report
  for (const alg of /** @type {const} */ (['RS256', 'PS512', 'ES256', 'ES256K', 'Ed25519', 'Ed448'])) {
    assert.ok(verifies.includes(alg) && signs.includes(alg), `the host computes ${alg}`)
  }
  const expected = await verdictsOn(sets, adapter)
  for (const [set, cases] of Object.entries(sets)) {
    const [ours, theirs] = [expected[set] ?? [], verdicts[set] ?? []]
    const differing = cases.filter((_, index) => ours[index] !== theirs[index]).map(({ id }) => id)
    assert.deepEqual(differing, [], set)
  }
  assert.equal(hostKeyCount(), 0)
})
