// Texts that nobody writes by chance, and the search for them in whatever comes out.
import assert from 'node:assert/strict'
import { inspect } from 'node:util'

/**
 * The ways in which bytes are shown.
 *
 * @param {Uint8Array | string} secret
 */
function spellings(secret) {
  const bytes = Buffer.from(secret)
  const each = [...bytes]
  return [
    bytes.toString('latin1'),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    bytes.toString('hex').replaceAll(/../g, (pair) => `${pair} `),
    each.join(','),
    each.join(', '),
    each.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  ]
}

/** Of each spelling these many characters, from its beginning, its middle and its end, are as bad as all of it. */
const tell = 20

/** @param {Uint8Array | string} secret */
function piecesOf(secret) {
  return spellings(secret).flatMap((text) => {
    const middle = Math.floor(text.length / 2)
    return [text.slice(0, tell), text.slice(middle, middle + tell), text.slice(-tell)]
  })
}

/**
 * All that can be seen of a value: what is printed, what is written as JSON, what a copy for another thread has, and
 * each own property, hidden ones and those of the causes included.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function shown(value) {
  const deep = inspect(value, {
    depth: 20,
    showHidden: true,
    showProxy: true,
    getters: true,
    maxArrayLength: null,
  })
  const parts = [deep, String(value), inspect(value, { compact: false })]
  try {
    parts.push(JSON.stringify(value) ?? '', inspect(structuredClone(value), { depth: 20 }))
  } catch {
    // What cannot be copied shows nothing in a copy.
  }
  if (value instanceof Error)
    parts.push(value.stack ?? '', value.message, ownProperties(value), shown(value.cause))
  return parts.join('\n').replaceAll(/\n\s+at .*/g, '') // the paths of stack frames are the machine's
}

/** @param {object} value */
function ownProperties(value) {
  return inspect(Object.getOwnPropertyDescriptors(value), { depth: 20, showHidden: true })
}

export class Canaries {
  /** @type {Map<string, string>} from a piece to the name of what it is a piece of */
  #pieces = new Map()

  /**
   * @param {string} name
   * @param {Uint8Array | string} secret
   */
  add(name, secret) {
    for (const piece of piecesOf(secret)) this.#pieces.set(piece, name)
  }

  /**
   * The names of what can be read from an output.
   *
   * @param {unknown} output
   */
  in(output) {
    const text = typeof output === 'string' ? output : shown(output)
    return new Set([...this.#pieces].filter(([piece]) => text.includes(piece)).map(([, name]) => name))
  }

  /**
   * @param {unknown} output
   * @param {string} from
   */
  assertNotIn(output, from) {
    assert.deepEqual([...this.in(output)], [], from)
  }
}
