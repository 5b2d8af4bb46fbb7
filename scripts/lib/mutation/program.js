// The test program with every mutant in it: only what includes a mutated file is compiled for it, the rest is taken from
// the build of the ordinary tests.
import fs from 'node:fs'
import path from 'node:path'
import { sourceFlags } from '../clang-tidy.js'
import { buildPreset } from '../cmake.js'
import { findFiles, replaceFile, unlessDone } from '../files.js'
import { fingerprint, sha256OfFile } from '../hash.js'
import { headersOf } from '../includes.js'
import { inParallel } from '../parallel.js'
import { buildDir, rootDir } from '../paths.js'
import { CommandError, run } from '../run.js'
import { mutantsOf } from './mutants.js'
import { chooser, withMutants } from './schemata.js'
import { syntaxOf } from './syntax.js'

/**
 * @typedef {import('../progress.js').Progress} Progress
 * @typedef {import('../clang-tidy.js').CompileCommand} CompileCommand
 * @typedef {import('./schemata.js').Numbered} Numbered
 * @typedef {Numbered & { file: string, line: string, text: string }} PolicyMutant  text tells it from all others
 */

/** The code that decides who gets in. */
const policy = /^src\/holoband\/((claims|jws|jws_verifier|verifier)\.(cc|h)|session\/\w+\.(cc|h))$/

/** Tests of that code. The others are about what it is made of. */
const tests =
  /^tests\/cpp\/(((claims|jws|jws_asymmetric|jws_verifier|verifier|verifier_explain|verifier_mutation|issuer|round_trip|header_memo|token_cache|conformance)_test|heap_scope|support\/\w+|crypto\/entropy)\.cc$|session\/)/

const folder = path.join(buildDir, 'mutate')
const treeDir = path.join(folder, 'src')
const program = path.join(folder, 'mutants')

/** @param {Progress} progress */
async function compileCommands(progress) {
  const build = await buildPreset('dev', progress)
  const file = path.join(build, 'compile_commands.json')
  const all = /** @type {CompileCommand[]} */ (JSON.parse(fs.readFileSync(file, 'utf8')))
  const own = all.filter(({ command }) => !command.includes('holoband_fault_tests'))
  const commands = own.map((command) => ({ ...command, file: path.relative(rootDir, command.file) }))
  return { build, commands }
}

/**
 * @param {Progress} progress
 * @returns {Promise<{ mutants: PolicyMutant[], commands: CompileCommand[], build: string }>}
 */
export async function findMutants(progress) {
  const { build, commands } = await compileCommands(progress)
  const sources = commands.filter(({ file }) => policy.test(file))
  /** @type {Map<string, import('./mutants.js').Mutant[]>} */
  const found = new Map()
  await inParallel(sources, async (command) => {
    progress.detail(command.file)
    const tree = await syntaxOf(path.join(rootDir, command.file), sourceFlags(command.command))
    for (const file of [command.file, command.file.replace(/\.cc$/, '.h')]) {
      found.set(file, mutantsOf(tree, path.join(rootDir, file), textOf(file)))
    }
  })
  const all = policyFiles().flatMap((file) => (found.get(file) ?? []).map((mutant) => ({ ...mutant, file })))
  const mutants = all.map((mutant, index) => {
    const line = lineOf(textOf(mutant.file), mutant.begin)
    return { ...mutant, id: index + 1, line, text: `${line} ⟨${mutant.change}⟩` }
  })
  return { mutants, commands, build }
}

const policyFiles = () => findFiles(['src/holoband'], policy)

/**
 * The text of a source, a character for each byte, as clang counts them.
 * @param {string} file
 */
function textOf(file) {
  return fs.readFileSync(path.join(rootDir, file), 'latin1')
}

/**
 * @param {string} text
 * @param {number} at
 */
function lineOf(text, at) {
  const start = text.lastIndexOf('\n', at - 1) + 1
  return text.slice(start, text.indexOf('\n', at)).trim()
}

/**
 * Compiles the program.
 *
 * @param {Awaited<ReturnType<typeof findMutants>>} found
 * @param {Progress} progress
 */
