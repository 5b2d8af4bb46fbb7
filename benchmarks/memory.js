// Whether the memory stays as it is through millions of operations of all kinds.
import { createIssuer, createVerifier } from 'holoband'
import { admit } from './correctness.js'
import { everybody, otherSecret, secretOnce } from './lanes.js'
import {
  audience,
  claimsInUse,
  claimsOf,
  claimsOfExpired,
  claimsOfSize,
  freshCopies,
  issuer,
  many,
  neutralToken,
  ttl,
} from './workload.js'

/** @import { Reading } from './memory-readings.js' */

const readings = 21

/**
 * Does so many operations, and reads the memory 21 times: after the first tenth, when everything is warm, and evenly
 * from there on.
 *
 * @param {number} operations
 * @param {(operations: number) => Reading} read
 */
export async function mixedOperations(operations, read) {
  const work = await mixture()
  const warm = operations / 10
  const seen = []
  let done = 0
  for (let reading = 0; reading < readings; reading++) {
    const until = warm + ((operations - warm) * reading) / (readings - 1)
    while (done < until) done += work()
    // What was given up is only let go of between two turns of the event loop.
    await new Promise((resolve) => setTimeout(resolve))
    seen.push(read(done))
  }
  return seen
}

/** Does about a thousand operations each time it is called, and returns how many. */
async function mixture() {
  const material = await secretOnce()
  const policy = { keys: material.key, algorithms: [material.key.alg], issuer, audience }
  const mine = createIssuer({ key: material.key, issuer, audience, ttl })
  const verifier = createVerifier(policy)
  const { contestants } = await everybody((peer) => peer.cached?.(material, 1000).filter(isOurs))
  const { made: remembering } = await admit(contestants, async () => {})
  const good = many(500, (index) => neutralToken(claimsInUse(index)))
  const long = many(20, (index) => neutralToken(claimsInUse(index, claimsOfSize(4000, index))))
  const bad = [
    ...many(50, (index) => neutralToken(claimsInUse(index), otherSecret)),
    ...many(50, (index) => neutralToken(claimsOfExpired(index))),
    ...['', '...', 'a'.repeat(10_000), neutralToken({ sub: 'without the rest' })],
  ]
  const [issued, disposed] = [300, 5]
  return () => {
    for (let index = 0; index < issued; index++) mine.issue(claimsOf(index))
    for (const token of freshCopies([...good, ...long])) verifier.verify(token)
    for (const token of freshCopies(bad)) verifier.check(token)
    for (const { run } of remembering) for (const token of freshCopies(good)) run(token)
    for (const each of many(disposed, () => createVerifier(policy))) each.dispose()
    createVerifier(policy) // left to the collector
    const verified = (1 + remembering.length) * good.length + long.length + bad.length
    return issued + verified + disposed + 1
  }
}

/** @param {{ name: string }} contestant */
function isOurs({ name }) {
  return name.startsWith('holoband')
}
