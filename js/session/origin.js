import { HolobandError } from '../errors.js'
import { invalidType } from './options.js'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * createOriginProof returns the function that tells whether a request which a cookie authenticates may do what its
 * method says. Cookies go along with requests that other sites cause, so anything but a safe method (RFC 9110 section
 * 9.2.1) needs the browser's word for where it comes from:
 *
 * 1. `Sec-Fetch-Site: same-origin` is proof; no page can set that header.
 * 2. Any other value of it needs an `Origin` that is listed by name.
 * 3. Without it, `Origin` must be listed, or be the request's own where no list is given.
 * 4. Without either there is no proof.
 *
 * A WebSocket handshake is a GET that no same-origin policy restrains, and counts as unsafe.
 *
 * @param {readonly string[]} [allowedOrigins] such as `https://app.example`; written as browsers write them. A list
 *   replaces the request's own origin, which behind a proxy is not the one that the browser sees.
 * @returns {(request: Request) => boolean}
 */
export function createOriginProof(allowedOrigins) {
  const listed = allowedOrigins === undefined ? undefined : new Set(readOrigins(allowedOrigins))
  return (request) => {
    const { headers } = request
    if (safeMethods.has(request.method) && !isWebSocketHandshake(headers)) return true
    const site = headers.get('sec-fetch-site')
    if (site === 'same-origin') return true
    const origin = headers.get('origin')
    if (origin === null) return false
    if (listed !== undefined) return listed.has(origin)
    return site === null && origin === new URL(request.url).origin
  }
}

/** @param {Headers} headers */
function isWebSocketHandshake(headers) {
  return headers.get('upgrade')?.toLowerCase().includes('websocket') === true
}

/**
 * readOrigins refuses what no browser would ever send, so that a list which cannot match is told at the start: a
 * trailing slash, a path, capital letters, a default port, `*`. `null` is what any sandboxed page sends.
 *
 * @param {unknown} origins
 * @returns {string[]}
 */
function readOrigins(origins) {
  if (!Array.isArray(origins)) throw invalidType('allowedOrigins', 'an array of strings')
  if (origins.length === 0) throw new HolobandError('ERR_OPTION_EMPTY', { option: 'allowedOrigins' })
  for (const origin of origins) {
    if (typeof origin !== 'string') throw invalidType('allowedOrigins', 'an array of strings')
    if (!isOrigin(origin)) throw new HolobandError('ERR_OPTION_RANGE', { option: 'allowedOrigins' })
  }
  return [...origins]
}

// A host as the URL standard writes it, which also lets `*` through.
const webOrigin = /^https?:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]+)?$/
const appOrigin = /^(?!https?:)[a-z][a-z0-9+.-]*:\/\/[a-z0-9._-]+(?::[0-9]+)?$/

/**
 * isOrigin tells whether a text is an origin as browsers write it. Schemes of apps (`capacitor://localhost`) have no
 * origin in the URL standard, and are compared as they are.
 *
 * @param {string} text
 */
export function isOrigin(text) {
  if (appOrigin.test(text)) return true
  return webOrigin.test(text) && URL.canParse(text) && new URL(text).origin === text
}
