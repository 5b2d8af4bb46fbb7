import { readClock } from '../core/arguments.js'
import { HolobandError } from '../errors.js'
import { exchange } from './exchange.js'
import { readPublished } from './published.js'
import { RetiredNames } from './retired.js'
import { sleep } from './timer.js'

/** @typedef {import('../key-set.js').KeySet} KeySet */
/** @typedef {import('./exchange.js').Answer} Answer */
/** @typedef {import('./options.js').RemoteOptions} RemoteOptions */
/** @typedef {import('./published.js').Published} Published */

// What Cache-Control may ask for, and what is taken where it says nothing, in seconds.
const LEAST_FRESH = 60
const MOST_FRESH = 86_400
const USUALLY_FRESH = 600

// How far the time between two fetches that fail may grow, in seconds.
const LONGEST_BACK_OFF = 60

/** How often a call looks, in seconds, where it may not wait for what another one started. */
const POLL = 0.05

/** How many calls may wait for a fetch at a time. */
export const MOST_WAITING = 10_000

/**
 * Where remote keys come from: the keys that were fetched last, and the rules for fetching them again.
 *
 * Every fetch has a number. Only a fetch that began after a call arrived can tell that call that a key does not exist:
 * one that was under way may have been answered before the key was published.
 */
export class KeySource {
  #options
  /** @type {Published | undefined} */
  #published
  #fetchedAt = 0
  #freshFor = 0
  #startedAt = -Infinity
  #begun = 0
  #ended = 0
  #failures = 0
  #waiting = 0
  #disposed = false
  #retired = new RetiredNames()
  /** @type {HolobandError | undefined} */
  #failure
  /** @type {Promise<void> | undefined} */
  #flight
  /** @type {Promise<void> | undefined} */
  #planned
  /** @type {{ cancel: () => void } | undefined} */
  #timer
  /** @type {AbortController | undefined} */
  #controller

  /** @param {RemoteOptions} options */
  constructor(options) {
    this.#options = options
  }

  get url() {
    return this.#options.url
  }

  /** Whether calls may wait for each other's fetches. */
  get isShared() {
    return this.#options.shareFetches
  }

  /** What was fetched last, whether or not it may still be used. */
  get published() {
    return this.#published
  }

  /** When that was, or undefined. */
  get fetchedAt() {
    return this.#published === undefined ? undefined : this.#fetchedAt
  }

  /** Why the last fetch failed, or undefined where it did not. */
  get failure() {
    return this.#failure
  }

  get isDisposed() {
    return this.#disposed
  }

  /** Whether no more calls may wait. Where requests are kept apart their host counts them. */
  get isCrowded() {
    return this.#waiting >= MOST_WAITING
  }

  /** The number of the last fetch that began. */
  get begun() {
    return this.#begun
  }

  /** The highest number of a fetch that ended, well or not. */
  get ended() {
    return this.#ended
  }

  /** Whether the clock gives a time. */
  get hasTime() {
    const now = this.#now()
    return Number.isFinite(now) && now >= 0
  }

  /**
   * The keys that may be used now.
   *
   * @returns {KeySet | undefined}
   */
  current() {
    const { maxStale } = this.#options
    const tooOld = maxStale < Infinity && this.#since(this.#fetchedAt) >= this.#freshFor + maxStale
    return tooOld ? undefined : this.#published?.set
  }

  /** Whether the keys are to be fetched again although they may still be used. */
  get isStale() {
    return this.#published !== undefined && this.#since(this.#fetchedAt) >= this.#freshFor
  }

  /**
   * Whether a token's kid is one that the server took back. Those are answered at once until the cooldown is over: after
   * a key was replaced there are many of them, and an attacker cannot name a key of tomorrow that way.
   *
   * @param {string} kid
   */
  hasRetired(kid) {
    return this.#since(this.#fetchedAt) < this.#options.cooldown && this.#retired.has(kid)
  }

  /**
   * Begins a fetch that nobody waits for, if one is due: because the keys are stale, or because a token named a key
   * that is not among them.
   *
   * @returns {Promise<void> | undefined} the fetch
   */
  refresh() {
    const pause = this.#failures === 0 ? 0 : this.#backOff()
    const due = this.#since(this.#startedAt) >= Math.max(this.#options.cooldown, pause)
    return due && !this.#isFetching && !this.#disposed ? this.#fetch() : undefined
  }

