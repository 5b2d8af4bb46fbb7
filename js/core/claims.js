import { freezeDeep } from './freeze.js'

/** @typedef {import('./memory.js').SharedMemory} SharedMemory */
/** @typedef {import('../verifier.js').Claims} Claims */

// The kinds of values, as src/holoband/json/value.h numbers them.
const NULL = 0
const FALSE = 1
const TRUE = 2

// As many as C++ tells apart.
const MOST_SHAPES = 256

/**
 * The claims of a verified token. C++ has read their JSON already, and of flat claims it says where each value is: with
 * the names from a token before, that is an object in half the time that JSON.parse takes.
 */
export class ClaimsReader {
  #memory
  /** @type {Map<number, readonly string[]>} */
  #names = new Map()

  /** @param {SharedMemory} memory */
  constructor(memory) {
    this.#memory = memory
  }

  /**
   * Frozen, all the way down.
   *
   * @returns {Claims}
   */
  read() {
    const memory = this.#memory
    const shape = memory.shape()
    const names = this.#names.get(shape)
    if (names !== undefined) return Object.freeze(assemble(names, memory.ascii(), memory.table()))
    const nested = memory.flag() !== 0
    /** @type {Record<string, unknown>} */
    const claims = JSON.parse(memory.text())
    if (shape !== 0) this.#learn(shape, Object.keys(claims))
    return nested ? freezeDeep(claims) : Object.freeze(claims)
  }

  /**
   * @param {number} shape
   * @param {readonly string[]} names
   */
  #learn(shape, names) {
    if (this.#names.size >= MOST_SHAPES) this.#names.clear()
    this.#names.set(shape, names)
  }
}

/**
 * @param {readonly string[]} names
 * @param {string} text
 * @param {import('./memory.js').ClaimsTable} table
 */
function assemble(names, text, { numbers, starts, ends }) {
  /** @type {Record<string, unknown>} */
  const claims = {}
  for (let row = 0; row < names.length; row++) {
    const start = /** @type {number} */ (starts[row])
    const end = /** @type {number} */ (ends[row])
    const name = /** @type {string} */ (names[row])
    if (end !== 0) claims[name] = text.slice(start, end)
    else claims[name] = start > TRUE ? numbers[row] : literal(start)
  }
  return claims
}

/** @param {number} kind */
function literal(kind) {
  return kind === NULL ? null : kind !== FALSE
}
