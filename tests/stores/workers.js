import assert from 'node:assert/strict'
import { test } from 'node:test'
import { storeContract } from 'holoband/stores/contract'
import { startWorker } from '../support/workerd.js'

/** @import { D1Database, D1Statement } from 'holoband/stores/d1' */
/** @import { ObjectNamespace } from 'holoband/stores/durable-object' */
/** @import { Worker, WorkerOptions } from '../support/workerd.js' */

/**
 * Starts the Worker that runs the contract.
 *
 * @param {WorkerOptions} [options]
 */
export function startContractWorker(options) {
  return startWorker(new URL('workers/contract.js', import.meta.url), {
    databases: { DB: 'sessions', PEER: 'sessions' },
    objects: { SESSIONS: 'ShownSessions', STRANGE: 'Strange' },
    ...options,
  })
}

/**
 * One test for each case of the contract, which runs inside workerd.
 *
 * @param {'d1' | 'durable-object'} kind
 * @param {() => Worker} workerOf
 */
export function testContract(kind, workerOf) {
  for (const [index, { name }] of storeContract.entries()) {
    test(name, async () => {
      const response = await workerOf().fetch(`/${kind}/${index}`)
      assert.equal(await response.json(), 'kept')
    })
  }
}

/**
 * A database of the Worker, as this process sees it.
 *
 * @param {Worker} worker
 * @param {string} binding
 * @returns {D1Database}
 */
export function databaseIn(worker, binding) {
  /** @type {WeakMap<D1Statement, [sql: string, values: (string | number | null)[]]>} */
  const texts = new WeakMap()
  /** @param {D1Statement[]} statements */
  const run = async (statements) => {
    const body = JSON.stringify(statements.map((one) => texts.get(one)))
    const response = await worker.fetch(`/database/${binding}`, { method: 'POST', body })
    const answer = await response.json()
    if (!response.ok) throw new Error(/** @type {Error} */ (answer).message)
    return /** @type {never} */ (answer)
  }
  /**
   * @param {string} sql
   * @param {(string | number | null)[]} values
   */
  const prepare = (sql, values) => {
    /** @type {D1Statement} */
    const statement = { bind: (...bound) => prepare(sql, bound), all: () => run([statement]) }
    texts.set(statement, [sql, values])
    return statement
  }
  return { prepare: (sql) => prepare(sql, []), batch: run }
}

/**
 * A namespace of the Worker, as this process sees it.
 *
 * @param {Worker} worker
 * @param {string} binding
 * @returns {ObjectNamespace<string>}
 */
export function namespaceIn(worker, binding) {
  return {
    idFromName: (name) => name,
    get: (name) => ({
      async fetch(_url, init) {
        const headers = { ...Reflect.get(init, 'headers'), object: encodeURIComponent(name) }
        const response = await worker.fetch(`/object/${binding}`, { ...init, headers })
        if (response.status === 500) throw new Error(/** @type {Error} */ (await response.json()).message)
        return /** @type {Response} */ (/** @type {unknown} */ (response))
      },
    }),
  }
}
