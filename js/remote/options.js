import { argumentError, checkOptions, clockOf } from '../core/arguments.js'
import { secondsOf } from '../duration.js'
import { HolobandError } from '../errors.js'
import { keySetFromText } from '../key-set.js'

/** @typedef {import('../keys.js').Algorithm} Algorithm */
/** @typedef {import('../verifier.js').Duration} Duration */

/**
 * When keys are fetched, and what is taken for an answer.
 *
 * @typedef {object} RemoteKeySetOptions
 * @property {readonly Algorithm[]} [algorithms] which of them a JWK that names none is for
 * @property {Duration} [cooldown] the least time between two fetches that unknown keys cause, and from a failed fetch
 *   to the next; default 5 s
 * @property {Duration} [maxAge] the longest that keys are used before they are fetched again, whatever the server
 *   says; default 24 h
 * @property {Duration} [maxStale] how long after that they are used while no fetch succeeds; without end unless it is
 *   given
 * @property {Duration} [timeout] for one whole exchange, the body included; default 5 s
 * @property {number} [maxBytes] a longer body is not read to its end; default 1 MiB
 * @property {typeof fetch} [fetch] the platform's unless it is given
 * @property {() => number} [now] the clock, in seconds since 1970; the system's unless it is given
 * @property {boolean} [shareFetches] whether calls wait for each other's fetches; true, except on Cloudflare Workers,
 *   where one request may not wait for what another one started
 * @property {boolean} [allowInsecureLoopbackForLocalDevelopment] takes `http:` to this very machine
 */

/**
 * The options with their defaults, and times in seconds.
 *
 * @typedef {Readonly<{
 *   url: string, algorithms: readonly Algorithm[] | undefined, cooldown: number, maxAge: number, maxStale: number,
 *   timeout: number, maxBytes: number, fetch: typeof fetch | undefined, now: () => number, shareFetches: boolean
 * }>} RemoteOptions
 */

const names = [
  'algorithms',
  'cooldown',
  'maxAge',
  'maxStale',
  'timeout',
  'maxBytes',
  'fetch',
  'now',
  'shareFetches',
  'allowInsecureLoopbackForLocalDevelopment',
]

const DAY = 86_400
// Timers count milliseconds in 31 bits, and nobody should wait longer than this for a key.
const LONGEST_WAIT = 3600
const LARGEST_BODY = 16 * 1024 * 1024

/**
 * @param {string | URL} url
 * @param {RemoteKeySetOptions} options
 * @returns {RemoteOptions}
 */
export function readRemoteOptions(url, options) {
  checkOptions(options, names, 'createRemoteKeySet')
  const { algorithms, fetch, now, maxBytes = 1024 * 1024, shareFetches = !isWorker() } = options
  const { cooldown = 5, maxAge = DAY, maxStale, timeout = 5 } = options
  const { allowInsecureLoopbackForLocalDevelopment: insecure = false } = options
  if (fetch !== undefined && typeof fetch !== 'function') throw argumentError('fetch must be a function')
  for (const [name, flag] of Object.entries({
    shareFetches,
    allowInsecureLoopbackForLocalDevelopment: insecure,
  })) {
    if (typeof flag !== 'boolean') throw new HolobandError('ERR_OPTION_TYPE', { option: name })
  }
  checkAlgorithms(algorithms)
  if (typeof maxBytes !== 'number') throw new HolobandError('ERR_OPTION_TYPE', { option: 'maxBytes' })
  if (!Number.isInteger(maxBytes) || maxBytes < 1 || maxBytes > LARGEST_BODY) throw outOfRange('maxBytes')
  return Object.freeze({
    url: readUrl(url, insecure),
    algorithms: algorithms && Object.freeze([...algorithms]),
    cooldown: seconds('cooldown', cooldown, LONGEST_WAIT),
    maxAge: seconds('maxAge', maxAge, 365 * DAY),
    maxStale: maxStale === undefined ? Infinity : seconds('maxStale', maxStale, 365 * DAY, 0),
    timeout: seconds('timeout', timeout, LONGEST_WAIT),
    maxBytes,
    fetch,
    now: clockOf(now),
    shareFetches,
  })
}

/**
 * Only https, because whoever can change the answer chooses the keys. A redirect is refused later, for the same reason.
 *
 * @param {unknown} url
 * @param {boolean} insecure
 */
function readUrl(url, insecure) {
  if (typeof url !== 'string' && !(url instanceof URL)) throw argumentError('url must be a string or a URL')
  const parsed = URL.canParse(String(url)) ? new URL(String(url)) : undefined
  const secure =
    parsed?.protocol === 'https:' || (insecure && parsed?.protocol === 'http:' && isLoopback(parsed.hostname))
  if (parsed === undefined || !secure || parsed.username !== '' || parsed.password !== '') {
    throw new HolobandError('ERR_KEY_SET_URL', { option: 'url' })
  }
  parsed.hash = ''
  return parsed.href
}

/** @param {string} host as the URL parser writes it: addresses have one spelling */
function isLoopback(host) {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.[0-9]{1,3}){3}$/.test(host)
}

/** @param {unknown} algorithms */
function checkAlgorithms(algorithms) {
  if (algorithms === undefined) return
  if (!Array.isArray(algorithms) || algorithms.some((name) => typeof name !== 'string')) {
    throw new HolobandError('ERR_OPTION_TYPE', { option: 'algorithms' })
  }
  if (algorithms.length === 0) throw new HolobandError('ERR_OPTION_EMPTY', { option: 'algorithms' })
  try {
    keySetFromText('', { algorithms })
  } catch (error) {
    // The core looks at the names first, and then finds that there is no set.
    if (!(error instanceof HolobandError) || error.code !== 'ERR_JWK_INVALID') throw error
  }
}

/**
 * @param {string} option
 * @param {unknown} duration
 * @param {number} most
 * @param {number} [least] 0 is no time at all where it is not given
 */
function seconds(option, duration, most, least = 0.001) {
  const value = secondsOf(duration)
  if (value < 0) throw new HolobandError('ERR_DURATION_INVALID', { option })
  if (value < least || value > most) throw outOfRange(option)
  return value
}

/** @param {string} option */
function outOfRange(option) {
  return new HolobandError('ERR_OPTION_RANGE', { option })
}

function isWorker() {
  return typeof navigator !== 'undefined' && navigator.userAgent === 'Cloudflare-Workers'
}
