import { readFileSync } from 'node:fs'
import { moduleUrl } from '../../dist/holoband.js'

/** There is nothing to wait for: reading the file takes a fraction of a millisecond. */
export async function prepareModule() {}

/**
 * Compiles the module from the file beside the package, when it is first needed.
 *
 * @returns {WebAssembly.Module}
 */
export function loadModule() {
  return new WebAssembly.Module(readFileSync(moduleUrl()))
}
