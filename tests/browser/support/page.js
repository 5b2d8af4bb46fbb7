// What every page of the race tests runs: the client as an application uses it, and a note of what it told.
import { createAuthClient } from 'holoband/client'

/** @import { AuthClientOptions, AuthEvent, AuthFetchOptions } from 'holoband/client' */

/**
 * What became of a request. `text` is the answer's body, `error` the name or the code of what was thrown.
 *
 * @typedef {{ status?: number, text?: string, error?: string }} Outcome
 */

/** @type {AuthEvent[]} */
const events = []

/** The statuses that the session had, in order, and when it had them. @type {{ status: string, at: number }[]} */
const changes = []

const address = new URL(location.href)
/** @type {AuthClientOptions & AuthFetchOptions} */
const options = JSON.parse(address.searchParams.get('options') ?? '{}')
/** What the client's clock shows while a test holds it. @type {number | undefined} */
let time
const client = createAuthClient({ now: () => time ?? Date.now(), ...options })
client.fetch.subscribe((event) => events.push(event))
client.onChange(({ status }) => changes.push({ status, at: performance.timeOrigin + performance.now() }))

/**
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<Outcome>}
 */
async function ask(path, init) {
  try {
    const response = await client.fetch(path, init)
    return { status: response.status, text: await response.text() }
  } catch (error) {
    return { error: nameOf(error) }
  }
}

/** @param {unknown} error */
function nameOf(error) {
  if (!(error instanceof Error || error instanceof DOMException)) return String(error)
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

export const bench = {
  client,
  events,
  changes,
  ask,
  nameOf,
  /**
   * Asks so many times at once, for different addresses: of equal ones Chromium lets one through at a time, for its cache.
   *
   * @param {number} count
   */
  askTogether: (count) =>
    Promise.all(Array.from({ length: count }, () => ask(`/api/me?${crypto.randomUUID()}`))),
  /** The session that the page knows of. */
  sid: () => (client.session.status === 'signed-in' ? client.session.claims?.sid : undefined),
  /**
   * Lets the client's clock stand still, and returns what it shows.
   *
   * @param {number} [at]
   */
  holdClock(at = Date.now()) {
    time = at
    return at
  },
  /** Forgets what was told so far, and lets the clock go on. */
  forget() {
    time = undefined
    events.length = 0
    changes.length = 0
  },
}

Object.assign(globalThis, { bench })
