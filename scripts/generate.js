// Usage: node scripts/generate.js [--check]
// Writes the files that are made from others; with --check, only tells whether they are up to date.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { errorCodesModule, parseErrorCodes } from './lib/error-codes.js'
import { withExports } from './lib/exports.js'
import { main } from './lib/main.js'
import { rootDir } from './lib/paths.js'
import { say } from './lib/progress.js'

const read = (/** @type {string} */ name) => fs.readFileSync(path.join(rootDir, name), 'utf8')

/** @type {Readonly<Record<string, () => string>>} */
const generated = {
  'js/core/error-codes.js': () => errorCodesModule(parseErrorCodes(read('src/holoband/error_codes.def'))),
  'package.json': () => `${JSON.stringify(withExports(JSON.parse(read('package.json'))), null, 2)}\n`,
}

await main(async () => {
  for (const [name, make] of Object.entries(generated)) {
    const target = path.join(rootDir, name)
    const current = fs.existsSync(target) ? read(name) : undefined
    const text = make()
    if (current === text) say(`${name} is up to date`)
    else if (process.argv.includes('--check')) {
      throw new Error(`${name} is stale: run node scripts/generate.js`)
    } else {
      fs.writeFileSync(target, text)
      say(`${name} written`)
    }
  }
})
