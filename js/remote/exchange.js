import { sleep } from './timer.js'

/** @typedef {import('./options.js').RemoteOptions} RemoteOptions */

/**
 * What a server answered: the bytes of a JWK Set, if they are one, and for how long it says that they are good.
 *
 * @typedef {{ bytes: Uint8Array, maxAge: number | undefined }} Answer
 */

/**
 * Asks the server once. Everything about it is bounded: one address, one status, one time for the whole, one size. What
 * it answers is not looked at here.
 *
 * @param {RemoteOptions} options
 * @param {AbortController} controller of this exchange alone; it ends with it
 * @returns {Promise<Answer>}
 */
export async function exchange(options, controller) {
  const { signal } = controller
  const late = sleep(options.timeout, { background: true })
  try {
    // Raced, and not just aborted: a fetch that was handed in need not listen to its signal.
    return await Promise.race([
      ask(options, signal),
      aborted(signal),
      late.done.then(() => {
        throw new Error('the server took longer than the timeout')
      }),
    ])
  } finally {
    late.cancel()
    // Where the body has not ended this closes the connection.
    controller.abort()
  }
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<never>}
 */
function aborted(signal) {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/**
 * @param {RemoteOptions} options
 * @param {AbortSignal} signal
 * @returns {Promise<Answer>}
 */
async function ask({ url, fetch = globalThis.fetch, maxBytes }, signal) {
  const response = await fetch(url, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    // Not 'error', which Cloudflare Workers do not know: a redirect is answered with its own status, which is not 200.
    redirect: 'manual',
    signal,
  })
  const reader = response.body?.getReader()
  // However this ends, nobody reads on; what a stream says to that concerns nobody either.
  const stop = () => reader?.cancel().catch(() => {})
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  if (response.redirected) throw new Error('the server redirected to another address')
  if (response.status !== 200) throw new Error(`the server answered with status ${Number(response.status)}`)
  return { bytes: await readBytes(reader, maxBytes), maxAge: maxAgeOf(response.headers) }
}

/**
 * Counts what arrives, because Content-Length is a claim like any other.
 *
 * @param {ReadableStreamDefaultReader<Uint8Array> | undefined} reader
 * @param {number} maxBytes
 */
async function readBytes(reader, maxBytes) {
  if (reader === undefined) return new Uint8Array(0)
  /** @type {Uint8Array[]} */
  const chunks = []
  let size = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length
    if (size > maxBytes) throw new Error('the server sent more than maxBytes')
    chunks.push(part.value)
  }
  return joined(chunks, size)
}

/**
 * @param {readonly Uint8Array[]} chunks
 * @param {number} size
 */
function joined(chunks, size) {
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}

/**
 * How many seconds the answer is fresh for (RFC 9111 section 4.2.1), less those that it spent in a cache on the way.
 *
 * @param {Headers} headers
 */
function maxAgeOf(headers) {
  const control = headers.get('cache-control')?.toLowerCase() ?? ''
  if (/(?:^|,)\s*(?:no-store|no-cache)\s*(?:,|=|$)/.test(control)) return 0
  const [, age] = /(?:^|,)\s*max-age\s*=\s*"?([0-9]{1,10})"?\s*(?:,|$)/.exec(control) ?? []
  if (age === undefined) return undefined
  const spent = /^\s*([0-9]{1,10})\s*$/.exec(headers.get('age') ?? '')?.[1] ?? '0'
  return Math.max(0, Number(age) - Number(spent))
}
