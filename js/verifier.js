import { assertOptions, clockOf, optionsText, readClock } from './core/arguments.js'
import { checked, detailsOf, errorOf, rowOf } from './core/failure.js'
import { calls, core } from './core/instance.js'
import { idOf, Resource } from './core/resource.js'
import { newVerifier } from './core/setup.js'
import { HeaderCache, NOT_A_STRING, OUT_OF_MEMORY, statusOf } from './core/token.js'
import { TokenCache } from './core/token-cache.js'
import { HolobandError } from './errors.js'
import { keyIds } from './key-set.js'
import { Following, hasRemoteKeys } from './remote/following.js'

/** @typedef {import('./keys.js').Algorithm} Algorithm */
/** @typedef {import('./keys.js').Key} Key */
/** @typedef {import('./key-set.js').KeySet} KeySet */
/** @typedef {import('./remote-key-set.js').RemoteKeySet} RemoteKeySet */
/** @typedef {import('./errors.js').ErrorCode} ErrorCode */
/** @typedef {import('./errors.js').ErrorReason} ErrorReason */

/**
 * A length of time: seconds, or a whole number with a unit (`'90s'`, `'15m'`, `'12h'`, `'7d'`, `'2w'`).
 *
 * @typedef {number | string} Duration
 */

/**
 * The claims of a verified token. The registered ones have their types (RFC 7519 section 4.1); the others are what the
 * issuer put there.
 *
 * @typedef {{
 *   readonly iss?: string, readonly sub?: string, readonly aud?: string | readonly string[],
 *   readonly exp?: number, readonly nbf?: number, readonly iat?: number, readonly jti?: string,
 *   readonly [claim: string]: unknown
 * }} Claims
 */

/**
 * A header, as the token carried it (RFC 7515 section 4).
 *
 * @typedef {{ readonly alg: string, readonly typ?: string, readonly kid?: string, readonly [parameter: string]: unknown }} Header
 */

/**
 * How much a verifier may remember. Whichever limit is reached first, the token goes that was used the longest ago.
 *
 * @typedef {object} CacheOptions
 * @property {number} max how many tokens, 1 to 1048576
 * @property {number} [maxBytes] how many bytes of WebAssembly memory for the tokens and what they decode to, 1024 to
 *   1073741824; 2048 for each of `max` unless it says otherwise. The claims and headers that are handed out are in
 *   JavaScript's memory, for as long as their tokens are remembered
 */

/**
 * What a verifier holds every token to. `issuer` and `audience` are mandatory: `null` leaves the check out on purpose.
 *
 * @typedef {object} VerifierOptions
 * @property {Key | KeySet | RemoteKeySet | readonly (Key | KeySet | RemoteKeySet)[]} keys the keys that tokens may be
 *   signed with
 * @property {readonly Algorithm[]} algorithms a token's algorithm must be in here, and be its key's
 * @property {string | readonly string[] | null} issuer the accepted `iss`
 * @property {string | readonly string[] | null} audience one of these must be in the token's `aud`
 * @property {string | readonly string[]} [typ] the accepted header `typ`; unless it is given, absent or `JWT`
 * @property {Duration} [tolerance] how far the issuer's clock may be off, in seconds; 100 years at the most, and 0
 *   unless it says otherwise
 * @property {Duration} [maxAge] how long after its `iat` a token is accepted, whatever its `exp`; 100 years at the
 *   most
 * @property {readonly string[]} [requiredClaims] claims that must be there
 * @property {boolean} [acceptTokensWithoutExpiry] takes tokens without `exp`, which nothing ever ends
 * @property {number} [maxTokenBytes] longer tokens are refused unread; 64 to 16777216, and 8192 unless it says
 *   otherwise
 * @property {CacheOptions} [cache] remembers good tokens, so that the signature of one that comes again is not computed
 *   again. Its times and the policy are judged every time. Nothing is remembered unless it is given
 * @property {'wasm' | 'host'} [crypto] who computes whether an asymmetric signature is right: the module, unless it says
 *   otherwise, or the host's `node:crypto`. Everything else is decided by the module. Keys of an algorithm that the host
 *   does not have stay with it too; see docs/runtimes.md
 * @property {() => number} [now] the clock, in seconds since 1970; the system's unless it is given
 */

