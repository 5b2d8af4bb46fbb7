import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HolobandError } from 'holoband'
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
  url,
  verifierOf,
  watch,
} from './support.js'

/** @import { RemoteKeySet } from 'holoband' */

stopTime()

/**
 * @param {Promise<unknown>} promise
 * @returns {Promise<unknown>} the cause of the failed fetch
 */
async function failed(promise) {
  const error = await promise.then(
    () => assert.fail('the keys were loaded'),
    (reason) => reason,
  )
  refusal('ERR_KEY_SET_FETCH_FAILED')(error)
  return error.cause
}

describe('load', () => {
  test('fetches the keys once, however many calls ask for them', async () => {
    const { key, server, remote, verifier } = setting()
    await Promise.all([remote.load(), remote.load(), verifier.verifyAsync(tokenOf(key)), remote.load()])
    await remote.load()
    assert.equal(server.calls.length, 1)
    assert.deepEqual(
      remote.keys.map(({ kid }) => kid),
      ['first'],
    )
    assert.equal(remote.fetchedAt, now)
    assert.equal(remote.failure, undefined)
  })

  test('GHSA-9v7f-9g4p-ffgj: asks for a key set, at the one address, with a signal, and follows no redirect', async () => {
    const { server, remote } = setting()
    await remote.load()
    const [call] = server.calls
    assert.equal(call?.url, url)
    assert.deepEqual(Object.keys(call?.init ?? {}).sort(), ['headers', 'redirect', 'signal'])
    assert.equal(call?.init.redirect, 'manual')
    assert.deepEqual(call?.init.headers, { accept: 'application/jwk-set+json, application/json' })
  })

  test('fast-jwt #277: tries again after a failure, and gives nobody an old answer', async () => {
    const { key, server, remote, verifier } = setting()
    const { answer } = server
    server.fail()
    await failed(remote.load())
    assert.ok(remote.failure instanceof HolobandError)
    server.answer = answer
    const verdict = watch(verifier.verifyAsync(tokenOf(key)))
    await advance(1)
    assert.equal(verdict.state, 'fulfilled')
    assert.equal(remote.failure, undefined)
  })

  test('waits longer between failures, up to the cooldown', async () => {
    const { server, remote } = setting()
    server.fail()
    for (let round = 0; round < 6; round++) {
      const attempt = watch(remote.load())
      await advance(5)
      assert.equal(attempt.state, 'rejected')
    }
    const busy = []
    for (let round = 0; round < 80; round++) {
      busy.push(watch(remote.load()))
      await advance(0.25)
    }
    const starts = server.calls.map(({ at }) => at - now)
    const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0))
    assert.ok(
      gaps.every((gap) => gap >= 1),
      `${gaps}`,
    )
    assert.ok(
      gaps.slice(6).every((gap) => gap >= 5),
      `${gaps}`,
    )
  })

  test('fails by name where the clock gives no time, and fetches nothing', async () => {
    const { server } = setting()
    const remote = remoteOf(server, { now: () => Number.NaN })
    await assert.rejects(remote.load(), refusal('ERR_CLOCK_INVALID'))
    const result = await verifierOf(remote).checkAsync('a.b.c')
    assert.equal(!result.ok && result.code, 'ERR_CLOCK_INVALID')
    assert.equal(server.calls.length, 0)
  })
})

