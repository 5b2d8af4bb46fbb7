import { HolobandError } from '../base-error.js'

/** @import { AuthFetchOptions, Environment, Settings } from './types.js' */

/** The most that an option of time may be, in seconds. */
const aDay = 86400

/** When nothing is known to happen. */
export const never = Infinity

/**
 * readSettings fills in what is not given. A misspelt option is refused: it would be a rule that is not kept.
 *
 * @param {AuthFetchOptions} options
 * @returns {Settings}
 */
export function readSettings(options) {
  /** @type {Settings} */
  const settings = {
    refreshUrl: '/auth/refresh',
    // Looked up at each call, so that a fetch which is replaced later (by a test, by a tracer) is the one that is used.
    fetch: (...call) => globalThis.fetch(...call),
    isExpired,
    refreshTimeout: 10,
    lockTimeout: 5,
    refreshAhead: 30,
    now: Date.now,
    environment: globalThis,
  }
  const all = /** @type {Record<string, unknown>} */ (settings)
  for (const [option, value] of Object.entries(options)) {
    const refuse = (/** @type {'UNKNOWN' | 'TYPE' | 'RANGE'} */ kind, /** @type {string} */ text) =>
      new HolobandError(`ERR_OPTION_${kind}`, `${text} (${option})`, { reason: 'misconfigured', option })
    if (!Object.hasOwn(all, option)) throw refuse('UNKNOWN', 'There is no option of this name.')
    if (value === undefined) continue
    if (value === null || typeof value !== typeof all[option])
      throw refuse('TYPE', "The option's value is not of the right type.")
    if (typeof value === 'number' && !(value >= 0 && value <= aDay))
      throw refuse('RANGE', "The option's value is outside its range.")
    all[option] = value
  }
  settings.refreshUrl = resolveUrl(settings.refreshUrl, settings.environment)?.href ?? settings.refreshUrl
  return settings
}

/**
 * resolveUrl reads an address as the page would. A server that renders pages has no page to be relative to: there it is
 * undefined, and fetch says what is wrong with it.
 *
 * @param {string | URL} url
 * @param {Environment} environment
 */
export function resolveUrl(url, { document, location }) {
  try {
    return new URL(url, document?.baseURI ?? location?.href)
  } catch {
    return undefined
  }
}

/**
 * isExpired reads the challenge of RFC 6750 section 3, or the body where another origin does not let scripts see it.
 *
 * @param {Response} response
 */
async function isExpired(response) {
  const challenge = response.headers.get('www-authenticate') ?? ''
  return /reason="expired"/.test(challenge) || (await readBody(response.clone())).reason === 'expired'
}

/**
 * readBody reads a JSON object, and nothing out of anything else.
 *
 * @param {Response} response
 * @returns {Promise<Record<string, unknown>>}
 */
export async function readBody(response) {
  try {
    return Object(await response.json())
  } catch {
    return {}
  }
}
