// JSON as RFC 8259 has it, and of that only what a token may be: an object in UTF-8 without a byte order mark, no name
// twice in one object, no half of a surrogate pair, no number beyond a double, not more than 32 levels.

/** @typedef {'ERR_UTF8_INVALID' | 'ERR_JSON_SYNTAX' | 'ERR_JSON_NOT_OBJECT' | 'ERR_JSON_DUPLICATE_MEMBER' | 'ERR_JSON_TOO_DEEP' | 'ERR_JSON_NUMBER_RANGE'} JsonFault */

export const DEEPEST = 32

class Refused extends Error {
  /** @param {JsonFault} fault */
  constructor(fault) {
    super(fault)
    this.fault = fault
  }
}

/**
 * @param {Uint8Array} bytes
 * @returns {{ object: Record<string, unknown> } | { fault: JsonFault }}
 */
export function readObject(bytes) {
  try {
    return { object: new Reader(textOf(bytes)).document() }
  } catch (error) {
    if (error instanceof Refused) return { fault: error.fault }
    throw error
  }
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** @param {Uint8Array} bytes */
function textOf(bytes) {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new Refused('ERR_UTF8_INVALID')
  }
}

const escapes = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const space = /[ \t\n\r]*/y
const plain = /[^"\\\p{Cc}]*/uy
const fourDigits = /[0-9a-fA-F]{4}/y

class Reader {
  #text
  #at = 0
  #level = 0
  /** @param {string} text */
  constructor(text) {
    this.#text = text
  }

  document() {
    const value = this.#value()
    if (this.#at !== this.#text.length) throw new Refused('ERR_JSON_SYNTAX')
    if (!isObject(value)) throw new Refused('ERR_JSON_NOT_OBJECT')
    return value
  }

  /** @returns {unknown} */
  #value() {
    this.#match(space)
    const value = this.#bareValue()
    this.#match(space)
    return value
  }

  /** @returns {unknown} */
  #bareValue() {
    switch (this.#text.charAt(this.#at)) {
      case '{':
        return this.#nested(() => this.#object())
      case '[':
        return this.#nested(() => this.#array())
      case '"':
        return this.#string()
      case 't':
        return this.#word('true', true)
      case 'f':
        return this.#word('false', false)
      case 'n':
        return this.#word('null', null)
      default:
        return this.#number()
    }
  }

  /**
   * @template T
   * @param {() => T} read
   */
  #nested(read) {
    this.#level++
    if (this.#level > DEEPEST) throw new Refused('ERR_JSON_TOO_DEEP')
    this.#at++
    const value = read()
    this.#level--
    return value
  }

  #object() {
    /** @type {Record<string, unknown>} */
    const object = {}
    let isDoubled = false
    this.#match(space)
    if (this.#take('}')) return object
    do {
      this.#match(space)
      const name = this.#string()
      isDoubled ||= Object.hasOwn(object, name)
      this.#match(space)
      this.#expect(':')
      // Defined, not assigned: a member may be called `__proto__`.
      const value = this.#value()
      Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
    } while (this.#take(','))
    this.#expect('}')
    if (isDoubled) throw new Refused('ERR_JSON_DUPLICATE_MEMBER')
    return object
  }

  #array() {
    /** @type {unknown[]} */
    const array = []
    this.#match(space)
    if (this.#take(']')) return array
    do array.push(this.#value())
    while (this.#take(','))
    this.#expect(']')
    return array
  }

  #string() {
    this.#expect('"')
    let text = ''
    for (;;) {
      text += this.#match(plain)
      if (this.#take('"')) return text
      // U+007F to U+009F are control characters too, but RFC 8259 section 7 lets them pass.
      const code = this.#text.charCodeAt(this.#at)
      if (code >= 0x7f && code <= 0x9f) text += this.#text.charAt(this.#at++)
      else text += this.#escaped()
    }
  }

  #escaped() {
    this.#expect('\\')
    if (!this.#take('u')) {
      const character = escapes.get(this.#text.charAt(this.#at++))
      if (character === undefined) throw new Refused('ERR_JSON_SYNTAX')
      return character
    }
    const first = this.#codeUnit()
    if (first >= 0xdc00 && first <= 0xdfff) throw new Refused('ERR_JSON_SYNTAX')
    if (first < 0xd800 || first > 0xdbff) return String.fromCharCode(first)
    this.#expect('\\')
    this.#expect('u')
    const second = this.#codeUnit()
    if (second < 0xdc00 || second > 0xdfff) throw new Refused('ERR_JSON_SYNTAX')
    return String.fromCharCode(first, second)
  }

  #codeUnit() {
    const digits = this.#match(fourDigits)
    if (digits.length !== 4) throw new Refused('ERR_JSON_SYNTAX')
    return Number.parseInt(digits, 16)
  }

  #number() {
    const text = this.#match(number)
    if (text === '') throw new Refused('ERR_JSON_SYNTAX')
    const value = Number(text)
    if (!Number.isFinite(value)) throw new Refused('ERR_JSON_NUMBER_RANGE')
    return value
  }

  /**
   * @template T
   * @param {string} word
   * @param {T} value
   */
  #word(word, value) {
    if (!this.#text.startsWith(word, this.#at)) throw new Refused('ERR_JSON_SYNTAX')
    this.#at += word.length
    return value
  }

  /** @param {string} character */
  #take(character) {
    if (this.#text.charAt(this.#at) !== character) return false
    this.#at++
    return true
  }

  /** @param {string} character */
  #expect(character) {
    if (!this.#take(character)) throw new Refused('ERR_JSON_SYNTAX')
  }

  /** @param {RegExp} pattern sticky */
  #match(pattern) {
    pattern.lastIndex = this.#at
    const text = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += text.length
    return text
  }
}
