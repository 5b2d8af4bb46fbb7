import { base64 } from '../../dist/holoband.base64.js'
import { loadFailure } from './failure.js'

/** There is nothing to wait for. */
export async function prepareModule() {}

/**
 * Compiles the module from a text inside the program, when it is first needed: for runtimes of which nothing is known,
 * and for Deno, where reading a file needs a permission.
 *
 * @returns {WebAssembly.Module}
 * @throws {HolobandError} `ERR_WASM_FORBIDDEN`
 */
export function loadModule() {
  try {
    return new WebAssembly.Module(bytesOf(base64))
  } catch (cause) {
    throw loadFailure(cause)
  }
}

/** @param {string} text */
function bytesOf(text) {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}
