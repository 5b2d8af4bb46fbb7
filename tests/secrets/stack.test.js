// What stays on the stack after a private key was used: nothing, of whatever kind. The stack is painted before, and what
// lies deeper than the frames that called the signature is paint, where nothing was, or zero, where something was wiped.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createIssuer, generateKey, generateSecret, hashPassword } from 'holoband'
import { aud, iss } from '../support/setting.js'
import { wholeMemory } from '../support/whole-memory.js'
import { algorithms } from './keys.js'
import { stack } from './search.js'

/** @import { Algorithm } from 'holoband' */

generateSecret() // starts the module

const paint = 0xa5

// What src/holoband/stack_wipe.cc overwrites, and the frame in which it does so.
const wiped = 32 * 1024
const wiper = 32

// The frames of those who ask for a signature: they hold claims, a token, and room for the largest signature.
const callers = 5376

/** @param {() => unknown} work */
function stackAfter(work) {
  wholeMemory().fill(paint, stack.low, stack.top)
  work()
  const bytes = wholeMemory().subarray(stack.low, stack.top)
  const deepest = bytes.findIndex((byte) => byte !== paint)
  const below = bytes.subarray(deepest + wiper, -callers)
  return { used: bytes.length - deepest, left: below.filter((byte) => byte !== 0).length }
}

/** @param {Algorithm} alg */
function issuerOf(alg) {
  return createIssuer({ key: generateKey(alg), issuer: iss, audience: aud, ttl: '1m' })
}

describe('the stack', () => {
  for (const alg of algorithms) {
    test(`has nothing left on it of a signature with ${alg}`, () => {
      const issuer = issuerOf(alg)
      for (const when of ['first', 'next']) {
        const { used, left } = stackAfter(() => issuer.issue({ sub: 'somebody' }))
        assert.ok(used > wiped, when)
        assert.equal(left, 0, when)
      }
    })
  }

  test('is used less deeply than it is wiped, by whatever computes with a secret', () => {
    const own = 1024 // the frames between JavaScript and what is wiped
    for (const alg of algorithms) {
      const { used } = stackAfter(() => generateKey(alg).dispose())
      assert.ok(used > wiped && used < wiped + own, `${alg}: ${used}`)
    }
    const { used } = stackAfter(() => hashPassword('password', { memoryKib: 64 }))
    assert.ok(used > wiped && used < wiped + own, `hashPassword: ${used}`)
  })

  test('is painted, and what is not wiped would be seen', () => {
    // With HMAC it is our own code that wipes what is secret, and nothing else.
    const issuer = issuerOf('HS256')
    assert.ok(stackAfter(() => issuer.issue({ sub: 'somebody' })).left > 0)
  })
})
