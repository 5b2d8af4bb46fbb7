import { parseDuration } from '../duration.js'
import { HolobandError } from '../errors.js'
import { clientNetwork } from './client-network.js'
import { checkMethods, checkOptions, invalidType } from './options.js'

/** @import { SessionStore } from '../stores/contract.js' */
/** @import { Duration } from '../verifier.js' */

/**
 * Somebody tries a password.
 *
 * @typedef {object} LoginAttempt
 * @property {'login'} action  what is tried
 * @property {string} username  as it was sent: of any length, and nobody's perhaps
 * @property {string} [clientAddress]  where the adapter knows it
 * @property {Request} request  for its headers; the body is read already
 */

/**
 * Somebody presents an authentic refresh token.
 *
 * @typedef {object} RefreshAttempt
 * @property {'refresh'} action  what is tried
 * @property {string} sub  the subject of the session
 * @property {string} sid  of a refresh token that is authentic
 * @property {string} [clientAddress]  where the adapter knows it
 * @property {Request} request  for its headers
 */

/**
 * Whether an attempt may go on.
 *
 * @typedef {object} RateVerdict
 * @property {boolean} allowed  whether it may go on
 * @property {number} [retryAfter]  seconds until an attempt may be allowed again; default 60
 * @property {() => void | Promise<void>} [succeeded]  called when the login succeeded
 *
 * Asked before a login's password or a refresh token's session is looked at, and so must count at once: attempts that run
 * side by side all see what the others counted.
 *
 * Where it rejects, a login is answered by 503, since a limit that cannot be kept must not be broken; a refresh goes on
 * without it, unless the store itself is what failed.
 *
 * @callback RateLimit
 * @param {LoginAttempt | RefreshAttempt} attempt
 * @returns {RateVerdict | Promise<RateVerdict>}
 *
 * @typedef {object} LoginLimits
 * @property {Duration} [window]  default '15m'
 * @property {number} [perUsernameAndAddress]  default 10; forgotten when a login succeeds
 * @property {number} [perAddress]   default 100; more where many people share one, such as behind the NAT of an office
 * @property {number} [perUsername]  default 100
 *
 * @typedef {object} RefreshLimits
 * @property {Duration} [window]  default '1m'
 * @property {number} [perSession]  default 60
 */

/**
 * Where attempts are counted, and how many there may be.
 *
 * @typedef {object} RateLimitOptions
 * @property {Pick<SessionStore, 'hit' | 'forget'>} store  where attempts are counted, such as `sessions.store`
 * @property {LoginLimits | null} [login]      null: logins are not limited
 * @property {RefreshLimits | null} [refresh]  null: refreshes are not limited
 */

const loginDefaults = Object.freeze({
  window: '15m',
  perUsernameAndAddress: 10,
  perAddress: 100,
  perUsername: 100,
})
const refreshDefaults = Object.freeze({ window: '1m', perSession: 60 })

/**
 * createRateLimit makes the limits that an auth handler keeps to by default, on the counters of the sessions' own store:
 * every server sees them.
 *
 * A login counts under its address, then under its name and address together, then under its name; the first that is
 * over its limit refuses it, and nothing further is counted. So one address cannot fill the store with counters, and
 * uses up no more than its own share of a name, so that it does not lock out whoever owns the name. Names that
 * databases may take for one (of another case, with accents, with spaces around) count as one, and an IPv6 address
 * counts as its network of 64 bits. What is counted before the password is looked at cannot be outrun; a login that
 * succeeds takes back the count of its name and address.
 *
 * A limiter library fits in its place. With rate-limiter-flexible:
 *
 *     const limiter = new RateLimiterRedis({ storeClient, points: 10, duration: 900 })
 *     const rateLimit = async ({ action, username, clientAddress }) => {
 *       if (action !== 'login') return { allowed: true }
 *       const key = `${clientAddress}/${username.slice(0, 64)}`
 *       try {
 *         await limiter.consume(key)
 *         return { allowed: true, succeeded: () => limiter.delete(key) }
 *       } catch (answer) {
 *         if (answer instanceof Error) throw answer
 *         return { allowed: false, retryAfter: answer.msBeforeNext / 1000 }
 *       }
 *     }
 *
 * Throws ERR_OPTION_UNKNOWN, ERR_OPTION_RANGE and ERR_DURATION_INVALID. The function rejects where the store does.
 *
 * @param {RateLimitOptions} options
 * @returns {RateLimit}
 */
