/** @import { SessionStore } from '../stores/contract.js' */
/** @import { WaitUntil } from './later.js' */
/** @import { Claims, VerifiedToken } from '../verifier.js' */

/**
 * The seam between how sessions are kept and how they travel: the handler and the guard know no more than this.
 *
 * @typedef {object} Sessions
 * @property {(subject: string, about?: IssueOptions) => Promise<IssuedSession>} start
 *   begins a session for somebody whose password, or whatever it takes, was just checked
 * @property {(refreshToken: string, about?: IssueOptions) => Promise<IssuedSession>} refresh
 *   issues the next pair of tokens; rejects with a HolobandError when the session may not go on
 * @property {(accessToken: string) => VerifiedToken} verifyAccess
 *   checks an access token without any store; throws a HolobandError
 * @property {(refreshToken: string) => SessionReference} verifyRefresh
 *   tells which session an authentic refresh token names, without any store: whether it may go on is not said; throws a
 *   HolobandError
 * @property {(session: string | SessionReference, options?: EndOptions) => Promise<boolean>} end
 *   ends the session of a refresh token, or the one that is named; false where there was nothing to end: the session is
 *   over already, or the token is not authentic or has expired
 * @property {(subject: string, options?: EndOptions & { except?: string }) => Promise<number>} endAll
 *   ends the sessions of a subject, but the one whose `sid` is `except`; how many there were
 * @property {(subject: string) => Promise<SessionSummary[]>} list
 *   the sessions of a subject that can be refreshed, the most recently refreshed first
 * @property {(subject: string, options?: EndOptions) => Promise<number>} ban
 *   ends the sessions of a subject and lets no other begin; how many there were
 * @property {(subject: string) => Promise<boolean>} unban  false where the subject was not banned
 * @property {() => Promise<number>} purge  removes from the store what is over; how many sessions
 * @property {() => { keys: Record<string, string>[] }} jwks
 *   the JWK Set that verifies access tokens (RFC 7517 section 5); without keys where they are signed with a secret
 * @property {SessionStore} store  the store, each of whose methods rejects with ERR_STORE_UNAVAILABLE where it fails
 *
 * @typedef {object} IssueOptions
 * @property {string} [device]  what the subject is to recognise the session by
 * @property {(issued: IssuedSession) => void} [prepare]  is given the tokens before the store is changed, to make the
 *   answer of them: where it throws, nothing has happened
 * @property {WaitUntil} [waitUntil]  takes what `onEvent` and `onTheft` return; without it `onTheft` is awaited
 */

/**
 * Why sessions end, and who finishes what follows.
 *
 * @typedef {object} EndOptions
 * @property {string} [reason]  why, for the row and for `onEvent`
 * @property {WaitUntil} [waitUntil]  takes what `onEvent` returns
 */

/**
 * Which session is meant.
 *
 * @typedef {object} SessionReference
 * @property {string} sub  the subject
 * @property {string} sid  the session's identifier; the claims of an access token are a reference
 *
 * @typedef {object} AccessClaims
 * @property {string} sub  the subject
 * @property {string} sid  the session's identifier
 * @property {number} iat  seconds since 1970, UTC
 * @property {number} exp  seconds since 1970, UTC
 * @property {number} auth_time  when the subject proved who they are; seconds since 1970, UTC
 */

/**
 * A pair of tokens, and when they end.
 *
 * @typedef {object} IssuedSession
 * @property {string} accessToken  for the API, for some minutes
 * @property {string} refreshToken  for one refresh
 * @property {Readonly<AccessClaims> & Claims} claims  those of the access token
 * @property {number} refreshExpiresAt when the session ends unless it is refreshed; seconds since 1970, UTC
 * @property {number} expiresAt        when it ends, refreshed or not; seconds since 1970, UTC
 */

/**
 * A session as its owner may see it in a list.
 *
 * @typedef {object} SessionSummary
 * @property {string} sub  the subject
 * @property {string} sid  the session's identifier
 * @property {string} device            '' where nobody said
 * @property {number} createdAt         when it was started; seconds since 1970, UTC, like the others
 * @property {number} refreshedAt       when it was refreshed last
 * @property {number} refreshExpiresAt  when it ends unless it is refreshed
 * @property {number} expiresAt         when it ends, refreshed or not
 *
 * @typedef {{ type: 'issued' | 'refreshed' | 'replayed', sub: string, sid: string, generation: number }
 *   } ProgressEvent
 * @typedef {{ type: 'revoked', sub: string, sid: string, reason: string }} RevokedEvent
 * @typedef {{ type: 'store.regression', sub: string, sid: string, presentedGeneration: number,
 *   generation: number }} RegressionEvent
 * @typedef {{ type: 'reused' } & Theft} ReusedEvent
 */

/**
 * What happened to a session: `issued` by a login, `refreshed`, `replayed` (the same tokens were given again),
 * `revoked`, `reused` (theft), or `store.regression` (the store went back in time).
 *
 * @typedef {ProgressEvent | RevokedEvent | RegressionEvent | ReusedEvent} SessionEvent
 *
 * What is known of the connection that a request came on, and not said by the request itself: the IP address of the
 * client, as far as the server can tell. An address out of a header counts only where a proxy of the server's own wrote it.
 * And what the host has for work that the answer need not wait for, as a method: a Worker may hand over its `ctx` as it is.
 *
 * @typedef {{ clientAddress?: string, waitUntil?: WaitUntil }} Connection
 *
 * What is known when a refresh token is used again.
 *
 * @typedef {object} Theft
 * @property {string} sub  the subject
 * @property {string} sid  the session's identifier
 * @property {number} presentedGeneration  of the token that was used again
 * @property {number} generation           of the session's current token
 * @property {number} sinceRotation        seconds since the current token was made
 * @property {string} device               who refreshed last, as far as they said
 * @property {string} presentedBy          who used the old token, likewise
 */

export {}
