import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { CookieJar } from '../session/support.js'

/** @typedef {{ ok: number, unavailable: number, broken: number }} Counts */

const refreshCookie = '__Host-refresh'

/**
 * A browser with a session of its own, which refreshes over and over, one request at a time. Whatever it is told but
 * success and "come back later" is a failure.
 */
export class Client {
  jar = new CookieJar()
  sid = ''
  /** @type {Counts} */
  counts = { ok: 0, unavailable: 0, broken: 0 }
  /** How often it was told to come back later, by what was wrong. @type {Record<string, number>} */
  kinds = {}
  /** What it was told that it never should have been. @type {string[]} */
  failures = []
  #running = false

  /**
   * @param {string} url
   * @param {string} name
   */
  constructor(url, name) {
    this.url = url
    this.name = name
  }

  async login() {
    const body = JSON.stringify({ username: this.name, password: 'x' })
    const response = await this.#post('/auth/login', body)
    assert.equal(response.status, 200)
    this.jar.take(response)
    this.sid = (await response.json()).claims.sid
  }

  /**
   * Another one that holds the same cookie and talks to the server at this address.
   *
   * @param {string} url
   */
  copy(url) {
    const other = new Client(url, this.name)
    other.sid = this.sid
    other.jar.set(refreshCookie, String(this.token))
    return other
  }

  get token() {
    return this.jar.get(refreshCookie)
  }

  /** The generation of the token that it holds; undefined when it was signed out. @returns {number | undefined} */
  get generation() {
    if (this.token === undefined) return undefined
    return JSON.parse(Buffer.from(this.token.split('.')[1] ?? '', 'base64url').toString()).gen
  }

  /** Refreshes once; whether it got an answer that it can go on with. */
  async refresh() {
    try {
      const response = await this.#post('/auth/refresh')
      const text = await response.text()
      this.jar.take(response)
      this.#judge(response, text)
      return response.ok
    } catch {
      this.counts.broken += 1
      return false
    }
  }

  /** Refreshes until it is stopped. */
  async run() {
    this.#running = true
    while (this.#running) {
      const served = await this.refresh()
      await pause(served ? 8 : 25)
    }
  }

  stop() {
    this.#running = false
  }

  /**
   * @param {Response} response
   * @param {string} text
   */
  #judge({ status, headers }, text) {
    if (status === 200) this.counts.ok += 1
    else if (status === 503 && Number(headers.get('retry-after')) > 0) {
      const { error } = JSON.parse(text)
      this.counts.unavailable += 1
      this.kinds[error] = (this.kinds[error] ?? 0) + 1
    } else this.failures.push(`${status} ${text}`)
    if (status !== 200 && headers.getSetCookie().length > 0) this.failures.push(`${status} clears cookies`)
  }

  /**
   * @param {string} path
   * @param {string} [body]
   */
  #post(path, body) {
    const headers = { origin: this.url, cookie: this.jar.header, 'content-type': 'application/json' }
    return fetch(this.url + path, {
      method: 'POST',
      headers,
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(10_000),
    })
  }
}

/**
 * Clients that have logged in.
 *
 * @param {string} url
 * @param {number} count
 */
export async function loginClients(url, count) {
  const clients = Array.from({ length: count }, (_, index) => new Client(url, `user-${index}`))
  for (const client of clients) await client.login()
  return clients
}

/**
 * Waits until every client has had so many more good answers, for 30 seconds at the most.
 *
 * @param {readonly Client[]} clients
 * @param {number} [more]
 */
export async function allGoOn(clients, more = 1) {
  const goals = clients.map(({ counts }) => counts.ok + more)
  const late = Date.now() + 30_000
  while (clients.some(({ counts }, index) => counts.ok < Number(goals[index]))) {
    assertUnharmed(clients)
    assert.ok(Date.now() < late, 'a client could not go on')
    await pause(2)
  }
}

/** @param {readonly Client[]} clients */
export function assertUnharmed(clients) {
  for (const { failures, name } of clients) assert.deepEqual(failures, [], name)
}

/** @param {readonly Client[]} clients */
export function sumOf(clients) {
  const total = { ok: 0, unavailable: 0, broken: 0 }
  for (const { counts } of clients) {
    total.ok += counts.ok
    total.unavailable += counts.unavailable
    total.broken += counts.broken
  }
  return total
}