/**
 * A token that passed every rule. It is frozen, all the way down.
 *
 * @typedef {object} VerifiedToken
 * @property {Claims} claims  what the payload says
 * @property {Header} header  what the header says
 */

/**
 * Why a token is not good: the first rule that it breaks.
 *
 * @typedef {object} Refusal
 * @property {false} ok  the token is not good
 * @property {ErrorCode} code  one of the codes of the error reference
 * @property {ErrorReason} reason what a caller does about it
 * @property {string} message for people
 * @property {string} [claim] the claim at fault
 * @property {string} [parameter] the header parameter at fault
 * @property {string} [part] the part of the token at fault
 */

/**
 * A verdict that is no exception: `ok` tells which of the two it is.
 *
 * @typedef {({ ok: true } & VerifiedToken) | Refusal} CheckResult
 */

/**
 * What one rule says about a token.
 *
 * @typedef {object} RuleReport
 * @property {string} rule  its name
 * @property {'pass' | 'fail' | 'skipped'} outcome skipped: what the rule looks at is missing or cannot be trusted
 * @property {string} text for people
 * @property {ErrorCode} [code] why it failed
 * @property {string} [detail] the claim, parameter or part that it failed on
 */

/**
 * What every rule says about a token, in the order of the rules; `ok` where all of them passed.
 *
 * @typedef {{ ok: boolean, rules: RuleReport[] }} Explanation
 */

/** Judges tokens. Made by `createVerifier`. */
export class Verifier extends Resource {
  #clock
  #following
  #headers = new HeaderCache()
  /** @type {TokenCache | undefined} */
  #cache

  /**
   * @param {number} id
   * @param {() => number} clock
   * @param {boolean} remembers whether it has a cache
   * @param {Following} [following] where its keys change
   */
  constructor(id, clock, remembers, following) {
    super(id)
    this.#clock = clock
    this.#following = following
    if (remembers) this.#cache = new TokenCache()
  }

  /** @override */
  dispose() {
    super.dispose()
    this.#cache = undefined
  }

  /**
   * Returns the token's claims and header, or throws the first rule that it breaks. Of a remote key set it uses the
   * keys that are there, and throws `ERR_KEY_SET_NOT_LOADED` where there are none.
   *
   * @param {string} token
   * @returns {VerifiedToken}
   * @throws {HolobandError} one of the error reference's codes
   */
  verify(token) {
    const status = this.#judge(token)
    if (status === 0) return this.#verified()
    const error = errorOf(status, core().memory.detail())
    this.#following?.refreshFor(error.code, token)
    throw error
  }

  /**
   * The same verdict without an exception, whatever it is given.
   *
   * @param {string} token
   * @returns {CheckResult}
   */
  check(token) {
    const result = this.#attempt(token)
    if (!result.ok) this.#following?.refreshFor(result.code, token)
    return result
  }

  /**
   * Does what `verify` does, and waits for the keys of a remote key set where the verdict hangs on them: when none are
   * there yet, or none of the token's name. The wait ends with the next fetch, which the set's `cooldown` and `timeout`
   * bound.
   *
   * @param {string} token
   * @returns {Promise<VerifiedToken>}
   * @throws {HolobandError} one of the error reference's codes; `ERR_KEY_SET_FETCH_FAILED`, with a `cause`, where the
   *   keys that it waited for could not be fetched
   */
  async verifyAsync(token) {
    const result = await this.#settle(token)
    if (result.ok) return Object.freeze({ claims: result.claims, header: result.header })
    const { code, ...details } = result
    throw new HolobandError(code, /** @type {import('./errors.js').ErrorDetails} */ (details))
  }

  /**
   * The same verdict without an exception, whatever it is given.
   *
   * @param {string} token
   * @returns {Promise<CheckResult>}
   */
  async checkAsync(token) {
    try {
      return await this.#settle(token)
    } catch (error) {
      return refusalOf(error)
    }
  }

