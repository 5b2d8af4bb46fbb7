// Usage: node scripts/bench.js [sessions | clients | cold-start | page] [arguments of the benchmarks]
// Sets everything up, builds the module and runs the benchmarks: those of tokens, those of sessions in real stores, the
// races of clients in Chromium, or the first verification of fresh processes. `page` writes docs/benchmarks.md again, from
// the runs that there are.
import process from 'node:process'
import { buildRuntime } from './lib/dist.js'
import { launch } from './lib/launch.js'
import { main } from './lib/main.js'
import { step } from './lib/progress.js'
import { setUp } from './lib/setup.js'
import { ensureSystemPackages } from './lib/system-packages.js'

/** Benchmarks that are programs of their own, and which of them need more than packages: servers, a browser. */
const programs = ['sessions', 'clients', 'cold-start', 'page']
const equipped = ['sessions', 'clients']

await main(async () => {
  const [first = '', ...others] = process.argv.slice(2)
  await setUp({ tests: false })
  if (equipped.includes(first))
    await step('Servers and browser', (progress) => ensureSystemPackages(['test'], progress))
  await buildRuntime()
  process.exitCode = programs.includes(first)
    ? await launch(`benchmarks/${first}.js`, others)
    : await launch('benchmarks/run.js', process.argv.slice(2))
})
