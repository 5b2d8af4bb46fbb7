import { HolobandError } from '../errors.js'

// The shortest module there is: a magic word and a version.
const emptyModule = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00)

/**
 * Compiles a module that is fetched, while it arrives where the platform can.
 *
 * @param {() => Promise<Response>} request
 * @returns {Promise<WebAssembly.Module>}
 * @throws {HolobandError} `ERR_WASM_FORBIDDEN`, `ERR_WASM_UNAVAILABLE`, with what went wrong as its `cause`
 */
export async function compileFrom(request) {
  try {
    return await compile(await request())
  } catch (cause) {
    throw new HolobandError(isForbidden() ? 'ERR_WASM_FORBIDDEN' : 'ERR_WASM_UNAVAILABLE', { cause })
  }
}

/** @param {Response} response */
async function compile(response) {
  if (!response.ok) throw new Error(`the server answered with status ${response.status}`)
  const type = response.headers.get('content-type')
  // Streaming insists on this type, which not every server knows.
  if (type === 'application/wasm') return WebAssembly.compileStreaming(response)
  return WebAssembly.compile(await response.arrayBuffer())
}

/**
 * Whether no module at all may be compiled here. A policy that forbids it and damaged bytes fail with the same kind of
 * error, and differ in that no bytes help against the policy. Where there is no WebAssembly nothing forbids it either.
 */
function isForbidden() {
  if (typeof WebAssembly === 'undefined') return false
  try {
    new WebAssembly.Module(emptyModule)
    return false
  } catch {
    return true
  }
}
