// Sessions with a clock that stands still, and their auth handler.
import { audience, createClock, issuer, keyOf, origin } from './setting.js'

/** @import { SessionEvent } from 'holoband/session' */
/** @import { Library } from './check.js' */

export const ada = { username: 'ada', password: 'correct horse' }
const fromBrowser = { 'sec-fetch-site': 'same-origin' }

/** @param {Library} lib */
export function setting(lib) {
  const clock = createClock()
  /** @type {SessionEvent[]} */
  const events = []
  const sessions = lib.createSessions({
    key: keyOf(lib),
    issuer,
    audience,
    accessTtlJitter: 0,
    now: clock.now,
    store: lib.createMemoryStore({ now: clock.now }),
    onEvent: (event) => void events.push(event),
  })
  const handler = lib.createAuthHandler({
    sessions,
    bearer: true,
    authenticate: ({ username, password }) =>
      username === ada.username && password === ada.password ? { subject: '7' } : null,
  })
  return { clock, events, sessions, handler }
}

/**
 * @param {string} path
 * @param {{ cookie?: string, json?: unknown, headers?: Record<string, string> }} [options]
 */
export function post(path, { cookie, json, headers = fromBrowser } = {}) {
  const sent = new Headers(headers)
  if (cookie !== undefined) sent.set('cookie', cookie)
  if (json !== undefined) sent.set('content-type', 'application/json')
  const body = json === undefined ? null : JSON.stringify(json)
  return new Request(`${origin}/auth${path}`, { method: 'POST', headers: sent, body })
}

/** @param {Response} response */
export function cookiesOf(response) {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.slice(0, cookie.indexOf(';')))
    .join('; ')
}
