/// <reference lib="esnext.disposable" preserve="true" />
import { release } from './instance.js'

/** @type {FinalizationRegistry<number> | undefined} */
let forgotten

/** @type {(resource: Resource) => number} */
let readId

/** @type {(resource: Resource) => boolean} */
let readDisposed

/** @type {(resource: Resource, id: number) => void} */
let replaceId

/**
 * Something that C++ keeps for JavaScript: a key, an issuer, a verifier. It is known by a number that C++ checks on
 * every use.
 */
export class Resource {
  #id = 0
  #disposed = false

  static {
    readId = (resource) => resource.#id
    readDisposed = (resource) => resource.#disposed
    replaceId = (resource, id) => resource.#replace(id)
  }

  /** @param {number} id 0 where C++ keeps nothing yet */
  constructor(id) {
    this.#replace(id)
  }

  /**
   * Gives up what C++ keeps. Using the object afterwards fails with `ERR_DISPOSED`; disposing of it again does nothing.
   * Issuers and verifiers go on working when a key that they were made with is disposed of; its secret is wiped with
   * the last of them.
   */
  dispose() {
    this.#disposed = true
    this.#replace(0)
  }

  [Symbol.dispose]() {
    this.dispose()
  }

  /** @param {number} id */
  #replace(id) {
    if (this.#id !== 0) {
      forgotten?.unregister(this)
      release(this.#id)
    }
    this.#id = id
    // Workers with a compatibility date before 2025-05-05 have no backstop.
    if (id === 0 || typeof FinalizationRegistry === 'undefined') return
    // The backstop for what nobody disposes of. It is made here and not above, so that importing does nothing.
    forgotten ??= new FinalizationRegistry(release)
    forgotten.register(this, id, this)
  }
}

/**
 * The number that C++ knows a resource by. Once it was disposed of that is 0, which C++ answers with `ERR_DISPOSED`.
 *
 * @param {Resource} resource
 */
export function idOf(resource) {
  return readId(resource)
}

/**
 * Whether a resource was disposed of. One that C++ keeps nothing for yet was not.
 *
 * @param {Resource} resource
 */
export function isDisposed(resource) {
  return readDisposed(resource)
}

/**
 * Lets C++ keep something else for a resource, or nothing (0), and gives up what it kept.
 *
 * @param {Resource} resource
 * @param {number} id
 */
export function adopt(resource, id) {
  replaceId(resource, id)
}
