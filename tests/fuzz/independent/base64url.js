// Base64url without padding (RFC 7515 section 2, RFC 4648 section 5), in its one canonical spelling.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const values = new Map([...alphabet].map((character, value) => [character, value]))

/** @typedef {'ERR_BASE64URL_ALPHABET' | 'ERR_BASE64URL_LENGTH' | 'ERR_BASE64URL_TRAILING_BITS'} EncodingFault */

/**
 * @param {string} text
 * @returns {{ bytes: Uint8Array } | { fault: EncodingFault }}
 */
export function decode(text) {
  /** @type {number[]} */
  const bytes = []
  let bits = 0
  let pending = 0
  for (let index = 0; index < text.length; index++) {
    const value = values.get(text.charAt(index))
    if (value === undefined) return { fault: 'ERR_BASE64URL_ALPHABET' }
    pending = ((pending << 6) | value) & 0xfff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes.push((pending >> bits) & 0xff)
  }
  if (bits === 6) return { fault: 'ERR_BASE64URL_LENGTH' }
  if ((pending & ((1 << bits) - 1)) !== 0) return { fault: 'ERR_BASE64URL_TRAILING_BITS' }
  return { bytes: Uint8Array.from(bytes) }
}
