import { core } from './instance.js'

/** @type {FinalizationRegistry<number> | undefined} */
let forgotten

/** @type {(resource: Resource) => number} */
let readId

/**
 * Something that C++ keeps for JavaScript: a key, an issuer, a verifier. It is known by a number that C++ checks on
 * every use.
 */
export class Resource {
  #id

  static {
    readId = (resource) => resource.#id
  }

  /** @param {number} id */
  constructor(id) {
    this.#id = id
    // The backstop for what nobody disposes of. It is made here and not above, so that importing does nothing.
    forgotten ??= new FinalizationRegistry((/** @type {number} */ lost) => core().glue.release(lost))
    forgotten.register(this, id, this)
  }

  /**
   * Gives up what C++ keeps. Using the object afterwards fails with `ERR_DISPOSED`; disposing of it again does nothing.
   * Issuers and verifiers go on working when a key that they were made with is disposed of; its secret is wiped with
   * the last of them.
   */
  dispose() {
    if (this.#id === 0) return
    forgotten?.unregister(this)
    core().glue.release(this.#id)
    this.#id = 0
  }

  [Symbol.dispose]() {
    this.dispose()
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
