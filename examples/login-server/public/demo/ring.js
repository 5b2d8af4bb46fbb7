import { element } from '../lib/dom.js'
import { clock, moment, relative } from '../lib/time.js'

/** @import { ClientSession } from 'holoband/client' */

const left = element('ring-left', HTMLElement)
const state = element('ring-state', HTMLElement)
const ring = element('ring', HTMLElement)
const sessionEnd = element('session-end', HTMLElement)
const refreshes = element('refreshes', HTMLElement)

/**
 * showRing shows how much of the access token is left, and of the session.
 *
 * @param {ClientSession} session
 * @param {{ expired: boolean, refreshed: number }} seen  whether the page has made the token expire, and how many
 *   refreshes it knows of
 */
export function showRing(session, { expired, refreshed }) {
  if (session.status !== 'signed-in') return
  const { claims, expiresAt, sessionExpiresAt } = session
  const now = Date.now()
  const remaining = expired ? 0 : Math.max(0, (expiresAt - now) / 1000)
  const part = Math.min(1, remaining / Math.max(1, claims.exp - claims.iat))
  ring.style.setProperty('--left', part.toFixed(4))
  ring.classList.toggle('over', remaining === 0)
  write(left, remaining === 0 ? 'expired' : clock(remaining))
  write(state, remaining === 0 ? 'the next request renews it' : 'left of the access token')
  write(
    sessionEnd,
    sessionExpiresAt === undefined
      ? 'known from the next refresh on'
      : relative(sessionExpiresAt, now / 1000),
  )
  sessionEnd.title = sessionExpiresAt === undefined ? '' : moment(sessionExpiresAt)
  write(refreshes, refreshed === 0 ? 'none yet' : String(refreshed))
}

/**
 * @param {HTMLElement} place
 * @param {string} text
 */
function write(place, text) {
  if (place.textContent !== text) place.textContent = text
}
