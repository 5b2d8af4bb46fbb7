export { createCookiePolicy } from './cookie-policy.js'
export { parseCookies, serializeCookie } from './cookies.js'
export { createAsyncGuard, createGuard } from './guard.js'
export { createAuthHandler } from './handler.js'
export { readJson } from './json-body.js'
export { createRateLimit } from './rate-limit.js'
export { createSessions } from './sessions.js'

/** @typedef {import('./cookie-policy.js').CookiePolicy} CookiePolicy */
/** @typedef {import('./cookie-policy.js').CookiePolicyOptions} CookiePolicyOptions */
/** @typedef {import('./cookies.js').CookieAttributes} CookieAttributes */
/** @typedef {import('./cookies.js').CookieParts} CookieParts */
/** @typedef {import('./guard.js').AsyncGuard} AsyncGuard */
/** @typedef {import('./guard.js').AsyncGuardOptions} AsyncGuardOptions */
/** @typedef {import('./guard.js').Guard} Guard */
/** @typedef {import('./guard.js').GuardOptions} GuardOptions */
/** @typedef {import('./handler.js').Account} Account */
/** @typedef {import('./handler.js').AuthHandler} AuthHandler */
/** @typedef {import('./handler.js').AuthHandlerOptions} AuthHandlerOptions */
/** @typedef {import('./handler.js').Authenticate} Authenticate */
/** @typedef {import('./types.js').Connection} Connection */
/** @typedef {import('./rate-limit.js').LoginAttempt} LoginAttempt */
/** @typedef {import('./rate-limit.js').RateLimit} RateLimit */
/** @typedef {import('./rate-limit.js').RateLimitOptions} RateLimitOptions */
/** @typedef {import('./rate-limit.js').RateVerdict} RateVerdict */
/** @typedef {import('./rate-limit.js').RefreshAttempt} RefreshAttempt */
/** @typedef {import('./requirements.js').Requirements} Requirements */
/** @typedef {import('./claims.js').ClaimsSource} ClaimsSource */
/** @typedef {import('./claims.js').SessionAbout} SessionAbout */
/** @typedef {import('./sessions.js').SessionsOptions} SessionsOptions */
/** @typedef {import('./types.js').IssuedSession} IssuedSession */
/** @typedef {import('./types.js').SessionEvent} SessionEvent */
/** @typedef {import('./types.js').SessionReference} SessionReference */
/** @typedef {import('./types.js').SessionSummary} SessionSummary */
/** @typedef {import('./types.js').Sessions} Sessions */
/** @typedef {import('./types.js').Theft} Theft */
