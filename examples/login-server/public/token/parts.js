/**
 * What can be read of a token without judging it. Whatever is not readable is said, not thrown: the rules of the verifier
 * are the ones that count.
 *
 * @typedef {object} JsonPart
 * @property {string} text  as it is in the token
 * @property {Record<string, unknown> | undefined} members
 * @property {string} problem  why there are none, or nothing
 *
 * @typedef {object} TokenParts
 * @property {JsonPart} header
 * @property {JsonPart} payload
 * @property {{ text: string, bytes: Uint8Array | undefined }} signature
 * @property {string} rest  what comes after three segments, with its dot
 */

/**
 * @param {string} token
 * @returns {TokenParts}
 */
export function splitToken(token) {
  const [header = '', payload = '', signature = '', ...others] = token.split('.')
  return {
    header: jsonPart(header),
    payload: jsonPart(payload),
    signature: { text: signature, bytes: bytesOf(signature) },
    rest: others.map((text) => `.${text}`).join(''),
  }
}

/**
 * @param {string} text
 * @returns {JsonPart}
 */
function jsonPart(text) {
  const part = { text, members: undefined, problem: '' }
  if (text === '') return { ...part, problem: 'There is nothing here.' }
  const bytes = bytesOf(text)
  if (bytes === undefined) return { ...part, problem: 'This is not base64url.' }
  try {
    const members = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    const isObject = members !== null && typeof members === 'object' && !Array.isArray(members)
    return isObject ? { ...part, members } : { ...part, problem: 'This is JSON, but no object.' }
  } catch {
    return { ...part, problem: 'This is base64url, but no JSON.' }
  }
}

/** @param {string} text */
function bytesOf(text) {
  if (!/^[\w-]*$/.test(text)) return undefined
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return Uint8Array.from(binary, (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}
