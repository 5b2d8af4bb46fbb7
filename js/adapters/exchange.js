import { assertOptions } from '../core/arguments.js'
import { checkOptions } from '../session/options.js'
import { refuseRequest } from '../session/responses.js'
import { checkGuard } from './guard.js'
import { connectionOf, pathsOf } from './handler.js'
import { readOrigin } from './origin.js'
import { toBody, toRequest } from './request.js'

/** @import { IncomingMessage } from 'node:http' */
/** @import { Admission, AnyGuard } from './guard.js' */
/** @import { AuthHandler, FetchHandler } from './handler.js' */
/** @import { OriginOptions } from './origin.js' */

/**
 * @typedef {object} Exchange
 * @property {string} url  the target as the client sent it, whatever the framework made of it since
 * @property {AbortSignal} signal
 * @property {string | undefined} clientAddress
 * @property {unknown} [parsed]  what a body parser made of the body
 */

/**
 * createExchange returns the function that asks a handler for its answer to what node:http read.
 *
 * @param {FetchHandler} handler
 * @param {OriginOptions} options
 * @returns {(incoming: IncomingMessage, exchange: Exchange) => Promise<Response>}
 */
export function createExchange(handler, options) {
  const originOf = readOrigin(options)
  return async (incoming, { url, signal, clientAddress, parsed }) => {
    const parts = { origin: originOf(incoming), url, signal, body: toBody(incoming, parsed) }
    const request = toRequest(incoming, parts)
    return request === undefined ? noRequest() : handler(request, connectionOf(clientAddress))
  }
}

/**
 * prepareAuth makes of an auth handler what the frameworks on node:http need of it.
 *
 * @param {AuthHandler} handler
 * @param {OriginOptions} options
 * @param {string} where the function that takes them, for the message
 */
export function prepareAuth(handler, options, where) {
  const paths = pathsOf(handler)
  checkOptions(options, ['origin', 'trustHostHeader'], where)
  return { paths, exchange: createExchange(handler, options) }
}

/**
 * prepareGuard returns the function that asks a guard about what node:http read.
 *
 * @template {object} Requirements
 * @param {AnyGuard<Requirements>} guard
 * @param {OriginOptions & Requirements} options
 * @param {string} where the function that takes them, for the message
 * @returns {(incoming: IncomingMessage, url: string) => Promise<Admission>}
 */
export function prepareGuard(guard, options, where) {
  assertOptions(options, where)
  const originOf = readOrigin(options)
  const { origin: _, trustHostHeader: __, ...rest } = options
  // The compiler does not follow that all but the two is what the guard takes.
  const requirements = /** @type {Requirements} */ (/** @type {unknown} */ (rest))
  checkGuard(guard, requirements, where)
  return async (incoming, url) => {
    const request = toRequest(incoming, { origin: originOf(incoming), url, body: null })
    return request === undefined ? { ok: false, response: noRequest() } : guard(request, requirements)
  }
}

function noRequest() {
  return refuseRequest('ERR_REQUEST_INVALID')
}
