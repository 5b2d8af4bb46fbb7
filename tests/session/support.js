import { createIssuer, secretKey } from 'holoband'
import { createSessions as createStoredSessions } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'

/** @import { SessionsOptions } from 'holoband/session' */

export const origin = 'https://app.example'
export const issuer = 'https://auth.example'
export const audience = 'https://api.example'

const secret = Uint8Array.from({ length: 32 }, (_, index) => index * 7 + 1)

/** One key for all tests: what one test signs, another's sessions must judge by its claims and not by its key. */
export const key = secretKey(secret)

/** A clock that stands still until a test moves it. It starts between two seconds, as real ones do. */
export function createClock(start = 1_800_000_000.25) {
  let seconds = start
  const now = () => seconds
  /** @param {number} by */
  const advance = (by) => {
    seconds += by
  }
  return { now, advance }
}

/**
 * createSessions makes sessions in a store of their own that goes by the same clock. No jitter, so that a test knows to
 * the second when a token ends.
 *
 * @param {Partial<SessionsOptions>} [options]
 */
export function createSessions(options = {}) {
  const { now } = options
  const store = createMemoryStore(now === undefined ? {} : { now })
  return createStoredSessions({ key, issuer, audience, accessTtlJitter: 0, store, ...options })
}

/**
 * forge signs any claims with the same key, as another program that shares it would.
 *
 * @param {Record<string, unknown>} claims
 * @param {{ typ?: string, issuer?: string | null, audience?: string | null }} [options]
 */
export function forge(claims, { typ = 'at+jwt', issuer: from = issuer, audience: to = audience } = {}) {
  const options = { key, issuer: from, audience: to, ttl: null, typ }
  return createIssuer({ ...options, issueTokensWithoutExpiry: true }).issue(claims)
}

/**
 * tamper changes the last but one character of the signature, which no unused bits end in.
 *
 * @param {string} token
 */
export function tamper(token) {
  const at = token.length - 2
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
}

/** Cookies that a browser would send back, by hand. */
export class CookieJar {
  /** @type {Map<string, string>} */
  #pairs = new Map()

  /** @param {Response} response */
  take(response) {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split('; ')
      const equals = pair.indexOf('=')
      if (attributes.includes('Max-Age=0')) this.#pairs.delete(pair.slice(0, equals))
      else this.#pairs.set(pair.slice(0, equals), pair.slice(equals + 1))
    }
    return response
  }

  /** @param {string} name */
  get(name) {
    return this.#pairs.get(name)
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  set(name, value) {
    this.#pairs.set(name, value)
  }

  get size() {
    return this.#pairs.size
  }

  get header() {
    return [...this.#pairs].map((pair) => pair.join('=')).join('; ')
  }
}
