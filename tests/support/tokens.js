// Tokens that the library would never make: put together with node:crypto alone, so that nothing under test takes part
// in making them.
import { createHmac } from 'node:crypto'

/** @typedef {'HS256' | 'HS384' | 'HS512'} HmacAlgorithm */

/** @type {readonly HmacAlgorithm[]} */
export const hmacAlgorithms = ['HS256', 'HS384', 'HS512']

/** @type {Readonly<Record<HmacAlgorithm, { hash: string, bytes: number }>>} */
const rows = {
  HS256: { hash: 'sha256', bytes: 32 },
  HS384: { hash: 'sha384', bytes: 48 },
  HS512: { hash: 'sha512', bytes: 64 },
}

/**
 * A secret that is the same in every run, and another one for another seed.
 *
 * @param {HmacAlgorithm} alg
 * @param {number} [seed]
 */
export function secretFor(alg, seed = 1) {
  return Uint8Array.from({ length: rows[alg].bytes }, (_, index) => (index * 37 + seed * 101) % 251)
}

/**
 * The base64url text of a value: a string as it is, bytes as they are, anything else as JSON.
 *
 * @param {unknown} value
 */
export function segment(value) {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64url')
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return Buffer.from(text, 'utf8').toString('base64url')
}

/**
 * @param {string} signingInput
 * @param {Uint8Array} secret
 * @param {HmacAlgorithm} [alg]
 */
export function mac(signingInput, secret, alg = 'HS256') {
  return createHmac(rows[alg].hash, secret).update(signingInput).digest('base64url')
}

/**
 * What a forged token is made of. `header` and `payload` are JSON values, or a string or bytes that are taken as they
 * are; `headerSegment` and `payloadSegment` are not even encoded.
 *
 * @typedef {object} Parts
 * @property {unknown} [header]
 * @property {unknown} [payload]
 * @property {string} [headerSegment]
 * @property {string} [payloadSegment]
 * @property {Uint8Array} [secret]
 * @property {HmacAlgorithm} [alg] the MAC, whatever the header says
 */

/**
 * Signs anything at all.
 *
 * @param {Parts} parts
 */
export function forge({ header, payload, headerSegment, payloadSegment, secret, alg = 'HS256' }) {
  const first = headerSegment ?? segment(header ?? { alg, typ: 'JWT' })
  const input = `${first}.${payloadSegment ?? segment(payload ?? {})}`
  return `${input}.${mac(input, secret ?? secretFor(alg), alg)}`
}

/**
 * @param {string} token
 * @returns {{ header: Record<string, unknown>, payload: Record<string, unknown> }}
 */
export function read(token) {
  const [header = '', payload = ''] = token.split('.')
  return { header: parse(header), payload: parse(payload) }
}

/** @param {string} text */
function parse(text) {
  return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
}
