// Usage: node scripts/build.js [wasm] [js] [types] [--sizes]
// Builds everything, or only what is named. --sizes shows what the module is made of.
import process from 'node:process'
import { buildJs, buildTypes, buildWasm, sizeLines } from './lib/dist.js'
import { main } from './lib/main.js'
import { say, step } from './lib/progress.js'
import { setUp } from './lib/setup.js'
import { wasmParts } from './lib/wasm-parts.js'

const parts = new Set(process.argv.slice(2).filter((argument) => !argument.startsWith('--')))

/** @type {Readonly<Record<string, [string, (progress: import('./lib/progress.js').Progress) => Promise<void>]>>} */
const builders = {
  wasm: ['WebAssembly module', buildWasm],
  js: ['JavaScript', buildJs],
  types: ['Type declarations', buildTypes],
}

await main(async () => {
  for (const part of parts) {
    if (!(part in builders))
      throw new Error(`There is no part called ${part}: ${Object.keys(builders).join(', ')}`)
  }
  await setUp({ tests: false })
  for (const [part, [name, build]] of Object.entries(builders)) {
    if (parts.size === 0 || parts.has(part)) await step(name, build)
  }
  say(sizeLines().join('\n'))
  if (process.argv.includes('--sizes')) say((await step('Sizes by part', wasmParts)).join('\n'))
})
