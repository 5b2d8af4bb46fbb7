// Usage: node scripts/build.js [wasm] [types] [--sizes]
// Builds everything, or only what is named. --sizes shows what the module is made of.
import process from 'node:process'
import { buildTypes, buildWasm, sizeLines } from './lib/dist.js'
import { main } from './lib/main.js'
import { say, step } from './lib/progress.js'
import { setUp } from './lib/setup.js'
import { wasmParts } from './lib/wasm-parts.js'

const parts = new Set(process.argv.slice(2).filter((argument) => !argument.startsWith('--')))
const isWanted = (/** @type {string} */ part) => parts.size === 0 || parts.has(part)

await main(async () => {
  for (const part of parts) {
    if (part !== 'wasm' && part !== 'types') throw new Error(`There is no part called ${part}: wasm, types`)
  }
  await setUp({ tests: false })
  if (isWanted('wasm')) await step('WebAssembly module', buildWasm)
  if (isWanted('types')) await step('Type declarations', buildTypes)
  say(sizeLines().join('\n'))
  if (process.argv.includes('--sizes')) say((await step('Sizes by part', wasmParts)).join('\n'))
})
