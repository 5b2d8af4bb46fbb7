// Usage: node scripts/fuzz.js [TARGET ...] [--all] [--seconds N] [--jobs N] [--seed N] [--replay FILE] [--minimise] [--write]
// Sets everything up, and looks for inputs on which a target does what it must not. Each run begins with the inputs of
// tests/fuzz/corpus. --replay gives one input again. --minimise makes the best of what the runs have found the new
// tests/fuzz/corpus. --write makes docs/evidence/fuzzing.md from the last run of each target.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { buildPreset } from './lib/cmake.js'
import { buildRuntime } from './lib/dist.js'
import { replaceFile } from './lib/files.js'
import { commitInputs, committedInputs } from './lib/fuzz/corpus.js'
import { minimise } from './lib/fuzz/native.js'
import { reportPage } from './lib/fuzz/report.js'
import { fuzz, growingCorpus, keepRun, lastRuns, linesOf, replay, targetCalled } from './lib/fuzz/run.js'
import { targets } from './lib/fuzz-targets.js'
import { main } from './lib/main.js'
import { buildDir, rootDir } from './lib/paths.js'
import { say, step } from './lib/progress.js'
import { setUp } from './lib/setup.js'

const defaultSeconds = 60

await main(async () => {
  const { names, values } = readArguments()
  if (names.length > 0) await prepare(names)
  if (values.replay !== undefined) return show([await replay(names[0] ?? '', path.resolve(values.replay))])
  if (values.minimise) return step('Corpus', () => minimiseAll(names))
  const seconds = Number(values.seconds ?? defaultSeconds)
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
  const runs = await inParallel(names, Number(values.jobs), (name) => fuzzOne(name, seconds, seed))
  if (values.write) replaceFile(path.join(rootDir, 'docs', 'evidence', 'fuzzing.md'), reportPage(lastRuns()))
  show(runs)
})

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      seconds: { type: 'string' },
      jobs: { type: 'string', default: '1' },
      seed: { type: 'string' },
      replay: { type: 'string' },
      minimise: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  })
  for (const [option, text] of Object.entries({
    seconds: values.seconds,
    jobs: values.jobs,
    seed: values.seed,
  })) {
    if (text !== undefined && !/^\d+$/.test(text)) throw new Error(`--${option} takes a whole number`)
  }
  const names = values.all ? Object.keys(targets) : positionals
  for (const name of names) targetCalled(name)
  if (names.length === 0 && !values.write)
    throw new Error(`Name a target, or say --all: ${Object.keys(targets).join(', ')}`)
  if (values.replay !== undefined && names.length !== 1) throw new Error('--replay takes one target')
  return { names, values }
}

/** @param {string[]} names */
async function prepare(names) {
  await setUp({ tests: true })
  const native = names.filter((name) => targetCalled(name).kind === 'native')
  if (native.length > 0) {
    const programs = native.map((name) => `fuzz_${name}`)
    await step('Fuzzers', (progress) => buildPreset('asan', progress, programs))
  }
  if (native.length < names.length) await buildRuntime()
}

/**
 * @param {string} name
 * @param {number} seconds
 * @param {number} seed
 */
function fuzzOne(name, seconds, seed) {
  return step(name, async (progress) => {
    const run = await fuzz(name, { seconds, seed, onLine: progress.detail })
    keepRun(run)
    for (const line of linesOf(run)) progress.note(line)
    return run
  })
}

/** @param {import('./lib/fuzz/run.js').Run[]} runs */
function show(runs) {
  for (const run of runs) {
    for (const line of linesOf(run)) process.stdout.write(`${line}\n`)
    if (run.findings.length > 0) process.exitCode = 1
  }
}

/** @param {string[]} names */
async function minimiseAll(names) {
  for (const name of names) {
    const target = targetCalled(name)
    const corpus = growingCorpus(name)
    if (target.kind === 'node') {
      // A module that begins with its corpus can leave out what adds nothing.
      await fuzz(name, { seconds: 0, seed: 1 })
      commitInputs(name, corpus)
    } else {
      const fewest = fs.mkdtempSync(path.join(buildDir, 'fuzz', 'fewest-'))
      await minimise(name, target, corpus, fewest)
      commitInputs(name, fewest)
      fs.rmSync(fewest, { recursive: true })
    }
    say(`${name}: ${committedInputs(name).length} inputs`)
  }
}

/**
 * @template Item, Result
 * @param {Item[]} items
 * @param {number} jobs
 * @param {(item: Item) => Promise<Result>} work
 */
async function inParallel(items, jobs, work) {
  const results = /** @type {Result[]} */ ([])
  const queue = items.values()
  const worker = async () => {
    for (const item of queue) results.push(await work(item))
  }
  await Promise.all(Array.from({ length: Math.max(jobs, 1) }, worker))
  return results
}
