import { HolobandError } from '../errors.js'
import { parseCookies, serializeCookie } from './cookies.js'
import { checkOptions, invalidType } from './options.js'

/** @import { CookieAttributes } from './cookies.js' */

/**
 * How the two cookies are called, and when browsers send them.
 *
 * @typedef {object} CookiePolicyOptions
 * @property {string} [accessName]   default `__Host-access`
 * @property {string} [refreshName]  default `__Host-refresh`
 * @property {'Strict' | 'Lax' | 'None'} [sameSite]  default Strict; None is for a page on another site
 * @property {boolean} [allowInsecureCookiesForLocalDevelopment] leave out Secure and, from the default names,
 *   `__Host-`, for browsers that refuse Secure cookies on http://localhost
 *
 * @typedef {object} SessionCookies
 * @property {string | undefined} access   the access token
 * @property {string | undefined} refresh  the refresh token
 * @property {boolean} repeated one of the two names came more than once; then neither token is given
 *
 * @typedef {object} SessionTokens
 * @property {string} accessToken
 * @property {string} refreshToken
 * @property {number} maxAge  seconds until the session ends
 */

/**
 * How the two tokens are found in a request, set in an answer, and removed.
 *
 * @typedef {object} CookiePolicy
 * @property {(headers: Headers) => SessionCookies} read  finds the tokens in a request's headers
 * @property {(tokens: SessionTokens) => string[]} set    the Set-Cookie values of a session
 * @property {() => string[]} clear                       the Set-Cookie values that remove it
 */

/**
 * createCookiePolicy decides once how the two tokens travel in cookies: `HttpOnly; Secure; SameSite=Strict; Path=/`
 * under names that only this host can set (`__Host-`, RFC 6265bis section 4.1.3.2). The handler and the guard of one
 * server must be given the same policy.
 *
 * Both cookies live as long as the session. The access cookie outlives the access token in it on purpose: a browser
 * that dropped it at once could not be told *expired* from *not signed in*.
 *
 * Throws ERR_COOKIE_INVALID for names that a cookie cannot have or that demand Secure when it is left out, and
 * ERR_OPTION_CONFLICT when both names are the same.
 *
 * @param {CookiePolicyOptions} [options]
 * @returns {Readonly<CookiePolicy>}
 */
export function createCookiePolicy(options = {}) {
  const names = ['accessName', 'refreshName', 'sameSite', 'allowInsecureCookiesForLocalDevelopment']
  checkOptions(options, names, 'createCookiePolicy')
  const insecure = options.allowInsecureCookiesForLocalDevelopment ?? false
  if (typeof insecure !== 'boolean') throw invalidType('allowInsecureCookiesForLocalDevelopment', 'a boolean')
  const prefix = insecure ? '' : '__Host-'
  const { accessName = `${prefix}access`, refreshName = `${prefix}refresh`, sameSite = 'Strict' } = options
  if (accessName === refreshName) throw new HolobandError('ERR_OPTION_CONFLICT', { option: 'refreshName' })
  /** @type {CookieAttributes} */
  const attributes = { path: '/', secure: !insecure, httpOnly: true, sameSite }

  /** @type {CookiePolicy} */
  const policy = {
    read(headers) {
      const cookies = parseCookies(headers.get('cookie'))
      if (cookies.isRepeated(accessName) || cookies.isRepeated(refreshName)) {
        return { access: undefined, refresh: undefined, repeated: true }
      }
      return { access: cookies.get(accessName), refresh: cookies.get(refreshName), repeated: false }
    },
    set: ({ accessToken, refreshToken, maxAge }) => [
      serializeCookie({ name: accessName, value: accessToken, attributes: { ...attributes, maxAge } }),
      serializeCookie({ name: refreshName, value: refreshToken, attributes: { ...attributes, maxAge } }),
    ],
    clear: () => policy.set({ accessToken: '', refreshToken: '', maxAge: 0 }),
  }
  // Bad names and contradictions are the program's mistake, and are told at its start.
  policy.clear()
  return Object.freeze(policy)
}
