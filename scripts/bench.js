// Usage: node scripts/bench.js [arguments of the benchmarks]
// Sets everything up, builds the module and runs the benchmarks.
import process from 'node:process'
import { buildWasm } from './lib/dist.js'
import { launch } from './lib/launch.js'
import { main } from './lib/main.js'
import { step } from './lib/progress.js'
import { setUp } from './lib/setup.js'

await main(async () => {
  await setUp({ tests: false })
  await step('WebAssembly module', buildWasm)
  process.exitCode = await launch('benchmarks/run.js', process.argv.slice(2))
})
