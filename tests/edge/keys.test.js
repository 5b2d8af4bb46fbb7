import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createIssuer, generateKey, publicJwks } from 'holoband'
import { createSessions } from 'holoband/session'
import { createKvStore } from 'holoband/stores/kv'
import { Response } from 'miniflare'
import { key } from '../session/support.js'
import { assertRefused, assertTypeMistake } from '../support/refusal.js'
import { startWorker } from '../support/workerd.js'

/** @import { TestContext } from 'node:test' */
/** @import { WorkerOptions } from '../support/workerd.js' */

/**
 * @param {TestContext} t
 * @param {WorkerOptions} options
 */
async function start(t, options) {
  const worker = await startWorker(new URL('workers/keys.js', import.meta.url), options)
  t.after(() => worker.dispose())
  return worker
}

/** Somebody who signs tokens, and how many have asked for their keys. */
function createAuthority() {
  const signing = generateKey('ES256')
  const issuer = createIssuer({
    ...{ key: signing, issuer: 'https://auth.example', audience: 'https://api.example', ttl: '5m' },
    typ: 'at+jwt',
  })
  const headers = { authorization: `Bearer ${issuer.issue({ sub: 'anna' })}` }
  const state = { fetches: 0, answers: () => true }
  /** @type {NonNullable<WorkerOptions['outbound']>} */
  const outbound = async () => {
    state.fetches += 1
    if (!state.answers()) await new Promise(() => {})
    return new Response(JSON.stringify(publicJwks(signing)), {
      headers: { 'content-type': 'application/json' },
    })
  }
  return { headers, state, outbound }
}

describe('keys that are fetched, in workerd', () => {
  for (const nodejsCompat of [false, true]) {
    test(`serve many requests at once by one fetch (nodejs_compat: ${nodejsCompat})`, async (t) => {
      const { headers, state, outbound } = createAuthority()
      const worker = await start(t, { outbound, nodejsCompat })
      const answers = await Promise.all(Array.from({ length: 12 }, () => worker.fetch('/me', { headers })))
      assert.deepEqual(
        answers.map(({ status }) => status),
        Array(12).fill(200),
      )
      assert.equal(state.fetches, 1)
      assert.equal((await worker.fetch('/me', { headers })).status, 200)
      assert.equal(state.fetches, 1)
      assert.equal((await worker.fetch('/me')).status, 401)
    })
  }

  test('are fetched again where the first request is never answered, and nobody is held up by it', async (t) => {
    const { headers, state, outbound } = createAuthority()
    const worker = await start(t, { outbound })
    state.answers = () => state.fetches > 1
    const abort = new AbortController()
    const gone = worker.fetch('/me', { headers, signal: abort.signal }).catch(() => 'gone')
    while (state.fetches === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    const other = worker.fetch('/me', { headers })
    abort.abort()
    assert.equal(await gone, 'gone')
    assert.equal((await other).status, 200)
    assert.equal(state.fetches, 2)
  })
})

describe('Workers KV', () => {
  test('is refused as a store in workerd, with the reason and what to use', async (t) => {
    const worker = await start(t, { namespaces: ['KV'] })
    for (const [path, option] of [
      ['/sessions', 'store'],
      ['/store', 'namespace'],
    ]) {
      const response = await worker.fetch(String(path))
      const { why, ...refused } = /** @type {Record<string, string>} */ (await response.json())
      assert.deepEqual(refused, { code: 'ERR_STORE_EVENTUAL', option })
      assert.match(String(why), /60 seconds.*cannot write on a condition.*holoband\/stores\/durable-object/)
    }
  })

  test('is refused whatever else is said of it, and nothing else is taken for it', () => {
    assertRefused(() => createKvStore(), 'ERR_STORE_EVENTUAL', { option: 'namespace' })
    const methods = Object.fromEntries(
      ['get', 'put', 'list', 'delete'].map((name) => [name, async () => null]),
    )
    const create = (/** @type {object} */ store) =>
      createSessions({ key, issuer: null, audience: null, store: /** @type {never} */ (store) })
    const namespace = { ...methods, getWithMetadata: async () => null, consistency: 'strong' }
    assertRefused(() => create(namespace), 'ERR_STORE_EVENTUAL', { option: 'store' })
    assertTypeMistake(() => create(methods))
  })
})
