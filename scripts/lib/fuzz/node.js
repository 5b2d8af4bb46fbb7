// Runs a target that is a module, in a process of its own: one that hangs or runs out of memory is a finding too.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { rootDir } from '../paths.js'
import { tryRun } from '../run.js'
import { nameOf } from './corpus.js'

/**
 * @typedef {import('../fuzz-targets.js').NodeTarget} NodeTarget
 * @typedef {import('./run.js').Job} Job
 * @typedef {import('./run.js').Outcome} Outcome
 */

const child = fileURLToPath(new URL('./child.js', import.meta.url))

/** How long a module may go on after its time is over. */
const patienceMs = 60_000

/**
 * @param {string} name
 * @param {NodeTarget} target
 * @param {Job} job
 * @returns {Promise<Outcome>}
 */
export async function runModule(name, target, { seconds, seed, corpus, findings, onLine }) {
  const result = path.join(findings, 'result.json')
  fs.rmSync(result, { force: true })
  const module = path.resolve(rootDir, target.module)
  const task = JSON.stringify({ module, seconds, seed, corpus, findings, result })
  const ended = await tryRun(process.execPath, [child, task], {
    log: `fuzz-${name}`,
    timeoutMs: seconds * 1000 + patienceMs,
    onLine,
  })
  if (ended.code !== 0 || !fs.existsSync(result)) {
    return { executions: 0, coverage: '', findings: [{ name: lastLine(ended.output), file: '' }] }
  }
  const outcome = /** @type {Outcome} */ (JSON.parse(fs.readFileSync(result, 'utf8')))
  fs.rmSync(result)
  return outcome
}

/** @param {string} output */
function lastLine(output) {
  return output.trimEnd().split('\n').at(-1) ?? 'it ended without a word'
}

/**
 * Keeps the input of a finding in a file.
 * @param {string} folder
 * @param {import('../fuzz-targets.js').Finding} finding
 */
export function keepFinding(folder, { name, input }) {
  const bytes = Buffer.from(input)
  const file = path.join(folder, `crash-${nameOf(bytes)}`)
  fs.writeFileSync(file, bytes)
  return { name, file }
}
