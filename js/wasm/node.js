import { readFileSync } from 'node:fs'

/**
 * Compiles the module from the file beside the package. Reading it takes a fraction of a millisecond, so it can be
 * done when it is first needed, without a promise.
 *
 * @returns {WebAssembly.Module}
 */
export function loadModule() {
  return new WebAssembly.Module(readFileSync(new URL('../../dist/holoband.wasm', import.meta.url)))
}
