import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createRemoteKeySet } from 'holoband'
import { runNode } from '../support/process.js'
import { assertOptionRefused, assertRefused, assertTypeMistake } from '../support/refusal.js'
import { notDurations } from '../support/values.js'
import { url } from './support.js'

/** @import { RemoteKeySetOptions } from 'holoband' */

/** @param {Record<string, unknown>} options */
const withOptions = (options) => createRemoteKeySet(url, /** @type {RemoteKeySetOptions} */ (options))

const local = { allowInsecureLoopbackForLocalDevelopment: true }

describe('the address of a remote key set', () => {
  test('is an https URL, as text or as an object, without its fragment', () => {
    assert.equal(createRemoteKeySet(url).url, url)
    assert.equal(createRemoteKeySet(new URL(`${url}?tenant=1#part`)).url, `${url}?tenant=1`)
    assert.equal(createRemoteKeySet('HTTPS://AUTH.example:443/keys').url, 'https://auth.example/keys')
  })

  test('CVE-2026-48522: is none of the things that a library has been made to read', () => {
    for (const address of [
      'file:///etc/passwd',
      'ftp://auth.example/jwks.json',
      'data:application/json,{"keys":[]}',
      'blob:https://auth.example/1',
      'javascript:0',
      'http://auth.example/jwks.json',
      'http://169.254.169.254/latest/meta-data/',
      'ws://auth.example/jwks.json',
      '//auth.example/jwks.json',
      '/.well-known/jwks.json',
      'auth.example/jwks.json',
      'https://',
      '',
      ' ',
    ]) {
      for (const options of [{}, local]) {
        assertRefused(
          () => createRemoteKeySet(address, options),
          'ERR_KEY_SET_URL',
          { option: 'url' },
          address,
        )
      }
    }
  })

  test('carries no credentials', () => {
    for (const address of [
      'https://me@auth.example/',
      'https://me:secret@auth.example/',
      'https://:x@auth.example/',
    ]) {
      assertRefused(() => createRemoteKeySet(address), 'ERR_KEY_SET_URL', { option: 'url' })
    }
  })

  test('may be http to this very machine, where that is asked for by its long name', () => {
    for (const host of ['localhost', 'localhost:8080', '127.0.0.1', '127.8.9.10:1', '127.1', '[::1]:3000']) {
      const address = `http://${host}/jwks.json`
      assert.ok(createRemoteKeySet(address, local).url.startsWith('http://'), host)
      assertRefused(() => createRemoteKeySet(address), 'ERR_KEY_SET_URL', { option: 'url' })
    }
  })

  test('is not http to a machine whose name only looks like this one', () => {
    for (const host of [
      '127.0.0.1.auth.example',
      '127.auth.example',
      'localhost.auth.example',
      'notlocalhost',
      '0.0.0.0',
      '10.0.0.1',
      '192.168.1.1',
      '[::2]',
      '[::ffff:10.0.0.1]',
      '128.0.0.1',
      'localhost@auth.example',
    ]) {
      assertRefused(
        () => createRemoteKeySet(`http://${host}/`, local),
        'ERR_KEY_SET_URL',
        { option: 'url' },
        host,
      )
    }
  })

  test('is not any other value', () => {
    for (const value of [
      undefined,
      null,
      5,
      {},
      ['https://auth.example/'],
      { href: url },
      { toString: () => url },
    ]) {
      assertTypeMistake(() => createRemoteKeySet(/** @type {string} */ (value)))
    }
  })
})

describe('the options of a remote key set', () => {
  test('are known ones', () => {
    assertRefused(() => withOptions({ cooldwon: 5 }), 'ERR_OPTION_UNKNOWN', { option: 'cooldwon' })
    for (const value of [null, 5, 'x', []]) {
      assertTypeMistake(() => createRemoteKeySet(url, /** @type {RemoteKeySetOptions} */ (value)))
    }
  })

  test('take durations in both of their spellings, and nothing that is none', () => {
    withOptions({ cooldown: '10s', timeout: 0.5, maxAge: '1h', maxStale: '1d' })
    withOptions({ maxStale: 0 })
    for (const option of ['cooldown', 'timeout', 'maxAge', 'maxStale']) {
      assertOptionRefused(withOptions, option, [...notDurations, null, {}], 'ERR_DURATION_INVALID')
    }
  })

  test('have limits: a cooldown of no time at all would be a flood of fetches', () => {
    for (const option of ['cooldown', 'timeout', 'maxAge']) {
      assertOptionRefused(withOptions, option, [0, '400d'], 'ERR_OPTION_RANGE')
    }
    assertOptionRefused(withOptions, 'timeout', ['2h'], 'ERR_OPTION_RANGE')
    assertOptionRefused(
      withOptions,
      'maxBytes',
      [0, -1, 1.5, Number.NaN, Infinity, 2 ** 31],
      'ERR_OPTION_RANGE',
    )
    assertOptionRefused(withOptions, 'maxBytes', ['1000', null, 5n], 'ERR_OPTION_TYPE')
  })

  test('name algorithms in a list that is not empty', () => {
    withOptions({ algorithms: ['RS256'] })
    assertOptionRefused(withOptions, 'algorithms', ['RS256', [5], null], 'ERR_OPTION_TYPE')
    assertOptionRefused(withOptions, 'algorithms', [[]], 'ERR_OPTION_EMPTY')
    assertOptionRefused(
      withOptions,
      'algorithms',
      [['none'], ['RS256', 'rs256'], ['']],
      'ERR_ALGORITHM_UNKNOWN',
    )
  })

  test('are flags where they are flags, and functions where they are called', () => {
    for (const option of ['allowInsecureLoopbackForLocalDevelopment', 'shareFetches']) {
      assertOptionRefused(withOptions, option, ['true', 1, null], 'ERR_OPTION_TYPE')
    }
    for (const option of ['fetch', 'now']) {
      for (const value of ['x', {}, null]) assertTypeMistake(() => withOptions({ [option]: value }))
    }
  })
})

describe('making a remote key set', () => {
  test('fetches nothing, starts no timer and does not start the module', async () => {
    const result = await runNode(`
      let touched = []
      for (const name of ['fetch', 'setTimeout', 'setInterval', 'AbortController']) {
        const real = globalThis[name]
        globalThis[name] = function (...args) { touched.push(name); return new.target ? new real(...args) : real(...args) }
      }
      const Instance = WebAssembly.Instance
      WebAssembly.Instance = new Proxy(Instance, { construct(...args) { touched.push('wasm'); return Reflect.construct(...args) } })
      const { createRemoteKeySet } = await import('holoband')
      const remote = createRemoteKeySet('https://auth.example/jwks.json')
      console.log(JSON.stringify({ touched, keys: remote.keys, skipped: remote.skipped, at: remote.fetchedAt ?? null }))
    `)
    assert.deepEqual(result, { touched: [], keys: [], skipped: [], at: null })
  })

  test('gives an object that nobody can change or see into', () => {
    const remote = createRemoteKeySet(url)
    assert.ok([remote, remote.keys, remote.skipped].every(Object.isFrozen))
    assert.deepEqual(Object.keys(remote), [])
    assert.throws(() => Object.assign(remote, { url: 'https://evil.example/' }), TypeError)
  })
})
