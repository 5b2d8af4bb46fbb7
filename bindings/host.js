// What bindings/host.cc imports: the host's node:crypto, which Node.js, Deno, Bun and workerd (with nodejs_compat) hand
// over without an import statement, on which other hosts would stumble. Messages and signatures are looked at where they
// stand in our memory. Nothing is thrown into WebAssembly.
// biome-ignore-all lint/complexity/useArrowFunction: Emscripten pastes the text of a function, by its first word

mergeInto(LibraryManager.library, {
  // The functions as they were when they were first needed, so that nobody puts others in their place later.
  $host: { functions: null, keys: null, last: 0 },

  holoband_host_has_crypto__deps: ['$host'],
  holoband_host_has_crypto: function () {
    try {
      if (host.functions === null) {
        const { createPrivateKey, createPublicKey, sign, verify } =
          globalThis.process.getBuiltinModule('node:crypto')
        for (const each of [createPrivateKey, createPublicKey, sign, verify]) {
          if (typeof each !== 'function') return false
        }
        host.functions = { createPrivateKey, createPublicKey, sign, verify }
        host.keys = new Map()
      }
      return true
    } catch {
      return false
    }
  },

  holoband_host_open__deps: ['$host'],
  holoband_host_open: function (der, size, isPrivate, digestSize, pss) {
    try {
      const { createPrivateKey, createPublicKey } = host.functions
      const bytes = HEAPU8.subarray(der, der + size)
      const made = isPrivate
        ? createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' })
        : createPublicKey({ key: bytes, format: 'der', type: 'spki' })
      // RSA_PKCS1_PSS_PADDING, and a salt as long as the digest (RFC 7518 section 3.5).
      const key = pss ? { key: made, padding: 6, saltLength: digestSize } : made
      host.last += 1
      host.keys.set(host.last, { key, digest: digestSize === 0 ? null : `sha${8 * digestSize}` })
      return host.last
    } catch {
      return 0
    }
  },

  holoband_host_sign__deps: ['$host'],
  holoband_host_sign: function (number, message, size, room, roomSize) {
    try {
      const { digest, key } = host.keys.get(number)
      const signature = host.functions.sign(digest, HEAPU8.subarray(message, message + size), key)
      if (!ArrayBuffer.isView(signature) || signature.byteLength > roomSize) return 0
      HEAPU8.set(signature, room)
      return signature.byteLength
    } catch {
      return 0
    }
  },

  holoband_host_verify__deps: ['$host'],
  holoband_host_verify: function (number, message, size, signature, signatureSize) {
    try {
      const { digest, key } = host.keys.get(number)
      const answer = host.functions.verify(
        digest,
        HEAPU8.subarray(message, message + size),
        key,
        HEAPU8.subarray(signature, signature + signatureSize),
      )
      return answer === true ? 1 : answer === false ? 0 : -1
    } catch {
      return -1
    }
  },

  holoband_host_close__deps: ['$host'],
  holoband_host_close: function (number) {
    host.keys.delete(number)
  },

  holoband_host_count__deps: ['$host'],
  holoband_host_count: function () {
    return host.keys === null ? 0 : host.keys.size
  },
})
