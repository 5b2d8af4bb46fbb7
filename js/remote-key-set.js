/// <reference lib="esnext.disposable" preserve="true" />
import { core } from './core/instance.js'
import { HolobandError } from './errors.js'
import { readRemoteOptions } from './remote/options.js'
import { KeySource } from './remote/source.js'

/** @typedef {import('./keys.js').KeyDescription} KeyDescription */
/** @typedef {import('./key-set.js').KeySet} KeySet */
/** @typedef {import('./key-set.js').SkippedKey} SkippedKey */
/** @typedef {import('./remote/options.js').RemoteKeySetOptions} RemoteKeySetOptions */

/** @type {(remote: RemoteKeySet) => KeySource} */
let readSource

/**
 * The public keys of somebody else, kept up to date. Made by `createRemoteKeySet`.
 */
export class RemoteKeySet {
  #source

  static {
    readSource = (remote) => remote.#source
  }

  /** @param {KeySource} source */
  constructor(source) {
    this.#source = source
    Object.freeze(this)
  }

  /** Where the keys come from. @returns {string} */
  get url() {
    return this.#source.url
  }

  /** The keys that were fetched last; none before the first fetch. @returns {readonly KeyDescription[]} */
  get keys() {
    return this.#source.published?.set.keys ?? none
  }

  /** Those of them that were left out, and why. @returns {readonly SkippedKey[]} */
  get skipped() {
    return this.#source.published?.skipped ?? none
  }

  /** When they were fetched, in seconds since 1970, or undefined. @returns {number | undefined} */
  get fetchedAt() {
    return this.#source.fetchedAt
  }

  /** Why the last fetch failed, or undefined where it did not. @returns {HolobandError | undefined} */
  get failure() {
    return this.#source.failure
  }

  /**
   * Fetches the keys if there are none that may be used, for the start of a program. Later they are fetched as they are
   * needed.
   *
   * @returns {Promise<void>}
   * @throws {HolobandError} `ERR_KEY_SET_FETCH_FAILED`, with what went wrong as its `cause`; `ERR_NOT_INITIALIZED`
   */
  async load() {
    const source = this.#source
    if (source.isDisposed) throw new HolobandError('ERR_DISPOSED')
    if (!source.hasTime) throw new HolobandError('ERR_CLOCK_INVALID')
    // What comes back is for the module to read. Where it is not ready that is no failure of the server's.
    core()
    const arrived = source.begun
    while (source.current() === undefined) {
      if (source.ended > arrived) throw new HolobandError('ERR_KEY_SET_FETCH_FAILED', causeOf(source.failure))
      if (source.isCrowded) throw new HolobandError('ERR_KEY_SET_NOT_LOADED')
      await source.nextFetch()
    }
  }

  /** Ends what is under way. Verifiers that were made with the set do not verify any more: nobody would tell them. */
  dispose() {
    this.#source.dispose()
  }

  [Symbol.dispose]() {
    this.dispose()
  }
}

/** @type {readonly never[]} */
const none = Object.freeze([])

/**
 * Makes a key set of what a server publishes: a JWK Set (RFC 7517 section 5) under an address that the program names.
 * Nothing in a token can change where keys come from. Nothing is fetched before the first token, or `load()`.
 *
 * `verifyAsync` and `checkAsync` of a verifier fetch the keys when there are none. Stale keys are used while one fetch
 * in the background replaces them, and kept for as long as fetches fail. A token that names a key which is not there
 * makes the call wait for the next fetch, of which there is one in each `cooldown`: no flood of invented names causes
 * more, and no token of a new key fails. `verify` and `check` never wait: they use the keys that are there, and begin
 * the same fetches.
 *
 * @param {string | URL} url `https:` and without credentials; a redirect is refused
 * @param {RemoteKeySetOptions} [options]
 * @returns {RemoteKeySet}
 * @throws {HolobandError} `ERR_KEY_SET_URL`, `ERR_OPTION_UNKNOWN`, `ERR_OPTION_TYPE`, `ERR_OPTION_EMPTY`,
 *   `ERR_OPTION_RANGE`, `ERR_DURATION_INVALID`, `ERR_ALGORITHM_UNKNOWN`
 */
export function createRemoteKeySet(url, options = {}) {
  return new RemoteKeySet(new KeySource(readRemoteOptions(url, options)))
}

/**
 * The details of one more error about the same failure: an error that several callers get must not be shared by them.
 *
 * @param {HolobandError | undefined} failure
 */
export function causeOf(failure) {
  return failure === undefined ? {} : { cause: failure.cause }
}

/** @param {RemoteKeySet} remote */
export function sourceOf(remote) {
  return readSource(remote)
}
