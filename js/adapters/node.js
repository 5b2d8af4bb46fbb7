import { once } from 'node:events'
import { TLSSocket } from 'node:tls'
import { HolobandError } from '../errors.js'
import { checkFunction, checkOptions, invalidType } from '../session/options.js'
import { isOrigin } from '../session/origin.js'

/** @import { IncomingMessage, ServerResponse } from 'node:http' */

/**
 * @typedef {(request: Request) => Response | Promise<Response>} FetchHandler
 *
 * @typedef {object} NodeListenerOptions
 * @property {string} [origin]  the origin under which browsers reach this server, such as `https://app.example`
 * @property {boolean} [trustHostHeader]  take the origin from each request's Host header instead; only where
 *   something in front of the server, or its certificate, makes sure of that header
 * @property {(error: unknown) => void} [onError]  is told what the handler threw; default: console.error
 */

// A registered name or an IP literal, and a port (RFC 3986 section 3.2.2, without what no host is called).
const hostForm = /^(?:[0-9A-Za-z._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/

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
  const { originOf, onError } = readOptions(options)
  return (incoming, outgoing) => {
    const controller = new AbortController()
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) controller.abort()
    })
    answer(incoming, outgoing, controller.signal).catch((error) => {
      // Nobody is left to answer, and that somebody left is no error.
      if (!controller.signal.aborted) report(error)
      fail(outgoing, 500)
    })
  }

  /**
   * @param {IncomingMessage} incoming
   * @param {ServerResponse} outgoing
   * @param {AbortSignal} signal
   */
  async function answer(incoming, outgoing, signal) {
    const request = toRequest(incoming, originOf(incoming), signal)
    if (request === undefined) return fail(outgoing, 400)
    await send(await handler(request), outgoing, { signal, withBody: incoming.method !== 'HEAD' })
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

/** @param {NodeListenerOptions} options */
function readOptions(options) {
  checkOptions(options, ['origin', 'trustHostHeader', 'onError'], 'toNodeListener')
  const { origin, trustHostHeader = false, onError = console.error } = options
  checkFunction(onError, 'onError')
  if (typeof trustHostHeader !== 'boolean') throw invalidType('trustHostHeader', 'a boolean')
  if (origin === undefined) {
    if (!trustHostHeader) throw new HolobandError('ERR_OPTION_MISSING', { option: 'origin' })
    return { onError, originOf: originFromHost }
  }
  if (trustHostHeader) throw new HolobandError('ERR_OPTION_CONFLICT', { option: 'trustHostHeader' })
  if (typeof origin !== 'string') throw invalidType('origin', 'a string')
  if (!/^https?:/.test(origin) || !isOrigin(origin))
    throw new HolobandError('ERR_OPTION_RANGE', { option: 'origin' })
  return { onError, originOf: () => origin }
}

/** @param {IncomingMessage} incoming */
function originFromHost({ headersDistinct: { host = [] }, socket }) {
  const [name, ...more] = host
  if (name === undefined || more.length > 0 || !hostForm.test(name)) return undefined
  return `${socket instanceof TLSSocket ? 'https' : 'http'}://${name}`
}

/**
 * toRequest gives undefined for a request that has no web-standard form.
 *
 * @param {IncomingMessage} incoming
 * @param {string | undefined} origin
 * @param {AbortSignal} signal
 */
function toRequest(incoming, origin, signal) {
  const { method = 'GET', url = '' } = incoming
  // Put together as text: resolved against a base, `//evil.example/` would name another host.
  if (origin === undefined || !url.startsWith('/') || !URL.canParse(origin + url)) return undefined
  const body = method === 'GET' || method === 'HEAD' ? null : toStream(incoming)
  try {
    /** @type {RequestInit & { duplex: 'half' }} */
    const init = { method, headers: toHeaders(incoming), signal, body, duplex: 'half' }
    return new Request(origin + url, init)
  } catch {
    // TRACE, and header values that fetch does not know.
    return undefined
  }
}

/**
 * toHeaders keeps what came several times. Node's own `headers` drops the second Authorization, and a request that
 * has two must be refused and not read as one of them.
 *
 * @param {IncomingMessage} incoming
 */
function toHeaders({ headersDistinct }) {
  const headers = new Headers()
  for (const [name, values = []] of Object.entries(headersDistinct)) {
    headers.set(name, values.join(name === 'cookie' ? '; ' : ', '))
  }
  return headers
}

/**
 * toStream gives a request's body as a stream that takes nothing from the socket before somebody reads: Node discards
 * a body that nobody asked for by itself, so that the next request on the connection can be read.
 *
 * @param {IncomingMessage} incoming
 * @returns {ReadableStream<Uint8Array>}
 */
function toStream(incoming) {
  /** @type {undefined | (() => void)} */
  let detach
  /** @param {ReadableStreamDefaultController<Uint8Array>} controller */
  const attach = (controller) => {
    /** @param {Uint8Array} chunk */
    const onData = (chunk) => {
      incoming.pause()
      controller.enqueue(new Uint8Array(chunk))
    }
    const onEnd = () => controller.close()
    /** @param {Error} error */
    const onFailure = (error) => controller.error(error)
    incoming.on('data', onData).once('end', onEnd).once('error', onFailure)
    return () => incoming.off('data', onData).off('end', onEnd)
  }
  return new ReadableStream(
    {
      pull(controller) {
        detach ??= attach(controller)
        incoming.resume()
      },
      cancel() {
        detach?.()
        incoming.resume()
      },
    },
    { highWaterMark: 0 },
  )
}

/**
 * @param {Response} response
 * @param {ServerResponse} outgoing
 * @param {{ signal: AbortSignal, withBody: boolean }} options
 */
async function send({ status, headers, body }, outgoing, { signal, withBody }) {
  outgoing.statusCode = status
  for (const [name, value] of headers) outgoing.setHeader(name, value)
  // Cookies must not be joined: their values may hold commas.
  const cookies = headers.getSetCookie()
  if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies)
  if (body !== null && withBody) await pump(body, outgoing, signal)
  else await body?.cancel()
  outgoing.end()
}

/**
 * @param {ReadableStream<Uint8Array>} body
 * @param {ServerResponse} outgoing
 * @param {AbortSignal} signal
 */
async function pump(body, outgoing, signal) {
  const reader = body.getReader()
  // The client is gone; what else goes wrong while its answer is thrown away concerns nobody.
  const stop = () => reader.cancel(signal.reason).catch(() => {})
  signal.addEventListener('abort', stop, { once: true })
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    signal.throwIfAborted()
    if (!outgoing.write(part.value)) await once(outgoing, 'drain', { signal })
  }
  signal.removeEventListener('abort', stop)
}

/**
 * fail answers without detail; an answer that has begun already is broken off, so that it does not pass for whole.
 *
 * @param {ServerResponse} outgoing
 * @param {number} status
 */
function fail(outgoing, status) {
  if (outgoing.headersSent) {
    outgoing.destroy()
    return
  }
  for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name)
  outgoing.writeHead(status, { 'cache-control': 'no-store' }).end()
}
