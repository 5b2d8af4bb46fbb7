import { optionsText } from '../core/arguments.js'
import { checked, rowOf } from '../core/failure.js'
import { release } from '../core/instance.js'
import { adopt, isDisposed } from '../core/resource.js'
import { statusOf } from '../core/token.js'
import { HolobandError } from '../errors.js'
import { keyIds } from '../key-set.js'
import { Key } from '../keys.js'
import { causeOf, RemoteKeySet, sourceOf } from '../remote-key-set.js'
import { kidOf, LONGEST_KID } from './kid.js'

/** @typedef {import('../core/resource.js').Resource} Resource */
/** @typedef {import('../errors.js').ErrorCode} ErrorCode */
/** @typedef {import('../key-set.js').KeySet} KeySet */
/** @typedef {import('./source.js').KeySource} KeySource */
/** @typedef {RemoteKeySet | readonly (Key | KeySet | RemoteKeySet)[]} Keys */

/**
 * Makes a verifier of C++.
 *
 * @typedef {(options: string, keys: number[]) => { code: number, detail: string, handle: number, text: string }} Maker
 */

const NOT_LOADED = statusOf('ERR_KEY_SET_NOT_LOADED')
const NOT_FOUND = statusOf('ERR_KEY_NOT_FOUND')
const DISPOSED = statusOf('ERR_DISPOSED')
const CLOCK_INVALID = statusOf('ERR_CLOCK_INVALID')

/**
 * The verdicts that other keys may overturn, where no key has the token's name.
 *
 * @type {readonly ErrorCode[]}
 */
const openVerdicts = ['ERR_KEY_NOT_FOUND', 'ERR_ALGORITHM_KEY_MISMATCH', 'ERR_SIGNATURE_INVALID']

/**
 * @param {unknown} keys
 * @returns {keys is Keys}
 */
export function hasRemoteKeys(keys) {
  return (
    keys instanceof RemoteKeySet || (Array.isArray(keys) && keys.some((key) => key instanceof RemoteKeySet))
  )
}

/**
 * What ties a verifier to keys of which some are remote: it makes the C++ verifier anew when they have changed, and
 * knows when it is worth while to ask for others.
 */
export class Following {
  #make
  #policy
  #locals
  #sources
  /** @type {readonly (KeySet | undefined)[] | undefined} */
  #followed
  #status = NOT_LOADED

