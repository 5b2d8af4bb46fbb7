// A server, a browser and the tabs that a test opens in it, on a clock that only the test moves.
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, jest } from '@jest/globals'
import { createAuthClient, createAuthFetch } from 'holoband/client'
import { AuthServer } from './auth-server.js'
import { FakeBrowser } from './browser.js'

/** @import { AuthEvent, AuthFetchOptions } from '../../../js/client/types.js' */

/** Lets everything happen that needs no time to pass; reading a body takes several turns of the event loop. */
export async function settle() {
  for (let turns = 0; turns < 5; turns++) await turn()
}

/**
 * Lets time pass, with the timers that come due in it.
 * @param {number} ms
 */
export async function elapse(ms) {
  await settle()
  await jest.advanceTimersByTimeAsync(ms)
  await settle()
}

/**
 * Lets the machine sleep: time passes, and no timer notices.
 * @param {number} ms
 */
export function sleep(ms) {
  jest.setSystemTime(Date.now() + ms)
}

/**
 * Waits for what takes less than a second of the test's clock.
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
export async function soon(promise) {
  if (!(await isSettledWithin(promise, 1000))) throw new Error('still under way after a second')
  return promise
}

/**
 * @param {Promise<unknown>} promise
 * @param {number} ms
 */
export async function isSettledWithin(promise, ms) {
  let settled = false
  const note = () => {
    settled = true
  }
  promise.then(note, note)
  await settle()
  for (const end = Date.now() + ms; !settled && Date.now() < end; ) await elapse(10)
  return settled
}

/** Everything of one test; it ends with the test. */
export class World {
  server = new AuthServer()
  browser = new FakeBrowser()

  /** @type {{ dispose(): void }[]} */
  #opened = []

  /** @param {AuthFetchOptions} [options] */
  openTab(options) {
    const page = this.browser.openPage()
    const authFetch = createAuthFetch({
      fetch: this.server.fetch,
      environment: page.environment,
      ...options,
    })
    this.#opened.push(authFetch)
    /** @type {AuthEvent[]} */
    const events = []
    authFetch.subscribe((event) => events.push(event))
    return { page, authFetch, events }
  }

  /** @param {Parameters<typeof createAuthClient>[0]} [options] */
  openClient(options) {
    const page = this.browser.openPage()
    const client = createAuthClient({
      fetch: this.server.fetch,
      environment: page.environment,
      ...options,
    })
    this.#opened.push(client)
    /** @type {unknown[]} */
    const changes = []
    client.onChange((session) => changes.push(session))
    /** @type {AuthEvent[]} */
    const events = []
    client.fetch.subscribe((event) => events.push(event))
    return { page, client, changes, events }
  }

  close() {
    for (const each of this.#opened) each.dispose()
  }
}

/** @param {number} ms */
function timeoutSignal(ms) {
  const controller = new AbortController()
  setTimeout(() => controller.abort(new DOMException('The operation timed out.', 'TimeoutError')), ms)
  return controller.signal
}

/**
 * Gives each test of a file its own world, in which Ada is signed in and the tabs that open do not know it yet.
 * @returns {{ readonly world: World, readonly server: AuthServer, readonly browser: FakeBrowser }}
 */
export function worldOfEachTest() {
  let world = new World()
  /** @type {{ mockRestore(): void } | undefined} */
  let timeout
  beforeEach(() => {
    jest.useFakeTimers({
      now: Date.UTC(2026, 0, 1),
      doNotFake: ['queueMicrotask', 'nextTick', 'performance', 'setImmediate', 'clearImmediate'],
    })
    // Its own clock is not the test's.
    timeout = jest.spyOn(AbortSignal, 'timeout').mockImplementation(timeoutSignal)
    world = new World()
    world.server.signIn('ada')
  })
  afterEach(() => {
    world.close()
    timeout?.mockRestore()
    jest.useRealTimers()
  })
  return {
    get world() {
      return world
    },
    get server() {
      return world.server
    },
    get browser() {
      return world.browser
    },
  }
}
