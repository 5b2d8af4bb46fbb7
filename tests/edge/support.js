import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { CookieJar } from '../session/support.js'
import { startWorker } from '../support/workerd.js'

/** @import { Worker, WorkerOptions } from '../support/workerd.js' */

/** @typedef {'d1' | 'durable-object'} StoreKind */

/**
 * Starts one of the Workers of these tests, with empty stores.
 *
 * @param {'bare' | 'hono' | 'global'} name
 * @param {StoreKind} store
 * @param {WorkerOptions} [options]
 */
export async function startService(name, store, options) {
  const worker = await startWorker(new URL(`workers/${name}.js`, import.meta.url), {
    databases: { DB: 'sessions' },
    objects: { SESSIONS: 'FragileSessions' },
    namespaces: ['KV'],
    variables: { STORE: store, SECRET: Buffer.alloc(32, 7).toString('base64url') },
    ...options,
  })
  if (store === 'd1') await control(worker, 'migrate')
  return worker
}

/**
 * @param {Worker} worker
 * @param {'migrate' | 'ban' | 'break' | 'release' | 'sql'} action
 * @param {string} [value]
 */
export async function control(worker, action, value = '') {
  const response = await worker.fetch(`/test/${action}?value=${encodeURIComponent(value)}`)
  const text = await response.text()
  assert.ok(response.ok, text)
  return text === '' ? undefined : JSON.parse(text)
}

/**
 * What happened in a copy of the Worker.
 *
 * @param {Worker} worker
 * @param {number} [copy]
 * @returns {Promise<string[]>}
 */
export async function eventsOf(worker, copy = 0) {
  const response = await worker.fetch(`${worker.origins[copy]}/test/events`)
  return /** @type {Promise<string[]>} */ (response.json())
}

/**
 * Waits until something has happened, for some ten seconds at the most.
 *
 * @param {Worker} worker
 * @param {string} event
 */
export async function happened(worker, event) {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    if ((await eventsOf(worker)).includes(event)) return
    await pause(20)
  }
  throw new Error(`expected ${event}; there was ${await eventsOf(worker)}`)
}

/** A browser that talks to a Worker. */
export class Browser {
  jar = new CookieJar()

  /**
   * @param {Worker} worker
   * @param {number} [copy]
   */
  constructor(worker, copy = 0) {
    this.worker = worker
    this.origin = String(worker.origins[copy])
  }

  /**
   * @param {string} username
   * @param {string} [password]
   */
  login(username, password = 'correct') {
    return this.post('/auth/login', { username, password })
  }

  refresh() {
    return this.post('/auth/refresh')
  }

  /**
   * @param {string} path
   * @param {unknown} [body]
   */
  post(path, body) {
    return this.#send(path, {
      method: 'POST',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }

  /** @param {string} path */
  get(path) {
    return this.#send(path, { method: 'GET' })
  }

  /**
   * Another browser with the same refresh token, such as a thief's.
   *
   * @param {number} [copy]
   */
  twin(copy = 0) {
    const other = new Browser(this.worker, copy)
    other.jar.set('__Host-refresh', String(this.token))
    return other
  }

  get token() {
    return this.jar.get('__Host-refresh')
  }

  /**
   * @param {string} path
   * @param {{ method: string, body?: string }} init
   */
  async #send(path, init) {
    const headers = { origin: this.origin, cookie: this.jar.header, 'content-type': 'application/json' }
    const response = await this.worker.fetch(this.origin + path, { ...init, headers })
    const text = await response.text()
    this.jar.take(/** @type {Response} */ (/** @type {unknown} */ (response)))
    const { status } = response
    return { status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
  }
}
