import { isPlainObject } from '../core/arguments.js'
import { secondsOf } from '../duration.js'
import { HolobandError } from '../errors.js'
import { checkSubject, readAbout, readEnd } from './arguments.js'
import { createClaimsReader } from './claims.js'
import { createEvents } from './events.js'
import { checkOptions, invalidType } from './options.js'
import { about, refresh } from './refresh.js'
import { createStoreCalls } from './store-calls.js'
import { createSessionTokens } from './tokens.js'

/** @import { SessionRow, SessionStore } from '../stores/contract.js' */
/** @import { Duration } from '../verifier.js' */
/** @import { ClaimsSource } from './claims.js' */
/** @import { EventOptions } from './events.js' */
/** @import { Context } from './refresh.js' */
/** @import { KeyOptions } from './tokens.js' */
/** @import { SessionReference, Sessions, SessionSummary } from './types.js' */

/** @typedef {ReturnType<typeof readEnd>} End */

/**
 * @typedef {object} Lifetimes
 * @property {Duration} [accessTtl]    of an access token; default '15m'
 * @property {Duration} [idleTtl]      of a session that is not refreshed, and so of a refresh token; default '7d'
 * @property {Duration} [absoluteTtl]  of a session, whatever happens; default '30d'
 * @property {Duration} [grace]  how long after a rotation its result is given again to whoever presents the token
 *   before it; default '30s', at most 300 s. It forgives a lost answer, a second tab, and a Set-Cookie that was overtaken
 *   by a newer one, as long as the client asks again within it. So it must be longer than `storeTimeout`, than the answers
 *   to concurrent refreshes differ in age, and than an outage that nobody should be signed out by.
 * @property {number} [accessTtlJitter]  the part of `accessTtl`, 0 to 0.05, that may be taken off so that clients do not
 *   all come back at once; default 0.05
 *
 * @typedef {object} SourceOptions
 * @property {SessionStore} store  where sessions are kept, such as `createMemoryStore()`
 * @property {Duration} [storeTimeout]  how long to wait for the store; default '5s'
 * @property {ClaimsSource} [claims]  what access tokens say beside what the session sets; asked on every refresh
 */

/**
 * Everything that sessions are made of: keys, lifetimes, a store, and hooks.
 *
 * @typedef {KeyOptions & Lifetimes & SourceOptions & EventOptions} SessionsOptions
 */

const optionNames = Object.freeze([
  'key',
  'refreshKey',
  'issuer',
  'audience',
  'maxTokenBytes',
  'cache',
  'crypto',
  'now',
  'accessTtl',
  'idleTtl',
  'absoluteTtl',
  'grace',
  'accessTtlJitter',
  'store',
  'storeTimeout',
  'claims',
  'onTheft',
  'onEvent',
  'onError',
])

/**
 * createSessions makes sessions that live in a store: a short access token that is verified by itself, and a refresh
 * token that is good for one rotation. A refresh token that was used before its successor was is given the same successor
 * again for a moment, byte for byte, because answers get lost and tabs race; afterwards it is theft, and the session
 * ends.
 *
 * Throws what `createIssuer` and `createVerifier` throw of the options, ERR_STORE_EVENTUAL, ERR_SESSION_KEY_RANDOMIZED,
 * ERR_DURATION_INVALID, ERR_OPTION_RANGE and ERR_OPTION_CONFLICT.
 *
 * * `start` rejects with ERR_SUBJECT_REFUSED for a subject that is banned, or whose claims are null.
 * * `refresh` rejects with the verifier's codes for what is not a refresh token of this issuer; ERR_SESSION_EXPIRED,
 *   ERR_SESSION_UNKNOWN, ERR_SESSION_REVOKED, ERR_SESSION_REPLACED (ended with the reason `replaced`),
 *   ERR_REFRESH_TOKEN_REUSED, ERR_SUBJECT_REFUSED where the session is over; ERR_STORE_INCONSISTENT for a token that is
 *   newer than the store.
 * * Everything but `verifyAccess`, `verifyRefresh` and `jwks` rejects with ERR_STORE_UNAVAILABLE where the store fails;
 *   nothing is lost then, and asking again is safe.
 *
 * @param {SessionsOptions} options
 * @returns {Readonly<Sessions>}
 */
