// Reads as much of a WebAssembly file as it takes to say how large each function is.

/**
 * @typedef {{ name: string, size: number }} SizedFunction
 * @typedef {{ functions: SizedFunction[], data: number, rest: number }} WasmSizes
 */

const sectionIds = { custom: 0, import: 2, code: 10, data: 11 }
const functionNames = 1 // a subsection of the section of names
const externalKinds = { function: 0, table: 1, memory: 2, global: 3 }

/** A position in bytes, and the few ways in which WebAssembly writes things. */
class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes
    this.position = 0
  }

  get isAtEnd() {
    return this.position >= this.bytes.length
  }

  byte() {
    const byte = this.bytes[this.position++]
    if (byte === undefined) throw new Error('The WebAssembly file breaks off.')
    return byte
  }

  /** An unsigned LEB128 number of at most 32 bits. */
  number() {
    let result = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte()
      result += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return result
    }
  }

  /** @param {number} size */
  take(size) {
    const taken = this.bytes.subarray(this.position, this.position + size)
    this.position += size
    return new Reader(taken)
  }

  text() {
    return new TextDecoder().decode(this.take(this.number()).bytes)
  }
}

/**
 * @param {Uint8Array} bytes  a module with the names of its functions
 * @returns {WasmSizes} sizes without the names
 */
export function readWasmSizes(bytes) {
  const reader = new Reader(bytes)
  reader.take(8)
  let sizes = /** @type {number[]} */ ([])
  let names = /** @type {Map<number, string>} */ (new Map())
  const totals = { imported: 0, data: 0, custom: 0 }
  while (!reader.isAtEnd) {
    const id = reader.byte()
    const section = reader.take(reader.number())
    if (id === sectionIds.import) totals.imported = countImportedFunctions(section)
    else if (id === sectionIds.code) sizes = bodySizes(section)
    else if (id === sectionIds.data) totals.data = section.bytes.length
    else if (id === sectionIds.custom) {
      totals.custom += section.bytes.length
      if (section.text() === 'name') names = readFunctionNames(section)
    }
  }
  const functions = sizes.map((size, i) => ({ size, name: names.get(i + totals.imported) ?? '' }))
  const code = sizes.reduce((total, size) => total + size, 0)
  return { functions, data: totals.data, rest: bytes.length - code - totals.data - totals.custom }
}

/** @param {Reader} section */
function bodySizes(section) {
  return Array.from({ length: section.number() }, () => {
    const size = section.number()
    section.take(size)
    return size
  })
}

/** @param {Reader} section */
function countImportedFunctions(section) {
  let count = 0
  for (let left = section.number(); left > 0; left--) {
    section.text()
    section.text()
    const kind = section.byte()
    if (kind === externalKinds.function) count++
    skipImportType(section, kind)
  }
  return count
}

/**
 * A function (the number of its type), a table (a type and limits), a memory (limits), or a global (a type and whether
 * it changes).
 * @param {Reader} section
 * @param {number} kind
 */
function skipImportType(section, kind) {
  if (kind === externalKinds.function) {
    section.number()
  } else if (kind === externalKinds.global) {
    section.take(2)
  } else {
    if (kind === externalKinds.table) section.byte()
    const hasMaximum = section.number() & 1
    section.number()
    if (hasMaximum) section.number()
  }
}

/** @param {Reader} section */
function readFunctionNames(section) {
  const names = /** @type {Map<number, string>} */ (new Map())
  while (!section.isAtEnd) {
    const id = section.byte()
    const part = section.take(section.number())
    if (id !== functionNames) continue
    for (let left = part.number(); left > 0; left--) names.set(part.number(), part.text())
  }
  return names
}
