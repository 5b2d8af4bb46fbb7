export { HolobandError } from '../base-error.js'
export { createAuthClient } from './auth-client.js'
export { createAuthFetch } from './auth-fetch.js'

/** @typedef {import('./auth-client.js').AuthClient} AuthClient */
/** @typedef {import('./auth-client.js').AuthClientOptions} AuthClientOptions */
/** @typedef {import('./auth-fetch.js').AuthFetch} AuthFetch */
/** @typedef {import('./session-state.js').ClientSession} ClientSession */
/** @typedef {import('./types.js').AuthEvent} AuthEvent */
/** @typedef {import('./types.js').AuthFetchOptions} AuthFetchOptions */
/** @typedef {import('./types.js').Environment} Environment */
/** @typedef {import('./types.js').RefreshOutcome} RefreshOutcome */
/** @typedef {import('./types.js').SessionClaims} SessionClaims */
/** @typedef {import('./types.js').SignedOutReason} SignedOutReason */
