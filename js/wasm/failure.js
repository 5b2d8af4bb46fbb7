import { HolobandError } from '../errors.js'

// The shortest module there is: a magic word and a version.
const emptyModule = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00)

/**
 * loadFailure tells why there is no module.
 *
 * @param {unknown} cause
 */
export function loadFailure(cause) {
  return new HolobandError(isForbidden() ? 'ERR_WASM_FORBIDDEN' : 'ERR_WASM_UNAVAILABLE', { cause })
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
