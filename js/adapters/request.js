import { HolobandError } from '../errors.js'

/** @import { IncomingMessage } from 'node:http' */

/**
 * @typedef {ReadableStream<Uint8Array> | string | Uint8Array<ArrayBuffer> | null} Body
 *
 * @typedef {object} RequestParts
 * @property {string | undefined} origin
 * @property {string} url  the target as the client sent it, whatever the framework made of it since
 * @property {Body} body
 * @property {AbortSignal} [signal]
 */

/** What a client says of the bytes that it sends: no more true of a body that a parser has read. */
const ofTheBytes = Object.freeze(['content-length', 'content-encoding', 'transfer-encoding'])

/**
 * toRequest makes the web-standard request of one that node:http read. It gives undefined where there is none.
 *
 * @param {IncomingMessage} incoming
 * @param {RequestParts} parts
 */
export function toRequest(incoming, { origin, url, body, signal }) {
  const { method = 'GET' } = incoming
  // Put together as text: resolved against a base, `//evil.example/` would name another host.
  if (origin === undefined || !url.startsWith('/') || !URL.canParse(origin + url)) return undefined
  try {
    const headers = toHeaders(incoming)
    if (body !== null && !(body instanceof ReadableStream))
      for (const name of ofTheBytes) headers.delete(name)
    /** @type {RequestInit & { duplex: 'half' }} */
    const init = { method, headers, body, duplex: 'half', ...(signal === undefined ? {} : { signal }) }
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
 * toBody gives the body of a request: as it comes from the client, or, where a body parser was there first, what the
 * parser made of it, as JSON again. Throws ERR_BODY_CONSUMED where it was read and nothing of it is left.
 *
 * @param {IncomingMessage} incoming
 * @param {unknown} [parsed]
 * @returns {Body}
 */
export function toBody(incoming, parsed) {
  if (incoming.method === 'GET' || incoming.method === 'HEAD') return null
  if (!incoming.readableDidRead) return toStream(incoming)
  if (parsed === undefined) throw new HolobandError('ERR_BODY_CONSUMED')
  if (typeof parsed === 'string') return parsed
  return parsed instanceof Uint8Array ? new Uint8Array(parsed) : JSON.stringify(parsed)
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
