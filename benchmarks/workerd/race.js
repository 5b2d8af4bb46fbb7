// Races in the real workerd, measured from outside.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { race } from '../measure.js'
import { bundleWorker, serveWorker } from './process.js'

/** @import { Order, Result } from '../hosts.js' */
/** @import { Runner, Turn } from '../measure.js' */
/** @import { Missing } from '../peers/peer.js' */
/** @import { Served } from './process.js' */

const worker = fileURLToPath(new URL('worker.js', import.meta.url))

/** Native add-ons are nothing that workerd could load: their place is taken by a module that says so. */
const withoutAddOns = {
  name: 'without add-ons',
  /** @param {import('esbuild').PluginBuild} bundling */
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@node-rs\// }, ({ path: name }) => ({ path: name, namespace: 'absent' }))
    onLoad({ filter: /.*/, namespace: 'absent' }, () => ({
      contents: "export let signSync, verifySync; throw new Error('workerd has no native add-ons')",
    }))
  },
}

/** @param {Order} order @returns {AsyncGenerator<Result>} */
export async function* raceInWorkerd({ groups, rounds }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'holoband-bench-'))
  try {
    const source = {
      contents: readFileSync(worker, 'utf8'),
      resolveDir: path.dirname(worker),
      sourcefile: 'worker.js',
    }
    const configuration = await bundleWorker(source, folder, { commonJs: true, plugins: [withoutAddOns] })
    const served = await serveWorker(configuration)
    try {
      for (const group of groups) yield await raceOf(served, group, rounds)
    } finally {
      await served.stop()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The version of workerd. */
export function workerdVersion() {
  return String(createRequire(import.meta.url)('workerd/package.json').version)
}

/**
 * @param {Served} served
 * @param {string} group
 * @param {number} rounds
 */
async function raceOf(served, group, rounds) {
  const { lanes: runners, missing } = await asked(served, { group })
  const lanes = runners.map((runner, index) => ({ ...runner, index }))
  const timings = await race(lanes, rounds, async ({ index }, count, round) => {
    const turn = { lane: index, count, round }
    const idle = await timed(served, { group, turn: { ...turn, idle: true } })
    const busy = await timed(served, { group, turn: { ...turn, idle: false } })
    return { processor: busy.processor - idle.processor, clock: busy.clock - idle.clock }
  })
  return { group, timings, missing }
}

/**
 * @param {Served} served
 * @param {import('./worker.js').Question} question
 * @returns {Promise<Turn>}
 */
async function timed(served, question) {
  const before = served.usage().processor
  const start = performance.now()
  await asked(served, question)
  const clock = performance.now() - start
  // Where the system does not tell, the clock has to do.
  const processor = before === 0 ? clock : served.usage().processor - before
  return { processor: processor * 1000, clock: clock * 1000 }
}

/**
 * @param {Served} served
 * @param {import('./worker.js').Question} question
 * @returns {Promise<{ lanes: Runner[], missing: Missing[] }>}
 */
async function asked({ post }, question) {
  const response = await post(question)
  if (!response.ok) throw new Error(`the worker failed: ${await response.text()}`)
  return /** @type {{ lanes: Runner[], missing: Missing[] }} */ (await response.json())
}
