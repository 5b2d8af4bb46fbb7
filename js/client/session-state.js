import { Listeners } from './events.js'
import { readBody } from './options.js'

/** @import { Renewal } from './renewal.js' */
/** @import { SessionClaims, SessionFacts, SignedOutReason } from './types.js' */

/**
 * What is known of the session. It is a new object whenever it changes, and the same one until then.
 *
 * @typedef {object} UnknownSession  nobody could be asked yet
 * @property {'unknown'} status
 *
 * @typedef {object} SignedIn
 * @property {'signed-in'} status
 * @property {SessionClaims} claims       of the access token
 * @property {number} expiresAt           when it ends; milliseconds of this machine's clock, Infinity where it is not known
 * @property {number | undefined} [sessionExpiresAt]  when the session ends, refreshed or not; seconds since 1970, UTC. It is known from
 *   the first login or refresh on
 *
 * @typedef {object} SignedOut
 * @property {'signed-out'} status
 * @property {SignedOutReason} reason
 */

/**
 * Who is signed in: `unknown` until the server could be asked.
 *
 * @typedef {Readonly<UnknownSession> | Readonly<SignedIn> | Readonly<SignedOut>} ClientSession
 */

/** @type {ClientSession} */
export const unknownSession = Object.freeze({ status: 'unknown' })

/** @typedef {ReturnType<typeof createState>} State */

/**
 * createState is the session as far as the page knows, and those who want to be told when that changes.
 *
 * @param {Renewal} renewal
 */
export function createState(renewal) {
  /** @type {Listeners<ClientSession>} */
  const listeners = new Listeners()
  const state = {
    listeners,
    session: unknownSession,
    /** @param {ClientSession} session */
    set(session) {
      state.session = Object.freeze(session)
      listeners.tell(session)
    },
  }
  renewal.listeners.add((event) => {
    if (event.type === 'signed-out') state.set({ status: 'signed-out', reason: event.reason })
    else if (event.type !== 'refresh-failed') state.set(signedIn(event, state.session))
  })
  return state
}

/**
 * @param {SessionFacts} facts
 * @param {ClientSession} before
 * @returns {ClientSession}
 */
function signedIn({ claims, expiresAt, sessionExpiresAt }, before) {
  const known = /** @type {Partial<SignedIn>} */ (before)
  const end = known.claims?.sid === claims?.sid ? known.sessionExpiresAt : undefined
  const session = { status: 'signed-in', claims, expiresAt, sessionExpiresAt: sessionExpiresAt ?? end }
  return /** @type {SignedIn} */ (session)
}

/**
 * loadSession asks the server who is signed in. Where it gives no answer, or one that says only that the session could not
 * be refreshed just now, what was known before stands.
 *
 * @param {typeof fetch} authFetch
 * @param {string} url
 * @param {Renewal} renewal
 * @param {State} state
 */
export async function loadSession(authFetch, url, renewal, state) {
  const { epoch } = renewal
  try {
    const response = await authFetch(url)
    const body = await readBody(response)
    // Whatever ended the epoch has told more than this answer, which may be older.
    if (renewal.epoch !== epoch) return state.session
    if (response.ok && body.claims) state.set(signedIn(renewal.learn(response, body), state.session))
    const reason = /** @type {SignedOutReason | 'expired' | undefined} */ (body.reason) ?? 'login_required'
    if (response.status === 401 && reason !== 'expired') state.set({ status: 'signed-out', reason })
  } catch {
    // The network is away.
  }
  return state.session
}
