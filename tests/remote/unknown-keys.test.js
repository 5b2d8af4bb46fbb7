import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { refusal } from '../support/refusal.js'
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

/** @param {string} kid */
const stranger = (kid) => tokenOf(makeKey(kid))

describe('a token that names an unknown key', () => {
  test('waits for the end of the cooldown and is then judged by the keys of that moment', async () => {
    const { key, server, verifier } = setting()
    await verifier.verifyAsync(tokenOf(key))
    const second = makeKey('second')
    server.publish(key, second)
    const verdict = watch(verifier.verifyAsync(tokenOf(second)))
    await advance(4.5)
    assert.deepEqual([verdict.state, server.calls.length], ['pending', 1])
    await advance(1)
    assert.deepEqual([verdict.state, server.calls.length], ['fulfilled', 2])
  })

  test('is judged at once where the cooldown is over', async () => {
    const { key, server, verifier } = setting()
    await verifier.verifyAsync(tokenOf(key))
    await advance(5)
    const second = makeKey('second')
    server.publish(second)
    assert.equal((await verifier.checkAsync(tokenOf(second))).ok, true)
    assert.equal(server.calls.length, 2)
  })

  test('is refused when a fetch that began after it came does not know the key either', async () => {
    const { key, server, verifier } = setting()
    await verifier.verifyAsync(tokenOf(key))
    await advance(5)
    await assert.rejects(verifier.verifyAsync(stranger('nobody')), refusal('ERR_KEY_NOT_FOUND'))
    assert.equal(server.calls.length, 2)
  })

  test('is not refused by a fetch that was under way when it came: that one may have been answered before', async () => {
    const { key, server, verifier } = setting()
    await verifier.verifyAsync(tokenOf(key))
    await advance(5)
    const release = server.hold()
    const nobody = watch(verifier.checkAsync(stranger('nobody')))
    await quiet()
    assert.equal(server.calls.length, 2)
    const second = makeKey('second')
    const verdict = watch(verifier.verifyAsync(tokenOf(second)))
    await quiet()
    release()
    server.publish(key, second)
    await quiet()
    assert.deepEqual([nobody.state, verdict.state], ['fulfilled', 'pending'], 'the first one has its answer')
    await advance(5)
    assert.deepEqual([verdict.state, server.calls.length], ['fulfilled', 3])
  })

  test('is judged by a fetch that was under way when it came, if that one has the key', async () => {
    const { key, server, verifier } = setting()
    await verifier.verifyAsync(tokenOf(key))
    await advance(5)
    const second = makeKey('second')
    server.publish(key, second)
    const release = server.hold()
    const first = watch(verifier.checkAsync(stranger('nobody')))
    await quiet()
    const verdict = watch(verifier.verifyAsync(tokenOf(second)))
    release()
    await quiet()
    assert.deepEqual([first.state, verdict.state, server.calls.length], ['fulfilled', 'fulfilled', 2])
  })

  test('does not keep a token of a known key waiting', async () => {
    const { key, server, verifier } = setting()
    await verifier.verifyAsync(tokenOf(key))
    const waiting = watch(verifier.checkAsync(stranger('nobody')))
    assert.equal((await verifier.checkAsync(tokenOf(key))).ok, true)
    assert.deepEqual([waiting.state, server.calls.length], ['pending', 1])
    await advance(5)
    assert.equal(waiting.state, 'fulfilled')
  })

  test('makes verify and check begin a fetch that the next call profits from', async () => {
    const { key, server, verifier } = setting()
    await verifier.verifyAsync(tokenOf(key))
    await advance(5)
    const second = makeKey('second')
    server.publish(second)
    assert.throws(() => verifier.verify(tokenOf(second)), refusal('ERR_KEY_NOT_FOUND'))
    await quiet()
    assert.equal(verifier.check(tokenOf(second)).ok, true)
    assert.equal(server.calls.length, 2)
    assert.equal(verifier.check(stranger('nobody')).ok, false)
    await quiet()
    assert.equal(server.calls.length, 2, 'the cooldown is theirs too')
  })

  test('is told apart from a failed fetch, which says nothing about its key', async () => {
    const { key, server, verifier } = setting()
    await verifier.verifyAsync(tokenOf(key))
    await advance(5)
    const cause = new TypeError('connection reset')
    server.fail(cause)
    const token = tokenOf(makeKey('second'))
    await assert.rejects(verifier.verifyAsync(token), (error) => {
      refusal('ERR_KEY_SET_FETCH_FAILED')(error)
      assert.equal(/** @type {Error} */ (error).cause, cause)
      return true
    })
    const result = watch(verifier.checkAsync(token))
    await advance(5)
    assert.deepEqual(result.value && { ...result.value, message: '' }, {
      ok: false,
      code: 'ERR_KEY_SET_FETCH_FAILED',
      reason: 'unavailable',
      message: '',
    })
    assert.equal(verifier.check(tokenOf(key)).ok, true)
  })
})