describe('an answer is refused', () => {
  /** @type {ReadonlyArray<readonly [name: string, answer: () => Response, message?: RegExp]>} */
  const answers = [
    ['with another status, even a good one', () => reply(jwksOf([makeKey('a')]), {}, 203), /status 203/],
    ['with status 404', () => reply(jwksOf([makeKey('a')]), {}, 404), /status 404/],
    ['with status 500', () => reply('', {}, 500), /status 500/],
    ['that redirects', () => new Response(null, { status: 302, headers: { location: url } }), /status 302/],
    [
      'that redirects to another method',
      () => new Response(null, { status: 303, headers: { location: url } }),
    ],
    ['that a fetch has followed a redirect for', followed, /redirected/],
    ['that a browser hides', () => Response.error(), /status 0/],
    ['without a body', () => new Response(null)],
    ['that is empty', () => reply('')],
    ['that is HTML', () => reply('<!doctype html><title>Sign in</title>', { 'content-type': 'text/html' })],
    ['that is a list', () => reply([makeKey('a').jwk])],
    ['that is a single key', () => reply(makeKey('a').jwk)],
    ['that has no keys', () => reply({ keys: [] })],
    ['that has keys of another kind', () => reply({ keys: makeKey('a').jwk })],
    ['with trailing text', () => reply(`${JSON.stringify(jwksOf([makeKey('a')]))} x`)],
    ['after a byte order mark', () => reply(`\ufeff${JSON.stringify(jwksOf([makeKey('a')]))}`)],
    ['with a comma too many', () => reply(JSON.stringify(jwksOf([makeKey('a')])).replace(']}', '],}'))],
    ['with two lists of keys', () => reply(twice(JSON.stringify(jwksOf([makeKey('a')]))))],
    [
      'with two members of one name in a key',
      () => reply(JSON.stringify(jwksOf([makeKey('a')])).replace('"kid"', '"kid":"b","kid"')),
    ],
    [
      'that is not UTF-8',
      () => new Response(Buffer.from(JSON.stringify(jwksOf([makeKey('\u00ff')])), 'latin1')),
    ],
    ['that is nested without end', () => reply(`{"keys":${'['.repeat(5000)}${']'.repeat(5000)}}`)],
  ]

  /** @param {string} text */
  function twice(text) {
    return `${text.slice(0, -1)},${text.slice(1)}`
  }

  function followed() {
    return Object.defineProperty(reply(jwksOf([makeKey('a')])), 'redirected', { value: true })
  }

  for (const [name, answer, message] of answers) {
    test(`${name}, and the keys from before stay`, async () => {
      const { key, server, remote, verifier } = setting({ maxAge: 1 })
      const good = server.answer
      server.answer = answer
      const cause = await failed(remote.load())
      if (message !== undefined) assert.match(String(cause), message)
      assert.deepEqual(remote.keys, [])
      server.answer = good
      const loaded = remote.load()
      await advance(1)
      await loaded
      server.answer = answer
      await advance(10)
      assert.equal(verifier.check(tokenOf(key)).ok, true)
      await quiet()
      assert.equal(server.calls.length, 3)
      assert.ok(remote.failure)
      assert.equal((await verifier.checkAsync(tokenOf(key))).ok, true)
    })
  }

  test('jwks-size: that is longer than maxBytes, whatever Content-Length says; one of just that size is read', async () => {
    const key = makeKey('first')
    const text = JSON.stringify(jwksOf([key]))
    const server = new FakeServer()
    server.answer = () => reply(text, { 'content-length': '1' })
    await remoteOf(server, { maxBytes: text.length }).load()
    assert.match(String(await failed(remoteOf(server, { maxBytes: text.length - 1 }).load())), /maxBytes/)
  })

  test('that never ends: it is read no further than maxBytes, and told to stop', async () => {
    let sent = 0
    let cancelled = false
    const server = new FakeServer()
    server.answer = () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            sent += 65_536
            controller.enqueue(new Uint8Array(65_536).fill(0x20))
          },
          cancel() {
            cancelled = true
          },
        }),
      )
    assert.match(String(await failed(remoteOf(server).load())), /maxBytes/)
    await quiet()
    assert.ok(cancelled)
    assert.ok(sent <= 1024 * 1024 + 3 * 65_536, `${sent} bytes`)
  })
})

