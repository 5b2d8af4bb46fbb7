import { BackOff } from './back-off.js'
import { Listeners } from './events.js'
import { readFacts } from './lifetime.js'
import { never, readBody } from './options.js'
import { changeCookies } from './request.js'
import { Tabs } from './tabs.js'

/** @import { AuthEvent, News, RefreshOutcome, SessionClaims, SessionFacts, Settings } from './types.js' */

/**
 * Renewal is what this tab knows of the session, and the one way to refresh it.
 *
 * The cookies cannot be seen. So their lives are counted: an epoch ends when a refresh, a login or a logout has changed
 * them, here or in another tab, and a 401 of an earlier epoch says nothing about the token of this one.
 */
export class Renewal {
  #settings
  /** How often the cookies have changed, as far as this tab knows. */
  epoch = 0
  /** @type {Listeners<AuthEvent>} */
  listeners = new Listeners()
  backOff = new BackOff()
  #isSignedOut = false
  /** @type {SessionClaims | undefined} */
  #claims
  /** When the access token ends, and when it is time to refresh it; milliseconds. */
  #expiresAt = never
  #dueAt = never
  /** @type {Promise<RefreshOutcome> | undefined} */
  #running
  /** Is called when it may be time for something else than before. */
  onChange = () => {}

  /** @param {Settings} settings */
  constructor(settings) {
    this.#settings = settings
    this.tabs = new Tabs(settings, (news) => this.#take(news, true))
    this.tabs.open()
  }

  /** untilDue is how long it is before the access token should be refreshed without being asked, in milliseconds. */
  untilDue() {
    const now = this.#settings.now()
    return Math.max(this.#dueAt - now, this.backOff.left(now))
  }

  /**
   * watch is called when a request is sent. It returns what to call when the answer is that the access token had expired:
   * may the request be sent again?
   *
   * @returns {() => Promise<boolean>}
   */
  watch() {
    const { epoch } = this
    const sub = this.#claims?.sub
    return async () => {
      if (epoch === this.epoch) this.#dueAt = this.#expiresAt = 0
      else if (this.#isSignedOut) return false
      const isOver = this.#settings.now() >= this.#expiresAt
      if (isOver && (await this.refresh()) !== 'refreshed') return false
      // What was sent in one person's name is not sent again in another's.
      return sub === undefined || sub === this.#claims?.sub
    }
  }

  /**
   * refresh refreshes the session, or joins the refresh that is under way. It never rejects.
   *
   * @returns {Promise<RefreshOutcome>}
   */
  refresh() {
    this.#running ??= this.#inTurn().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /** @returns {Promise<RefreshOutcome>} */
  async #inTurn() {
    if (this.backOff.left(this.#settings.now()) > 0) return 'failed'
    const { epoch } = this
    const isSettled = () => epoch !== this.epoch
    await this.tabs.inTurn(async () => {
      if (!isSettled()) await this.#ask(isSettled)
    }, isSettled)
    if (this.#isSignedOut) return 'signed-out'
    return isSettled() ? 'refreshed' : 'failed'
  }

  /** @param {() => boolean} isSettled  whether another tab's news have overtaken the answer */
  async #ask(isSettled) {
    const { fetch, refreshUrl, refreshTimeout, now } = this.#settings
    try {
      const response = await fetch(refreshUrl, {
        ...changeCookies,
        // A page that is left before the answer has come must not leave the next one with the old cookie.
        keepalive: true,
        signal: AbortSignal.timeout(refreshTimeout * 1000),
      })
      const body = await readBody(response)
      const { ok, status } = response
      // Cookies of a session that was ended meanwhile are of no use, and a failure is none where another tab succeeded.
      if (isSettled() && (this.#isSignedOut || !ok)) return
      // A login in this browser takes the place of the session before it: that is refused then, and the new one is not.
      if (status === 401 && body.code !== 'ERR_SESSION_REPLACED') return this.signOut(body)
      if (ok) return this.learn(response, body, 'refreshed')
      const retryAfter = response.headers.get('retry-after') ?? ''
      this.#fail({ status }, Number(retryAfter) * 1000 || Date.parse(retryAfter) - now())
    } catch (cause) {
      this.#fail({ cause })
    }
  }

  /**
   * @param {{ status?: number, cause?: unknown }} about
   * @param {number} [asked]  how long the server wants to be left alone, in milliseconds
   */
  #fail(about, asked) {
    const retryAt = this.backOff.fail(this.#settings.now(), asked || 0)
    this.listeners.tell({ type: 'refresh-failed', ...about, retryAt })
    this.onChange()
  }

  /**
   * learn takes in what an answer says of the session. One that came with new cookies is told to the other tabs too.
   *
   * @param {Response} response
   * @param {Record<string, unknown>} body
   * @param {'refreshed' | 'signed-in'} [type]
   */
  learn(response, body, type) {
    const facts = readFacts(response, body, this.#settings.now(), !!type)
    if (type) this.#publish({ type, ...facts })
    else this.#know(facts)
    return facts
  }

  /** @param {{ reason?: unknown, code?: unknown }} body  of the answer that says so */
  signOut({ reason = 'login_required', code }) {
    if (!this.#isSignedOut) this.#publish(/** @type {News} */ ({ type: 'signed-out', reason, code }))
  }

  /** @param {News} news */
  #publish(news) {
    this.tabs.tell(news)
    this.#take(news)
  }

  /**
   * @param {News} news
   * @param {boolean} [shared]
   */
  #take(news, shared = false) {
    this.epoch++
    this.backOff.reset()
    this.#know(/** @type {SessionFacts} */ (news))
    this.#isSignedOut = news.type === 'signed-out'
    this.listeners.tell({ ...news, shared })
  }

  /** @param {Partial<SessionFacts>} facts */
  #know({ claims, expiresAt = never }) {
    const { now, refreshAhead } = this.#settings
    const left = expiresAt - now()
    // At least a second from now, whatever the server said: a page must never refresh in a loop.
    const wait = Math.max(1000, left - Math.min(refreshAhead * 1000, left / 4))
    this.#claims = claims
    this.#expiresAt = expiresAt
    this.#dueAt = now() + wait
    this.#isSignedOut = false
    this.onChange()
  }
}
