import { parseDuration } from '../duration.js'
import { HolobandError } from '../errors.js'
import { createCookiePolicy } from './cookie-policy.js'
import { LoginSlots } from './login-slots.js'
import { checkFunction, checkMethods, checkOptions, invalidType } from './options.js'
import { createRateLimit } from './rate-limit.js'
import { createBearerTransport, createCookieTransport } from './transport.js'

/** @import { Duration } from '../verifier.js' */
/** @import { Call } from './endpoints.js' */
/** @import { AuthHandlerOptions } from './handler.js' */
/** @import { Transport } from './transport.js' */

/**
 * @typedef {object} Context
 * @property {string} basePath
 * @property {Omit<Call, 'transport' | 'client' | 'host'>} parts
 * @property {Transport} cookieTransport
 * @property {Transport | undefined} bearerTransport
 */

const optionNames = Object.freeze([
  'sessions',
  'authenticate',
  'cookies',
  'allowedOrigins',
  'basePath',
  'bearer',
  'rateLimit',
  'maxConcurrentLogins',
  'describeDevice',
  'jwksMaxAge',
  'onError',
])

const maxJwksMaxAge = 86400

/**
 * readOptions checks what the program gave to createAuthHandler, and fills in what it did not.
 *
 * @param {AuthHandlerOptions} options
 * @returns {Context}
 */
export function readOptions(options) {
  checkOptions(options, optionNames, 'createAuthHandler')
  const { sessions, authenticate, allowedOrigins, basePath = '/auth', bearer = false } = options
  const { cookies = createCookiePolicy(), describeDevice = userAgent, onError = console.error } = options
  checkMethods(sessions, ['start', 'refresh', 'verifyAccess', 'verifyRefresh', 'end', 'jwks'], 'sessions')
  checkMethods(cookies, ['read', 'set', 'clear'], 'cookies')
  checkFunction(authenticate, 'authenticate')
  checkFunction(describeDevice, 'describeDevice')
  checkFunction(onError, 'onError')
  if (typeof bearer !== 'boolean') throw invalidType('bearer', 'a boolean')
  if (typeof basePath !== 'string') throw invalidType('basePath', 'a string')
  if (!/^(?:\/[0-9A-Za-z._~-]+)*$/.test(basePath))
    throw new HolobandError('ERR_OPTION_RANGE', { option: 'basePath' })
  const origins = allowedOrigins === undefined ? {} : { allowedOrigins }
  return {
    basePath,
    parts: {
      sessions,
      authenticate,
      rateLimit: readRateLimit(options),
      loginSlots: new LoginSlots(readLimit(options.maxConcurrentLogins ?? 10)),
      describeDevice,
      jwksMaxAge: readMaxAge(options.jwksMaxAge ?? '5m'),
      report: createReport(onError),
    },
    cookieTransport: createCookieTransport({ sessions, cookies, ...origins }),
    bearerTransport: bearer ? createBearerTransport({ sessions }) : undefined,
  }
}

/** @param {AuthHandlerOptions} options */
function readRateLimit({ sessions, rateLimit }) {
  if (rateLimit === undefined) return createRateLimit({ store: sessions.store })
  if (rateLimit !== null) checkFunction(rateLimit, 'rateLimit')
  return rateLimit
}

/** @param {unknown} limit */
function readLimit(limit) {
  if (typeof limit !== 'number') throw invalidType('maxConcurrentLogins', 'a number')
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new HolobandError('ERR_OPTION_RANGE', { option: 'maxConcurrentLogins' })
  return limit
}

/** @param {Duration} duration */
function readMaxAge(duration) {
  const seconds = parseDuration(duration)
  if (seconds > maxJwksMaxAge) throw new HolobandError('ERR_OPTION_RANGE', { option: 'jwksMaxAge' })
  return Math.floor(seconds)
}

/** @param {Request} request */
function userAgent({ headers }) {
  return headers.get('user-agent') ?? ''
}

/**
 * @param {(error: unknown) => void} onError
 * @returns {(error: unknown) => void}
 */
function createReport(onError) {
  return (error) => {
    try {
      onError(error)
    } catch {
      // A hook that fails as well must not keep the client waiting for an answer.
    }
  }
}
