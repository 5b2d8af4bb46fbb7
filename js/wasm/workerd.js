// Cloudflare's runtime compiles what is imported when a Worker is deployed, and refuses to compile bytes.
import module from '../../dist/holoband.wasm'

/** There is nothing to wait for. */
export async function prepareModule() {}

/** @returns {WebAssembly.Module} */
export function loadModule() {
  return module
}
