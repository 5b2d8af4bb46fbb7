// What C++ keeps for remote keys. These tests are in a file of their own, in which nothing is left for the collector: it
// would change the count at any time.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { verifyJws, verifyJwsAsync } from 'holoband'
import { handleCount, hostKeyCount } from '../support/core.js'
import { runNode } from '../support/process.js'
import { refusal } from '../support/refusal.js'
import {
  advance,
  algorithm,
  jwsOf,
  makeKey,
  quiet,
  setting,
  stopTime,
  tokenOf,
  verifierOf,
  watch,
} from './support.js'

stopTime()

const algorithms = [algorithm]

describe('the handles of remote keys', () => {
  test('are one for each verifier and one for the set, however often the keys change', async () => {
    const before = handleCount()
    const { key, server, remote, verifier } = setting()
    const second = verifierOf(remote)
    assert.equal(handleCount(), before)
    await Promise.all([verifier.verifyAsync(tokenOf(key)), second.verifyAsync(tokenOf(key))])
    assert.equal(handleCount(), before + 3)
    for (let round = 0; round < 50; round++) {
      const next = makeKey(`key-${round}`)
      server.publish(next)
      await advance(5, 5)
      await Promise.all([verifier.verifyAsync(tokenOf(next)), second.verifyAsync(tokenOf(next))])
      assert.equal(handleCount(), before + 3)
    }
    server.publish()
    server.fail()
    await advance(5, 5)
    await verifier.checkAsync(tokenOf(key))
    assert.equal(handleCount(), before + 3)
    verifier.dispose()
    assert.equal(handleCount(), before + 2)
    remote.dispose()
    second.dispose()
    assert.equal(handleCount(), before)
  })

  test('that the host keeps are those which the set has, and end with the verifier', async () => {
    const before = { handles: handleCount(), keys: hostKeyCount() }
    const { key, server, remote } = setting()
    const verifier = verifierOf(remote, { crypto: 'host' })
    assert.equal(hostKeyCount(), before.keys)
    await verifier.verifyAsync(tokenOf(key))
    assert.equal(hostKeyCount(), before.keys + 1)
    for (let round = 0; round < 20; round++) {
      const [next, other] = [makeKey(`next-${round}`), makeKey(`other-${round}`)]
      server.publish(next, other)
      await advance(5, 5)
      await verifier.verifyAsync(tokenOf(next))
      assert.ok(verifier.check(tokenOf(other)).ok)
      assert.equal(hostKeyCount(), before.keys + 2)
      const wrong = `${tokenOf(other).slice(0, -8)}AAAAAAAA`
      assert.throws(() => verifier.verify(wrong), refusal('ERR_SIGNATURE_INVALID', { part: 'signature' }))
    }
    verifier.dispose()
    assert.equal(hostKeyCount(), before.keys)
    remote.dispose()
    assert.deepEqual({ handles: handleCount(), keys: hostKeyCount() }, before)
  })

  test('end with the set: disposing of it ends the fetch under way and keeps nothing of its answer', async () => {
    const before = handleCount()
    const { server, remote } = setting()
    const release = server.hold()
    const loading = watch(remote.load())
    await quiet()
    remote.dispose()
    assert.equal(server.calls[0]?.init.signal?.aborted, true)
    release()
    await quiet()
    assert.equal(loading.state, 'rejected')
    refusal('ERR_DISPOSED')(loading.error)
    assert.equal(handleCount(), before)
  })

  test('of verifyJws and verifyJwsAsync are given back, whatever comes of it', async () => {
    const { key, remote } = setting()
    await remote.load()
    const before = handleCount()
    for (let round = 0; round < 20; round++) {
      await verifyJwsAsync(jwsOf(key), { keys: remote, algorithms })
      verifyJws(jwsOf(key), { keys: remote, algorithms })
      await assert.rejects(verifyJwsAsync('x', { keys: remote, algorithms }), refusal('ERR_TOKEN_SEGMENTS'))
      await assert.rejects(
        verifyJwsAsync('x', { keys: remote, algorithms: [] }),
        refusal('ERR_OPTION_EMPTY', { option: 'algorithms' }),
      )
    }
    assert.equal(handleCount(), before)
  })

  test('are given back when nobody has the set and its verifiers any more', async () => {
    const result = await runNode(
      `
      import { calls } from './dist/internals.js'
      import { makeKey, FakeServer, remoteOf, tokenOf, verifierOf } from './tests/remote/support.js'
      const key = makeKey('first')
      const make = async () => {
        const remote = remoteOf(new FakeServer(key))
        await verifierOf(remote, { now: () => 1_800_000_000 }).verifyAsync(tokenOf(key))
      }
      for (let round = 0; round < 200; round++) await make()
      const most = calls().handleCount()
      let least = most
      for (let round = 0; round < 100 && least > 4; round++) {
        globalThis.gc()
        await new Promise((resolve) => setTimeout(resolve, 10))
        least = Math.min(least, calls().handleCount())
      }
      console.log(JSON.stringify({ most, least }))
      `,
      { flags: ['--expose-gc'] },
    )
    const { most, least } = /** @type {{ most: number, least: number }} */ (result)
    assert.ok(most > 100, `${most} handles`)
    assert.ok(least <= 4, `${least} handles are left`)
  })
})
