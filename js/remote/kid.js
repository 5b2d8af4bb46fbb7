/** The longest kid that a key can have, in bytes. */
export const LONGEST_KID = 256

/**
 * The kid of a token whose header the core has read, or undefined where it has none. Nothing vouches for it: it is
 * looked up among the names of keys and goes nowhere else.
 *
 * @param {unknown} token
 * @returns {string | undefined}
 */
export function kidOf(token) {
  try {
    const [header = ''] = String(token).split('.', 1)
    const bytes = atob(header.replaceAll('-', '+').replaceAll('_', '/'))
    const text = new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)))
    const { kid } = JSON.parse(text)
    return typeof kid === 'string' && kid !== '' ? kid : undefined
  } catch {
    // Where no key fits at all the core never came to look at the header.
    return undefined
  }
}
