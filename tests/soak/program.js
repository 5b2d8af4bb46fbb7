// Usage: node tests/soak/program.js [--seconds N] [--store sqlite|redis|postgres]... [--write]
// The soak: servers under load for ten minutes, the time shared by the stores, with faults going on. With --write,
// docs/evidence/soak.md is what came of it.
import { mkdirSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { faultsOf, soakPage, trendOf } from './report.js'
import { soak } from './run.js'

/** @import { SoakResult, StoreKind } from './run.js' */

const kinds = /** @type {const} */ (['sqlite', 'redis', 'postgres'])

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    store: { type: 'string', multiple: true, default: [...kinds] },
    write: { type: 'boolean', default: false },
  },
})
const stores = kinds.filter((kind) => values.store.includes(kind))
const seconds = Math.round(Number(values.seconds) / stores.length)
if (!(seconds >= 10) || stores.length < values.store.length)
  throw new Error(`at least ten seconds for each store, of ${kinds.join(', ')}`)

/** @type {SoakResult[]} */
const results = []
for (const store of stores) results.push(await run(store))
if (values.write) {
  const page = new URL('../../docs/evidence/soak.md', import.meta.url)
  mkdirSync(new URL('.', page), { recursive: true })
  writeFileSync(page, soakPage(results))
}

/** @param {StoreKind} store */
async function run(store) {
  const say = (/** @type {string} */ line) => console.log(`${store}: ${line}`)
  const result = await soak({ store, seconds, checkers: 12, connections: 10, grace: 30, say })
  const { load, answers, samples } = result
  const checked = Object.values(answers).reduce((sum, count) => sum + count, 0)
  const heap = trendOf(samples, ({ memory }) => memory.heapUsed)
  say(`${load.requests} requests (${Math.round(load.perSecond)} in a second), ${checked} answers checked`)
  say(`the heap grew by ${(heap.perMinute / 1024).toFixed(0)} KiB in a minute`)
  const faults = faultsOf(result)
  for (const fault of faults) say(fault)
  if (faults.length > 0) process.exitCode = 1
  else say('0 wrong answers, 0 lost sessions, flat memory')
  return result
}
