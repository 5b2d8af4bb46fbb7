// Usage: node scripts/generate.js [--check]
// Writes the files that are made from others; with --check, only tells whether they are up to date.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { apiReference } from './lib/api-reference.js'
import { errorAdvice } from './lib/error-advice.js'
import { errorCodesModule, parseErrorCodes } from './lib/error-codes.js'
import { errorReference } from './lib/error-reference.js'
import { withExports } from './lib/exports.js'
import { findFiles } from './lib/files.js'
import { incidentPage } from './lib/incident-table.js'
import { main } from './lib/main.js'
import { rootDir } from './lib/paths.js'
import { say } from './lib/progress.js'

const list = fs.readFileSync(path.join(rootDir, 'src', 'holoband', 'error_codes.def'), 'utf8')

await main(async () => {
  const rows = parseErrorCodes(list)
  update('js/core/error-codes.js', errorCodesModule(rows))
  // These read the package, and so the file above: not before it is up to date.
  update('docs/errors.md', await errorPage(rows))
  const manifest = withExports(JSON.parse(fs.readFileSync(path.join(rootDir, 'package.json'), 'utf8')))
  update('package.json', `${JSON.stringify(manifest, null, 2)}\n`)
  const pages = apiReference(rootDir, manifest)
  for (const [name, text] of pages) update(name, text)
  for (const name of findFiles(['docs/api'], /\.md$/)) if (!pages.has(name)) remove(name)
  update('docs/evidence/incidents.md', incidentPage(rootDir))
})

/** @param {ReturnType<typeof parseErrorCodes>} rows */
async function errorPage(rows) {
  const { answerTo } = await import('./lib/error-answers.js')
  const codes = rows.map(({ code }) => code)
  const answers = new Map(
    await Promise.all(codes.map(async (code) => /** @type {const} */ ([code, await answerTo(code)]))),
  )
  return errorReference({ text: list, rows, advice: errorAdvice, answerOf: (code) => answers.get(code) })
}

/**
 * @param {string} name  the file, from the root of the checkout
 * @param {string} text  what it has to hold
 */
function update(name, text) {
  const target = path.join(rootDir, name)
  const current = fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : undefined
  if (current === text) return say(`${name} is up to date`)
  if (process.argv.includes('--check')) throw new Error(`${name} is stale: run node scripts/generate.js`)
  fs.mkdirSync(path.dirname(target), { recursive: true })
  fs.writeFileSync(target, text)
  say(`${name} written`)
}

/** @param {string} name  a file that was made from something that is gone */
function remove(name) {
  if (process.argv.includes('--check')) throw new Error(`${name} is left over: run node scripts/generate.js`)
  fs.rmSync(path.join(rootDir, name))
  say(`${name} removed`)
}
