// Usage: node scripts/bench.js [sessions] [arguments of the benchmarks]
// Sets everything up, builds the module and runs the benchmarks: those of tokens, or those of sessions in real stores.
import process from 'node:process'
import { buildWasm } from './lib/dist.js'
import { launch } from './lib/launch.js'
import { main } from './lib/main.js'
import { step } from './lib/progress.js'
import { setUp } from './lib/setup.js'
import { ensureSystemPackages } from './lib/system-packages.js'

await main(async () => {
  const [first, ...others] = process.argv.slice(2)
  const ofSessions = first === 'sessions'
  await setUp({ tests: false })
  if (ofSessions) await step('Servers', (progress) => ensureSystemPackages(['test'], progress))
  await step('WebAssembly module', buildWasm)
  process.exitCode = ofSessions
    ? await launch('benchmarks/sessions.js', others)
    : await launch('benchmarks/run.js', process.argv.slice(2))
})
