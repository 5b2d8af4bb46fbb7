import { HolobandError } from '../errors.js'

// RFC 6750 section 2.1: credentials = "Bearer" 1*SP b64token
const bearerToken = /^[0-9A-Za-z\-._~+/]+=*$/

/**
 * readBearer finds the bearer token of an Authorization header; undefined where the header is of another scheme.
 * Throws ERR_AUTHORIZATION_INVALID for what is not exactly one token: two Authorization headers arrive joined by a comma.
 *
 * @param {Headers} headers
 */
export function readBearer(headers) {
  const authorization = headers.get('authorization')
  if (authorization === null || !/^bearer(?: |$)/i.test(authorization)) return undefined
  const token = authorization.slice('bearer'.length).replace(/^ +/, '')
  if (!bearerToken.test(token)) throw new HolobandError('ERR_AUTHORIZATION_INVALID')
  return token
}
