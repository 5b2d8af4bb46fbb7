import { loadModule } from './wasm/inline.js'

/**
 * inlineModule compiles the WebAssembly module from a text inside the program. It is for bundlers that do not carry
 * files along, and for single-file programs; the text makes a program a megabyte longer than the file does.
 *
 *     await init(inlineModule())
 *
 * Workers and edge runtimes refuse to compile, and need none of it: there the module is an import.
 *
 * @returns {import('./init.js').CompiledModule}
 * @throws {HolobandError} `ERR_WASM_FORBIDDEN`, where a Content-Security-Policy or the runtime lets no module be compiled
 */
export function inlineModule() {
  return loadModule()
}