export function createRateLimit(options) {
  checkOptions(options, ['store', 'login', 'refresh'], 'createRateLimit')
  const { store, login = {}, refresh = {} } = options
  checkMethods(store, ['hit', 'forget'], 'store')
  const loginLimits = login === null ? null : readLimits(login, loginDefaults, 'login')
  const refreshLimits = refresh === null ? null : readLimits(refresh, refreshDefaults, 'refresh')

  return async (attempt) => {
    if (attempt.action === 'refresh') {
      if (refreshLimits === null) return { allowed: true }
      const key = await nameOf('refresh', attempt.sub, attempt.sid)
      return count(store, key, { limit: refreshLimits.perSession, window: refreshLimits.window })
    }
    return loginLimits === null ? { allowed: true } : countLogin(store, attempt, loginLimits)
  }
}

/**
 * @param {RateLimitOptions['store']} store
 * @param {LoginAttempt} attempt
 * @param {{ [Name in keyof typeof loginDefaults]: number }} limits
 * @returns {Promise<RateVerdict>}
 */
async function countLogin(store, { username, clientAddress }, limits) {
  const { window, perUsernameAndAddress, perAddress, perUsername } = limits
  const name = comparable(username)
  const network = clientAddress === undefined ? undefined : clientNetwork(clientAddress)
  const pair = await nameOf('login', name, network ?? '')
  /** @type {[key: string, limit: number][]} */
  const rules = [
    [pair, perUsernameAndAddress],
    [await nameOf('login-username', name), perUsername],
  ]
  if (network !== undefined) rules.unshift([await nameOf('login-address', network), perAddress])
  for (const [key, limit] of rules) {
    const verdict = await count(store, key, { limit, window })
    if (!verdict.allowed) return verdict
  }
  return { allowed: true, succeeded: () => store.forget(pair) }
}

/**
 * @param {RateLimitOptions['store']} store
 * @param {string} key
 * @param {{ limit: number, window: number }} rule
 * @returns {Promise<RateVerdict>}
 */
async function count(store, key, { limit, window }) {
  const { hits, resetsIn } = await store.hit(key, window)
  return hits > limit ? { allowed: false, retryAfter: resetsIn } : { allowed: true }
}

/**
 * comparable makes one text of the names that the collations of databases take for one: whoever varied the case of a name
 * would otherwise have as many attempts as it has spellings.
 *
 * @param {string} username
 */
function comparable(username) {
  // The marks go before as well: normalizing puts them into an order, which takes the square of the time of a long run.
  return withoutMarks(withoutMarks(username).normalize('NFKD')).toLowerCase().trim()
}

/** @param {string} text */
function withoutMarks(text) {
  return text.replace(/\p{M}/gu, '')
}

/**
 * nameOf makes a key that is short and shows nobody's name, whatever was sent.
 *
 * @param {string} kind
 * @param {...string} parts
 */
async function nameOf(kind, ...parts) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(parts)))
  const text = String.fromCharCode(...new Uint8Array(digest))
  return `${kind}:${btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace('=', '')}`
}

/**
 * @template {Record<string, string | number>} Defaults
 * @param {object} given
 * @param {Defaults} defaults
 * @param {string} where
 * @returns {{ [Name in keyof Defaults]: number }}
 */
function readLimits(given, defaults, where) {
  checkOptions(given, Object.keys(defaults), where)
  const { window, ...limits } = { ...defaults, ...given }
  for (const [option, limit] of Object.entries(limits)) {
    if (typeof limit !== 'number') throw invalidType(option, 'a number')
    if (!Number.isSafeInteger(limit) || limit < 1) throw new HolobandError('ERR_OPTION_RANGE', { option })
  }
  const seconds = parseDuration(window ?? 0)
  if (!Number.isSafeInteger(seconds) || seconds < 1)
    throw new HolobandError('ERR_OPTION_RANGE', { option: 'window' })
  return /** @type {{ [Name in keyof Defaults]: number }} */ ({ ...limits, window: seconds })
}
