import { TLSSocket } from 'node:tls'
import { HolobandError } from '../errors.js'
import { invalidType } from '../session/options.js'
import { isOrigin } from '../session/origin.js'

/** @import { IncomingMessage } from 'node:http' */

/**
 * Where a server is reached. Whoever sends a request chooses its Host header, and the handler and the guard compare
 * origins with the one in `request.url`. So the origin must be given, or `trustHostHeader: true` on purpose.
 *
 * @typedef {object} OriginOptions
 * @property {string} [origin]  the origin under which browsers reach this server, such as `https://app.example`
 * @property {boolean} [trustHostHeader]  take the origin from each request's Host header instead; only where
 *   something in front of the server, or its certificate, makes sure of that header
 */

/** The names of these options, for those who check their own. */
export const originOptions = Object.freeze(['origin', 'trustHostHeader'])

// A registered name or an IP literal, and a port (RFC 3986 section 3.2.2, without what no host is called).
const hostForm = /^(?:[0-9A-Za-z._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/

/**
 * readOrigin returns the function that tells a request's origin, or undefined where the request does not say.
 *
 * Throws ERR_OPTION_MISSING without both options, ERR_OPTION_CONFLICT with both, and ERR_OPTION_RANGE for an origin
 * that no browser would write.
 *
 * @param {OriginOptions} options
 * @returns {(incoming: IncomingMessage) => string | undefined}
 */
export function readOrigin({ origin, trustHostHeader = false }) {
  if (typeof trustHostHeader !== 'boolean') throw invalidType('trustHostHeader', 'a boolean')
  if (origin === undefined) {
    if (!trustHostHeader) throw new HolobandError('ERR_OPTION_MISSING', { option: 'origin' })
    return originFromHost
  }
  if (trustHostHeader) throw new HolobandError('ERR_OPTION_CONFLICT', { option: 'trustHostHeader' })
  if (typeof origin !== 'string') throw invalidType('origin', 'a string')
  if (!/^https?:/.test(origin) || !isOrigin(origin))
    throw new HolobandError('ERR_OPTION_RANGE', { option: 'origin' })
  return () => origin
}

/** @param {IncomingMessage} incoming */
function originFromHost({ headersDistinct: { host = [] }, socket }) {
  const [name, ...more] = host
  if (name === undefined || more.length > 0 || !hostForm.test(name)) return undefined
  return `${socket instanceof TLSSocket ? 'https' : 'http'}://${name}`
}
