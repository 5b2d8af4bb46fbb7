// One browser with several tabs: what they share (locks, channels) and what each has (a document, a window).

/** @import { Environment } from '../../../js/client/types.js' */

export const pageUrl = 'https://app.example/start'

/**
 * @typedef {object} Waiting
 * @property {() => void} grant
 * @property {(reason: unknown) => void} refuse
 */

/** The Web Locks of one browser, as far as exclusive ones go; what is not simulated is refused. */
export class FakeLocks {
  /** @type {Map<string, Waiting[]>} who holds each, and who waits behind them */
  #queues = new Map()

  /** @type {string[]} */
  requested = []

  /** @param {string} name */
  isHeld(name) {
    return (this.#queues.get(name) ?? []).length > 0
  }

  /**
   * What a tab leaves that was killed while it had the lock and whose process is not gone yet.
   * @param {string} name
   * @returns {() => void}  lets go after all
   */
  holdForEver(name) {
    /** @type {() => void} */
    let release = () => {}
    void this.request(name, {}, () => new Promise((resolve) => (release = () => resolve(undefined))))
    return () => release()
  }

  /**
   * @template T
   * @param {string} name
   * @param {LockOptions} options
   * @param {(lock: Lock | null) => T | Promise<T>} callback
   * @returns {Promise<T>}
   */
  async request(name, options, callback) {
    const { signal, ifAvailable, ...others } = options
    if (Object.keys(others).length > 0) throw new Error(`not simulated: ${Object.keys(others)}`)
    signal?.throwIfAborted()
    this.requested.push(name)
    const queue = this.#queues.get(name) ?? []
    this.#queues.set(name, queue)
    if (ifAvailable && queue.length > 0) return callback(null)
    const waiting = await this.#join(queue, signal)
    try {
      return await callback({ name, mode: 'exclusive' })
    } finally {
      this.#leave(queue, waiting)
    }
  }

  /**
   * @param {Waiting[]} queue
   * @param {AbortSignal | undefined} signal
   * @returns {Promise<Waiting>}
   */
  #join(queue, signal) {
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#leave(queue, waiting)
        reject(signal?.reason)
      }
      /** @type {Waiting} */
      const waiting = {
        grant: () => {
          signal?.removeEventListener('abort', stop)
          resolve(waiting)
        },
        refuse: reject,
      }
      signal?.addEventListener('abort', stop)
      queue.push(waiting)
      if (queue.length === 1) waiting.grant()
    })
  }

  /**
   * @param {Waiting[]} queue
   * @param {Waiting} waiting
   */
  #leave(queue, waiting) {
    const place = queue.indexOf(waiting)
    queue.splice(place, 1)
    if (place === 0) queue[0]?.grant()
  }
}

/** The broadcast channels of one browser. A message takes `delay` milliseconds, unless it is lost. */
export class FakeChannels {
  delay = 1
  lost = false

  /** @type {Set<FakeChannel>} */
  open = new Set()

  /** @type {unknown[]} */
  messages = []

  /** @returns {new (name: string) => BroadcastChannel} */
  get constructorOfPage() {
    const hub = this
    const Channel = class extends FakeChannel {
      /** @param {string} name */
      constructor(name) {
        super(hub, name)
      }
    }
    return /** @type {new (name: string) => BroadcastChannel} */ (/** @type {unknown} */ (Channel))
  }

  /**
   * @param {FakeChannel} sender
   * @param {unknown} data
   */
  deliver(sender, data) {
    this.messages.push(data)
    if (this.lost) return
    for (const channel of this.open) {
      if (channel === sender || channel.name !== sender.name) continue
      setTimeout(() => {
        if (!this.open.has(channel)) return
        const event = Object.assign(new Event('message'), { data: structuredClone(data) })
        channel.onmessage?.(event)
        channel.dispatchEvent(event)
      }, this.delay)
    }
  }
}

class FakeChannel extends EventTarget {
  #hub

  /** @type {((event: Event & { data: unknown }) => void) | null} */
  onmessage = null

  /**
   * @param {FakeChannels} hub
   * @param {string} name
   */
  constructor(hub, name) {
    super()
    this.#hub = hub
    this.name = name
    hub.open.add(this)
  }

  /** @param {unknown} data */
  postMessage(data) {
    if (!this.#hub.open.has(this)) throw new Error('InvalidStateError: the channel is closed')
    this.#hub.deliver(this, structuredClone(data))
  }

  close() {
    this.#hub.open.delete(this)
  }
}

/** One page: its global object, as far as the client looks at it, and what happens to it. */
export class FakePage {
  document = { visibilityState: /** @type {DocumentVisibilityState} */ ('visible'), baseURI: pageUrl }
  window = new EventTarget()

  /** @param {{ locks: FakeLocks, channels: FakeChannels }} browser */
  constructor({ locks, channels }) {
    /** @satisfies {Environment} */
    this.environment = {
      navigator: { locks: /** @type {Pick<LockManager, 'request'>} */ (/** @type {unknown} */ (locks)) },
      BroadcastChannel: channels.constructorOfPage,
      document: this.document,
      location: { href: pageUrl },
      addEventListener: this.window.addEventListener.bind(this.window),
    }
  }

  show() {
    this.#become('visible')
  }

  hide() {
    this.#become('hidden')
  }

  goOnline() {
    this.window.dispatchEvent(new Event('online'))
  }

  /**
   * The page goes into the back/forward cache: nothing of it runs any more, and no message waits for it. The events come
   * in the order of the HTML standard, here and when it comes back.
   */
  leave() {
    this.window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: true }))
    this.#become('hidden')
  }

  comeBack() {
    this.#become('visible')
    this.window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
  }

  /** @param {DocumentVisibilityState} state */
  #become(state) {
    this.document.visibilityState = state
    // It is fired at the document, and bubbles to the window.
    this.window.dispatchEvent(new Event('visibilitychange'))
  }
}

export class FakeBrowser {
  locks = new FakeLocks()
  channels = new FakeChannels()

  openPage() {
    return new FakePage(this)
  }
}
