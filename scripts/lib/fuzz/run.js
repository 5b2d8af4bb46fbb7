// Runs one target, of either kind, and keeps what came of it for the report.
import fs from 'node:fs'
import path from 'node:path'
import { replaceFile } from '../files.js'
import { targets } from '../fuzz-targets.js'
import { buildDir, rootDir } from '../paths.js'
import { addInputs, committedInputs, corpusFolder, readInputs } from './corpus.js'
import { coverageOf, runProgram } from './native.js'
import { runModule } from './node.js'

/**
 * @typedef {import('../fuzz-targets.js').Target} Target
 *
 * @typedef {object} Job
 * @property {number} seconds
 * @property {number} seed
 * @property {string} corpus    a folder
 * @property {string} findings  a folder
 * @property {boolean} wantsCoverage  which takes longer to find out than a short run does
 * @property {(line: string) => void} onLine
 *
 * @typedef {object} Outcome
 * @property {number} executions
 * @property {string} coverage
 * @property {{ name: string, file: string }[]} findings  where there is no input, the file is empty
 *
 * @typedef {object} Measured
 * @property {string} target
 * @property {number} seed
 * @property {number} seconds  as measured
 * @property {{ inputs: number, bytes: number }} corpus  as the run left it
 *
 * @typedef {Outcome & Measured} Run
 */

/** @param {string} name */
const runFile = (name) => path.join(buildDir, 'fuzz', `${name}.json`)

/** @param {string} name */
export function targetCalled(name) {
  const target = targets[name]
  if (target === undefined)
    throw new Error(`There is no target called ${name}: ${Object.keys(targets).join(', ')}`)
  return target
}

/**
 * @param {string} name
 * @param {{ seconds: number, seed: number, onLine?: (line: string) => void }} options
 * @returns {Promise<Run>}
 */
export function fuzz(name, { seconds, seed, onLine = () => {} }) {
  const corpus = growingCorpus(name)
  const findings = findingsFolder(name)
  return measure(name, targetCalled(name), { seconds, seed, corpus, findings, wantsCoverage: true, onLine })
}

/**
 * Begins with what is committed and nothing else, and keeps nothing but what is wrong.
 * @param {string} name
 * @param {Target} target
 * @param {readonly Uint8Array[]} inputs
 * @param {number} seconds
 * @returns {Promise<Run>}
 */
export async function fuzzBriefly(name, target, inputs, seconds) {
  const findings = findingsFolder(name)
  const corpus = fs.mkdtempSync(path.join(findings, 'brief-'))
  try {
    addInputs(corpus, inputs)
    const job = { seconds, seed: 1, corpus, findings, wantsCoverage: false, onLine: () => {} }
    return await measure(name, target, job)
  } finally {
    fs.rmSync(corpus, { recursive: true })
  }
}

/**
 * Gives a target one input again.
 * @param {string} name
 * @param {string} file
 * @returns {Promise<Run>}
 */
export async function replay(name, file) {
  const run = await fuzzBriefly(name, targetCalled(name), [fs.readFileSync(file)], 0)
  return { ...run, findings: run.findings.map((finding) => ({ ...finding, file })) }
}

/**
 * @param {string} name
 * @param {Target} target
 * @param {Job} job
 * @returns {Promise<Run>}
 */
export async function measure(name, target, job) {
  const started = performance.now()
  const outcome =
    target.kind === 'native' ? await runProgram(name, target, job) : await runModule(name, target, job)
  const seconds = Math.round((performance.now() - started) / 100) / 10
  const isToBeAsked = target.kind === 'native' && job.wantsCoverage && outcome.findings.length === 0
  const coverage = isToBeAsked ? await coverageOf(name, target, job.corpus) : outcome.coverage
  const inputs = readInputs(job.corpus)
  const bytes = inputs.reduce((sum, input) => sum + input.length, 0)
  return {
    target: name,
    seed: job.seed,
    seconds,
    ...outcome,
    coverage,
    corpus: { inputs: inputs.length, bytes },
  }
}

/** @param {Run} run */
export function keepRun(run) {
  replaceFile(runFile(run.target), `${JSON.stringify(run, null, 2)}\n`)
}

/** @returns {Run[]} the last run of each target that has had one */
export function lastRuns() {
  const files = Object.keys(targets)
    .map(runFile)
    .filter((file) => fs.existsSync(file))
  return files.map((file) => JSON.parse(fs.readFileSync(file, 'utf8')))
}

/**
 * The folder in which the corpus of a target grows from run to run, with all that is committed.
 * @param {string} name
 */
export function growingCorpus(name) {
  const folder = corpusFolder(name)
  addInputs(folder, committedInputs(name))
  return folder
}

/** @param {string} name */
function findingsFolder(name) {
  const folder = path.join(buildDir, 'fuzz', 'findings', name)
  fs.mkdirSync(folder, { recursive: true })
  return folder
}

/**
 * One line for a run, and two for each finding: what it is, and how to have it again.
 * @param {Run} run
 */
export function linesOf({ target, executions, seconds, coverage, corpus, findings }) {
  const speed = Math.round(executions / Math.max(seconds, 0.1))
  const figures = [
    `${executions} executions in ${seconds} s (${speed}/s)`,
    ...(coverage === '' ? [] : [coverage]),
    `${counted(corpus.inputs, 'input')} of ${corpus.bytes} bytes`,
    counted(findings.length, 'finding'),
  ]
  const found = findings.flatMap(({ name, file }) => [
    `  ${name}`,
    ...(file === '' ? [] : [`  npm run fuzz -- ${target} --replay ${path.relative(rootDir, file)}`]),
  ])
  return [`${findings.length === 0 ? '✓' : '✗'} ${target}: ${figures.join(', ')}`, ...found]
}

/**
 * @param {number} count
 * @param {string} noun
 */
const counted = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`
