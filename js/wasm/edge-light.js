// The bundlers of the edge runtime know by the question mark that a module is wanted and not its exports.
import module from '../../dist/holoband.wasm?module'

/** There is nothing to wait for. */
export async function prepareModule() {}

/** @returns {WebAssembly.Module} */
export function loadModule() {
  return module
}
