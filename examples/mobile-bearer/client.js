/**
 * What an app does with its tokens, in the order in which it can go wrong:
 *
 * * They are kept in the system's safe place, and the new pair is there before it is used. An app that is killed in
 *   between asks with the old refresh token again and is given the same pair, because the server forgives that for its
 *   grace.
 * * However many requests find out that the access token has expired, there is one refresh, and each of them is sent
 *   once more.
 * * A refresh that nobody answers signs nobody out. One that is refused does, and says why.
 *
 * It needs `fetch` and nothing else, and can be translated to Swift or Kotlin line by line.
 *
 * @typedef {{ accessToken: string, refreshToken: string }} Tokens
 *
 * @typedef {object} TokenStorage  the Keychain, the Android Keystore
 * @property {() => Promise<Tokens | undefined>} read
 * @property {(tokens: Tokens) => Promise<void>} write
 * @property {() => Promise<void>} clear
 *
 * @typedef {object} ClientOptions
 * @property {string} url          of the server
 * @property {string} device       what the user calls this device
 * @property {TokenStorage} storage
 * @property {(reason: string) => void} [onSignedOut]  `reused`: somebody else has a copy of a token, so that the user
 *   should hear of it; `revoked`: the session was ended elsewhere; `expired_session`: nobody was here for long
 */

/** ServerError is an answer that is not what was asked for. */
export class ServerError extends Error {
  /**
   * @param {number} status
   * @param {{ code?: string, message?: string, reason?: string }} body
   */
  constructor(status, { code = '', message = `The server answered ${status}.`, reason = '' }) {
    super(message)
    this.name = 'ServerError'
    this.status = status
    this.code = code
    this.reason = reason
  }
}

export class Client {
  #url
  #device
  #storage
  #onSignedOut
  /** @type {Promise<Tokens> | undefined} */
  #refreshing

  /** @param {ClientOptions} options */
  constructor({ url, device, storage, onSignedOut = () => {} }) {
    this.#url = url
    this.#device = device
    this.#storage = storage
    this.#onSignedOut = onSignedOut
  }

  /**
   * @param {string} username
   * @param {string} password
   */
  async login(username, password) {
    await this.#keepTokens(await this.#send('/auth/login', { method: 'POST', json: { username, password } }))
  }

  /**
   * fetch sends a request with the access token. Where that has expired it is sent twice, with a refresh between.
   *
   * @param {string} path
   * @param {{ method?: string, json?: Record<string, unknown> }} [request]
   */
  async fetch(path, request = {}) {
    const { accessToken } = await this.#tokens()
    const first = await this.#send(path, { ...request, token: accessToken })
    if (first.status !== 401 || (await bodyOf(first.clone())).reason !== 'expired') return first
    // Another request may have refreshed while this one was on its way.
    const latest = await this.#tokens()
    const fresh = latest.accessToken === accessToken ? await this.#refreshOnce() : latest
    return this.#send(path, { ...request, token: fresh.accessToken })
  }

  /** Ends the session. Without the server's word it goes on, and so the tokens are kept then. */
  async logout() {
    // An answer that is on its way would put its tokens back.
    await this.#refreshing?.catch(() => {})
    const tokens = await this.#storage.read()
    if (tokens === undefined) return
    const json = { refresh_token: tokens.refreshToken }
    const response = await this.#send('/auth/logout', { method: 'POST', json })
    if (!response.ok) throw new ServerError(response.status, await bodyOf(response))
    await this.#storage.clear()
  }

  /** The refresh that is under way, or a new one. */
  #refreshOnce() {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  async #refresh() {
    const { refreshToken } = await this.#tokens()
    const json = { refresh_token: refreshToken }
    try {
      return await this.#keepTokens(await this.#send('/auth/refresh', { method: 'POST', json }))
    } catch (error) {
      // Only the server's no is one. Whatever else went wrong may go better in a minute.
      if (!(error instanceof ServerError) || error.status !== 401) throw error
      await this.#storage.clear()
      this.#onSignedOut(error.reason)
      throw error
    }
  }

  async #tokens() {
    const tokens = await this.#storage.read()
    if (tokens === undefined) throw new ServerError(401, { message: 'Nobody is signed in.' })
    return tokens
  }

  /** @param {Response} response */
  async #keepTokens(response) {
    const body = await bodyOf(response)
    if (!response.ok) throw new ServerError(response.status, body)
    const tokens = { accessToken: String(body.access_token), refreshToken: String(body.refresh_token) }
    await this.#storage.write(tokens)
    return tokens
  }

  /**
   * @param {string} path
   * @param {{ method?: string, token?: string, json?: Record<string, unknown> }} request
   */
  #send(path, { method = 'GET', token, json }) {
    /** @type {Record<string, string>} */
    const headers = { 'device-name': this.#device }
    // Without it the server would answer with cookies.
    if (path.startsWith('/auth/')) headers['holoband-transport'] = 'bearer'
    if (token !== undefined) headers.authorization = `Bearer ${token}`
    if (json !== undefined) headers['content-type'] = 'application/json'
    const body = json === undefined ? {} : { body: JSON.stringify(json) }
    const signal = AbortSignal.timeout(10_000)
    return fetch(new URL(path, this.#url), { method, headers, redirect: 'error', signal, ...body })
  }
}

/**
 * The members of a JSON body; none where there is no such thing, as a proxy's error page.
 *
 * @param {Response} response
 * @returns {Promise<Record<string, string>>}
 */
async function bodyOf(response) {
  return response.json().catch(() => ({}))
}
