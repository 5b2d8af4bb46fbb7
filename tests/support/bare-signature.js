// A look behind the public surface, on any runtime: it is handed what no user can import.

/** @import { Key } from 'holoband' */

/** @typedef {Pick<typeof import('../../dist/internals.js'), 'core' | 'errorOf' | 'idOf'>} Internals */

/** @param {Internals} internals */
export function bytesVerifier({ core, errorOf, idOf }) {
  return verifyBytes

  /**
   * Verifies a bare signature, for test vectors that are about nothing else.
   *
   * @param {Key} key
   * @param {Uint8Array} message
   * @param {Uint8Array} signature
   * @param {'wasm' | 'host'} [crypto]
   * @throws {HolobandError} `ERR_SIGNATURE_INVALID`
   */
  function verifyBytes(key, message, signature, crypto = 'wasm') {
    const { glue, memory } = core()
    memory.reserve(message.length + signature.length)
    memory.writeAt(message, 0)
    memory.writeAt(signature, message.length)
    const id = idOf(/** @type {never} */ (key))
    const status = glue._holoband_verify_bytes(id, message.length, signature.length, crypto === 'host')
    if (status !== 0) throw errorOf(status, memory.detail())
  }
}
