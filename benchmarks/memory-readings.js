// How much memory a process has. The module's own is exported by nothing, so whoever wants to know its size imports this
// before the module starts.
import { wholeMemory } from '../tests/support/whole-memory.js'

/** @typedef {{ operations: number, rss: number, heap: number, wasm: number }} Reading in bytes */

/**
 * @param {number} operations that were done
 * @returns {Reading}
 */
export function readMemory(operations) {
  globalThis.gc?.()
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage()
  const wasm = wholeMemory().byteLength
  // The module's memory is one of the buffers.
  return { operations, rss, heap: heapUsed + Math.max(arrayBuffers - wasm, 0), wasm }
}