export function createSessions(options) {
  checkOptions(options, optionNames, 'createSessions')
  const context = readContext(options)
  const { tokens, store } = context
  return Object.freeze({
    start: async (subject, given) => start(context, checkSubject(subject), readAbout(given, 'start')),
    refresh: async (token, given) => refresh(context, token, readAbout(given, 'refresh')),
    verifyAccess: tokens.verifyAccess,
    verifyRefresh: (token) => {
      const { subject: sub, id: sid } = tokens.readRefresh(token)
      return { sub, sid }
    },
    end: async (session, given) => end(context, session, readEnd(given, 'end', 'logout')),
    endAll: async (subject, given) =>
      endAll(context, checkSubject(subject), readEnd(given, 'endAll', 'logout_everywhere')),
    list: async (subject) => (await store.list(checkSubject(subject))).map(summary),
    ban: async (subject, given) => ban(context, checkSubject(subject), readEnd(given, 'ban', 'banned')),
    unban: async (subject) => store.unban(checkSubject(subject)),
    purge: async () => store.purge(),
    jwks: tokens.jwks,
    store,
  })
}

/**
 * @param {SessionsOptions} options
 * @returns {Context}
 */
function readContext(options) {
  const storeTimeout = secondsOf(options.storeTimeout ?? '5s')
  if (storeTimeout < 0) throw new HolobandError('ERR_DURATION_INVALID', { option: 'storeTimeout' })
  // A timer cannot wait longer than 2^31 milliseconds, and would fire at once.
  if (storeTimeout === 0 || storeTimeout > 3600)
    throw new HolobandError('ERR_OPTION_RANGE', { option: 'storeTimeout' })
  const read = createClaimsReader(options.claims)
  return {
    tokens: createSessionTokens(options),
    store: createStoreCalls(options.store, storeTimeout),
    storeTimeout,
    claimsOf: ({ subject, id, device, createdAt }) => read(subject, { sid: id, device, createdAt }),
    tell: createEvents(options),
  }
}

/**
 * @param {Context} context
 * @param {string} subject
 * @param {import('./arguments.js').About} given
 */
async function start({ tokens, store, claimsOf, tell }, subject, { device, prepare, waitUntil }) {
  /** @type {SessionRow} */
  const row = { ...tokens.rotation.start(subject, await store.now()), status: 'active', device, reason: '' }
  const claims = await claimsOf(row)
  if (claims === null) throw new HolobandError('ERR_SUBJECT_REFUSED')
  const issued = tokens.issue(row, claims)
  prepare(issued)
  if (!(await store.insert(row))) throw new HolobandError('ERR_SUBJECT_REFUSED')
  await tell({ type: 'issued', ...about(row) }, waitUntil)
  return issued
}

/**
 * @param {Context} context
 * @param {string | SessionReference} session
 * @param {End} given
 */
async function end({ tokens, store, tell }, session, { how: { reason }, waitUntil }) {
  const name = readName(tokens, session)
  if (name === undefined || !(await store.end(name, { status: 'ended', reason }))) return false
  await tell({ type: 'revoked', sub: name.subject, sid: name.id, reason }, waitUntil)
  return true
}

/**
 * readName finds which session is meant. A token that is not authentic, or whose session is over by now, means none.
 *
 * @param {Context['tokens']} tokens
 * @param {string | SessionReference} session
 */
function readName(tokens, session) {
  if (typeof session !== 'string') {
    if (!isPlainObject(session)) throw invalidType('session', 'a refresh token or { sub, sid }')
    const { sub, sid } = session
    if (typeof sid !== 'string') throw invalidType('sid', 'a string')
    return { subject: checkSubject(sub), id: sid }
  }
  try {
    return tokens.readRefresh(session)
  } catch (error) {
    if (error instanceof HolobandError && error.reason !== 'unavailable') return undefined
    throw error
  }
}

/**
 * @param {Context} context
 * @param {string} subject
 * @param {End} given
 */
async function endAll({ store, tell }, subject, given) {
  return tellRevoked(tell, subject, given, await store.endAll(subject, given.how))
}

/**
 * @param {Context} context
 * @param {string} subject
 * @param {End} given
 */
async function ban({ store, tell }, subject, given) {
  return tellRevoked(tell, subject, given, await store.ban(subject, given.how))
}

/**
 * @param {Context['tell']} tell
 * @param {string} sub
 * @param {End} given
 * @param {readonly string[]} sids
 */
async function tellRevoked(tell, sub, { how: { reason }, waitUntil }, sids) {
  for (const sid of sids) await tell({ type: 'revoked', sub, sid, reason }, waitUntil)
  return sids.length
}

/**
 * @param {SessionRow} row
 * @returns {SessionSummary}
 */
function summary({ subject, id, device, createdAt, rotatedAt, idleExpiresAt, absoluteExpiresAt }) {
  return Object.freeze({
    sub: subject,
    sid: id,
    device,
    createdAt,
    refreshedAt: rotatedAt,
    refreshExpiresAt: idleExpiresAt,
    expiresAt: absoluteExpiresAt,
  })
}
