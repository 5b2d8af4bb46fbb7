// Usage: node scripts/coverage.js [cpp] [js] [--last] [--write]
// Runs the tests with counters, tells what they execute of src/holoband and js/, or of what is named, and fails where a line
// is not executed that nobody explained (scripts/lib/coverage/explanations.js). --last takes what the last runs counted.
// With --write, docs/evidence/coverage.md is what came of it.
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
import { buildDir, rootDir } from './lib/paths.js'
import { say, step } from './lib/progress.js'
import { setUp } from './lib/setup.js'

/**
 * @typedef {import('./lib/coverage/page.js').Part} Part
 * @typedef {import('./lib/coverage/native.js').FileCoverage} FileCoverage
 */

/** @type {Readonly<Record<string, Omit<Part, 'files'> & { count: () => Promise<FileCoverage[]> }>>} */
const counters = {
  cpp: { name: 'src/holoband', least: { lines: 0.95, branches: 0.9 }, count: countNative },
  js: { name: 'js', least: { lines: 0.95, branches: 0 }, count: countJavaScript },
}

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { last: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
  })
  const wanted = Object.keys(counters).filter(
    (part) => positionals.length === 0 || positionals.includes(part),
  )
  if (wanted.length < positionals.length) throw new Error('What can be counted is called cpp and js')
  if (values.write && wanted.length < 2)
    throw new Error('What is written down is the coverage of both, cpp and js')
  if (!values.last) await countAll(wanted)
  report(wanted.map(counted), values.write)
})

/** @param {readonly string[]} wanted */
async function countAll(wanted) {
  await setUp({ tests: true })
  for (const part of wanted) {
    const files = (await counters[part]?.count()) ?? []
    const kept = files.map((file) => ({ ...file, lines: [...file.lines] }))
    replaceFile(fileOf(part), JSON.stringify(kept))
  }
}

/** @param {string} part */
function fileOf(part) {
  return path.join(buildDir, 'coverage', `${part}.json`)
}

/**
 * @param {string} part
 * @returns {Part}
 */
function counted(part) {
  if (!fs.existsSync(fileOf(part)))
    throw new Error(`Nothing was counted yet: node scripts/coverage.js ${part}`)
  const kept = /** @type {(Omit<FileCoverage, 'lines'> & { lines: [number, boolean][] })[]} */ (
    JSON.parse(fs.readFileSync(fileOf(part), 'utf8'))
  )
  const { name, least } = counters[part] ?? { name: part, least: { lines: 1, branches: 1 } }
  return { name, least, files: kept.map((file) => ({ ...file, lines: new Map(file.lines) })) }
}

function countNative() {
  return step('C++ tests with counters', nativeCoverage)
}

async function countJavaScript() {
  await buildRuntime()
  await step('Type declarations', buildTypes)
  const { v8Folder, jestFile } = await step('JavaScript tests with counters', runCountedTests)
  return step('Lines of js/', () => javascriptCoverage(v8Folder, jestFile))
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
