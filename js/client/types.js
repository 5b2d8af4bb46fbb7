/**
 * The claims of the access token, as the server tells them: scripts cannot see the token itself.
 *
 * @typedef {{ sub: string, sid: string, iat: number, exp: number } & Readonly<Record<string, unknown>>} SessionClaims
 *
 * @typedef {object} SessionFacts
 * @property {SessionClaims | undefined} [claims]      left out where the server's answer has none
 * @property {number} expiresAt            when the access token ends; milliseconds of this machine's clock, Infinity where
 *   it is not known
 * @property {number | undefined} [sessionExpiresAt]  when the session ends, refreshed or not; seconds since 1970, UTC
 */

/**
 * Why nobody is signed in: the server's reason, or a logout here.
 *
 * @typedef {'expired_session' | 'revoked' | 'reused' | 'malformed' | 'login_required' | 'logout'} SignedOutReason
 *
 * @typedef {{ type: 'refreshed' | 'signed-in' } & SessionFacts} RenewalNews
 * @typedef {{ type: 'signed-out', reason: SignedOutReason, code?: string }} SignedOutNews
 * @typedef {RenewalNews | SignedOutNews} News  what one tab tells the others
 *
 * @typedef {object} RefreshFailed  the refresh could not be made or answered; the session may well go on
 * @property {'refresh-failed'} type
 * @property {number} [status]  of the answer, where there was one
 * @property {unknown} [cause]  what fetch rejected with, where there was none
 * @property {number} retryAt   when the next one may be sent; milliseconds of this machine's clock
 *
 * `shared` tells that another tab did it.
 *
 * @typedef {(News & { shared: boolean }) | RefreshFailed} AuthEvent
 */

/**
 * What became of a refresh: the session goes on, it is over, or that could not be found out.
 *
 * @typedef {'refreshed' | 'signed-out' | 'failed'} RefreshOutcome
 *
 * What is used of `LockManager` and `BroadcastChannel`. Servers that render pages have neither, and their compilers no such
 * types.
 *
 * @typedef {object} Locks
 * @property {(name: string, options: { signal: AbortSignal }, task: () => Promise<unknown>) => Promise<unknown>} request
 *
 * @typedef {object} Channel
 * @property {(message: unknown) => void} postMessage
 * @property {() => void} close
 *
 * What is used of the page's global object. What is left out of it is done without.
 *
 * @typedef {object} Environment
 * @property {{ readonly locks?: Locks }} [navigator]  for the lock that tabs take turns by
 * @property {new (name: string) => Channel} [BroadcastChannel]  for what tabs tell each other
 * @property {{ readonly visibilityState: string, readonly baseURI?: string }} [document]  for whether the page is visible
 * @property {{ readonly href: string }} [location]  for what addresses are relative to
 * @property {(type: string, listener: (event: Event) => void, options: { signal: AbortSignal }) => void} [addEventListener]  for waking up, and for being online again
 */

/**
 * Where the session is refreshed, and when.
 *
 * @typedef {object} AuthFetchOptions
 * @property {string} [refreshUrl]  where the session is refreshed, relative to the page; default `/auth/refresh`. Requests
 *   to its origin are looked after, and no others
 * @property {typeof fetch} [fetch]  default: the global one, as it is at each call
 * @property {(response: Response) => boolean | Promise<boolean>} [isExpired]  whether a 401 says that the access token has
 *   expired; default: its challenge or its JSON body has the reason `expired`
 * @property {number} [refreshTimeout]  seconds; default 10
 * @property {number} [lockTimeout]     seconds to wait for another tab's refresh before going on without; default 5
 * @property {number} [refreshAhead]    seconds before expiry at which a visible page refreshes by itself, though not before
 *   three quarters of the lifetime are over; default 30, 0: never
 * @property {() => number} [now]       milliseconds since 1970; default Date.now
 * @property {Environment} [environment]  default: globalThis
 *
 * @typedef {Required<Omit<AuthFetchOptions, 'environment'>> & { environment: Environment }} Settings
 */

export {}
