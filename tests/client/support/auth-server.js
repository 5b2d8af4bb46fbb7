// A server of the auth endpoints and of one resource, and the cookies of the browser that talks to it, without a network.
// A request carries the cookies of the moment it is sent; an answer changes them when it arrives.

export const origin = 'https://app.example'

/**
 * @typedef {{ sub: string, sid: string, iat: number, exp: number }} Claims
 * @typedef {object} Sent  what the server saw of a request
 * @property {string} url
 * @property {string} path
 * @property {string} method
 * @property {Headers} headers
 * @property {RequestCredentials} credentials
 * @property {RequestCache} cache
 * @property {RequestRedirect} redirect
 * @property {boolean} keepalive
 * @property {Uint8Array} body
 * @property {AbortSignal} signal
 * @property {number} at  when it was sent
 *
 * @typedef {(sent: Sent) => Response | Promise<Response>} Answer
 */

/** The refusals of the real server, by what a test calls them. */
const refusals = {
  expired: [401, 'invalid_token', 'ERR_TOKEN_EXPIRED', 'expired'],
  expired_session: [401, 'invalid_token', 'ERR_SESSION_EXPIRED', 'expired_session'],
  revoked: [401, 'invalid_token', 'ERR_SESSION_REVOKED', 'revoked'],
  replaced: [401, 'invalid_token', 'ERR_SESSION_REPLACED', 'revoked'],
  reused: [401, 'invalid_token', 'ERR_REFRESH_TOKEN_REUSED', 'reused'],
  malformed: [401, 'invalid_token', 'ERR_SIGNATURE_INVALID', 'malformed'],
  login_required: [401, 'login_required', 'ERR_CREDENTIALS_MISSING', undefined],
  invalid_credentials: [401, 'invalid_credentials', 'ERR_CREDENTIALS_INVALID', undefined],
  stale: [401, 'insufficient_user_authentication', 'ERR_AUTHENTICATION_STALE', undefined],
  insufficient_scope: [403, 'insufficient_scope', 'ERR_SCOPE_INSUFFICIENT', undefined],
  rate_limited: [429, 'rate_limited', 'ERR_RATE_LIMITED', undefined],
  server_error: [500, 'server_error', 'ERR_SERVER_FAILED', undefined],
  unavailable: [503, 'temporarily_unavailable', 'ERR_STORE_UNAVAILABLE', undefined],
}

/** @typedef {keyof typeof refusals} Refusal */

/**
 * @param {Refusal} name
 * @param {Record<string, string>} [headers]
 */
export function refusal(name, headers = {}) {
  const [status, error, code, reason] = /** @type {[number, string, string, string | undefined]} */ (
    refusals[name]
  )
  const body = { error, code, message: `The ${name} message.`, ...(reason === undefined ? {} : { reason }) }
  /** @type {Record<string, string>} */
  const challenge = {}
  if (status === 401) {
    challenge['www-authenticate'] =
      reason === undefined ? 'Bearer' : `Bearer error="${error}", reason="${reason}", error_description="No."`
  }
  return Response.json(body, { status, headers: { ...challenge, ...headers } })
}

/** What fetch rejects with when nobody answers. */
export const networkError = () => new TypeError('Failed to fetch')

/** An answer that never comes. */
export const never = () => /** @type {Promise<Response>} */ (new Promise(() => {}))

export class AuthServer {
  /** Seconds that an access token lives. */
  lifetime = 60
  /** Milliseconds that the server's clock is ahead of the page's. */
  skew = 0
  /** Whether answers carry a Date. */
  tellsTime = true
  /** Milliseconds between a request and its answer, by path. @type {Record<string, number>} */
  latency = {}

  /** @type {Sent[]} */
  log = []
  /** The access token in the browser's cookies. @type {Claims | undefined} */
  cookie
  /** Whose session is behind the refresh cookie. @type {string | undefined} */
  sub

  /** @type {Map<string, Answer[]>} */
  #script = new Map()
  /** @type {Map<string, Promise<void>>} */
  #gates = new Map()

  /** @param {string} [sub] whose tokens are in the cookies to begin with */
  signIn(sub = 'ada') {
    this.sub = sub
    this.cookie = this.#issue()
  }

  get seconds() {
    return Math.floor((Date.now() + this.skew) / 1000)
  }

  get sessionExpiresAt() {
    return 2_000_000_000
  }

  /** The access token is over, though the page may not know. */
  expire() {
    if (this.cookie !== undefined) this.cookie = { ...this.cookie, exp: this.seconds - 1 }
  }