  /**
   * Tells what every rule says about the token, for people. It holds no byte of the token, and no claim is looked at
   * unless the signature is right.
   *
   * @param {string} token
   * @returns {Explanation}
   */
  explain(token) {
    const { glue, memory } = core()
    const now = readClock(this.#clock)
    const refused = this.#follow()
    if (refused !== 0) throw errorOf(refused, '')
    const id = idOf(this)
    if (typeof token !== 'string') throw new HolobandError('ERR_TOKEN_NOT_STRING')
    // A token that is too long is not copied: its first rule fails on its length alone.
    const admitted = glue._holoband_admit(id, token.length) === 0
    const size = admitted ? memory.writeToken(token) : token.length
    if (size < 0) throw new HolobandError('ERR_OUT_OF_MEMORY')
    const reply = checked(calls().explain(id, size, now))
    /** @type {{ rules: RuleReport[] }} */
    const { rules } = JSON.parse(reply.text)
    for (const rule of rules) {
      if (rule.code !== undefined) rule.text = rowOf(statusOf(rule.code)).message
    }
    return { ok: rules.every((rule) => rule.outcome === 'pass'), rules }
  }

  /**
   * @param {string} token
   * @returns {CheckResult}
   */
  #attempt(token) {
    try {
      const status = this.#judge(token)
      if (status === 0) {
        const { claims, header } = this.#verified()
        return { ok: true, claims, header }
      }
      const { code, reason, message } = rowOf(status)
      return { ok: false, code, reason, message, ...detailsOf(status, core().memory.detail()) }
    } catch (error) {
      return refusalOf(error)
    }
  }

  /**
   * @param {string} token
   * @returns {Promise<CheckResult>}
   */
  async #settle(token) {
    const judge = () => this.#attempt(token)
    return this.#following === undefined ? judge() : this.#following.settle(token, judge)
  }

  /** @param {unknown} token */
  #judge(token) {
    const { glue, memory } = core()
    if (typeof token !== 'string') return NOT_A_STRING
    const now = readClock(this.#clock)
    const unable = this.#follow()
    if (unable !== 0) return unable
    const id = idOf(this)
    if (token.length > memory.capacity) {
      const refused = glue._holoband_admit(id, token.length)
      if (refused !== 0) return refused
    }
    const size = memory.writeToken(token)
    if (size < 0) return OUT_OF_MEMORY
    const status = glue._holoband_verify(id, size, now)
    this.#cache?.follow(id, memory)
    return this.#following === undefined ? status : this.#following.interpret(status)
  }

  /** The status of every token, or 0 where there are keys to judge by. */
  #follow() {
    if (this.#following === undefined) return 0
    const before = idOf(this)
    const status = this.#following.update(this)
    // Another verifier of C++ counts its headers from the beginning.
    if (idOf(this) !== before) this.#headers = new HeaderCache()
    return status
  }

  /** @returns {VerifiedToken} */
  #verified() {
    const { claims, memory } = core()
    if (this.#cache === undefined || memory.cacheSerial() === 0)
      return Object.freeze({ claims: claims.read(), header: this.#headers.read() })
    return this.#cache.find(memory) ?? this.#cache.keep(memory, claims.read())
  }
}

/**
 * What is the matter where no token could be judged.
 *
 * @param {unknown} error
 * @returns {Refusal}
 */
function refusalOf(error) {
  if (!(error instanceof HolobandError)) throw error
  const { code, reason, message } = error
  return { ok: false, code, reason, message }
}

/**
 * Makes a verifier. Everything that a token must be is said here, once; a policy that contradicts itself or would not
 * protect is refused at once.
 *
 * @param {VerifierOptions} options
 * @returns {Verifier}
 * @throws {HolobandError} `ERR_OPTION_MISSING`, `ERR_OPTION_UNKNOWN`, `ERR_OPTION_TYPE`, `ERR_OPTION_EMPTY`,
 *   `ERR_OPTION_RANGE`, `ERR_OPTION_CONFLICT`, `ERR_DURATION_INVALID`, `ERR_ALGORITHM_UNKNOWN`, `ERR_KEY_SET_MIXED`,
 *   `ERR_HOST_CRYPTO_UNAVAILABLE`
 */
export function createVerifier(options) {
  assertOptions(options, 'createVerifier')
  const { keys, now, ...policy } = options
  const clock = clockOf(now)
  const remembers = policy.cache !== undefined && policy.cache !== null
  if (hasRemoteKeys(keys)) return new Verifier(0, clock, remembers, new Following(keys, newVerifier, policy))
  const reply = checked(newVerifier(optionsText(policy), keyIds(keys)))
  return new Verifier(reply.handle, clock, remembers)
}
