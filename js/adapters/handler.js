import { checkFunction, invalidType } from '../session/options.js'

/** @import { WaitUntil } from '../session/later.js' */
/** @import { Connection } from '../session/types.js' */

/**
 * A web-standard handler, which is told of the connection too.
 *
 * @typedef {(request: Request, connection: Connection) => Response | Promise<Response>} FetchHandler
 *
 * What `createAuthHandler` makes: it answers the requests for these paths and no others.
 *
 * @typedef {FetchHandler & { readonly paths: readonly string[] }} AuthHandler
 */

/**
 * pathsOf gives the paths that a handler answers. They are the handler's own word, so that what is routed to it cannot
 * differ from what it answers.
 *
 * @param {AuthHandler} handler
 * @returns {ReadonlySet<string>}
 */
export function pathsOf(handler) {
  checkFunction(handler, 'handler')
  if (!Array.isArray(handler.paths)) throw invalidType('handler', 'what createAuthHandler returns')
  return new Set(handler.paths)
}

/**
 * pathOf gives the path of a request's target, as the client wrote it.
 *
 * @param {string} target
 */
export function pathOf(target) {
  const query = target.indexOf('?')
  return query < 0 ? target : target.slice(0, query)
}

/**
 * connectionOf tells the handler of the client, where its address is known, and of the host, where it takes work that the
 * answer need not wait for.
 *
 * @param {string | undefined} clientAddress
 * @param {WaitUntil} [waitUntil]
 * @returns {Connection}
 */
export function connectionOf(clientAddress, waitUntil) {
  return {
    ...(clientAddress === undefined ? {} : { clientAddress }),
    ...(waitUntil === undefined ? {} : { waitUntil }),
  }
}
