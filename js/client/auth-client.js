import { HolobandError } from '../base-error.js'
import { authFetchOf } from './auth-fetch.js'
import { readBody, readSettings } from './options.js'
import { Renewal } from './renewal.js'
import { changeCookies } from './request.js'
import { createState, loadSession, unknownSession } from './session-state.js'

/** @import { AuthFetch } from './auth-fetch.js' */
/** @import { ErrorCode } from '../base-error.js' */
/** @import { ClientSession } from './session-state.js' */
/** @import { AuthFetchOptions } from './types.js' */

/**
 * Where the auth handler is.
 *
 * @typedef {object} AuthClientOptions
 * @property {string} [basePath]  where the auth handler is, relative to the page; default `/auth`
 */

/**
 * Who is signed in to a page, and how that changes.
 *
 * @typedef {object} AuthClient
 * @property {AuthFetch} fetch  a fetch like any other, over the same session  who is signed in now; the same object until something changes
 * @property {ClientSession} session  who is signed in now; the same object until something changes
 * @property {Promise<ClientSession>} ready  the session when the server has said whether there is one, or could not be asked
 * @property {(listener: (session: ClientSession) => void) => () => void} onChange  the function that it returns ends it
 * @property {(credentials: Readonly<Record<string, unknown>>) => Promise<ClientSession>} login  rejects with a HolobandError that has the code of the server's refusal, or with what fetch rejects with
 * @property {() => Promise<void>} logout  ends the session in all tabs; rejects likewise, and then nothing has changed
 * @property {() => void} dispose  ends what goes on without being asked
 */

/**
 * createAuthClient keeps the state of a session for a page, over a fetch of createAuthFetch and an auth handler of
 * `holoband/session`: who is signed in, since when that has changed, and how to change it.
 *
 * @param {AuthClientOptions & AuthFetchOptions} [options]
 * @returns {AuthClient}
 */
export function createAuthClient({ basePath = '/auth', ...options } = {}) {
  const settings = readSettings({ refreshUrl: `${basePath}/refresh`, ...options })
  const { fetch: send } = settings
  const renewal = new Renewal(settings)
  const state = createState(renewal)
  const fetch = authFetchOf(renewal, settings, (event) => {
    // A page that comes back by the back button has not heard what happened meanwhile.
    const { persisted } = /** @type {Partial<PageTransitionEvent>} */ (event)
    if (persisted ?? state.session === unknownSession) void load()
  })
  const load = () => loadSession(fetch, `${basePath}/session`, renewal, state)
  const post = (/** @type {string} */ name, /** @type {RequestInit | undefined} */ init) =>
    send(`${basePath}/${name}`, {
      ...init,
      ...changeCookies,
    })
  return {
    fetch,
    ready: load(),
    get session() {
      return state.session
    },
    onChange: (listener) => state.listeners.add(listener),
    login: (credentials) =>
      // In turn with refreshes, so that a late answer to one of them does not put its cookies in the place of these.
      renewal.tabs.inTurn(async () => {
        const headers = { 'content-type': 'application/json' }
        const response = await post('login', { headers, body: JSON.stringify(credentials) })
        const body = await readBody(response)
        if (!response.ok || body.claims === undefined) throw refusal(response, body)
        renewal.learn(response, body, 'signed-in')
        return state.session
      }),
    logout: () =>
      renewal.tabs.inTurn(async () => {
        const response = await post('logout', undefined)
        if (!response.ok) throw refusal(response, await readBody(response))
        renewal.signOut({ reason: 'logout' })
      }),
    dispose: fetch.dispose,
  }
}

/**
 * refusal makes an error of an answer that is not what was asked for.
 *
 * @param {Response} response
 * @param {Record<string, unknown>} body
 */
function refusal({ status, headers }, { code = 'ERR_RESPONSE_UNEXPECTED', message = unexpected }) {
  const retryAfter = Number(headers.get('retry-after'))
  const details = { status, ...(retryAfter && { retryAfter }) }
  return new HolobandError(/** @type {ErrorCode} */ (code), String(message), details)
}

const unexpected = "The answer is not an auth handler's."
