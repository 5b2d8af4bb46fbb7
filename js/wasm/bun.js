import { readFileSync } from 'node:fs'
// The type makes of it a file, which Bun carries along when it bundles a program or makes an executable of one.
import path from '../../dist/holoband.wasm' with { type: 'file' }

/** There is nothing to wait for: the file is read, at once, when the module is first needed. */
export async function prepareModule() {}

/**
 * Compiles the module, when it is first needed.
 *
 * @returns {WebAssembly.Module}
 */
export function loadModule() {
  // In a program that was bundled, the path is relative to the bundle.
  const url = new URL(/** @type {string} */ (/** @type {unknown} */ (path)), import.meta.url)
  return new WebAssembly.Module(readFileSync(url))
}
