import { argumentError } from './core/arguments.js'
import { startWith } from './core/instance.js'

/**
 * A `WebAssembly.Module`; just an object to compilers whose libraries do not know of WebAssembly, as those of Node.js
 * without the DOM.
 *
 * @typedef {typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module : object} CompiledModule
 */

/**
 * Starts the WebAssembly module. In browsers this fetches it, and everything else waits until it is there. On Node.js,
 * where it starts when it is first needed, nobody has to call this. Hosts that compile modules themselves hand theirs
 * over here. Once the module has started, calling it again changes nothing; after a failure, it tries again.
 *
 * @param {CompiledModule} [module]
 * @returns {Promise<void>}
 * @throws {HolobandError} in browsers: `ERR_WASM_FORBIDDEN`, where the page's Content-Security-Policy has no
 *   `'wasm-unsafe-eval'`; `ERR_WASM_UNAVAILABLE`, where the file cannot be had
 */
export async function init(module) {
  // Modules of another realm are modules too, so `instanceof` is not asked.
  if (module !== undefined && Object.prototype.toString.call(module) !== '[object WebAssembly.Module]') {
    throw argumentError('init takes a WebAssembly.Module, or nothing')
  }
  await startWith(/** @type {WebAssembly.Module | undefined} */ (module))
}
