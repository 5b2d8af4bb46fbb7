import { moduleUrl } from '../../dist/holoband.url.js'

/** There is nothing to wait for: the file is read, at once, when the module is first needed. */
export async function prepareModule() {}

/**
 * Compiles the module from the file beside the package, when it is first needed.
 *
 * @returns {WebAssembly.Module}
 */
export function loadModule() {
  // To import node:fs makes Node.js load all of its streams too, which takes as long as the rest of the package.
  const { readFileSync } = process.getBuiltinModule('node:fs')
  return new WebAssembly.Module(readFileSync(moduleUrl()))
}
