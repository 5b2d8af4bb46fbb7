// Usage: node scripts/coverage.js [cpp] [js] [--write]
// Runs the tests with counters, tells what they execute of src/holoband and js/, or of what is named, and fails where a line
// is not executed that nobody explained (scripts/lib/coverage/explanations.js). With --write, docs/evidence/coverage.md is
// what came of it.
import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { explanations } from './lib/coverage/explanations.js'
import { javascriptCoverage } from './lib/coverage/javascript.js'
import { nativeCoverage } from './lib/coverage/native.js'
import { coveragePage, ratio, shown, totals } from './lib/coverage/page.js'
import { runCountedTests } from './lib/coverage/run-javascript.js'
import { buildRuntime, buildTypes } from './lib/dist.js'
import { explain } from './lib/explained.js'
import { replaceFile } from './lib/files.js'
import { main } from './lib/main.js'
import { rootDir } from './lib/paths.js'
import { say, step } from './lib/progress.js'
import { setUp } from './lib/setup.js'

/** @typedef {import('./lib/coverage/page.js').Part} Part */

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { write: { type: 'boolean', default: false } },
  })
  const wanted = ['cpp', 'js'].filter((part) => positionals.length === 0 || positionals.includes(part))
  if (wanted.length < positionals.length) throw new Error('What can be counted is called cpp and js')
  if (values.write && wanted.length < 2)
    throw new Error('What is written down is the coverage of both, cpp and js')
  await setUp({ tests: true })
  const parts = []
  if (wanted.includes('cpp')) parts.push(await countNative())
  if (wanted.includes('js')) parts.push(await countJavaScript())
  report(parts, values.write)
})

/** @returns {Promise<Part>} */
async function countNative() {
  const files = await step('C++ tests with counters', nativeCoverage)
  return { name: 'src/holoband', files, least: { lines: 0.95, branches: 0.9 } }
}

/** @returns {Promise<Part>} */
async function countJavaScript() {
  await buildRuntime()
  await step('Type declarations', buildTypes)
  const counted = await step('JavaScript tests with counters', runCountedTests)
  const files = await step('Lines of js/', () => javascriptCoverage(counted.v8Folder, counted.jestFile))
  return { name: 'js', files, least: { lines: 0.95, branches: 0 } }
}

/**
 * @param {readonly Part[]} parts
 * @param {boolean} write
 */
function report(parts, write) {
  const open = parts.flatMap(({ files }) => files.flatMap(openLines))
  const own = explanations.filter(({ file }) => parts.some(({ name }) => file.startsWith(`${name}/`)))
  const { explained, unexplained, stale } = explain(open, own)
  for (const { file, line, text } of unexplained) say(`${file}:${line} is not executed: ${text}`)
  for (const { file, text } of stale) say(`${file} is explained, but executed or gone: ${text}`)
  const complaints =
    unexplained.length + stale.length > 0 ? ['The explanations are not those of the lines.'] : []
  for (const { name, files, least } of parts) {
    const { lines, branches } = totals(files)
    process.stdout.write(`${name}: lines ${shown(lines)}, branches ${shown(branches)}\n`)
    if (ratio(lines) < least.lines || ratio(branches) < least.branches) {
      complaints.push(
        `${name}: ${least.lines * 100} % of the lines and ${least.branches * 100} % of the branches are asked.`,
      )
    }
  }
  if (complaints.length > 0) throw new Error(complaints.join('\n'))
  if (write)
    replaceFile(path.join(rootDir, 'docs', 'evidence', 'coverage.md'), coveragePage(parts, explained))
}

/** @param {import('./lib/coverage/native.js').FileCoverage} file */
function openLines({ file, lines }) {
  const text = fs.readFileSync(path.join(rootDir, file), 'utf8').split('\n')
  return [...lines]
    .filter(([, isExecuted]) => !isExecuted)
    .map(([line]) => ({ file, line, text: text[line - 1]?.trim() ?? '' }))
    .sort((a, b) => a.line - b.line)
}
