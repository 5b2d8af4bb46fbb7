import { argumentError } from './core/arguments.js'
import { startWith } from './core/instance.js'

/**
 * Starts the WebAssembly module now instead of when it is first needed. On Node.js nobody has to call it; hosts that
 * compile modules themselves hand theirs over here. Once the module has started, calling it again changes nothing.
 *
 * @param {WebAssembly.Module} [module]
 * @returns {Promise<void>}
 */
export async function init(module) {
  // Modules of another realm are modules too, so `instanceof` is not asked.
  if (module !== undefined && Object.prototype.toString.call(module) !== '[object WebAssembly.Module]') {
    throw argumentError('init takes a WebAssembly.Module, or nothing')
  }
  startWith(module)
}
