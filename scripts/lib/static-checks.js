// What can be said of the sources without running them. Each check counts as one test.
import path from 'node:path'
import process from 'node:process'
import { findFiles } from './files.js'
import { rootDir } from './paths.js'
import { run } from './run.js'

const tool = (/** @type {string[]} */ ...names) => path.join(rootDir, 'node_modules', ...names)

export const biome = tool('@biomejs', 'biome', 'bin', 'biome')
export const tsc = tool('typescript', 'bin', 'tsc')

export function cppFiles() {
  return findFiles(['src', 'bindings', 'tests', 'examples'], /\.(cc|h)$/)
}

export async function checkCppFormat() {
  await run('clang-format', ['--dry-run', '--Werror', ...cppFiles()], { log: 'clang-format' })
}

export async function checkJavaScript() {
  await run(process.execPath, [biome, 'ci', '--colors=off', '.'], { log: 'biome' })
}

export async function checkTypes() {
  await run(process.execPath, [tsc, '-p', 'tsconfig.check.json', '--pretty', 'false'], { log: 'tsc' })
}

export async function checkGenerated() {
  await run(process.execPath, [path.join(rootDir, 'scripts', 'generate.js'), '--check'], { log: 'generated' })
}