  /**
   * Refuses a policy at once that no key could make good.
   *
   * @param {Keys} keys
   * @param {Maker} make
   * @param {object} policy
   */
  constructor(keys, make, policy) {
    const { locals, sources } = divide(keys)
    this.#make = make
    this.#policy = optionsText(policy)
    this.#sources = sources
    this.#locals = locals
    const reply = make(this.#policy, keyIds(this.#locals))
    // Without the keys that are still to come, these two are the last that C++ can say.
    const { code } = rowOf(reply.code)
    if (code !== 'ERR_KEY_SET_EMPTY' && code !== 'ERR_OPTION_CONFLICT') checked(reply)
    release(reply.handle)
    // Remote keys are public ones.
    if (keysOf(this.#locals).some((key) => key.type === 'secret'))
      throw new HolobandError('ERR_KEY_SET_MIXED', { option: 'keys' })
  }

  /**
   * Lets a verifier have the keys of the moment, and begins to fetch those that are stale.
   *
   * @param {Resource} verifier
   * @returns {number} the status of every token, or 0 where the verifier can judge
   */
  update(verifier) {
    const sources = this.#sources
    if (isDisposed(verifier) || sources.some((source) => source.isDisposed)) return DISPOSED
    if (!sources.every((source) => source.hasTime)) return CLOCK_INVALID
    for (const source of sources) if (source.isStale) source.refresh()
    const current = sources.map((source) => source.current())
    if (this.#followed === undefined || current.some((set, index) => set !== this.#followed?.[index])) {
      this.#followed = current
      this.#status = this.#replace(verifier, current)
    }
    return this.#status
  }

  /**
   * What a status means while some of the keys are not there.
   *
   * @param {number} status
   */
  interpret(status) {
    const incomplete = status === NOT_FOUND && this.#followed?.includes(undefined)
    return incomplete ? NOT_LOADED : status
  }

  /**
   * Begins to fetch keys that would change a verdict, without waiting for them.
   *
   * @param {ErrorCode} code
   * @param {unknown} token
   */
  refreshFor(code, token) {
    if (this.#isOpen(code, token)) for (const source of this.#sources) source.refresh()
  }

  /**
   * Judges a token, and again after fetches, until no fetch can change the verdict: each source has answered one that
   * began after the call.
   *
   * Where requests are kept apart the fetch of a request ends with it, so that nothing goes on in the background. There
   * the call that finds the keys stale waits for their replacement, and the others go on.
   *
   * @template {{ ok: true } | { ok: false, code: ErrorCode }} Result
   * @param {string} token
   * @param {() => Result} judge
   * @returns {Promise<Result>}
   * @throws {HolobandError} `ERR_KEY_SET_FETCH_FAILED` where a fetch that the verdict hangs on failed
   */
  async settle(token, judge) {
    const own = this.#sources.filter((source) => !source.isShared && source.isStale)
    if (own.length > 0) await Promise.all(own.map((source) => source.refresh()))
    const arrived = this.#sources.map((source) => source.begun)
    let result = judge()
    while (!result.ok && this.#isOpen(result.code, token)) {
      const silent = this.#sources.filter((source, index) => source.ended <= (arrived[index] ?? 0))
      if (silent.length === 0) {
        const failed = this.#sources.find((source) => source.failure !== undefined)
        if (failed === undefined) break
        throw new HolobandError('ERR_KEY_SET_FETCH_FAILED', causeOf(failed.failure))
      }
      if (silent.some((source) => source.isCrowded)) break
      await Promise.race(silent.map((source) => source.nextFetch()))
      result = judge()
    }
    return result
  }

  /**
   * @param {Resource} verifier
   * @param {(KeySet | undefined)[]} current
   */
  #replace(verifier, current) {
    const keys = [...this.#locals, ...current.filter((set) => set !== undefined)]
    adopt(verifier, 0)
    if (keys.length === 0) return NOT_LOADED
    const reply = this.#make(this.#policy, keyIds(keys))
    if (reply.code === DISPOSED) return DISPOSED
    // No key of the sets is for an algorithm that the policy allows.
    if (reply.code !== 0) return NOT_FOUND
    adopt(verifier, reply.handle)
    return 0
  }

  /**
   * Whether keys that are not there might lead to another verdict. Where one has the token's name they would not: that
   * one is meant.
   *
   * @param {ErrorCode} code
   * @param {unknown} token
   */
  #isOpen(code, token) {
    if (code === 'ERR_KEY_SET_NOT_LOADED') return true
    if (!openVerdicts.includes(code)) return false
    const kid = kidOf(token)
    if (kid === undefined) return true
    if (kid.length > LONGEST_KID || this.#sources.some((source) => source.hasRetired(kid))) return false
    const sets = this.#sources.map((source) => source.current()).filter((set) => set !== undefined)
    return !keysOf([...this.#locals, ...sets]).some((key) => key.kid === kid)
  }
}

/** @param {Keys} keys */
function divide(keys) {
  /** @type {(Key | KeySet)[]} */
  const locals = []
  /** @type {KeySource[]} */
  const sources = []
  for (const key of keys instanceof RemoteKeySet ? [keys] : keys) {
    if (key instanceof RemoteKeySet) sources.push(sourceOf(key))
    else locals.push(key)
  }
  return { locals, sources }
}

/** @param {readonly (Key | KeySet)[]} list */
function keysOf(list) {
  /** @type {{ readonly type: string, readonly kid?: string | undefined }[]} */
  const keys = []
  for (const entry of list) {
    if (entry instanceof Key) keys.push(entry)
    else keys.push(...entry.keys)
  }
  return keys
}
