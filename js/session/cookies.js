import { HolobandError } from '../errors.js'
import { checkOptions, invalidType } from './options.js'

/**
 * The attributes of a Set-Cookie header (RFC 6265bis section 4.1).
 *
 * @typedef {object} CookieAttributes
 * @property {boolean} [httpOnly]    kept from scripts
 * @property {boolean} [secure]      sent over https only
 * @property {'Strict' | 'Lax' | 'None' | 'strict' | 'lax' | 'none'} [sameSite]  None needs secure
 * @property {string} [path]         begins with a slash
 * @property {string} [domain]       left out: this host alone
 * @property {number} [maxAge]       whole seconds; 0 removes the cookie
 * @property {boolean} [partitioned] one cookie jar for each top-level site; needs secure
 */

/**
 * A cookie that is to be set.
 *
 * @typedef {object} CookieParts
 * @property {string} name  a token (RFC 9110 section 5.6.2)
 * @property {string} value  without control characters, spaces, quotation marks, commas, semicolons and backslashes
 * @property {CookieAttributes} [attributes]  who gets the cookie, and for how long
 */

// RFC 9110 section 5.6.2, and cookie-value of RFC 6265 section 4.1.1. Quotes around a value belong to the value, as
// they do in browsers: who unescapes them reads another cookie than the one that was set.
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const octets = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/
const quotedOctets = /^"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*"$/

