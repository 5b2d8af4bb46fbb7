import { HolobandError } from '../base-error.js'
import { readBody, readSettings, resolveUrl } from './options.js'
import { Renewal } from './renewal.js'
import { isStream, unlessAborted } from './request.js'
import { keepFresh } from './schedule.js'

/** @import { AuthEvent, AuthFetchOptions, RefreshOutcome, Settings } from './types.js' */

/**
 * @typedef {object} AuthFetchMembers
 * @property {() => Promise<RefreshOutcome>} refresh  refreshes the session, or joins the refresh under way; never rejects
 * @property {(listener: (event: AuthEvent) => void) => () => void} subscribe  tells of refreshes and sign-outs, those of other
 *   tabs included; the function that it returns ends it
 * @property {() => void} dispose  ends what goes on without being asked: timers, and listening to other tabs
 */

/**
 * A `fetch` that refreshes the session, and what can be asked of it.
 *
 * @typedef {typeof fetch & AuthFetchMembers} AuthFetch
 */

/**
 * createAuthFetch returns a fetch that refreshes the session once and tries once more when an answer says that the access
 * token has expired (RFC 6750 section 3.1, reason `expired`), and on no other.
 *
 * * Requests that expire together share one refresh, over all tabs; an answer that is late only tries again.
 * * Only requests to the origin of `refreshUrl` are looked after, and only those that carry its cookies.
 * * A refresh that fails signs nobody out: the 401 is returned, and the next refresh waits. Only its own 401 does.
 * * Bodies are sent again unless they are streams: where one would have to be, the session is refreshed and the promise is
 *   rejected with `ERR_BODY_NOT_REPLAYABLE`.
 *
 * @param {AuthFetchOptions} [options]
 * @returns {AuthFetch}
 */
export function createAuthFetch(options = {}) {
  const settings = readSettings(options)
  return authFetchOf(new Renewal(settings), settings)
}

/**
 * authFetchOf makes the fetch of a session that somebody else has a hand in too.
 *
 * @param {Renewal} renewal
 * @param {Settings} settings
 * @param {(event: Event) => void} [onWake]
 * @returns {AuthFetch}
 */
export function authFetchOf(renewal, settings, onWake) {
  // A browser's own fetch refuses to be called as the method of another object.
  const { fetch, refreshUrl, environment, isExpired } = settings
  const originOf = (/** @type {string | URL} */ url) => resolveUrl(url, environment)?.origin
  // On a server that renders pages nothing is relative to anything, and so nothing is our own.
  const own = originOf(refreshUrl) ?? null
  /** @type {typeof fetch} */
  const authFetch = async (input, init) => {
    const { url } = /** @type {{ url?: string }} */ (Object(input))
    const target = resolveUrl(url ?? /** @type {string | URL} */ (input), environment)
    if (target?.origin !== own) return fetch(input, init)
    const request = new Request(url ? input : /** @type {URL} */ (target), init)
    const { signal, credentials, headers } = request
    // What carries no cookie of the session, or another credential, gains nothing by another cookie.
    if (credentials === 'omit' || headers.has('authorization')) return fetch(request)
    const copy = !isStream(request) && request.clone()
    if (!copy && renewal.untilDue() <= 0) await unlessAborted(renewal.refresh(), signal)
    const mayRepeat = renewal.watch()
    const response = await fetch(request)
    // What another origin says, where a redirect led, is not about this session.
    const isOurs = response.status === 401 && originOf(response.url || refreshUrl) === own
    if (!isOurs || !(await isExpired(response)) || !(await unlessAborted(mayRepeat(), signal)))
      return response
    if (!copy) throw new HolobandError('ERR_BODY_NOT_REPLAYABLE', notReplayable, { reason: 'expired' })
    // Nobody else reads the first answer, which would hold its connection.
    void readBody(response)
    return fetch(copy)
  }
  return Object.assign(authFetch, {
    refresh: () => renewal.refresh(),
    subscribe: (/** @type {(event: AuthEvent) => void} */ listener) => renewal.listeners.add(listener),
    dispose: keepFresh(renewal, settings, onWake),
  })
}

const notReplayable = 'A stream cannot be sent again; make the request anew.'
