import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createVerifier, secretKey, signJws, verifyJws, verifyJwsAsync } from 'holoband'
import { handleCount } from '../support/core.js'
import { assertRefused, assertTokenRefused, assertTypeMistake, refusal } from '../support/refusal.js'
import { aud, goodToken, iss, keyFor, verifierFor } from '../support/setting.js'
import { secretFor } from '../support/tokens.js'
import { nonStrings } from '../support/values.js'
import {
  advance,
  algorithm,
  FakeServer,
  jwsOf,
  makeKey,
  quiet,
  remoteOf,
  setting,
  stopTime,
  tokenOf,
  url,
  verifierOf,
  watch,
} from './support.js'

/** @import { Verifier, VerifierOptions } from 'holoband' */
/** @import { IssuerKey } from './support.js' */

stopTime()

describe('verify, check and explain with a remote key set', () => {
  test('refuse every token by name before the first keys are there, and begin to fetch them', async () => {
    const { key, server, verifier } = setting()
    assert.throws(() => verifier.verify(tokenOf(key)), refusal('ERR_KEY_SET_NOT_LOADED'))
    assert.throws(() => verifier.explain(tokenOf(key)), refusal('ERR_KEY_SET_NOT_LOADED'))
    const early = verifier.check('not even a token')
    assert.deepEqual(
      [!early.ok && early.code, !early.ok && early.reason],
      ['ERR_KEY_SET_NOT_LOADED', 'unavailable'],
    )
    await quiet()
    assert.equal(server.calls.length, 1)
    assert.equal(verifier.check(tokenOf(key)).ok, true)
  })

  test('judge by the keys that are there', async () => {
    const { key, remote, verifier } = setting()
    await remote.load()
    const { claims, header } = verifier.verify(tokenOf(key))
    assert.deepEqual([claims.sub, header.kid], ['user-42', 'first'])
    assert.equal(verifier.explain(tokenOf(key)).ok, true)
    assertTokenRefused(verifier, tokenOf(makeKey('nobody')), 'ERR_KEY_NOT_FOUND')
    assertTokenRefused(verifier, tokenOf(key, { iss: 'x' }), 'ERR_ISSUER_MISMATCH', { claim: 'iss' })
    assertTokenRefused(verifier, tokenOf(makeKey('first')), 'ERR_SIGNATURE_INVALID', { part: 'signature' })
  })

  test('give each token its own header across a change of keys', async () => {
    const { key, server, remote, verifier } = setting()
    await remote.load()
    assert.equal(verifier.verify(tokenOf(key)).header.kid, 'first')
    const second = makeKey('second')
    server.publish(second)
    await advance(5)
    assert.equal((await verifier.verifyAsync(tokenOf(second))).header.kid, 'second')
    assert.equal(verifier.verify(tokenOf(second)).header.kid, 'second')
  })
})

describe('a verifier with a cache and a remote key set', () => {
  const cache = { max: 10 }

  /** @param {Verifier} verifier @param {string} token */
  async function renewed(verifier, token) {
    await advance(600, 100)
    // The keys are stale now: this begins to fetch others, and is judged by those that are there.
    assert.ok(verifier.check(token).ok)
    await quiet()
  }

  test('forgets the tokens of a key that is no longer published', async () => {
    const key = makeKey('first')
    const server = new FakeServer(key)
    const remote = remoteOf(server)
    const verifier = verifierOf(remote, { cache })
    await remote.load()
    const token = tokenOf(key)
    for (let time = 0; time < 3; time++) assert.equal(verifier.verify(token).claims.sub, 'user-42')
    server.publish(makeKey('second'))
    await renewed(verifier, token)
    assertTokenRefused(verifier, token, 'ERR_KEY_NOT_FOUND')
  })

  test('forgets them where another key has the same name', async () => {
    const key = makeKey('first')
    const server = new FakeServer(key)
    const remote = remoteOf(server)
    const verifier = verifierOf(remote, { cache })
    await remote.load()
    const token = tokenOf(key)
    const known = [verifier.verify(token), verifier.verify(token), verifier.verify(token)]
    assert.equal(known[1], known[2])
    const other = makeKey('first')
    server.publish(other)
    await renewed(verifier, token)
    assertTokenRefused(verifier, token, 'ERR_SIGNATURE_INVALID', { part: 'signature' })
    const theirs = tokenOf(other, { sub: 'other' })
    for (let time = 0; time < 3; time++) assert.equal(verifier.verify(theirs).claims.sub, 'other')
  })

  test('refuses wrong limits before any key is there', () => {
    const remote = remoteOf(new FakeServer(makeKey('first')))
    assertRefused(() => verifierOf(remote, { cache: { max: 0 } }), 'ERR_OPTION_RANGE', { option: 'max' })
  })
})