export async function buildProgram({ mutants, commands, build }, progress) {
  writeTree(mutants)
  const needed = commands.filter(({ file }) => isNeeded(file))
  const objects = needed.map(({ file }) => objectOf(file))
  let done = 0
  await inParallel(needed, async (command) => {
    progress.detail(`compiling, ${++done} of ${needed.length}`)
    await compile(command, objectOf(command.file), [])
  })
  progress.detail('linking')
  await link(build, objects, program)
  return {
    program,
    /** @param {PolicyMutant} mutant  one that the compiler has to be told of */
    programOf: (mutant) => buildStatic(mutant, commands, build, objects),
  }
}

/** @param {readonly PolicyMutant[]} mutants */
function writeTree(mutants) {
  writeUnlessSame(path.join(treeDir, 'chooser.h'), chooser)
  for (const file of policyFiles()) {
    const own = mutants.filter((mutant) => mutant.file === file)
    const mutated = withMutants(textOf(file), own)
    writeUnlessSame(path.join(folder, file), Buffer.from(mutated, 'latin1'))
  }
}

/**
 * @param {string} file
 * @param {string | Uint8Array} content
 */
function writeUnlessSame(file, content) {
  if (!fs.existsSync(file) || !fs.readFileSync(file).equals(Buffer.from(content))) replaceFile(file, content)
}

/**
 * A test, a mutated source, or one that sees a mutated header.
 * @param {string} file
 */
function isNeeded(file) {
  if (policy.test(file) || tests.test(file)) return true
  if (!file.startsWith('src/')) return false
  const headers = headersOf(path.join(rootDir, file), [path.join(rootDir, 'src')])
  return headers.some((header) => policy.test(path.relative(rootDir, header)))
}

/** @param {string} file */
function objectOf(file) {
  return path.join(folder, 'objects', `${file.replaceAll('/', '_')}.o`)
}

/**
 * @param {CompileCommand} command
 * @param {string} object
 * @param {string[]} definitions
 */
async function compile({ file, directory, command }, object, definitions) {
  fs.mkdirSync(path.dirname(object), { recursive: true })
  const source = path.join(policy.test(file) ? folder : rootDir, file)
  const include = `-I${path.join(rootDir, 'src')}`
  // The mutants are compared with themselves, and more that compilers warn of; and nobody debugs them.
  const options = [...definitions, '-g0', '-w', '-include', path.join(treeDir, 'chooser.h')].join(' ')
  const changed = command
    .replace(/ -o \S+ -c \S+$/, ` ${options} -o ${object} -c ${source}`)
    .replace(include, `-I${treeDir} ${include}`)
  await unlessDone(`${object}.stamp`, await ingredientsOf(source, changed), [object], async () => {
    await run('sh', ['-c', changed], { cwd: directory })
  })
}

/**
 * @param {string} source
 * @param {string} command
 */
async function ingredientsOf(source, command) {
  const folders = [treeDir, path.join(rootDir, 'src'), path.join(rootDir, 'tests', 'cpp')]
  const files = [source, path.join(treeDir, 'chooser.h'), ...headersOf(source, folders)]
  return fingerprint([command, await Promise.all(files.map(sha256OfFile))])
}

/**
 * Links as the ordinary tests are linked, but for the objects.
 *
 * @param {string} build
 * @param {string[]} objects
 * @param {string} target
 */
async function link(build, objects, target) {
  const { stdout } = await run('ninja', ['-C', build, '-t', 'commands', 'tests/cpp/holoband_tests'])
  const command = stdout.trimEnd().split('\n').at(-1) ?? ''
  const changed = command
    .replaceAll(/ \S+\.cc\.o(?= )/g, '')
    .replace(/ -o \S+/, ` ${objects.join(' ')} -o ${target}`)
  await run('sh', ['-c', changed], { cwd: build })
}

/**
 * @param {PolicyMutant} mutant
 * @param {CompileCommand[]} commands
 * @param {string} build
 * @param {string[]} objects
 * @returns {Promise<string | undefined>} its program, or nothing where the compiler refuses it
 */
async function buildStatic(mutant, commands, build, objects) {
  const command = commands.find(({ file }) => file === mutant.file)
  if (command === undefined)
    throw new Error(`${mutant.file}: only a source can have a mutant of its own program`)
  const own = path.join(folder, `static-${mutant.id}`)
  try {
    await compile(command, `${own}.o`, [`-DHOLOBAND_STATIC_MUTANT=${mutant.id}`])
  } catch (error) {
    if (error instanceof CommandError) return undefined
    throw error
  }
  const others = objects.filter((object) => object !== objectOf(mutant.file))
  await link(build, [`${own}.o`, ...others], own)
  return own
}
