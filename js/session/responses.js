import { HolobandError } from '../errors.js'

/**
 * @typedef {object} ResponseParts
 * @property {number} status
 * @property {Record<string, unknown> | null} body    null: no body
 * @property {Record<string, string>} [headers]
 * @property {readonly string[]} [setCookies]  one Set-Cookie value each
 */

/**
 * respond makes an answer that no cache keeps: each is about one person's session, or about the lack of it.
 *
 * @param {ResponseParts} parts
 */
export function respond({ status, body, headers = {}, setCookies = [] }) {
  const all = new Headers({ 'cache-control': 'no-store', vary: 'Cookie', ...headers })
  for (const cookie of setCookies) all.append('set-cookie', cookie)
  if (body === null) return new Response(null, { status, headers: all })
  all.set('content-type', 'application/json')
  return new Response(JSON.stringify(body), { status, headers: all })
}

/**
 * failureBody is what every refusal says in JSON: its kind for programs, its code to search for, its text for people.
 * The text comes from the list of outcomes, so that no byte of a token or of a request gets into it.
 *
 * @param {string} kind
 * @param {HolobandError} error
 */
export function failureBody(kind, { code, message }) {
  return { error: kind, code, message }
}

/**
 * @typedef {'ERR_ROUTE_UNKNOWN' | 'ERR_METHOD_NOT_ALLOWED' | 'ERR_MEDIA_TYPE_UNSUPPORTED' | 'ERR_REQUEST_TOO_LARGE'
 *   | 'ERR_REQUEST_INVALID' | 'ERR_CROSS_SITE_REQUEST' | 'ERR_TRANSPORT_UNSUPPORTED' | 'ERR_RATE_LIMITED'
 *   | 'ERR_STORE_UNAVAILABLE' | 'ERR_STORE_INCONSISTENT' | 'ERR_SERVER_FAILED'} RequestFailureCode
 */

/** @type {Readonly<Record<RequestFailureCode, readonly [status: number, kind: string]>>} */
const requestFailures = Object.freeze({
  ERR_ROUTE_UNKNOWN: [404, 'not_found'],
  ERR_METHOD_NOT_ALLOWED: [405, 'method_not_allowed'],
  ERR_MEDIA_TYPE_UNSUPPORTED: [415, 'unsupported_media_type'],
  ERR_REQUEST_TOO_LARGE: [413, 'request_too_large'],
  ERR_REQUEST_INVALID: [400, 'invalid_request'],
  ERR_CROSS_SITE_REQUEST: [403, 'cross_site_request'],
  ERR_TRANSPORT_UNSUPPORTED: [400, 'unsupported_transport'],
  ERR_RATE_LIMITED: [429, 'rate_limited'],
  ERR_STORE_UNAVAILABLE: [503, 'temporarily_unavailable'],
  ERR_STORE_INCONSISTENT: [503, 'store_inconsistent'],
  ERR_SERVER_FAILED: [500, 'server_error'],
})

/**
 * refuseRequest answers a request that fails whoever sends it: it is not about credentials.
 *
 * @param {RequestFailureCode} code
 * @param {Record<string, string>} [headers]
 */
export function refuseRequest(code, headers) {
  const [status, kind] = requestFailures[code]
  const body = failureBody(kind, new HolobandError(code))
  return respond({ status, body, ...(headers === undefined ? {} : { headers }) })
}
