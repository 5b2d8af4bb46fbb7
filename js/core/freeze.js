/**
 * Freezes a value that JSON.parse made, all the way down. The core has limited how deep that is.
 *
 * @template T
 * @param {T} value
 * @returns {T}
 */
export function freezeDeep(value) {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) freezeDeep(member)
    Object.freeze(value)
  }
  return value
}