describe('the timeout', () => {
  test('ends a fetch that never answers, by its signal', async () => {
    const server = new FakeServer()
    /** @type {AbortSignal | null | undefined} */
    let signal
    server.answer = (init) => {
      signal = init.signal
      return new Promise(() => {})
    }
    const outcome = watch(failed(remoteOf(server).load()))
    await advance(4.75)
    assert.deepEqual([outcome.state, signal?.aborted], ['pending', false])
    await advance(0.5)
    assert.equal(signal?.aborted, true)
    assert.match(String(outcome.value), /timeout/)
  })

  test('counts the body too, however steadily it drips', async () => {
    const server = new FakeServer()
    let drops = 0
    server.answer = () =>
      new Response(
        new ReadableStream({
          async pull(controller) {
            await new Promise((resolve) => setTimeout(resolve, 500))
            drops++
            controller.enqueue(new Uint8Array([0x20]))
          },
        }),
      )
    const outcome = watch(failed(remoteOf(server, { timeout: 2 }).load()))
    await advance(3)
    assert.match(String(outcome.value), /timeout/)
    assert.ok(drops >= 2 && drops <= 5, `${drops}`)
  })

  test('bounds what a call waits: a hanging server, then the next fetch, then no more', async () => {
    const { key, server, remote, verifier } = setting()
    await remote.load()
    await advance(5)
    server.answer = () => new Promise(() => {})
    const first = watch(verifier.checkAsync(tokenOf(makeKey('a'))))
    await advance(1)
    const second = watch(verifier.checkAsync(tokenOf(makeKey('b'))))
    await advance(4.5)
    assert.deepEqual([first.state, second.state], ['fulfilled', 'pending'])
    await advance(5)
    assert.equal(second.state, 'fulfilled')
    assert.equal(verifier.check(tokenOf(key)).ok, true)
  })
})

describe('what an error tells', () => {
  test('kid-logs: is the cause, and no byte of the token, its kid or the answer', async () => {
    const { server, remote, verifier } = setting()
    await remote.load()
    await advance(5)
    server.answer = () => reply('{"keys": "a-secret-of-the-server"}')
    const token = tokenOf(makeKey('../../dev/null\nSET-COOKIE: x'))
    const error = await verifier.verifyAsync(token).catch((/** @type {Error} */ reason) => reason)
    assert.ok(error instanceof HolobandError)
    const said = JSON.stringify([error.message, error.stack, String(error.cause)])
    for (const secret of ['dev/null', 'SET-COOKIE', 'a-secret', ...token.split('.')]) {
      assert.ok(!said.includes(secret), secret)
    }
  })

  test('is an error of its own for every caller', async () => {
    const { server, remote } = setting()
    server.fail()
    const [one, two] = await Promise.all(
      [remote.load(), remote.load()].map((load) => load.catch((/** @type {unknown} */ error) => error)),
    )
    assert.notEqual(one, two)
    assert.equal(/** @type {Error} */ (one).cause, /** @type {Error} */ (two).cause)
  })
})

describe('the kid of a token', () => {
  test('kid-injection: never reaches the network, whatever it is', async () => {
    const { key, server, remote, verifier } = setting()
    await remote.load()
    for (const kid of [
      '../../dev/null',
      "' OR 1=1 --",
      '__proto__',
      'constructor',
      'a\r\nHost: evil.example',
      'https://evil.example/jwks.json',
      '\u0000',
      '\ud83d\ude00',
    ]) {
      const verdict = watch(verifier.checkAsync(tokenOf(key, {}, { kid })))
      await advance(5)
      assert.deepEqual(verdict.value?.ok === false && verdict.value.code, 'ERR_KEY_NOT_FOUND', kid)
    }
    assert.equal(server.calls.length, 9)
    assert.deepEqual(new Set(server.calls.map((call) => call.url)), new Set([url]))
    const inits = server.calls.map(({ init: { headers, redirect } }) => JSON.stringify({ headers, redirect }))
    assert.equal(new Set(inits).size, 1)
  })

  test('jku-fetch: is not the only thing in a header that is never followed: jku, x5u and jwk are not either', async () => {
    const { key, server, remote, verifier } = setting()
    await remote.load()
    const evil = makeKey('evil')
    const header = { kid: 'evil', jku: 'https://evil.example/', x5u: 'https://evil.example/', jwk: evil.jwk }
    const verdict = watch(verifier.checkAsync(tokenOf(evil, {}, header)))
    await advance(5)
    assert.equal(verdict.value?.ok, false)
    assert.equal((await verifier.checkAsync(tokenOf(key, {}, { jku: 'https://evil.example/' }))).ok, true)
    assert.deepEqual(new Set(server.calls.map((call) => call.url)), new Set([url]))
  })
})
