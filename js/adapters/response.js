import { once } from 'node:events'

/** @import { ServerResponse } from 'node:http' */

/** Of these, what the application set before is kept beside the answer's own. */
const combined = new Set(['set-cookie', 'vary'])

/**
 * abortSignalOf gives the signal that is aborted when the client goes away before it has the whole answer.
 *
 * @param {ServerResponse} outgoing
 */
export function abortSignalOf(outgoing) {
  const controller = new AbortController()
  const abort = () => {
    if (!outgoing.writableFinished) controller.abort()
  }
  if (outgoing.destroyed) abort()
  else outgoing.once('close', abort)
  return controller.signal
}

/**
 * addHeaders sets the headers of an answer. Cookies are not joined, since their values may hold commas.
 *
 * @param {Headers} headers
 * @param {ServerResponse} outgoing
 */
export function addHeaders(headers, outgoing) {
  for (const [name, value] of headers) {
    if (combined.has(name)) outgoing.appendHeader(name, value)
    else outgoing.setHeader(name, value)
  }
}

/**
 * send answers, part by part as the body is made. Where somebody else has answered already (a time limit, say), that
 * answer stands. A client that goes away is no error.
 *
 * @param {Response} response
 * @param {ServerResponse} outgoing
 * @param {AbortSignal} [signal]
 */
export async function send({ status, headers, body }, outgoing, signal = abortSignalOf(outgoing)) {
  if (outgoing.headersSent) return discard(body)
  outgoing.statusCode = status
  addHeaders(headers, outgoing)
  if (body !== null && outgoing.req.method !== 'HEAD') await pump(body, outgoing, signal)
  else discard(body)
  outgoing.end()
}

/**
 * discard gives a body up, and waits for nothing: where the response was cloned, the promise would wait for the other copy.
 *
 * @param {ReadableStream<Uint8Array> | null} body
 */
function discard(body) {
  body?.cancel().catch(() => {})
}

/**
 * @param {ReadableStream<Uint8Array>} body
 * @param {ServerResponse} outgoing
 * @param {AbortSignal} signal
 */
async function pump(body, outgoing, signal) {
  const reader = body.getReader()
  // What else goes wrong while an answer is thrown away concerns nobody.
  const stop = () => reader.cancel(signal.reason).catch(() => {})
  signal.addEventListener('abort', stop, { once: true })
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      signal.throwIfAborted()
      if (!outgoing.write(part.value)) await once(outgoing, 'drain', { signal })
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/**
 * bytesOf reads an answer whole, for frameworks that send it themselves. Those of the handler and the guard are short.
 *
 * @param {Response} response
 * @returns {Promise<Buffer | null>} null: no body
 */
export async function bytesOf(response) {
  return response.body === null ? null : Buffer.from(await response.arrayBuffer())
}
