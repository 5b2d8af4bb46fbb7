// Usage: node scripts/screenshots.js
// Sets everything up, builds the module, and photographs the pages of the demo into build/screenshots.
import process from 'node:process'
import { buildWasm } from './lib/dist.js'
import { launch } from './lib/launch.js'
import { main } from './lib/main.js'
import { step } from './lib/progress.js'
import { setUp } from './lib/setup.js'

await main(async () => {
  await setUp({ tests: true })
  await step('WebAssembly module', buildWasm)
  process.exitCode = await launch('tests/browser/screenshots.js', process.argv.slice(2))
})
