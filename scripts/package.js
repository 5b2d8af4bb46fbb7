// Usage: node scripts/package.js [--to FOLDER] [--sums FILE] [--check FILE]
// Builds everything, packs it as it is published, and prints the SHA-256 of the parts that matter.
// --to FOLDER   puts the tarball there
// --sums FILE   writes the SHA-256 of every published file
// --check FILE  fails where such a list says something else
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { buildJs, buildTypes, buildWasm, kilobytes } from './lib/dist.js'
import { main } from './lib/main.js'
import { checksumDifferences, checksums, checksumText, ensurePackage } from './lib/package.js'
import { say, step } from './lib/progress.js'
import { setUp } from './lib/setup.js'

const parts = /^dist\/holoband\.(wasm|js)$|\.(tar|tgz)$/

await main(async () => {
  const { values } = parseArgs({
    options: { to: { type: 'string' }, sums: { type: 'string' }, check: { type: 'string' } },
  })
  await setUp({ tests: false })
  await step('WebAssembly module', buildWasm)
  await step('JavaScript', buildJs)
  await step('Type declarations', buildTypes)
  const packed = await step('Package', ensurePackage)
  const sums = await checksums(packed)
  process.stdout.write(checksumText(new Map([...sums].filter(([name]) => parts.test(name)))))
  say(`${sums.size - 2} files,${kilobytes(fs.statSync(packed.tarball).size)} packed`)
  if (values.to) {
    fs.mkdirSync(values.to, { recursive: true })
    fs.copyFileSync(packed.tarball, path.join(values.to, path.basename(packed.tarball)))
  }
  if (values.sums) fs.writeFileSync(values.sums, checksumText(sums))
  if (values.check) check(fs.readFileSync(values.check, 'utf8'), sums)
})

/**
 * @param {string} list
 * @param {ReadonlyMap<string, string>} sums
 */
function check(list, sums) {
  const differences = checksumDifferences(list, sums)
  if (differences.length > 0) throw new Error(`The package is another:\n  ${differences.join('\n  ')}`)
  say('The package is the same, byte for byte.')
}
