// Usage: node scripts/soak.js [--seconds N] [--store sqlite|redis|postgres]... [--write]
//        node scripts/soak.js complexity [--write]
// Sets everything up, builds the module, and lets servers run under load while things go wrong, or measures how the time of
// every parser grows up to 16 MB. With --write it writes docs/evidence/soak.md or docs/evidence/complexity.md.
import process from 'node:process'
import { measureComplexity } from './lib/complexity.js'
import { buildRuntime } from './lib/dist.js'
import { launch } from './lib/launch.js'
import { main } from './lib/main.js'
import { step } from './lib/progress.js'
import { setUp } from './lib/setup.js'
import { ensureSystemPackages } from './lib/system-packages.js'

await main(async () => {
  const [first = '', ...others] = process.argv.slice(2)
  const isComplexity = first === 'complexity'
  await setUp({ tests: isComplexity })
  if (!isComplexity) await step('Servers', (progress) => ensureSystemPackages(['test'], progress))
  await buildRuntime()
  if (isComplexity) await measureComplexity({ write: others.includes('--write') })
  else process.exitCode = await launch('tests/soak/program.js', process.argv.slice(2))
})