describe('what makes a verdict final at once', () => {
  test('a bad signature under a key that the token names', async () => {
    const { server, verifier, remote } = setting()
    await remote.load()
    await advance(5)
    const forged = tokenOf({ ...makeKey('first') })
    await assert.rejects(
      verifier.verifyAsync(forged),
      refusal('ERR_SIGNATURE_INVALID', { part: 'signature' }),
    )
    assert.equal(server.calls.length, 1)
  })

  test('any other fault of the token', async () => {
    const { key, server, verifier, remote } = setting()
    await remote.load()
    await advance(5)
    for (const [token, code] of /** @type {const} */ ([
      ['', 'ERR_TOKEN_EMPTY'],
      ['a.b', 'ERR_TOKEN_SEGMENTS'],
      ['x'.repeat(9000), 'ERR_TOKEN_TOO_LARGE'],
      [tokenOf(key, {}, { alg: 'none' }), 'ERR_ALGORITHM_NOT_ALLOWED'],
      [tokenOf(key, {}, { alg: 'none', kid: 'other' }), 'ERR_ALGORITHM_NOT_ALLOWED'],
      [tokenOf(key, { exp: 5 }), 'ERR_TOKEN_EXPIRED'],
      [tokenOf(key, {}, { kid: 5 }), 'ERR_HEADER_TYPE'],
      [5, 'ERR_TOKEN_NOT_STRING'],
    ])) {
      const result = await verifier.checkAsync(/** @type {string} */ (token))
      assert.equal(!result.ok && result.code, code)
    }
    assert.equal(server.calls.length, 1)
  })

  test('kid-size: a kid that is longer than any key may have, up to a megabyte of it', async () => {
    const key = makeKey('first')
    const server = new FakeServer(key)
    const verifier = verifierOf(remoteOf(server), { maxTokenBytes: 1 << 21 })
    await verifier.verifyAsync(tokenOf(key))
    await advance(5)
    for (const size of [257, 5000, 1 << 20]) {
      const result = await verifier.checkAsync(tokenOf(key, {}, { kid: 'k'.repeat(size) }))
      assert.equal(!result.ok && result.code, 'ERR_KEY_NOT_FOUND', `${size}`)
    }
    assert.equal(server.calls.length, 1)
    assert.equal((await verifier.checkAsync(tokenOf(key, {}, { kid: 'k'.repeat(256) }))).ok, false)
    assert.equal(server.calls.length, 2)
  })

  test('the name of a key that two answers in a row lacked, until the cooldown is over', async () => {
    const { key, server, remote, verifier } = setting()
    await remote.load()
    await advance(5)
    const second = makeKey('second')
    server.publish(second)
    await verifier.verifyAsync(tokenOf(second))
    const old = watch(verifier.checkAsync(tokenOf(key)))
    await advance(5)
    assert.equal(old.value?.ok, false)
    assert.equal(server.calls.length, 3)
    const again = await verifier.checkAsync(tokenOf(key))
    assert.deepEqual([!again.ok && again.code, server.calls.length], ['ERR_KEY_NOT_FOUND', 3])
    await advance(5)
    server.publish(key, second)
    assert.equal((await verifier.checkAsync(tokenOf(key))).ok, true, 'it may come back')
    assert.equal(server.calls.length, 4)
  })

  test('but not of one that a single answer lacked: it may come from a cache that is behind', async () => {
    const { key, server, remote, verifier } = setting()
    const second = makeKey('second')
    server.publish(key, second)
    await remote.load()
    await advance(600, 100)
    server.publish(key)
    assert.equal((await verifier.checkAsync(tokenOf(second))).ok, true, 'stale keys are used once more')
    await quiet()
    assert.deepEqual(
      remote.keys.map(({ kid }) => kid),
      ['first'],
    )
    server.publish(key, second)
    const verdict = watch(verifier.verifyAsync(tokenOf(second)))
    await advance(5)
    assert.equal(verdict.state, 'fulfilled')
  })

  test('but not the name that an attacker guessed before the key was published', async () => {
    const { key, server, remote, verifier } = setting()
    await remote.load()
    await advance(5)
    const guessed = await verifier.checkAsync(stranger('second'))
    assert.equal(!guessed.ok && guessed.code, 'ERR_KEY_NOT_FOUND')
    const second = makeKey('second')
    server.publish(key, second)
    const verdict = watch(verifier.verifyAsync(tokenOf(second)))
    await advance(5)
    assert.deepEqual([verdict.state, server.calls.length], ['fulfilled', 3])
  })
})

