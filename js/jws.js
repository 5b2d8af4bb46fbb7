import { argumentError, assertOptions, checkOptions, isBroken, optionsText } from './core/arguments.js'
import { jsonText, signingError } from './core/claims-text.js'
import { checked, errorOf } from './core/failure.js'
import { calls, core, release } from './core/instance.js'
import { noRoomFor } from './core/memory.js'
import { idOf, Resource } from './core/resource.js'
import { HeaderCache, NOT_A_STRING, OUT_OF_MEMORY } from './core/token.js'
import { HolobandError } from './errors.js'
import { keyIds } from './key-set.js'
import { Key } from './keys.js'
import { Following, hasRemoteKeys } from './remote/following.js'

/** @typedef {import('./keys.js').Algorithm} Algorithm */
/** @typedef {import('./errors.js').ErrorCode} ErrorCode */
/** @typedef {import('./key-set.js').KeySet} KeySet */
/** @typedef {import('./remote-key-set.js').RemoteKeySet} RemoteKeySet */
/** @typedef {import('./verifier.js').Header} Header */

/**
 * Signs any payload as a compact JWS (RFC 7515 section 7.1), for what is not a set of claims: webhooks, documents.
 *
 * @param {Uint8Array | string} payload bytes, or text that is signed as UTF-8
 * @param {{ key: Key, typ?: string, header?: Record<string, unknown> }} options the key that signs, the header's `typ`, and
 *   further header parameters
 * @returns {string}
 * @throws {HolobandError} `ERR_HEADER_RESERVED`, `ERR_CLAIMS_NOT_SERIALIZABLE`, `ERR_JSON_TOO_DEEP`, `ERR_TOKEN_TOO_LARGE`
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
  const room = 3 * (payload.length + typ.length + parameters.length)
  if (!memory.reserve(room)) throw noRoomFor(room)
  const payloadSize = memory.writeAt(payload, 0)
  const typSize = memory.writeAt(typ, payloadSize)
  const headerSize = memory.writeAt(parameters, payloadSize + typSize)
  const status = glue._holoband_sign_jws(idOf(key), payloadSize, typSize, headerSize)
  if (status !== 0) throw signingError(status, memory.detail())
  return memory.text()
}

/**
 * What a JWS is held to. There are no claims in it, and so nothing is checked but the signature and its header.
 *
 * @typedef {object} JwsOptions
 * @property {Key | KeySet | RemoteKeySet | readonly (Key | KeySet | RemoteKeySet)[]} keys the keys that it may be signed
 *   with
 * @property {readonly Algorithm[]} algorithms its algorithm must be in here, and be its key's
 * @property {number} [maxTokenBytes] a longer one is refused unread; 64 to 16777216, and 8192 unless it says
 *   otherwise
 */

/**
 * A JWS whose signature is right.
 *
 * @typedef {{ payload: Uint8Array, header: Header }} VerifiedJws
 */

/**
 * Verifies a compact JWS with any payload, by the same rules of trust as a token: size, form, header, key, signature.
 * The payload is not looked at.
 *
 * @param {string} jws in its compact form (RFC 7515 section 7.1)
 * @param {JwsOptions} options
 * @returns {VerifiedJws}
 * @throws {HolobandError} one of the error reference's codes
 */
export function verifyJws(jws, options) {
  assertOptions(options, 'verifyJws')
  const { keys, ...policy } = options
  const { memory } = core()
  if (hasRemoteKeys(keys)) {
    const verifier = new RemoteJwsVerifier(keys, policy)
    try {
      return verifier.verify(jws)
    } finally {
      verifier.dispose()
    }
  }
  const { handle } = checked(calls().createJwsVerifier(optionsText(policy), keyIds(keys)))
  try {
    const status = judge(jws, handle)
    if (status !== 0) throw errorOf(status, memory.detail())
    return answer()
  } finally {
    release(handle)
  }
}
/**
 * Does what `verifyJws` does, and waits for the keys of a remote key set where the verdict hangs on them, as
 * `verifyAsync` of a verifier does.
 *
 * @param {string} jws in its compact form
 * @param {JwsOptions} options
 * @returns {Promise<VerifiedJws>}
 * @throws {HolobandError} one of the error reference's codes
 */
export async function verifyJwsAsync(jws, options) {
  assertOptions(options, 'verifyJwsAsync')
  const { keys, ...policy } = options
  if (!hasRemoteKeys(keys)) return verifyJws(jws, options)
  const verifier = new RemoteJwsVerifier(keys, policy)
  try {
    return await verifier.verifyAsync(jws)
  } finally {
    verifier.dispose()
  }
}

/** A verifier whose keys may change while one call waits for them. */
class RemoteJwsVerifier extends Resource {
  #following

  /**
   * @param {Exclude<JwsOptions['keys'], Key | KeySet>} keys
   * @param {object} policy
   */
  constructor(keys, policy) {
    super(0)
    this.#following = new Following(keys, (text, ids) => calls().createJwsVerifier(text, ids), policy)
  }

  /** @param {string} jws */
  verify(jws) {
    const result = this.#attempt(jws)
    if (result.ok) return result.verified
    this.#following.refreshFor(result.code, jws)
    throw result.error
  }

  /** @param {string} jws */
  async verifyAsync(jws) {
    const result = await this.#following.settle(jws, () => this.#attempt(jws))
    if (result.ok) return result.verified
    throw result.error
  }

  /**
   * @param {string} jws
   * @returns {{ ok: true, verified: VerifiedJws } | { ok: false, code: ErrorCode, error: HolobandError }}
   */
  #attempt(jws) {
    const unable = this.#following.update(this)
    const status = unable === 0 ? this.#following.interpret(judge(jws, idOf(this))) : unable
    if (status === 0) return { ok: true, verified: answer() }
    const error = errorOf(status, core().memory.detail())
    return { ok: false, code: error.code, error }
  }
}

/** What the core left of a JWS that it verified. */
function answer() {
  return { payload: core().memory.bytes(), header: new HeaderCache().read() }
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
