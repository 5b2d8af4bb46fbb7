/**
 * Text from a token is written by whoever made the token. These two functions stand between it and a terminal,
 * where control characters move the cursor, rename the window or repaint the screen, and where bidirectional
 * controls make a text read as another.
 */

// Cc is C0, DEL and C1 (U+009B alone starts an escape sequence). The line feed stays: the tool's own texts use it,
// and inside a JSON string it is escaped already.
const hidden = /(?!\n)[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu

/** @param {string} character */
function escaped(character) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/**
 * printableJson is JSON.stringify for people and pipes. What JSON.stringify leaves raw and we do not can only stand
 * inside a string, so the result is the same JSON value.
 *
 * @param {unknown} value
 * @param {number} [indent]
 */
export function printableJson(value, indent) {
  return printableText(JSON.stringify(value, null, indent))
}

/**
 * printableText makes a text safe to print.
 *
 * @param {string} text
 */
export function printableText(text) {
  return text.replace(hidden, escaped)
}