describe('keys without names', () => {
  test('can be replaced: a bad signature under a key that is not named asks for newer ones', async () => {
    const first = makeKey()
    const server = new FakeServer(first)
    const verifier = verifierOf(remoteOf(server))
    await verifier.verifyAsync(tokenOf(first))
    const second = makeKey()
    server.publish(second)
    const verdicts = [tokenOf(second), tokenOf(second, {}, { kid: 'some' })].map((token) =>
      watch(verifier.verifyAsync(token)),
    )
    await advance(5)
    assert.deepEqual(
      verdicts.map(({ state }) => state),
      ['fulfilled', 'fulfilled'],
    )
    assert.equal(server.calls.length, 2)
  })

  test('a token without a name waits for a key where the only one is replaced', async () => {
    const { key, server, verifier } = setting()
    await verifier.verifyAsync(tokenOf(key, {}, { kid: undefined }))
    const second = makeKey('second')
    server.publish(second)
    const verdict = watch(verifier.verifyAsync(tokenOf(second, {}, { kid: undefined })))
    await advance(5)
    assert.equal(verdict.state, 'fulfilled')
  })

  test('a token without a name that fits several keys is refused at once', async () => {
    const keys = [makeKey('a'), makeKey('b')]
    const server = new FakeServer(...keys)
    const verifier = verifierOf(remoteOf(server))
    const [a] = keys
    assert.ok(a)
    await verifier.verifyAsync(tokenOf(a))
    await advance(5)
    const result = await verifier.checkAsync(tokenOf(a, {}, { kid: undefined }))
    assert.deepEqual([!result.ok && result.code, server.calls.length], ['ERR_KEY_AMBIGUOUS', 1])
  })
})

describe('kid-flood: a flood of invented names', () => {
  test('causes one fetch in each cooldown, while a real rotation loses no token', async () => {
    const { key, server, remote, verifier } = setting()
    await remote.load()
    const second = makeKey('second')
    const flood = []
    const real = []
    for (let round = 0; round < 40; round++) {
      if (round === 20) server.publish(key, second)
      for (let index = 0; index < 25; index++) {
        flood.push(watch(verifier.checkAsync(tokenOf(key, {}, { kid: `invented-${round}-${index}` }))))
      }
      real.push(watch(verifier.verifyAsync(tokenOf(round < 20 ? key : second))))
      await advance(0.5)
    }
    await advance(6)
    assert.ok(real.every(({ state }) => state === 'fulfilled'))
    assert.ok(flood.every(({ value }) => value?.ok === false))
    const starts = server.calls.map((call) => call.at)
    assert.ok(starts.length >= 4 && starts.length <= 6, `${starts.length} fetches`)
    starts.slice(1).forEach((at, index) => {
      assert.ok(at - (starts[index] ?? 0) >= 5)
    })
  })

  test('of one and the same name causes no more, and every call ends', async () => {
    const { key, server, remote, verifier } = setting()
    await remote.load()
    const calls = Array.from({ length: 500 }, () =>
      watch(verifier.checkAsync(tokenOf(key, {}, { kid: 'x' }))),
    )
    await advance(5)
    assert.ok(calls.every(({ value }) => value?.ok === false && value.code === 'ERR_KEY_NOT_FOUND'))
    assert.equal(server.calls.length, 2)
  })

  test('holds 10,000 calls at the most; those beyond are refused at once, those of known keys are not', async () => {
    const { key, server, remote, verifier } = setting()
    await remote.load()
    const token = tokenOf(key, {}, { kid: 'x' })
    const held = Array.from({ length: 10_000 }, () => watch(verifier.checkAsync(token)))
    await quiet()
    assert.ok(held.every(({ state }) => state === 'pending'))
    const beyond = await verifier.checkAsync(token)
    assert.equal(!beyond.ok && beyond.code, 'ERR_KEY_NOT_FOUND')
    assert.equal((await verifier.checkAsync(tokenOf(key))).ok, true)
    await advance(5)
    assert.ok(held.every(({ state }) => state === 'fulfilled'))
    assert.equal(server.calls.length, 2)
    const after = watch(verifier.checkAsync(token))
    await quiet()
    assert.equal(after.state, 'pending', 'there is room again')
    await advance(5)
  })
})