const pathCharacters = /^\/[\x21-\x3a\x3c-\x7e]*$/
const domainLabel = /^[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?$/

// No server or edge accepts headers that long; it bounds the work where somebody hands over anything else.
const maxHeaderLength = 65536

// RFC 6265bis section 5.6: browsers drop a cookie whose name and value are longer than this together (the equals sign
// and the attributes do not count), and ignore an attribute whose value is longer.
const maxPairBytes = 4096
const maxAttributeBytes = 1024

/**
 * Cookies are the pairs of one Cookie header by name. Of a name that came twice it holds the first, and says so.
 *
 * @extends {Map<string, string>}
 */
export class Cookies extends Map {
  #repeated

  /** @param {ReadonlySet<string>} repeated */
  constructor(repeated) {
    super()
    this.#repeated = repeated
  }

  /**
   * isRepeated tells whether the header had the name more than once, so that which one is meant cannot be known.
   *
   * @param {string} name
   * @returns {boolean}
   */
  isRepeated(name) {
    return this.#repeated.has(name)
  }
}

/**
 * parseCookies reads a Cookie header as RFC 6265 section 4.2.1 writes it, octet for octet: no percent-decoding, no
 * unquoting, no `$Version`, and no white space trimmed but space and tab, because each of these has let one cookie
 * pass for another. A pair that is not well-formed is left out alone; of a header over 65536 characters nothing is
 * read. Never throws on the content of a header.
 *
 * @param {string | null | undefined} header as `headers.get('cookie')` gives it
 * @returns {Cookies}
 */
export function parseCookies(header) {
  /** @type {Set<string>} */
  const repeated = new Set()
  const cookies = new Cookies(repeated)
  if (header === undefined || header === null) return cookies
  if (typeof header !== 'string') throw invalidType('header', 'a string')
  if (header.length > maxHeaderLength) return cookies
  /** @type {Set<string>} */
  const seen = new Set()
  for (let start = 0, end; start < header.length; start = end + 1) {
    end = header.indexOf(';', start)
    if (end < 0) end = header.length
    const pair = header.slice(start, end)
    const equals = pair.indexOf('=')
    if (equals < 0) continue
    const name = trim(pair.slice(0, equals))
    if (!token.test(name)) continue
    // A malformed second value counts too: dropping it would choose for whoever put it there.
    if (seen.has(name)) repeated.add(name)
    seen.add(name)
    const value = trim(pair.slice(equals + 1))
    if (isCookieValue(value) && !cookies.has(name)) cookies.set(name, value)
  }
  return cookies
}

/**
 * trim takes off spaces and tabs. String.prototype.trim would take off no-break spaces and more, which would let a
 * cookie that the browser does not hold to the rules of `__Host-` pass for one that it does.
 *
 * @param {string} text
 */
function trim(text) {
  let start = 0
  let end = text.length
  while (start < end && isSpaceOrTab(text.charCodeAt(start))) start++
  while (end > start && isSpaceOrTab(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

/** @param {number} code */
function isSpaceOrTab(code) {
  return code === 0x20 || code === 0x09
}

/** @param {string} value */
function isCookieValue(value) {
  return octets.test(value) || quotedOctets.test(value)
}

/**
 * serializeCookie writes the value of one Set-Cookie header (RFC 6265bis section 4.1). What a browser would ignore,
 * cut or drop without a word is refused here instead.
 *
 * Throws ERR_COOKIE_INVALID for a name, value or attribute that a cookie cannot have and for attributes that
 * contradict each other (the error's `option` says where), ERR_COOKIE_TOO_LARGE when name and value are over 4096
 * bytes together or an attribute is over 1024, and ERR_OPTION_UNKNOWN for an attribute that does not exist.
 *
 * @param {CookieParts} cookie
 * @returns {string}
 */
export function serializeCookie(cookie) {
  checkOptions(cookie, ['name', 'value', 'attributes'], 'serializeCookie')
  const { name, value, attributes = {} } = cookie
  checkOptions(attributes, Object.keys(attributeTypes), 'serializeCookie')
  checkText('name', name, token)
  checkText('value', value)
  if (!isCookieValue(value)) throw invalid('value')
  if (name.length + value.length > maxPairBytes) throw new HolobandError('ERR_COOKIE_TOO_LARGE')
  checkAttributes(attributes)
  checkPrefix(name, attributes)
  return [`${name}=${value}`, ...attributeTexts(attributes)].join('; ')
}

/** @type {Readonly<Record<keyof CookieAttributes, 'boolean' | 'string' | 'number'>>} */
const attributeTypes = Object.freeze({
  httpOnly: 'boolean',
  secure: 'boolean',
  sameSite: 'string',
  path: 'string',
  domain: 'string',
  maxAge: 'number',
  partitioned: 'boolean',
})

// Browsers compare the value without regard to case, and programs write it either way.
const sameSiteValues = new Map([
  ['strict', 'Strict'],
  ['lax', 'Lax'],
  ['none', 'None'],
])

/** @param {CookieAttributes} attributes */
function checkAttributes(attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    const type = Reflect.get(attributeTypes, name)
    // 'false' is a truthy string: nothing is converted.
    if (value !== undefined && typeof value !== type) throw invalidType(name, `a ${type}`)
  }
  const { sameSite, path, domain, maxAge, secure, partitioned } = attributes
  if (sameSite !== undefined && !sameSiteValues.has(sameSite.toLowerCase())) throw invalid('sameSite')
  if (path !== undefined) checkPath(path)
  if (domain !== undefined && !isDomain(domain)) throw invalid('domain')
  if (maxAge !== undefined && !(Number.isSafeInteger(maxAge) && maxAge >= 0)) throw invalid('maxAge')
  if (sameSite?.toLowerCase() === 'none' && secure !== true) throw invalid('sameSite')
  if (partitioned === true && secure !== true) throw invalid('partitioned')
}

/** @param {string} path */
function checkPath(path) {
  if (!pathCharacters.test(path)) throw invalid('path')
  if (path.length > maxAttributeBytes) throw new HolobandError('ERR_COOKIE_TOO_LARGE', { option: 'path' })
}

/** @param {string} domain */
function isDomain(domain) {
  // Browsers ignore the dot of old that a domain may begin with (RFC 6265 section 5.2.3).
  const host = domain.startsWith('.') ? domain.slice(1) : domain
  return host.length <= 253 && host.split('.').every((label) => domainLabel.test(label))
}

/**
 * Browsers compare these prefixes without regard to case (RFC 6265bis section 5.4), so that `__HOST-` is held to the
 * same rules.
 *
 * @param {string} name
 * @param {CookieAttributes} attributes
 */
function checkPrefix(name, { secure, path, domain }) {
  const lower = name.toLowerCase()
  const host = lower.startsWith('__host-')
  if ((host || lower.startsWith('__secure-')) && secure !== true) throw invalid('secure')
  if (host && path !== '/') throw invalid('path')
  if (host && domain !== undefined) throw invalid('domain')
}

/** @param {CookieAttributes} attributes */
function attributeTexts({ maxAge, domain, path, secure, httpOnly, sameSite, partitioned }) {
  const texts = []
  if (maxAge !== undefined) texts.push(`Max-Age=${maxAge}`)
  if (domain !== undefined) texts.push(`Domain=${domain}`)
  if (path !== undefined) texts.push(`Path=${path}`)
  if (secure === true) texts.push('Secure')
  if (httpOnly === true) texts.push('HttpOnly')
  if (sameSite !== undefined) texts.push(`SameSite=${sameSiteValues.get(sameSite.toLowerCase())}`)
  if (partitioned === true) texts.push('Partitioned')
  return texts
}

/**
 * @param {string} where
 * @param {unknown} text
 * @param {RegExp} [form]
 */
function checkText(where, text, form) {
  if (typeof text !== 'string') throw invalidType(where, 'a string')
  if (form !== undefined && !form.test(text)) throw invalid(where)
}

/** @param {string} where */
function invalid(where) {
  return new HolobandError('ERR_COOKIE_INVALID', { option: where })
}
