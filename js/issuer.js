import {
  argumentError,
  assertOptions,
  checkOptions,
  clockOf,
  optionsText,
  readClock,
} from './core/arguments.js'
import { jsonText, signingError } from './core/claims-text.js'
import { checked } from './core/failure.js'
import { core } from './core/instance.js'
import { noRoomFor } from './core/memory.js'
import { idOf, Resource } from './core/resource.js'
import { newIssuer } from './core/setup.js'
import { secondsOf } from './duration.js'
import { KeySet } from './key-set.js'
import { Key } from './keys.js'

/** @typedef {import('./verifier.js').Duration} Duration */

/**
 * What all tokens of an issuer have in common. What is set here cannot be set by the claims. `issuer`, `audience` and
 * `ttl` are mandatory: `null` leaves them out on purpose.
 *
 * @typedef {object} IssuerOptions
 * @property {Key | KeySet} key a secret, a private key, or a key set, of which the active key signs
 * @property {string | null} issuer the `iss` claim
 * @property {string | readonly string[] | null} audience the `aud` claim
 * @property {Duration | null} ttl how long a token lives, in seconds; with `null` the claims must have an `exp`
 * @property {boolean} [issueTokensWithoutExpiry] with `ttl: null`: allows tokens that nothing ever ends
 * @property {string | null} [typ] the header's `typ`; `JWT` unless it says otherwise, `null` leaves it out
 * @property {number} [maxTokenBytes] longer tokens are not issued; 64 to 16777216, and 8192 unless it
 *   says otherwise
 * @property {'wasm' | 'host'} [crypto] who computes asymmetric signatures: the module, unless it says otherwise, or the
 *   host's `node:crypto`, which is given a copy of the private key that nobody wipes, and which randomizes ECDSA. Keys of
 *   an algorithm that the host does not have stay with the module; see docs/runtimes.md
 * @property {() => number} [now] the clock, in seconds since 1970; the system's unless it is given
 */

/**
 * What one token has that the others of its issuer have not.
 *
 * @typedef {object} IssueOptions
 * @property {Duration} [ttl] for this token, instead of the issuer's
 * @property {Record<string, unknown>} [header] further header parameters
 */

/** Makes tokens. Made by `createIssuer`. */
export class Issuer extends Resource {
  #clock

  /**
   * @param {number} id
   * @param {() => number} clock
   */
  constructor(id, clock) {
    super(id)
    this.#clock = clock
  }

  /**
   * Signs the claims together with what the issuer sets: `iss`, `aud`, `exp`, and `iat` where the claims have none.
   *
   * @param {Record<string, unknown>} claims
   * @param {IssueOptions} [options]
   * @returns {string}
   * @throws {HolobandError} `ERR_CLAIM_CONFLICT`, `ERR_CLAIM_TYPE`, `ERR_CLAIM_MISSING` (an `exp`),
   *   `ERR_CLAIMS_NOT_SERIALIZABLE`, `ERR_JSON_TOO_DEEP`, `ERR_HEADER_RESERVED`, `ERR_TOKEN_TOO_LARGE`,
   *   `ERR_DURATION_INVALID`
   */
  issue(claims, options) {
    const { glue, memory } = core()
    const text = jsonText(claims, 'claims')
    let ttl = Number.NaN
    let header = ''
    if (options !== undefined) {
      checkOptions(options, ['ttl', 'header'], 'issue')
      if (options.ttl !== undefined) ttl = secondsOf(options.ttl)
      if (options.header !== undefined) header = jsonText(options.header, 'header')
    }
    const now = readClock(this.#clock)
    const room = 3 * (text.length + header.length)
    if (!memory.reserve(room)) throw noRoomFor(room)
    const claimsSize = memory.writeAt(text, 0)
    const headerSize = header === '' ? 0 : memory.writeAt(header, claimsSize)
    const status = glue._holoband_issue(idOf(this), claimsSize, headerSize, now, ttl)
    if (status !== 0) throw signingError(status, memory.detail())
    return memory.ascii()
  }
}

/**
 * Makes an issuer.
 *
 * @param {IssuerOptions} options
 * @returns {Issuer}
 * @throws {HolobandError} `ERR_OPTION_MISSING`, `ERR_OPTION_UNKNOWN`, `ERR_OPTION_TYPE`, `ERR_OPTION_EMPTY`,
 *   `ERR_OPTION_RANGE`, `ERR_OPTION_CONFLICT`, `ERR_DURATION_INVALID`, `ERR_KEY_NOT_PRIVATE`, `ERR_KEY_USE`,
 *   `ERR_HOST_CRYPTO_UNAVAILABLE`
 */
export function createIssuer(options) {
  assertOptions(options, 'createIssuer')
  const { key, now, ...common } = options
  if (!(key instanceof Key || key instanceof KeySet))
    throw argumentError('key is a key, or for an issuer a key set')
  const clock = clockOf(now)
  const reply = checked(newIssuer(optionsText(common), idOf(key)))
  return new Issuer(reply.handle, clock)
}
