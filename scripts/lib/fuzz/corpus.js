// The corpus of a target: while it is used a folder with a file for each input, in the repository one text with a line of
// base64url for each, so that a change of it can be read as one.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { replaceFile } from '../files.js'
import { buildDir, rootDir } from '../paths.js'

const committed = path.join(rootDir, 'tests', 'fuzz', 'corpus')

/** @param {string} target */
export const corpusFile = (target) => path.join(committed, `${target}.txt`)

/**
 * Where the corpus of a target grows from run to run.
 * @param {string} target
 */
export const corpusFolder = (target) => path.join(buildDir, 'fuzz', 'corpus', target)

/**
 * The inputs that are in the repository.
 * @param {string} target
 * @returns {Buffer[]}
 */
export function committedInputs(target) {
  const file = corpusFile(target)
  if (!fs.existsSync(file)) return []
  const lines = fs.readFileSync(file, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => Buffer.from(line, 'base64url'))
}

/**
 * Puts inputs into a folder, each under the name that its content gives it.
 * @param {string} folder
 * @param {readonly Uint8Array[]} inputs
 */
export function addInputs(folder, inputs) {
  fs.mkdirSync(folder, { recursive: true })
  for (const input of inputs) fs.writeFileSync(path.join(folder, nameOf(input)), input)
}

/** @param {Uint8Array} input */
export function nameOf(input) {
  return createHash('sha1').update(input).digest('hex')
}

/**
 * @param {string} folder
 * @returns {Buffer[]} the inputs in it, the shortest first
 */
export function readInputs(folder) {
  if (!fs.existsSync(folder)) return []
  const inputs = fs.readdirSync(folder).map((name) => fs.readFileSync(path.join(folder, name)))
  return inputs.sort((a, b) => a.length - b.length || Buffer.compare(a, b))
}

/**
 * Makes the inputs of a folder those of the repository.
 * @param {string} target
 * @param {string} folder
 */
export function commitInputs(target, folder) {
  const lines = readInputs(folder).map((input) => `${input.toString('base64url')}\n`)
  replaceFile(corpusFile(target), lines.join(''))
}
