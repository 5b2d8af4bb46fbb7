import { exportJwk, exportJwkWithPrivateKey, exportPem, exportPemWithPrivateKey } from '../index.js'

/** @import { Key } from '../index.js' */

/**
 * How a key is written: the text, without a newline at its end, and what --json shows of it.
 *
 * @typedef {{ text: string, shown: string | object }} WrittenKey
 */

/**
 * publicText writes the public half of a key. A secret has none.
 *
 * @param {Key} key
 * @param {'jwk' | 'pem'} format
 * @returns {WrittenKey}
 */
export function publicText(key, format) {
  return format === 'jwk' ? written(exportJwk(key)) : written(exportPem(key))
}

/**
 * privateText writes a key with all that is secret in it.
 *
 * @param {Key} key
 * @param {'jwk' | 'pem'} format
 * @returns {WrittenKey}
 */
export function privateText(key, format) {
  return format === 'jwk' ? written(exportJwkWithPrivateKey(key)) : written(exportPemWithPrivateKey(key))
}

/**
 * @param {string | object} shown
 * @returns {WrittenKey}
 */
function written(shown) {
  if (typeof shown !== 'string') return { text: JSON.stringify(shown), shown }
  // What prints a text ends it with a newline.
  return { text: shown.replace(/\n$/, ''), shown }
}

/**
 * warnOfTerminal tells whoever has a key shown that it may stay there.
 *
 * @param {import('./types.js').Context} context
 * @param {Key} key
 */
export function warnOfTerminal({ stdout, warnings }, key) {
  if (stdout.isTTY !== true) return
  const what = key.type === 'secret' ? 'secret' : 'private key'
  warnings.push(`The ${what} is shown on this terminal and may stay in its history; --out FILE keeps it off.`)
}