describe('verifyAsync and checkAsync', () => {
  test('judge like verify and check where the keys are local', async () => {
    const verifier = verifierFor()
    assert.deepEqual(await verifier.verifyAsync(goodToken), verifier.verify(goodToken))
    assert.deepEqual(await verifier.checkAsync(goodToken), verifier.check(goodToken))
    const expired = verifierFor({ now: () => 2e9 })
    await assert.rejects(expired.verifyAsync(goodToken), refusal('ERR_TOKEN_EXPIRED', { claim: 'exp' }))
    assert.deepEqual(await expired.checkAsync(goodToken), expired.check(goodToken))
    verifier.dispose()
    await assert.rejects(verifier.verifyAsync(goodToken), refusal('ERR_DISPOSED'))
  })

  test('never throw or reject in checkAsync, whatever they are given', async () => {
    const { remote, verifier } = setting()
    await remote.load()
    for (const [name, value] of nonStrings) {
      const result = await verifier.checkAsync(/** @type {string} */ (value))
      assert.equal(!result.ok && result.code, 'ERR_TOKEN_NOT_STRING', name)
      await assert.rejects(
        verifier.verifyAsync(/** @type {string} */ (value)),
        refusal('ERR_TOKEN_NOT_STRING'),
      )
    }
  })

  test('give a frozen token', async () => {
    const { key, verifier } = setting()
    const verified = await verifier.verifyAsync(tokenOf(key, { roles: ['a'] }))
    assert.ok([verified, verified.claims, verified.header, verified.claims.roles].every(Object.isFrozen))
    assert.deepEqual(Object.keys(verified), ['claims', 'header'])
  })

  test('carry what the error is about', async () => {
    const { key, verifier } = setting()
    await assert.rejects(
      verifier.verifyAsync(tokenOf(key, { exp: 1 })),
      refusal('ERR_TOKEN_EXPIRED', { claim: 'exp' }),
    )
    await assert.rejects(
      verifier.verifyAsync(tokenOf(key, {}, { typ: 'x' })),
      refusal('ERR_TYP_NOT_ALLOWED', { parameter: 'typ' }),
    )
    await assert.rejects(
      verifier.verifyAsync(`${tokenOf(key)}=`),
      refusal('ERR_BASE64URL_ALPHABET', { part: 'signature' }),
    )
  })
})

