// Compiles libcrypto.a for one target.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { run } from '../run.js'
import { applyPatches, patches } from './patches.js'
import { archive, recipes, version } from './recipe.js'

/**
 * @typedef {import('../progress.js').Progress} Progress
 * @typedef {import('./recipe.js').Target} Target
 */

// OpenSSL's Configure takes these from the environment, where they are meant for other programs.
const strayVariables = [
  ...['AR', 'ARFLAGS', 'AS', 'ASFLAGS', 'CC', 'CFLAGS', 'CPP', 'CPPDEFINES', 'CPPFLAGS', 'CPPINCLUDES'],
  ...['CROSS_COMPILE', 'CXX', 'CXXFLAGS', 'EMCC_CFLAGS', 'LD', 'LDFLAGS', 'LDLIBS', 'MAKEFLAGS', 'RANLIB'],
]
const withoutStrays = Object.fromEntries(strayVariables.map((name) => [name, undefined]))

/**
 * Fills `prefix` with lib/libcrypto.a, include/openssl and the licence.
 * @param {Target} target
 * @param {string} archiveFile
 * @param {string} prefix
 * @param {NodeJS.ProcessEnv} env
 * @param {Progress} progress
 */
export async function buildInto(target, archiveFile, prefix, env, progress) {
  const work = path.join(prefix, 'work')
  fs.mkdirSync(work)
  progress.detail('unpacking')
  await run('tar', ['-xzf', archiveFile, '-C', work, '--no-same-owner'])
  const source = path.join(work, `openssl-${version}`)
  if (recipes[target].patched) applyPatches(source)
  const options = { cwd: source, env: { ...withoutStrays, ...env, ...recipes[target].tools } }
  progress.detail('configuring')
  await run('perl', ['Configure', ...recipes[target].configure], {
    ...options,
    log: `openssl-${target}-configure`,
  })
  await compile(source, options, target, progress)
  install(source, prefix, recipes[target].patched ? patches.map(({ file }) => file) : [])
  fs.rmSync(work, { recursive: true, force: true })
}

/**
 * @param {string} source
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @param {Target} target
 * @param {Progress} progress
 */
async function compile(source, options, target, progress) {
  progress.detail('compiling')
  const log = `openssl-${target}-make`
  await run('make', ['-s', 'build_generated'], { ...options, log: `${log}-generated` })
  const makefile = fs.readFileSync(path.join(source, 'Makefile'), 'utf8')
  const total = countObjects(makefile)
  let done = 0
  const onLine = (/** @type {string} */ line) => {
    if (/ -c -o \S+\.o /.test(line))
      progress.detail(`compiling, ${Math.min(99, Math.floor((100 * ++done) / total))} %`)
  }
  const { hot, level } = recipes[target]
  /** @type {[string, string[]][]} */
  const steps = [
    ['-O3', objectsOf(makefile, hot)],
    [level, ['libcrypto.a']],
  ]
  for (const [index, [optimization, targets]] of steps.entries()) {
    const variables = [`CFLAGS=-Wall ${optimization}`]
    if (target === 'wasm') variables.push(`CC=${await clangOfEmcc(optimization, options)}`)
    const args = [`-j${os.availableParallelism()}`, ...variables, ...targets]
    await run('make', args, { ...options, log: `${log}-${index}`, onLine })
  }
}

/**
 * What emcc runs to compile a C file, up to where its own arguments end. Without emcc in between, a file takes two
 * thirds of the time, for the same result. An Emscripten that prints something else is called as emcc.
 * @param {string} optimization
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 */
async function clangOfEmcc(optimization, options) {
  const example = path.join(options.cwd, 'example')
  fs.writeFileSync(`${example}.c`, 'int example;\n')
  const { output } = await run(
    'emcc',
    ['-v', optimization, '-c', `${example}.c`, '-o', `${example}.o`],
    options,
  )
  return /^ *("?\S*clang\S* -target .*?) -v /m.exec(output)?.[1] ?? 'emcc'
}

/**
 * How many object files libcrypto.a has.
 * @param {string} makefile
 */
function countObjects(makefile) {
  const names = makefile.match(/\S*libcrypto-lib-\S+\.o:/g)
  return Math.max(1, new Set(names).size)
}

/**
 * The object files that are made from sources of these names.
 * @param {string} makefile
 * @param {readonly string[]} names
 */
export function objectsOf(makefile, names) {
  return names.map((name) => {
    const object = new RegExp(`^(\\S*/lib(?:crypto|default)-lib-${name}\\.o):`, 'm').exec(makefile)?.[1]
    if (object === undefined) throw new Error(`OpenSSL has no source of the name ${name}`)
    return object
  })
}

/**
 * @param {string} source
 * @param {string} prefix
 * @param {string[]} changed  the files that are not what the archive says
 */
function install(source, prefix, changed) {
  fs.mkdirSync(path.join(prefix, 'lib'))
  fs.copyFileSync(path.join(source, 'libcrypto.a'), path.join(prefix, 'lib', 'libcrypto.a'))
  const headers = path.join(source, 'include', 'openssl')
  const filter = (/** @type {string} */ file) => file === headers || file.endsWith('.h')
  fs.cpSync(headers, path.join(prefix, 'include', 'openssl'), { recursive: true, filter })
  fs.copyFileSync(path.join(source, 'LICENSE.txt'), path.join(prefix, 'LICENSE.txt'))
  const origin = [archive.name, `SHA-256 ${archive.sha256}`, ...changed.map((file) => `changed: ${file}`), '']
  fs.writeFileSync(path.join(prefix, 'SOURCE.txt'), origin.join('\n'))
}
