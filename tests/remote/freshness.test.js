import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { refusal } from '../support/refusal.js'
import { now } from '../support/setting.js'
import {
  advance,
  FakeServer,
  jwksOf,
  makeKey,
  quiet,
  remoteOf,
  reply,
  setting,
  stopTime,
  tokenOf,
  verifierOf,
  watch,
} from './support.js'

/** @import { RemoteKeySetOptions } from 'holoband' */

stopTime()

/** A token that does not expire while these tests let days pass. */
const lasting = { exp: now + 10 * 86_400 }

/**
 * How long a remote key set takes an answer for fresh: the seconds until a token causes another fetch.
 *
 * @param {Record<string, string>} headers
 * @param {RemoteKeySetOptions} [options]
 */
async function freshFor(headers, options = {}) {
  const key = makeKey('first')
  const server = new FakeServer()
  server.answer = () => reply(jwksOf([key]), headers)
  let time = now
  const remote = remoteOf(server, { ...options, now: () => time })
  const verifier = verifierOf(remote, { now: () => now })
  await remote.load()
  const isAsked = async (/** @type {number} */ age) => {
    const calls = server.calls.length
    time = now + age
    assert.ok(verifier.check(tokenOf(key)).ok)
    await quiet()
    return server.calls.length > calls
  }
  for (const age of [5, 30, 59, 60, 61, 299, 300, 301, 599, 600, 601, 3599, 3600, 86_399, 86_400, 86_401]) {
    if (await isAsked(age)) return age
  }
  return Infinity
}

describe('how long keys are fresh', () => {
  for (const [control, seconds] of /** @type {const} */ ([
    ['', 600],
    ['max-age=300', 300],
    ['public, max-age=3600, must-revalidate', 3600],
    ['MAX-AGE=300', 300],
    ['max-age="300"', 300],
    ['max-age=1', 60],
    ['max-age=0', 60],
    ['no-store', 60],
    ['no-cache, max-age=3600', 60],
    ['max-age=99999999', 86_400],
    ['max-age=999999999999999999999', 600],
    ['max-age=-5', 600],
    ['max-age=1e9', 600],
    ['max-age=', 600],
    ['s-maxage=3600', 600],
    ['x-max-age=3600', 600],
    ['public', 600],
  ])) {
    test(`is ${seconds} seconds where Cache-Control says "${control}"`, async () => {
      assert.equal(await freshFor(control === '' ? {} : { 'cache-control': control }), seconds)
    })
  }

  test('leaves out the time that the answer spent in a cache on its way', async () => {
    assert.equal(await freshFor({ 'cache-control': 'max-age=3600', age: '3300' }), 300)
    assert.equal(await freshFor({ 'cache-control': 'max-age=300', age: '5000' }), 60)
    assert.equal(await freshFor({ 'cache-control': 'max-age=300', age: 'x' }), 300)
  })

  test('is never longer than maxAge', async () => {
    assert.equal(await freshFor({ 'cache-control': 'max-age=3600' }, { maxAge: 300 }), 300)
    assert.equal(await freshFor({ 'cache-control': 'max-age=300' }, { maxAge: '1h' }), 300)
    assert.equal(await freshFor({}, { maxAge: 30 }), 30)
  })

  test('ends when the clock is set back, because nobody knows how old they are then', async () => {
    const { key, server } = setting()
    let time = now
    const remote = remoteOf(server, { now: () => time })
    const verifier = verifierOf(remote)
    await remote.load()
    time = now - 3600
    assert.ok(verifier.check(tokenOf(key)).ok)
    await quiet()
    assert.equal(server.calls.length, 2)
    assert.equal(remote.fetchedAt, now - 3600)
    time += 100
    assert.ok(verifier.check(tokenOf(key)).ok)
    await quiet()
    assert.equal(server.calls.length, 2)
  })
})

describe('stale keys', () => {
  test('are used while one fetch replaces them, which no call waits for', async () => {
    const { key, server, remote, verifier } = setting()
    await remote.load()
    await advance(600, 100)
    const release = server.hold()
    for (let index = 0; index < 50; index++) {
      assert.equal((await verifier.checkAsync(tokenOf(key))).ok, true)
      assert.equal(verifier.check(tokenOf(key)).ok, true)
    }
    assert.equal(server.calls.length, 2)
    release()
    await quiet()
    assert.equal(remote.fetchedAt, now + 600)
  })

  test('are not fetched while nobody verifies anything', async () => {
    const { server, remote } = setting()
    await remote.load()
    await advance(86_400, 3600)
    assert.equal(server.calls.length, 1)
  })

  test('that the server took back are gone with the fetch', async () => {
    const { key, server, remote, verifier } = setting()
    await remote.load()
    server.publish(makeKey('second'))
    await advance(600, 100)
    assert.equal(verifier.check(tokenOf(key)).ok, true)
    await quiet()
    const result = verifier.check(tokenOf(key))
    assert.equal(!result.ok && result.code, 'ERR_KEY_NOT_FOUND')
  })

  test('CVE-2026-48524, GHSA-fhv5-28vv-h8m8: are kept without end while fetches fail, which are made ever less often', async () => {
    const { key, server, remote } = setting()
    const verifier = verifierOf(remote)
    await remote.load()
    server.fail()
    await advance(600, 100)
    for (let index = 0; index < 400; index++) {
      assert.equal(verifier.check(tokenOf(key, lasting)).ok, true)
      await advance(5, 5)
    }
    const starts = server.calls.slice(1).map(({ at }) => at)
    const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0))
    assert.ok(
      gaps.every((gap, index) => gap >= (gaps[index - 1] ?? 5)),
      `${gaps}`,
    )
    assert.equal(gaps.at(-1), 60)
    server.publish(key)
    await advance(60, 10)
    assert.equal(verifier.check(tokenOf(key, lasting)).ok, true)
    await quiet()
    assert.equal(remote.failure, undefined)
  })

  test('are no longer used after maxStale, where that is given', async () => {
    const { key, server, remote, verifier } = setting({ maxStale: '1h' })
    await remote.load()
    const { answer } = server
    server.fail()
    const token = tokenOf(key, lasting)
    await advance(4199, 100)
    assert.equal(verifier.check(token).ok, true)
    await advance(1)
    await assert.rejects(verifier.verifyAsync(token), refusal('ERR_KEY_SET_FETCH_FAILED'))
    assert.throws(() => verifier.verify(token), refusal('ERR_KEY_SET_NOT_LOADED'))
    const load = watch(remote.load())
    await advance(5)
    refusal('ERR_KEY_SET_FETCH_FAILED')(load.error)
    server.answer = answer
    const verdict = watch(verifier.verifyAsync(token))
    await advance(10)
    assert.equal(verdict.state, 'fulfilled')
    assert.equal(verifier.check(token).ok, true)
  })
})
