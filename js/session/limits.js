import { HolobandError } from '../errors.js'
import { invalidType } from './options.js'
import { refuseRequest } from './responses.js'

/** @import { LoginAttempt, RateLimit, RefreshAttempt } from './rate-limit.js' */

/**
 * @typedef {object} LimitedCall
 * @property {RateLimit | null} rateLimit
 * @property {(error: unknown) => void} report
 *
 * @typedef {{ refusal: Response | undefined, succeeded: () => void | Promise<void> }} Limited
 */

const defaultRetryAfter = 60

/**
 * limitLogin asks whether a password may be tried. A limit that cannot be asked lets nobody try one.
 *
 * @param {LoginAttempt} attempt
 * @param {LimitedCall} call
 */
export async function limitLogin(attempt, { rateLimit }) {
  try {
    return await ask(rateLimit, attempt)
  } catch (cause) {
    if (cause instanceof HolobandError || isCallersMistake(cause)) throw cause
    throw new HolobandError('ERR_STORE_UNAVAILABLE', { cause })
  }
}

/**
 * limitRefresh asks whether a session may be refreshed. A limit that cannot be asked is reported and signs nobody out;
 * where the store is what failed, the refresh would fail by it too, only later.
 *
 * @param {RefreshAttempt} attempt
 * @param {LimitedCall} call
 */
export async function limitRefresh(attempt, { rateLimit, report }) {
  try {
    return await ask(rateLimit, attempt)
  } catch (error) {
    if (error instanceof HolobandError && error.code === 'ERR_STORE_UNAVAILABLE') throw error
    report(error)
    return unlimited
  }
}

/** @type {Limited} */
const unlimited = Object.freeze({ refusal: undefined, succeeded() {} })

/**
 * @param {RateLimit | null} rateLimit
 * @param {LoginAttempt | RefreshAttempt} attempt
 * @returns {Promise<Limited>}
 */
async function ask(rateLimit, attempt) {
  if (rateLimit === null) return unlimited
  const verdict = await rateLimit(attempt)
  // A forgotten `await` or `return` must not count as leave.
  if (typeof verdict?.allowed !== 'boolean')
    throw invalidType('what rateLimit returns', '{ allowed: boolean }')
  const { allowed, retryAfter = defaultRetryAfter, succeeded = unlimited.succeeded } = verdict
  if (allowed) return { refusal: undefined, succeeded: async () => succeeded() }
  const seconds = Number.isFinite(retryAfter) ? Math.max(1, Math.ceil(retryAfter)) : defaultRetryAfter
  return { ...unlimited, refusal: refuseRequest('ERR_RATE_LIMITED', { 'retry-after': String(seconds) }) }
}

/** @param {unknown} error */
function isCallersMistake(error) {
  return error instanceof TypeError && 'code' in error && error.code === 'ERR_INVALID_ARG_TYPE'
}