  /** @param {string} path */
  sentTo(path) {
    return this.log.filter((sent) => sent.path === path)
  }

  get refreshes() {
    return this.sentTo('/auth/refresh').length
  }

  /**
   * The next requests of this path are answered so, one each.
   * @param {string} path
   * @param {...(Answer | Refusal)} answers
   */
  answerNext(path, ...answers) {
    const queue = this.#script.get(path) ?? []
    queue.push(...answers.map((answer) => (typeof answer === 'string' ? () => refusal(answer) : answer)))
    this.#script.set(path, queue)
  }

  /**
   * Answers of this path are made, and do not arrive until they are let through.
   * @param {string} path
   * @returns {() => void}
   */
  hold(path) {
    let release = () => {}
    const gate = new Promise((/** @type {(value: void) => void} */ resolve) => {
      release = resolve
    })
    this.#gates.set(path, gate)
    return () => {
      if (this.#gates.get(path) === gate) this.#gates.delete(path)
      release()
    }
  }

  /** @type {typeof fetch} */
  fetch = async (input, init) => {
    const request = new Request(/** @type {RequestInfo} */ (input), init)
    const { signal } = request
    signal.throwIfAborted()
    const answered = this.#answer(request)
    const aborted = new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
    return /** @type {Promise<Response>} */ (Promise.race([answered, aborted]))
  }

  /** @param {Request} request */
  async #answer(request) {
    const { url, method, headers, credentials, cache, redirect, keepalive, signal } = request
    const path = new URL(url).pathname
    const { cookie } = this
    const gate = this.#gates.get(path)
    const common = {
      url,
      path,
      method,
      headers,
      credentials,
      cache,
      redirect,
      keepalive,
      signal,
      at: Date.now(),
    }
    const sent = { ...common, body: new Uint8Array() }
    this.log.push(sent)
    sent.body = new Uint8Array(await request.arrayBuffer())
    const scripted = this.#script.get(path)?.shift()
    const answer = scripted === undefined ? this.#route(sent, cookie) : { response: await scripted(sent) }
    const delay = this.latency[path] ?? 0
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay))
    await gate
    return this.#arrive(answer, url)
  }

  /**
   * @param {{ response: Response, arrives?: () => void }} answer
   * @param {string} url
   */
  #arrive({ response, arrives }, url) {
    arrives?.()
    if (this.tellsTime && response.type === 'default' && !response.headers.has('date')) {
      response.headers.set('date', new Date(Date.now() + this.skew).toUTCString())
    }
    // A response that a test makes has no address of its own, unless the test gave it one.
    if (response.url === '') Object.defineProperty(response, 'url', { value: url })
    return response
  }

  /**
   * @param {Sent} sent
   * @param {Claims | undefined} cookie
   * @returns {{ response: Response, arrives?: () => void }}
   */
  #route(sent, cookie) {
    const presented = sent.credentials === 'omit' || !sent.url.startsWith(`${origin}/`) ? undefined : cookie
    if (sent.path === '/auth/refresh') return this.#renew()
    if (sent.path === '/auth/login') return this.#login(sent)
    if (sent.path === '/auth/logout') return this.#logout()
    if (presented === undefined) return { response: refusal('login_required') }
    if (presented.exp <= this.seconds) return { response: refusal('expired') }
    if (sent.path === '/auth/session') return { response: Response.json({ claims: presented }) }
    return { response: Response.json({ sub: presented.sub, path: sent.path }) }
  }

  #issue() {
    const sub = this.sub ?? 'ada'
    return { sub, sid: `session of ${sub}`, iat: this.seconds, exp: this.seconds + this.lifetime }
  }

  #renew() {
    if (this.sub === undefined) return { response: refusal('login_required') }
    const claims = this.#issue()
    const response = Response.json({ claims, sessionExpiresAt: this.sessionExpiresAt })
    return { response, arrives: () => this.#setCookie(claims) }
  }

  /** @param {Sent} sent */
  #login({ body }) {
    const { username, password } = JSON.parse(new TextDecoder().decode(body))
    if (password !== 'right') return { response: refusal('invalid_credentials') }
    this.sub = username
    const claims = this.#issue()
    const response = Response.json({ claims, sessionExpiresAt: this.sessionExpiresAt })
    return { response, arrives: () => this.#setCookie(claims) }
  }

  #logout() {
    this.sub = undefined
    const arrives = () => this.#setCookie(undefined)
    return { response: new Response(null, { status: 204 }), arrives }
  }

  /** @param {Claims | undefined} claims */
  #setCookie(claims) {
    this.cookie = claims
  }
}
