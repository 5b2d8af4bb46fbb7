// Usage: node scripts/format.js
// Writes what is generated, and formats every file in place.
import process from 'node:process'
import { main } from './lib/main.js'
import { step } from './lib/progress.js'
import { run } from './lib/run.js'
import { setUp } from './lib/setup.js'
import { biome, cppFiles } from './lib/static-checks.js'

await main(async () => {
  await setUp({ tests: true })
  await step('Generated files', () => run(process.execPath, ['scripts/generate.js'], { log: 'generated' }))
  await step('clang-format', () => run('clang-format', ['-i', ...cppFiles()], { log: 'clang-format' }))
  await step('biome', () => run(process.execPath, [biome, 'check', '--write', '.'], { log: 'biome' }))
})
