// The process that a module is fuzzed in: takes its task as an argument, and leaves what came of it in a file.
import fs from 'node:fs'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { keepFinding } from './node.js'

const { module, seconds, seed, corpus, findings, result } = JSON.parse(process.argv[2] ?? '')
const report = (/** @type {string} */ line) => process.stdout.write(`${line}\n`)

const { fuzz } = /** @type {{ fuzz: (options: import('../fuzz-targets.js').FuzzOptions) =>
  Promise<import('../fuzz-targets.js').FuzzResult> }} */ (await import(pathToFileURL(module).href))
try {
  const found = await fuzz({ seconds, seed, corpus, report })
  const kept = found.findings.map((finding) => keepFinding(findings, finding))
  fs.writeFileSync(result, JSON.stringify({ ...found, findings: kept }))
} catch (error) {
  // The message comes last, which is where it is looked for.
  const { stack = '', message } = error instanceof Error ? error : new Error(String(error))
  process.stderr.write(`${stack}\n${message}\n`)
  process.exitCode = 1
}
// What the module has left open, such as a server or a timer, does not keep anybody waiting.
process.exit()
