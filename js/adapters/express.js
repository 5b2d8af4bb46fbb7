import { prepareAuth, prepareGuard } from './exchange.js'
import { authOf } from './guard.js'
import { pathOf } from './handler.js'
import { abortSignalOf, send } from './response.js'

/** @import { IncomingMessage, ServerResponse } from 'node:http' */
/** @import { AnyGuard } from './guard.js' */
/** @import { AuthHandler } from './handler.js' */
/** @import { OriginOptions } from './origin.js' */

/** @typedef {import('./guard.js').Auth} Auth */

/**
 * What is used of Express's own request; `originalUrl` is the target as it was before routers cut it.
 *
 * @typedef {object} ExpressParts
 * @property {string} originalUrl
 * @property {string | undefined} [ip]  the client's address, by the application's `trust proxy`
 * @property {unknown} [body]           what a body parser made of the body
 * @property {Readonly<Auth>} [auth]    what the guard says
 */

/**
 * A request of Express, which is one of Node.js.
 *
 * @typedef {IncomingMessage & ExpressParts} ExpressRequest
 */

/**
 * A middleware of Express 4 and 5.
 *
 * @callback ExpressMiddleware
 * @param {ExpressRequest} request
 * @param {ServerResponse} response
 * @param {(error?: unknown) => void} next
 * @returns {void}
 */

/**
 * expressAuth makes a middleware for Express 4 and 5 from the auth handler. It answers the handler's own paths, counted
 * from the root wherever it is mounted, and passes on every other request untouched. It works before and after body
 * parsers. Client addresses are Express's `request.ip`: behind a proxy, set `trust proxy`.
 *
 * The origin must be given, or `trustHostHeader: true` on purpose: ERR_OPTION_MISSING and ERR_OPTION_CONFLICT
 * otherwise. Errors go to `next`, such as ERR_BODY_CONSUMED.
 *
 * @param {AuthHandler} handler
 * @param {OriginOptions} options
 * @returns {ExpressMiddleware}
 */
export function expressAuth(handler, options) {
  const { paths, exchange } = prepareAuth(handler, options, 'expressAuth')
  return (request, response, next) => {
    if (!paths.has(pathOf(request.originalUrl))) return next()
    answer(request, response).catch(next)
  }

  /**
   * @param {ExpressRequest} request
   * @param {ServerResponse} response
   */
  async function answer(request, response) {
    const signal = abortSignalOf(response)
    const { originalUrl: url, ip: clientAddress, body: parsed } = request
    await send(await exchange(request, { url, signal, clientAddress, parsed }), response, signal)
  }
}

/**
 * expressGuard makes a middleware for Express 4 and 5 from a guard. What the guard refuses is answered; of what it
 * admits, `request.auth` has the claims and the header of the token. Errors of the guard go to `next`, so that the
 * route is not run.
 *
 * Options are the origin, as for {@link expressAuth}, and the guard's own requirements, such as `scope`.
 *
 * @template {object} Requirements
 * @param {AnyGuard<Requirements>} guard
 * @param {OriginOptions & Requirements} options
 * @returns {ExpressMiddleware}
 */
export function expressGuard(guard, options) {
  const check = prepareGuard(guard, options, 'expressGuard')
  return (request, response, next) => {
    admit(request, response).then((admitted) => {
      if (admitted) next()
    }, next)
  }

  /**
   * @param {ExpressRequest} request
   * @param {ServerResponse} response
   */
  async function admit(request, response) {
    const admission = await check(request, request.originalUrl)
    if (!admission.ok) await send(admission.response, response)
    else request.auth = authOf(admission)
    return admission.ok
  }
}
