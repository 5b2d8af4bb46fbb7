/** @import { Claims, VerifiedToken } from '../verifier.js' */

/**
 * The seam between how sessions are kept and how they travel: the handler and the guard know no more than this.
 *
 * @typedef {object} Sessions
 * @property {(subject: string, claims?: Claims) => Promise<IssuedSession>} start
 *   begins a session for somebody whose password, or whatever it takes, was just checked
 * @property {(refreshToken: string) => Promise<IssuedSession>} refresh
 *   issues the next pair of tokens; rejects with a HolobandError when the session may not go on
 * @property {(accessToken: string) => VerifiedToken} verifyAccess
 *   checks an access token without any store; throws a HolobandError
 *
 * @typedef {object} AccessClaims
 * @property {string} sub  the subject
 * @property {string} sid  the session's identifier
 * @property {number} iat  seconds since 1970, UTC
 * @property {number} exp  seconds since 1970, UTC
 *
 * @typedef {object} IssuedSession
 * @property {string} accessToken
 * @property {string} refreshToken
 * @property {Readonly<AccessClaims> & Claims} claims  those of the access token
 * @property {number} expiresAt  when the whole session ends, refreshed or not; seconds since 1970, UTC
 */

export {}
