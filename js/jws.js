import { argumentError, assertOptions, checkOptions, isBroken, optionsText } from './core/arguments.js'
import { jsonText, signingError } from './core/claims-text.js'
import { checked, errorOf } from './core/failure.js'
import { core } from './core/instance.js'
import { idOf } from './core/resource.js'
import { HeaderCache, NOT_A_STRING, OUT_OF_MEMORY } from './core/token.js'
import { HolobandError } from './errors.js'
import { keyIds } from './key-set.js'
import { Key } from './keys.js'

/** @typedef {import('./keys.js').Algorithm} Algorithm */
/** @typedef {import('./key-set.js').KeySet} KeySet */
/** @typedef {import('./verifier.js').Header} Header */

/**
 * Signs any payload as a compact JWS (RFC 7515 section 7.1), for what is not a set of claims: webhooks, documents.
 *
 * @param {Uint8Array | string} payload bytes, or text that is signed as UTF-8
 * @param {{ key: Key, typ?: string, header?: Record<string, unknown> }} options
 * @returns {string}
 * @throws {HolobandError} `ERR_HEADER_RESERVED`, `ERR_CLAIMS_NOT_SERIALIZABLE`, `ERR_TOKEN_TOO_LARGE`
 */
export function signJws(payload, options) {
  checkOptions(options, ['key', 'typ', 'header'], 'signJws')
  const { key, typ = '', header } = options
  if (typeof payload !== 'string' && !(payload instanceof Uint8Array)) {
    throw argumentError('a payload is a string or a Uint8Array')
  }
  if (typeof payload === 'string' && isBroken(payload))
    throw new HolobandError('ERR_UTF8_INVALID', { part: 'payload' })
  if (typeof typ !== 'string' || isBroken(typ)) throw new HolobandError('ERR_OPTION_TYPE', { option: 'typ' })
  if (!(key instanceof Key)) throw argumentError('key is a key')
  const parameters = header === undefined ? '' : jsonText(header, 'header')
  const { glue, memory } = core()
  if (!memory.reserve(3 * (payload.length + typ.length + parameters.length))) {
    throw new HolobandError('ERR_TOKEN_TOO_LARGE')
  }
  const payloadSize = memory.writeAt(payload, 0)
  const typSize = memory.writeAt(typ, payloadSize)
  const headerSize = memory.writeAt(parameters, payloadSize + typSize)
  const status = glue._holoband_sign_jws(idOf(key), payloadSize, typSize, headerSize)
  if (status !== 0) throw signingError(status, memory.detail())
  return memory.text()
}

/**
 * Verifies a compact JWS with any payload, by the same rules of trust as a token: size, form, header, key, signature.
 * The payload is not looked at.
 *
 * @param {string} jws
 * @param {{ keys: Key | KeySet | readonly (Key | KeySet)[], algorithms: readonly Algorithm[], maxTokenBytes?: number }} options
 * @returns {{ payload: Uint8Array, header: Header }}
 * @throws {HolobandError} one of the error reference's codes
 */
export function verifyJws(jws, options) {
  assertOptions(options, 'verifyJws')
  const { keys, ...policy } = options
  const { glue, memory } = core()
  const { handle } = checked(glue.createJwsVerifier(optionsText(policy), keyIds(keys)))
  try {
    const status = judge(jws, handle)
    if (status !== 0) throw errorOf(status, memory.detail())
    return { payload: memory.bytes(), header: new HeaderCache().read() }
  } finally {
    glue.release(handle)
  }
}

/**
 * @param {unknown} jws
 * @param {number} handle
 */
function judge(jws, handle) {
  const { glue, memory } = core()
  if (typeof jws !== 'string') return NOT_A_STRING
  if (jws.length > memory.capacity) {
    const refused = glue._holoband_admit(handle, jws.length)
    if (refused !== 0) return refused
  }
  const size = memory.writeToken(jws)
  return size < 0 ? OUT_OF_MEMORY : glue._holoband_verify_jws(handle, size)
}
