import { checkFunction, checkOptions } from '../session/options.js'
import { createExchange, prepareGuard } from './exchange.js'
import { authOf } from './guard.js'
import { abortSignalOf, send } from './response.js'

/** @import { IncomingMessage, ServerResponse } from 'node:http' */
/** @import { AnyGuard } from './guard.js' */
/** @import { OriginOptions } from './origin.js' */

/** @typedef {import('../session/types.js').Connection} Connection */
/** @typedef {import('./guard.js').Auth} Auth */
/** @typedef {import('./handler.js').FetchHandler} FetchHandler */

/**
 * What the listener is told beside the origin.
 *
 * @typedef {object} NodeOptions
 * @property {(incoming: IncomingMessage) => string | undefined} [clientAddress]  default: the address at the other end
 *   of the connection, which behind a proxy is the proxy's
 * @property {(error: unknown) => void} [onError]  is told what the handler threw; default: console.error
 */

/**
 * The origin, and what is told beside it.
 *
 * @typedef {OriginOptions & NodeOptions} NodeListenerOptions
 */

/**
 * toNodeListener makes a listener for the 'request' event of node:http and node:https from a web-standard handler.
 *
 * Whoever sends a request chooses its Host header, and a handler compares origins with the one in `request.url`. So
 * the origin must be given, or `trustHostHeader: true` on purpose: ERR_OPTION_MISSING and ERR_OPTION_CONFLICT
 * otherwise.
 *
 * Bodies are streamed in both directions: a request's body is read when the handler reads it. `request.signal` is
 * aborted when the client goes away before it has the whole answer. A handler that throws becomes a 500 without
 * detail.
 *
 * @param {FetchHandler} handler
 * @param {NodeListenerOptions} options
 * @returns {(incoming: IncomingMessage, outgoing: ServerResponse) => void}
 */
export function toNodeListener(handler, options) {
  checkFunction(handler, 'handler')
  checkOptions(options, ['origin', 'trustHostHeader', 'clientAddress', 'onError'], 'toNodeListener')
  const { clientAddress = addressOf, onError = console.error } = options
  checkFunction(clientAddress, 'clientAddress')
  checkFunction(onError, 'onError')
  const exchange = createExchange(handler, options)
  return (incoming, outgoing) => {
    const signal = abortSignalOf(outgoing)
    answer(incoming, outgoing, signal).catch((error) => {
      // Nobody is left to answer, and that somebody left is no error.
      if (!signal.aborted) report(error)
      fail(outgoing)
    })
  }

  /**
   * @param {IncomingMessage} incoming
   * @param {ServerResponse} outgoing
   * @param {AbortSignal} signal
   */
  async function answer(incoming, outgoing, signal) {
    const { url = '' } = incoming
    const response = await exchange(incoming, { url, signal, clientAddress: clientAddress(incoming) })
    await send(response, outgoing, signal)
  }

  /** @param {unknown} error */
  function report(error) {
    try {
      onError(error)
    } catch {
      // A hook that fails as well must not keep the client waiting for an answer.
    }
  }
}

/**
 * nodeGuard makes of a guard a function that answers what the guard refuses. For what it admits it gives what is known
 * of whoever sends the request, and leaves the answer to the caller:
 *
 *     const admit = nodeGuard(guard, { origin: 'https://app.example', scope: 'notes:write' })
 *     const auth = await admit(incoming, outgoing)
 *     if (auth === undefined) return
 *
 * Options are the origin, as for {@link toNodeListener}, and the guard's own requirements. Rejects where the guard
 * throws; nothing is answered then.
 *
 * @template {object} Requirements
 * @param {AnyGuard<Requirements>} guard
 * @param {OriginOptions & Requirements} options
 * @returns {(incoming: IncomingMessage, outgoing: ServerResponse) => Promise<Readonly<Auth> | undefined>}
 */
export function nodeGuard(guard, options) {
  const check = prepareGuard(guard, options, 'nodeGuard')
  return async (incoming, outgoing) => {
    const admission = await check(incoming, incoming.url ?? '')
    if (admission.ok) return authOf(admission)
    await send(admission.response, outgoing)
    return undefined
  }
}

/** @param {IncomingMessage} incoming */
function addressOf({ socket }) {
  return socket.remoteAddress
}

/**
 * fail answers without detail; an answer that has begun already is broken off, so that it does not pass for whole.
 *
 * @param {ServerResponse} outgoing
 */
function fail(outgoing) {
  if (outgoing.headersSent) {
    outgoing.destroy()
    return
  }
  for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name)
  outgoing.writeHead(500, { 'cache-control': 'no-store' }).end()
}
