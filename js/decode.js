import { errorOf } from './core/failure.js'
import { core } from './core/instance.js'
import { HolobandError } from './errors.js'

const MAX_TOKEN_LENGTH = 1024 * 1024

/**
 * What a token says about itself. Nothing in it has been checked: anybody can write it.
 *
 * @typedef {object} UnverifiedToken
 * @property {Record<string, unknown>} unverifiedHeader  what the header says
 * @property {Record<string, unknown>} unverifiedClaims  what the payload says
 * @property {number} signatureBytes the length of the signature, which was not checked either
 */

/**
 * Reads a token without verifying it, for logs and debuggers. Never decide anything by it.
 *
 * @param {string} token at most 1 MiB
 * @returns {UnverifiedToken}
 * @throws {HolobandError} where the text is not a token in its one spelling
 */
export function decodeUnverified(token) {
  if (typeof token !== 'string') throw new HolobandError('ERR_TOKEN_NOT_STRING')
  const { glue, memory } = core()
  if (token.length > MAX_TOKEN_LENGTH) throw new HolobandError('ERR_TOKEN_TOO_LARGE')
  const size = memory.writeToken(token)
  if (size < 0) throw new HolobandError('ERR_OUT_OF_MEMORY')
  const status = glue._holoband_decode(size)
  if (status !== 0) throw errorOf(status, memory.detail())
  return {
    unverifiedHeader: JSON.parse(memory.header()),
    unverifiedClaims: JSON.parse(memory.text()),
    signatureBytes: memory.flag(),
  }
}
