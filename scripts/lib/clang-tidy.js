// clang-tidy over every C++ source, two at a time. A source that was clean is not looked at again until it, a header
// that it includes, its flags or the configuration changes.
import fs from 'node:fs'
import path from 'node:path'
import { configurePreset } from './cmake.js'
import { findEmscripten } from './emscripten.js'
import { replaceFile } from './files.js'
import { fingerprint, sha256OfFile } from './hash.js'
import { headersOf } from './includes.js'
import { inParallel } from './parallel.js'
import { cacheDir, rootDir } from './paths.js'
import { run, tryRun } from './run.js'

/**
 * @typedef {import('./progress.js').Progress} Progress
 * @typedef {{ file: string, directory: string, command: string }} CompileCommand
 * @typedef {{ file: string, flags: string[], mark: string }} Job
 */

/** @param {Progress} progress */
export async function checkWithClangTidy(progress) {
  const jobs = (await allJobs(progress)).filter((job) => !fs.existsSync(job.mark))
  const failures = /** @type {string[]} */ ([])
  let done = 0
  await inParallel(jobs, async (job) => {
    progress.detail(`${done++} of ${jobs.length}`)
    const output = await complaints(job)
    if (output) failures.push(output)
    else replaceFile(job.mark, '')
  })
  if (failures.length > 0) throw new Error(`clang-tidy is not content:\n${failures.join('\n')}`)
}

/**
 * @param {Progress} progress
 * @returns {Promise<Job[]>}
 */
async function allJobs(progress) {
  const { stdout: version } = await run('clang-tidy', ['--version'])
  const configurations = ['.clang-tidy', 'tests/.clang-tidy'].map((file) => path.join(rootDir, file))
  const setting = [version, ...(await Promise.all(configurations.map(sha256OfFile)))]
  const jobs = []
  for (const preset of /** @type {const} */ (['asan', 'wasm-release'])) {
    const folder = await configurePreset(preset, progress)
    const extra = preset === 'wasm-release' ? await emscriptenFlags() : []
    for (const command of compileCommands(folder, preset)) {
      jobs.push(await job(command, extra, setting))
    }
  }
  return jobs
}

/**
 * The core is checked as it is compiled natively; of the WebAssembly build only what is in bindings/ is new.
 * @param {string} folder
 * @param {string} preset
 */
function compileCommands(folder, preset) {
  const file = path.join(folder, 'compile_commands.json')
  const all = /** @type {CompileCommand[]} */ (JSON.parse(fs.readFileSync(file, 'utf8')))
  const bindings = path.join(rootDir, 'bindings') + path.sep
  if (preset === 'wasm-release') return all.filter((command) => command.file.startsWith(bindings))
  return all.filter((command) => !command.file.startsWith(folder)) // CMake writes sources for precompiled headers
}

/**
 * @param {CompileCommand} command
 * @param {string[]} extra
 * @param {string[]} setting
 * @returns {Promise<Job>}
 */
async function job(command, extra, setting) {
  const flags = [...extra, ...sourceFlags(command.command)]
  const files = [command.file, ...headersOf(command.file, includeFolders(flags))]
  const contents = await Promise.all(files.map(sha256OfFile))
  // Another checkout of the same sources is as clean as this one.
  const relativeFlags = flags.map((flag) => flag.replaceAll(rootDir, ''))
  const name = fingerprint([setting, path.relative(rootDir, command.file), relativeFlags, contents])
  return { file: command.file, flags, mark: path.join(cacheDir(), 'clang-tidy', name) }
}

/**
 * The flags of a compile command that say what the source means: definitions, include folders and the language.
 * @param {string} command
 */
export function sourceFlags(command) {
  const words = command.split(/\s+/)
  const flags = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    if (word === '-isystem') flags.push(word, words[++i] ?? '')
    else if (/^-(I|D|std=|fno-exceptions|fno-rtti)/.test(word)) flags.push(word.replaceAll('\\"', '"'))
  }
  return flags
}

/** @param {string[]} flags */
function includeFolders(flags) {
  return flags.filter((flag) => flag.startsWith('-I')).map((flag) => flag.slice(2))
}

async function emscriptenFlags() {
  const { stdout } = await run('em++', ['--cflags'], { env: findEmscripten()?.env ?? {} })
  return stdout.trim().split(/\s+/)
}

/**
 * @param {Job} job
 * @returns {Promise<string>} what is wrong, or nothing
 */
async function complaints({ file, flags }) {
  const args = ['--quiet', '--warnings-as-errors=*', file, '--', ...flags]
  const result = await tryRun('clang-tidy', args)
  return result.code === 0 ? '' : result.stdout.trim() || result.output.trim()
}
