// Usage: node scripts/bench.js [sessions | clients] [arguments of the benchmarks]
// Sets everything up, builds the module and runs the benchmarks: those of tokens, those of sessions in real stores, or the
// races of clients in Chromium.
import process from 'node:process'
import { buildRuntime } from './lib/dist.js'
import { launch } from './lib/launch.js'
import { main } from './lib/main.js'
import { step } from './lib/progress.js'
import { setUp } from './lib/setup.js'
import { ensureSystemPackages } from './lib/system-packages.js'

/** Benchmarks that need more than Node.js: servers, a browser. */
const programs = ['sessions', 'clients']

await main(async () => {
  const [first = '', ...others] = process.argv.slice(2)
  const needsPrograms = programs.includes(first)
  await setUp({ tests: false })
  if (needsPrograms) await step('Servers and browser', (progress) => ensureSystemPackages(['test'], progress))
  await buildRuntime()
  process.exitCode = needsPrograms
    ? await launch(`benchmarks/${first}.js`, others)
    : await launch('benchmarks/run.js', process.argv.slice(2))
})
