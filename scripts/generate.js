// Usage: node scripts/generate.js [--check]
// Writes the files that are made from others; with --check, only tells whether they are up to date.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { errorCodesModule, parseErrorCodes } from './lib/error-codes.js'
import { main } from './lib/main.js'
import { rootDir } from './lib/paths.js'
import { say } from './lib/progress.js'

const source = path.join(rootDir, 'src', 'holoband', 'error_codes.def')
const target = path.join(rootDir, 'js', 'core', 'error-codes.js')

await main(async () => {
  const text = errorCodesModule(parseErrorCodes(fs.readFileSync(source, 'utf8')))
  const current = fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : undefined
  const name = path.relative(rootDir, target)
  if (current === text) return say(`${name} is up to date`)
  if (process.argv.includes('--check')) throw new Error(`${name} is stale: run node scripts/generate.js`)
  fs.writeFileSync(target, text)
  say(`${name} written`)
})
