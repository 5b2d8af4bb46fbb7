import { readFileSync } from 'node:fs'
import { moduleUrl } from '../../dist/holoband.js'

/** There is nothing to wait for: the file is read, at once, when the module is first needed. */
export async function prepareModule() {}

/**
 * Compiles the module from the file beside the package, when it is first needed.
 *
 * @returns {WebAssembly.Module}
 */
export function loadModule() {
  return new WebAssembly.Module(readFileSync(moduleUrl()))
}
