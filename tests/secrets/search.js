// Searches all of the module's memory, and tells what lies where.
import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { wholeMemory } from '../support/whole-memory.js'
import { piecesOf } from './needles.js'

/** @import { Needle } from './needles.js' */

/** @typedef {'static data' | 'stack' | 'heap'} Region */

/**
 * @typedef {object} Finding
 * @property {Needle} needle
 * @property {number} address
 * @property {Region} region
 */

const wasm = new URL('./holoband.wasm', import.meta.resolve('holoband'))

/** Where the stack begins and ends; what is below is static data, what is above the heap. */
export const stack = readStack(fs.readFileSync(fileURLToPath(wasm)))

/**
 * The stack is as large as bindings/CMakeLists.txt says, and begins where the first global, which is its pointer, starts.
 *
 * @param {Uint8Array} module
 */
function readStack(module) {
  const settings = fs.readFileSync(new URL('../../bindings/CMakeLists.txt', import.meta.url), 'utf8')
  const size = Number(/-sTOTAL_STACK=(\d+)/.exec(settings)?.[1])
  const top = firstGlobal(module)
  return { low: top - size, top }
}

/** @param {Uint8Array} module */
function firstGlobal(module) {
  const globals = 6
  let at = 8
  const number = () => {
    let result = 0
    for (let shift = 0; ; shift += 7) {
      const byte = module[at++] ?? 0
      result += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return result
    }
  }
  for (;;) {
    const section = module[at++]
    const size = number()
    if (section === globals) break
    at += size
  }
  number() // how many there are
  at += 3 // the type i32, that it changes, and the instruction i32.const
  return number()
}

/** @param {number} address */
function regionOf(address) {
  if (address >= stack.top) return 'heap'
  return address >= stack.low ? 'stack' : 'static data'
}

/**
 * A piece, and where in it there are four bytes that are not the same everywhere, as zeros are.
 *
 * @typedef {{ needle: Needle, piece: Buffer, offset: number }} Entry
 */

/** @param {Buffer} piece */
function tellingOffset(piece) {
  for (let offset = 0; offset + 4 <= piece.length; offset++) {
    if (new Set(piece.subarray(offset, offset + 4)).size >= 3) return offset
  }
  return 0
}

/**
 * The pieces by four bytes of theirs.
 *
 * @param {readonly Needle[]} needles
 */
function indexOf(needles) {
  /** @type {Map<number, Entry[]>} */
  const index = new Map()
  for (const needle of needles) {
    for (const piece of piecesOf(needle)) {
      const offset = tellingOffset(piece)
      const word = piece.readUInt32LE(offset)
      const entries = index.get(word) ?? []
      entries.push({ needle, piece, offset })
      index.set(word, entries)
    }
  }
  return index
}

/**
 * Every place in the memory where there is a piece of a needle. It is gone over once, however many there are.
 *
 * @param {readonly Needle[]} needles
 * @returns {Finding[]}
 */
export function search(needles) {
  const memory = wholeMemory()
  const index = indexOf(needles)
  const halves = new Uint8Array(0x10000)
  for (const word of index.keys()) halves[word & 0xffff] = 1
  /** @type {Finding[]} */
  const findings = []
  for (let at = 0; at + 4 <= memory.length; at++) {
    const low = memory[at] ?? 0
    const high = memory[at + 1] ?? 0
    if (halves[low | (high << 8)] === 0) continue
    for (const { needle, piece, offset } of index.get(memory.readUInt32LE(at)) ?? []) {
      const address = at - offset
      if (address < 0 || !memory.subarray(address, address + piece.length).equals(piece)) continue
      findings.push({ needle, address, region: regionOf(address) })
    }
  }
  return findings
}

/**
 * How many copies there are of what, written how, and where: a copy of half of it counts as a half.
 *
 * @param {readonly Needle[]} needles
 * @returns {Record<string, number>}
 */
export function copiesOf(needles) {
  /** @type {Record<string, number>} */
  const copies = {}
  for (const { needle, region } of search(needles)) {
    const line = `${needle.secret}, ${needle.spelling}, ${region}`
    copies[line] = (copies[line] ?? 0) + 1 / piecesOf(needle).length
  }
  for (const [line, count] of Object.entries(copies)) copies[line] = Math.round(100 * count) / 100
  return copies
}
