/** @import { News, Settings } from './types.js' */

/**
 * How long a tab that has its turn listens before it acts, in milliseconds: what the tab before it did may be under way,
 * and nothing orders messages and locks. A lock that was had at once was held by nobody.
 */
const atOnce = 10
const listening = 150

/**
 * Tabs are the pages of this origin in one browser, which share their cookies: what one of them does to the session is
 * done to all. They take turns by a Web Lock, and tell each other what came of it.
 */
export class Tabs {
  #settings
  #receive
  #name
  /** @type {BroadcastChannel | undefined} */
  #channel
  /** @type {Set<() => void>} */
  #waiting = new Set()

  /**
   * @param {Settings} settings
   * @param {(news: News) => void} receive
   */
  constructor(settings, receive) {
    this.#settings = settings
    this.#receive = receive
    // The version is that of the news, which pages that were loaded before and after an update exchange.
    this.#name = `holoband/1 ${settings.refreshUrl}`
  }

  /** open begins to listen to the other tabs. */
  open() {
    const { BroadcastChannel, location } = this.#settings.environment
    // A server that renders pages has no address, and an open channel would keep its process alive.
    if (this.#channel || !BroadcastChannel || !location) return
    const channel = /** @type {globalThis.BroadcastChannel} */ (new BroadcastChannel(this.#name))
    channel.onmessage = ({ data }) => {
      // Whoever else uses the name of this channel is not listened to.
      if (!/^(refreshed|signed-(in|out))$/.test(data?.type)) return
      this.#receive(data)
      for (const look of this.#waiting) look()
    }
    this.#channel = channel
  }

  /** close stops listening. */
  close() {
    this.#channel?.close()
    this.#channel = undefined
  }

  /** @param {News} news */
  tell(news) {
    this.#channel?.postMessage(news)
  }

  /**
   * inTurn runs the task while no other tab runs one, or as soon as news have settled what it is about. A tab that keeps
   * the others waiting for too long is not waited for: it may be frozen, and the server gives both the same answer.
   *
   * @template T
   * @param {() => Promise<T>} task
   * @param {() => boolean} [isSettled]
   * @returns {Promise<T>}
   */
  async inTurn(task, isSettled = () => false) {
    /** @type {Promise<T> | undefined} */
    let result
    const begin = (limit = 0) => (result ??= this.#until(isSettled, limit).then(task))
    const patience = new AbortController()
    const { environment, lockTimeout, now } = this.#settings
    const asked = now()
    void this.#until(isSettled, lockTimeout * 1000).then(() => patience.abort())
    try {
      const { signal } = patience
      await environment.navigator?.locks?.request(this.#name, { signal }, () =>
        begin(now() - asked < atOnce ? atOnce : listening),
      )
    } catch {
      // Without the lock, then. What the task itself throws is in its result.
    }
    return begin()
  }

  /**
   * until waits for news that settle something, for so many milliseconds at most.
   *
   * @param {() => boolean} isSettled
   * @param {number} limit
   * @returns {Promise<void>}
   */
  #until(isSettled, limit) {
    return new Promise((resolve) => {
      const stop = () => {
        clearTimeout(timer)
        this.#waiting.delete(look)
        resolve()
      }
      const look = () => {
        if (isSettled()) stop()
      }
      const timer = setTimeout(stop, limit)
      this.#waiting.add(look)
      look()
    })
  }
}
