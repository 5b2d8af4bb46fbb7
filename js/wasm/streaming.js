import { loadFailure } from './failure.js'

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
    throw loadFailure(cause)
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
