// A module that is short of memory, as it is published: nothing is hooked but that its memory may not grow.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { operations, rowOf } from './operations.js'
import { tellFaults } from './report.js'

/** @import { Order, Report } from './short-memory.js' */

const program = new URL('short-memory.js', import.meta.url)
const module = new WebAssembly.Module(readFileSync(new URL('../../dist/holoband.wasm', import.meta.url)))

// A failure for good takes a thread, so that by itself this looks at fewer places than scripts/faults.js lets it.
const all = process.env.HOLOBAND_FAULTS === 'all'
const ratio = all ? 0.25 : 3
const names = all
  ? Object.keys(operations)
  : ['issue', 'verify, a good token', 'verify, a forged token', 'import, a JWK Set', 'login', 'refresh']

test('a module without memory makes nothing wrong: it goes on afterwards, or has failed for good', async (t) => {
  /** @type {Map<string, number>} */
  const counts = new Map()
  let forGood = 0
  for (const name of names) {
    const { faults, failures } = await everyRoom(name)
    counts.set(rowOf(name), (counts.get(rowOf(name)) ?? 0) + faults)
    forGood += failures
  }
  assert.ok(forGood > 0 && [...counts.values()].reduce((sum, count) => sum + count) > forGood)
  tellFaults(t, 'a module short of memory', counts)
})

/**
 * Leaves an operation ever more room, until it succeeds.
 *
 * @param {string} name
 */
async function everyRoom(name) {
  let faults = 0
  let failures = 0
  for (let room = 0; ; ) {
    const report = await run({ name, room, ratio, module })
    faults += report.faults
    if (!report.failed) return { faults, failures }
    failures += 1
    room = report.room + Math.max(16, Math.floor(report.room * ratio))
  }
}

/**
 * @param {Order} order
 * @returns {Promise<Report>}
 */
function run(order) {
  return new Promise((resolve, reject) => {
    // Emscripten says on stderr that it gave up.
    const worker = new Worker(program, { workerData: order, stderr: true })
    worker.once('message', resolve)
    worker.once('error', (error) =>
      reject(new Error(`${order.name}, from ${order.room} bytes on: ${error.message}`)),
    )
  })
}
