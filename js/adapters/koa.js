import { prepareAuth, prepareGuard } from './exchange.js'
import { authOf } from './guard.js'
import { pathOf } from './handler.js'
import { abortSignalOf, addHeaders, bytesOf } from './response.js'

/** @import { IncomingMessage, ServerResponse } from 'node:http' */
/** @import { AnyGuard } from './guard.js' */
/** @import { AuthHandler } from './handler.js' */
/** @import { OriginOptions } from './origin.js' */

/** @typedef {import('./guard.js').Auth} Auth */

/**
 * What is used of Koa's context; `originalUrl` is the target as it was before mounts cut it.
 *
 * @typedef {object} KoaContext
 * @property {IncomingMessage} req
 * @property {ServerResponse} res
 * @property {string} originalUrl
 * @property {{ ip: string, body?: unknown }} request  the client's address, by the application's `proxy`, and what a
 *   body parser made of the body
 * @property {{ auth?: unknown }} state                `auth`: what the guard says
 * @property {number} status
 * @property {unknown} body
 */

/**
 * A middleware of Koa.
 *
 * @callback KoaMiddleware
 * @param {KoaContext} context
 * @param {() => Promise<unknown>} next
 * @returns {Promise<void>}
 */

/**
 * koaAuth makes a middleware for Koa 2 and 3 from the auth handler. It answers the handler's own paths, counted from
 * the root wherever it is mounted, and passes on every other request untouched. It works before and after body
 * parsers. Client addresses are Koa's `context.ip`: behind a proxy, set `proxy`.
 *
 * The origin must be given, or `trustHostHeader: true` on purpose: ERR_OPTION_MISSING and ERR_OPTION_CONFLICT
 * otherwise. Errors are thrown, such as ERR_BODY_CONSUMED.
 *
 * @param {AuthHandler} handler
 * @param {OriginOptions} options
 * @returns {KoaMiddleware}
 */
export function koaAuth(handler, options) {
  const { paths, exchange } = prepareAuth(handler, options, 'koaAuth')
  return async (context, next) => {
    const { req, res, request, originalUrl: url } = context
    if (!paths.has(pathOf(url))) {
      await next()
      return
    }
    const { ip: clientAddress, body: parsed } = request
    await answer(await exchange(req, { url, signal: abortSignalOf(res), clientAddress, parsed }), context)
  }
}

/**
 * koaGuard makes a middleware for Koa 2 and 3 from a guard. What the guard refuses is answered; of what it admits,
 * `context.state.auth` has the claims and the header of the token. Errors of the guard are thrown, so that the route is
 * not run.
 *
 * Options are the origin, as for {@link koaAuth}, and the guard's own requirements, such as `scope`.
 *
 * @template {object} Requirements
 * @param {AnyGuard<Requirements>} guard
 * @param {OriginOptions & Requirements} options
 * @returns {KoaMiddleware}
 */
export function koaGuard(guard, options) {
  const check = prepareGuard(guard, options, 'koaGuard')
  return async (context, next) => {
    const admission = await check(context.req, context.originalUrl)
    if (!admission.ok) return answer(admission.response, context)
    context.state.auth = authOf(admission)
    await next()
  }
}

/**
 * answer leaves the sending to Koa, so that middleware above still sees the answer and can add to it.
 *
 * @param {Response} response
 * @param {KoaContext} context
 */
async function answer(response, context) {
  const body = await bytesOf(response)
  if (context.res.headersSent) return
  context.body = body
  // After the body, since Koa sets a status and a type of its own with it.
  context.status = response.status
  addHeaders(response.headers, context.res)
}
