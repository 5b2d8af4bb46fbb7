// A look behind the public surface, for tests about memory: no user can import these.
import { calls, core, errorOf, idOf } from '../../dist/internals.js'

/** @import { Key } from 'holoband' */

/** The size of the WebAssembly memory in bytes. It can grow and never shrinks. */
export const memorySize = () => core().memory.size

/** How many bytes of input the core takes without asking for more room. */
export const inputCapacity = () => core().memory.capacity

/** How many keys, issuers and verifiers C++ keeps. */
export const handleCount = () => calls().handleCount()

/**
 * Verifies a bare signature, for test vectors that are about nothing else.
 *
 * @param {Key} key
 * @param {Uint8Array} message
 * @param {Uint8Array} signature
 * @throws {HolobandError} `ERR_SIGNATURE_INVALID`
 */
export function verifyBytes(key, message, signature) {
  const { glue, memory } = core()
  memory.reserve(message.length + signature.length)
  memory.writeAt(message, 0)
  memory.writeAt(signature, message.length)
  const status = glue._holoband_verify_bytes(
    idOf(/** @type {never} */ (key)),
    message.length,
    signature.length,
  )
  if (status !== 0) throw errorOf(status, memory.detail())
}