  /**
   * Waits until the fetch under way has ended, or else until the next one that the cooldown allows has. Never rejects
   * for a fetch that fails.
   *
   * @returns {Promise<void>}
   */
  async nextFetch() {
    await (this.isShared ? this.#sharedFetch() : this.#ownFetch())
    if (this.#disposed) throw new HolobandError('ERR_DISPOSED')
  }

  dispose() {
    this.#disposed = true
    this.#published?.set.dispose()
    this.#timer?.cancel()
    this.#controller?.abort(new HolobandError('ERR_DISPOSED'))
  }

  async #sharedFetch() {
    this.#waiting++
    await (this.#flight ?? this.#plan())
    this.#waiting--
  }

  /** The one fetch that is waited for until the cooldown is over. */
  #plan() {
    const begin = () => {
      this.#planned = undefined
      return this.#disposed ? undefined : (this.#flight ?? this.#fetch())
    }
    if (this.#planned === undefined) {
      const timer = sleep(this.#untilDue())
      this.#timer = timer
      this.#planned = timer.done.then(begin)
    }
    return this.#planned
  }

  /** Waits for nothing that another request started, which may be gone: it looks at what there is, again and again. */
  async #ownFetch() {
    const seen = this.#begun
    if (this.#isFetching) return sleep(POLL).done
    await sleep(this.#untilDue()).done
    // Otherwise another request was faster.
    if (this.#begun === seen && !this.#disposed) await this.#fetch()
  }

  /**
   * Whether a fetch is under way. Where requests are kept apart, one that ends takes its fetch with it, and nothing
   * tells: it counts as over when its time is.
   */
  get #isFetching() {
    if (this.#flight === undefined) return false
    return this.isShared || this.#since(this.#startedAt) <= this.#options.timeout
  }

  /** How long a call has to wait before it may begin a fetch. */
  #untilDue() {
    const { cooldown } = this.#options
    // Where there are no keys nothing can be verified at all, so the first failures are not waited out as long.
    const gap = this.current() === undefined ? Math.min(cooldown, this.#backOff()) : cooldown
    return Math.max(0, gap - this.#since(this.#startedAt))
  }

  /** The time between fetches that fail: 1, 2, 4, … seconds. */
  #backOff() {
    return Math.min(2 ** (this.#failures - 1), LONGEST_BACK_OFF)
  }

  #fetch() {
    const number = ++this.#begun
    const controller = new AbortController()
    this.#startedAt = this.#now()
    this.#controller = controller
    const flight = exchange(this.#options, controller)
      .then((answer) => this.#accept(answer, number))
      .catch((cause) => this.#fail(cause, number))
      .finally(() => {
        if (this.#flight === flight) this.#flight = undefined
      })
    this.#flight = flight
    return flight
  }

  /**
   * @param {Answer} answer
   * @param {number} number
   */
  #accept({ bytes, maxAge = USUALLY_FRESH }, number) {
    // A fetch that was given up may still end after a later one.
    if (number < this.#ended || this.#disposed) return
    const published = readPublished(bytes, this.#options.algorithms)
    const previous = this.#published?.set
    this.#retired.update(previous?.keys ?? [], published.set.keys)
    this.#published = published
    this.#fetchedAt = this.#now()
    this.#freshFor = Math.min(this.#options.maxAge, Math.max(LEAST_FRESH, Math.min(MOST_FRESH, maxAge)))
    this.#failures = 0
    this.#failure = undefined
    this.#ended = number
    // Verifiers keep what they were made with, and make themselves anew when they are next asked.
    previous?.dispose()
  }

  /**
   * @param {unknown} cause
   * @param {number} number
   */
  #fail(cause, number) {
    if (number < this.#ended) return
    this.#failures++
    this.#failure = new HolobandError('ERR_KEY_SET_FETCH_FAILED', { cause })
    this.#ended = number
  }

  #now() {
    return readClock(this.#options.now)
  }

  /**
   * The seconds since a moment. A clock that was set back says nothing about that, and must not stop time.
   *
   * @param {number} moment
   */
  #since(moment) {
    const elapsed = this.#now() - moment
    return elapsed >= 0 ? elapsed : Infinity
  }
}
