import { HolobandError } from '../errors.js'
import { checkOptions, invalidType } from './options.js'

const defaultMaxBytes = 16384

/**
 * readJson reads a request's body as one JSON object. The bytes are counted while they arrive, since a length that a
 * client declares is only a claim, and reading stops at the first one too many.
 *
 * Rejects with ERR_MEDIA_TYPE_UNSUPPORTED unless the body is declared as application/json (which no HTML form of
 * another site can do), ERR_REQUEST_TOO_LARGE, and ERR_REQUEST_INVALID for what is not UTF-8, not JSON, or no object.
 *
 * @param {Request} request
 * @param {{ maxBytes?: number }} [options] default 16384
 * @returns {Promise<Record<string, unknown>>}
 */
export async function readJson(request, options = {}) {
  checkOptions(options, ['maxBytes'], 'readJson')
  const { maxBytes = defaultMaxBytes } = options
  if (!Number.isSafeInteger(maxBytes)) throw invalidType('maxBytes', 'a whole number')
  if (!isJson(request.headers.get('content-type'))) throw new HolobandError('ERR_MEDIA_TYPE_UNSUPPORTED')
  const value = parse(await readBytes(request, maxBytes))
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new HolobandError('ERR_REQUEST_INVALID')
  return value
}

/** @param {string | null} contentType */
function isJson(contentType) {
  return (
    contentType !== null && /^application\/json[\t ]*(?:;[\t ]*charset="?utf-8"?[\t ]*)?$/i.test(contentType)
  )
}

/**
 * @param {Request} request
 * @param {number} maxBytes
 */
async function readBytes(request, maxBytes) {
  if (Number(request.headers.get('content-length')) > maxBytes)
    throw new HolobandError('ERR_REQUEST_TOO_LARGE')
  const parts = []
  let size = 0
  const reader = request.body?.getReader()
  for (let part = await next(reader); part !== undefined; part = await next(reader)) {
    size += part.length
    if (size > maxBytes) {
      // Not awaited: where the request was cloned, that would wait until somebody has given up the other copy too.
      reader?.cancel().catch(() => {})
      throw new HolobandError('ERR_REQUEST_TOO_LARGE')
    }
    parts.push(part)
  }
  return joined(parts, size)
}

/**
 * next reads on; a body that breaks off (the client went away) is no failure of this server.
 *
 * @param {ReadableStreamDefaultReader<Uint8Array> | undefined} reader
 */
async function next(reader) {
  try {
    return (await reader?.read())?.value
  } catch (cause) {
    throw new HolobandError('ERR_REQUEST_INVALID', { cause })
  }
}

/**
 * @param {readonly Uint8Array[]} parts
 * @param {number} size
 */
function joined(parts, size) {
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}

/** @param {Uint8Array} bytes */
function parse(bytes) {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    // The parser's own message quotes the text, which holds the password: it is not kept, not even as a cause.
    throw new HolobandError('ERR_REQUEST_INVALID')
  }
}
