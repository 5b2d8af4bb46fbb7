import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { runNode } from '../support/process.js'
import { refusal } from '../support/refusal.js'
import { now } from '../support/setting.js'
import {
  advance,
  FakeServer,
  makeKey,
  quiet,
  remoteOf,
  setting,
  stopTime,
  tokenOf,
  verifierOf,
  watch,
} from './support.js'

stopTime()

const apart = { shareFetches: false }

/** The fetch of a request that ended: it neither answers nor fails, and its timers are gone with it. */
const abandoned = () => new Promise(() => {})

describe('where no request may wait for what another one started', () => {
  test('Cloudflare Workers are recognised by the name that they give themselves', async () => {
    const source = (/** @type {string} */ agent) => `
      Object.defineProperty(globalThis, 'navigator', { value: { userAgent: ${JSON.stringify(agent)} } })
      const { readRemoteOptions } = await import('./js/remote/options.js')
      const shared = (options) => readRemoteOptions('https://auth.example/', options).shareFetches
      console.log(JSON.stringify([shared({}), shared({ shareFetches: true }), shared({ shareFetches: false })]))
    `
    assert.deepEqual(await runNode(source('Cloudflare-Workers')), [false, true, false])
    assert.deepEqual(await runNode(source('Node.js/24')), [true, true, false])
  })

  test('calls that need the same keys still cause one fetch, and each looks for its end itself', async () => {
    const { key, server, remote, verifier } = setting(apart)
    const release = server.hold()
    const verdicts = Array.from({ length: 20 }, () => watch(verifier.verifyAsync(tokenOf(key))))
    const calls = [watch(remote.load()), ...verdicts]
    await advance(1)
    assert.ok(calls.every(({ state }) => state === 'pending'))
    release()
    await advance(0.25)
    assert.ok(calls.every(({ state }) => state === 'fulfilled'))
    assert.equal(server.calls.length, 1)
  })

  test('a fetch that ended with its request is taken over when its time is over', async () => {
    const { key, server, verifier } = setting({ ...apart, timeout: 3 })
    const { answer } = server
    server.answer = abandoned
    const lost = watch(verifier.verifyAsync(tokenOf(key)))
    await quiet()
    // The request is gone: nothing runs any more that it started.
    server.answer = answer
    const other = watch(verifier.verifyAsync(tokenOf(key)))
    await advance(2.75)
    assert.deepEqual([other.state, server.calls.length], ['pending', 1])
    await advance(1.5)
    assert.deepEqual([other.state, server.calls.length], ['fulfilled', 2])
    assert.notEqual(lost.state, 'pending')
  })

  test('the call that finds the keys stale waits for the new ones, and the others do not', async () => {
    const { key, server, remote, verifier } = setting(apart)
    await remote.load()
    await advance(600, 100)
    const release = server.hold()
    const first = watch(verifier.checkAsync(tokenOf(key)))
    await quiet()
    assert.deepEqual([first.state, server.calls.length], ['pending', 2])
    assert.equal((await verifier.checkAsync(tokenOf(key))).ok, true)
    assert.equal(verifier.check(tokenOf(key)).ok, true)
    release()
    await quiet()
    assert.deepEqual([first.value?.ok, server.calls.length], [true, 2])
  })

  test('a stale set whose fetch fails goes on with its keys', async () => {
    const { key, server, remote, verifier } = setting(apart)
    await remote.load()
    await advance(600, 100)
    server.fail()
    assert.equal((await verifier.checkAsync(tokenOf(key))).ok, true)
    assert.equal((await verifier.checkAsync(tokenOf(key))).ok, true)
    assert.equal(server.calls.length, 2)
  })

  test('an unknown key waits for the end of the cooldown, and one of the calls fetches for all', async () => {
    const { key, server, remote, verifier } = setting(apart)
    await remote.load()
    const second = makeKey('second')
    server.publish(key, second)
    const calls = Array.from({ length: 20 }, () => watch(verifier.verifyAsync(tokenOf(second))))
    const nobody = watch(verifier.checkAsync(tokenOf(makeKey('nobody'))))
    await advance(4.5)
    assert.ok(calls.every(({ state }) => state === 'pending'))
    await advance(1)
    assert.ok(calls.every(({ state }) => state === 'fulfilled'))
    assert.equal(nobody.value?.ok, false)
    assert.equal(server.calls.length, 2)
  })

  test('an answer that comes after a later one does not replace it', async () => {
    const [old, young] = [makeKey('old'), makeKey('young')]
    const server = new FakeServer(old)
    // The timers of the first request are gone with it, so that only the clock tells that its time is over.
    let time = now
    const remote = remoteOf(server, { ...apart, timeout: 3, now: () => time })
    const verifier = verifierOf(remote)
    const release = server.hold()
    watch(remote.load())
    await quiet()
    server.publish(young)
    time += 4
    assert.equal((await verifier.checkAsync(tokenOf(young))).ok, true)
    release()
    await quiet()
    assert.equal(server.calls.length, 2)
    assert.equal(verifier.check(tokenOf(young)).ok, true)
    assert.deepEqual(
      remote.keys.map(({ kid }) => kid),
      ['young'],
    )
  })

  test('calls that wait are not counted: one that ends with its request would never be counted down', async () => {
    const { key, remote, verifier } = setting(apart)
    await remote.load()
    const token = tokenOf(key, {}, { kid: 'x' })
    const held = Array.from({ length: 10_001 }, () => watch(verifier.checkAsync(token)))
    await advance(4.5, 0.5)
    assert.ok(held.every(({ state }) => state === 'pending'))
    await advance(1)
    assert.ok(held.every(({ value }) => value?.ok === false))
  })

  test('verify and check begin a fetch of stale keys as well', async () => {
    const { key, server, remote, verifier } = setting(apart)
    await remote.load()
    await advance(600, 100)
    assert.equal(verifier.check(tokenOf(key)).ok, true)
    await quiet()
    assert.equal(server.calls.length, 2)
  })

  test('a server that is down fails every call by name, in bounded time', async () => {
    const { key, server, verifier } = setting(apart)
    server.fail()
    const calls = Array.from({ length: 5 }, () => verifier.verifyAsync(tokenOf(key)))
    const outcomes = calls.map(watch)
    await advance(12)
    for (const outcome of outcomes) {
      assert.equal(outcome.state, 'rejected')
      refusal('ERR_KEY_SET_FETCH_FAILED')(outcome.error)
    }
    assert.ok(server.calls.length <= 2, `${server.calls.length}`)
  })
})