describe('a verifier of remote keys', () => {
  test('is refused at once where its policy is wrong, before any key is there', () => {
    const remote = remoteOf(new FakeServer())
    const before = handleCount()
    for (const [changes, code, option] of /** @type {const} */ ([
      [{ issuer: '' }, 'ERR_OPTION_EMPTY', 'issuer'],
      [{ audience: [] }, 'ERR_OPTION_EMPTY', 'audience'],
      [{ algorithms: [] }, 'ERR_OPTION_EMPTY', 'algorithms'],
      [{ algorithms: ['none'] }, 'ERR_ALGORITHM_UNKNOWN', 'algorithms'],
      [{ algorithms: undefined }, 'ERR_OPTION_MISSING', 'algorithms'],
      [{ issuer: undefined }, 'ERR_OPTION_MISSING', 'issuer'],
      [{ tolerance: -1 }, 'ERR_DURATION_INVALID', 'tolerance'],
      [{ maxTokenBytes: 0 }, 'ERR_OPTION_RANGE', 'maxTokenBytes'],
      [{ typo: 1 }, 'ERR_OPTION_UNKNOWN', 'typo'],
    ])) {
      const options = /** @type {Partial<VerifierOptions>} */ (/** @type {unknown} */ (changes))
      assertRefused(() => verifierOf(remote, options), code, { option })
    }
    assert.equal(handleCount(), before)
  })

  test('is refused beside a secret of its own: remote keys are public', () => {
    const remote = remoteOf(new FakeServer())
    for (const keys of [
      [keyFor(), remote],
      [remote, keyFor()],
    ]) {
      assertRefused(
        () => createVerifier({ keys, algorithms: ['HS256'], issuer: iss, audience: aud }),
        'ERR_KEY_SET_MIXED',
        { option: 'keys' },
      )
    }
    const gone = keyFor()
    gone.dispose()
    assertRefused(() => verifierOf([remote, gone]), 'ERR_DISPOSED')
    for (const value of ['x', null, {}, url]) {
      assertTypeMistake(() => verifierOf([remote, /** @type {never} */ (value)]))
    }
  })

  test('refuses by name once it is disposed of, also while it waits', async () => {
    const { key, remote, verifier } = setting()
    await remote.load()
    const waiting = watch(verifier.checkAsync(tokenOf(makeKey('nobody'))))
    await quiet()
    verifier.dispose()
    verifier.dispose()
    assert.throws(() => verifier.verify(tokenOf(key)), refusal('ERR_DISPOSED'))
    assert.throws(() => verifier.explain(tokenOf(key)), refusal('ERR_DISPOSED'))
    await advance(6)
    assert.equal(waiting.value?.ok === false && waiting.value.code, 'ERR_DISPOSED')
    const handles = handleCount()
    await assert.rejects(verifier.verifyAsync(tokenOf(key)), refusal('ERR_DISPOSED'))
    assert.equal(handleCount(), handles, 'it does not come back to life')
  })

  test('refuses by name once its key set is disposed of, and so does who waits for that', async () => {
    const { key, server, remote, verifier } = setting()
    await remote.load()
    const waiting = watch(verifier.verifyAsync(tokenOf(makeKey('nobody'))))
    await quiet()
    remote.dispose()
    remote[Symbol.dispose]()
    await quiet()
    assert.equal(waiting.state, 'rejected')
    refusal('ERR_DISPOSED')(waiting.error)
    assert.throws(() => verifier.verify(tokenOf(key)), refusal('ERR_DISPOSED'))
    await assert.rejects(remote.load(), refusal('ERR_DISPOSED'))
    await advance(10)
    assert.equal(server.calls.length, 1)
  })

  test('takes keys of several servers, and is not held up by one that is down', async () => {
    const keys = [makeKey('a'), makeKey('b')]
    const [a, b] = /** @type {[IssuerKey, IssuerKey]} */ (keys)
    const [one, two] = [new FakeServer(a), new FakeServer()]
    two.fail()
    const verifier = verifierOf([remoteOf(one), remoteOf(two)])
    assert.equal((await verifier.checkAsync(tokenOf(a))).ok, true)
    assert.equal(verifier.check(tokenOf(a)).ok, true)
    const unknown = verifier.check(tokenOf(b))
    assert.equal(!unknown.ok && unknown.code, 'ERR_KEY_SET_NOT_LOADED', 'nobody can tell yet')
    const verdict = watch(verifier.verifyAsync(tokenOf(b)))
    await advance(6)
    refusal('ERR_KEY_SET_FETCH_FAILED')(verdict.error)
    two.publish(b)
    const better = watch(verifier.verifyAsync(tokenOf(b)))
    await advance(6)
    assert.equal(better.state, 'fulfilled')
    assert.equal((await verifier.checkAsync(tokenOf(a))).ok, true)
  })

  test('gets the answer of the server that has the key, without waiting for the others', async () => {
    const second = makeKey('second')
    const [fast, slow] = [new FakeServer(makeKey('a')), new FakeServer(makeKey('b'))]
    const remotes = [remoteOf(slow), remoteOf(fast)]
    const verifier = verifierOf(remotes)
    await Promise.all(remotes.map((remote) => remote.load()))
    await advance(5)
    slow.answer = () => new Promise(() => {})
    fast.publish(second)
    const verdict = watch(verifier.verifyAsync(tokenOf(second)))
    await quiet()
    assert.equal(verdict.state, 'fulfilled')
    await advance(6)
  })

  test('finds no key where none of the set is for an algorithm that it allows', async () => {
    const { key, server, remote } = setting()
    const verifier = createVerifier({ keys: remote, algorithms: ['HS512'], issuer: iss, audience: aud })
    await remote.load()
    assertRefused(() => verifier.verify(tokenOf(key)), 'ERR_KEY_NOT_FOUND')
    assertRefused(() => verifier.explain(tokenOf(key)), 'ERR_KEY_NOT_FOUND')
    const result = await verifier.checkAsync(tokenOf(key))
    assert.equal(!result.ok && result.code, 'ERR_KEY_NOT_FOUND')
    assert.equal(server.calls.length, 1)
  })
})

describe('verifyJws and verifyJwsAsync with a remote key set', () => {
  const algorithms = [algorithm]

  test('verify by the keys that are there, or fetch them', async () => {
    const { key, server, remote } = setting()
    assertRefused(() => verifyJws(jwsOf(key), { keys: remote, algorithms }), 'ERR_KEY_SET_NOT_LOADED')
    const { payload, header } = await verifyJwsAsync(jwsOf(key), { keys: remote, algorithms })
    assert.equal(Buffer.from(payload).toString(), 'any text, not JSON')
    assert.equal(header.kid, 'first')
    assert.deepEqual(verifyJws(jwsOf(key), { keys: remote, algorithms }).payload, payload)
    const second = makeKey('second')
    server.publish(second)
    const verdict = watch(verifyJwsAsync(jwsOf(second), { keys: [remote], algorithms }))
    await advance(5)
    assert.equal(verdict.state, 'fulfilled')
    assertRefused(
      () => verifyJws(jwsOf(makeKey('second')), { keys: remote, algorithms }),
      'ERR_SIGNATURE_INVALID',
      {
        part: 'signature',
      },
    )
  })

  test('take local keys in verifyJwsAsync as well', async () => {
    const key = secretKey(secretFor('HS256'))
    const { payload } = await verifyJwsAsync(signJws('x', { key }), { keys: key, algorithms: ['HS256'] })
    assert.equal(Buffer.from(payload).toString(), 'x')
    await assert.rejects(verifyJwsAsync('x', /** @type {never} */ (undefined)), {
      code: 'ERR_INVALID_ARG_TYPE',
    })
  })
})
