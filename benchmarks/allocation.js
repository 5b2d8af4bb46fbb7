// What an operation allocates on the heap of JavaScript and in its buffers: how much larger both are after some, while
// nothing is collected. What OpenSSL and WebAssembly allocate for themselves is not in it.

/** @import { Lane } from './lanes.js' */

/** Together less than the smallest young generation, so that it is not collected in between. */
const budget = 400_000
const probes = 32
const batches = 7

/**
 * The median, in bytes for one operation; nothing where the collector cannot be asked to run.
 *
 * @param {Lane} lane
 * @returns {Promise<number | undefined>}
 */
export async function allocated(lane) {
  if (globalThis.gc === undefined) return undefined
  const first = await growth(lane, probes)
  const count = Math.min(Math.max(Math.floor(budget / Math.max(first / probes, 1)), probes), 500)
  const seen = []
  for (let batch = 0; batch < batches; batch++) seen.push((await growth(lane, count)) / count)
  return Math.max(Math.round(seen.sort((left, right) => left - right)[batches >> 1] ?? 0), 0)
}

/**
 * @param {Lane} lane
 * @param {number} count
 */
async function growth(lane, count) {
  const { go, undo } = lane.prepare(count, 0)
  await globalThis.gc?.({ type: 'minor' })
  const itself = -used() + used()
  const before = used()
  const waiting = go()
  if (waiting !== undefined) await waiting
  const after = used()
  undo()
  return after - before - itself
}

function used() {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
