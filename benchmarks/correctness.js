// Nobody is timed who does not do the work.
import assert from 'node:assert/strict'
import { floor, judges, signers, verifiers } from './contestants.js'
import { claimsOf, complete, neutralToken, ttl } from './workload.js'

const claims = claimsOf(1)

/** The ways in which a token can be bad that everybody is asked to notice. */
const badTokens = {
  'bad signature': neutralToken(complete(claims), 'another secret'),
  expired: neutralToken(complete(claims, { exp: Math.floor(Date.now() / 1000) - 60 })),
  'other issuer': neutralToken(complete(claims, { iss: 'https://other.example' })),
  'other audience': neutralToken(complete(claims, { aud: 'https://other.example' })),
}

export async function assertEverybodyIsRight() {
  const whole = complete(claims)
  const good = neutralToken(whole)
  for (const { name, run } of signers) {
    const token = await run(claims)
    const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    const { iat, exp, ...rest } = payload
    const { iat: _iat, exp: _exp, ...wanted } = complete(claims)
    assert.deepEqual(
      { ...rest, lifetime: exp - iat },
      { ...wanted, lifetime: ttl },
      `${name} signs other claims`,
    )
    for (const verifier of verifiers) assert.equal((await verifier.run(token)).sub, claims.sub, name)
  }
  for (const { name, run } of verifiers) {
    assert.deepEqual({ ...(await run(good)) }, whole, `${name} reads other claims`)
    for (const [fault, token] of Object.entries(badTokens)) {
      await assert.rejects(async () => run(token), Error, `${name} takes a token with ${fault}`)
    }
  }
  for (const { name, run } of judges) {
    assert.equal(run(good), true, name)
    for (const [fault, token] of Object.entries(badTokens))
      assert.equal(run(token), false, `${name}: ${fault}`)
  }
  assert.equal(floor.run(good.slice(0, good.lastIndexOf('.'))), good.slice(good.lastIndexOf('.') + 1))
}
