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
  await compile(source, options, `openssl-${target}-make`, progress, recipes[target].hot)
  install(source, prefix, recipes[target].patched ? patches.map(({ file }) => file) : [])
  fs.rmSync(work, { recursive: true, force: true })
}

/**
 * @param {string} source
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @param {string} log
 * @param {Progress} progress
 * @param {readonly string[]} [hot]
 */
async function compile(source, options, log, progress, hot) {
  progress.detail('compiling')
  await run('make', ['-s', 'build_generated'], { ...options, log: `${log}-generated` })
  const makefile = fs.readFileSync(path.join(source, 'Makefile'), 'utf8')
  const total = countObjects(makefile)
  let done = 0
  const onLine = (/** @type {string} */ line) => {
    if (/ -c -o \S+\.o /.test(line))
      progress.detail(`compiling, ${Math.min(99, Math.floor((100 * ++done) / total))} %`)
  }
  const jobs = `-j${os.availableParallelism()}`
  const steps = hot ? [objectsOf(makefile, hot), ['CFLAGS=-Wall -Os', 'libcrypto.a']] : [['libcrypto.a']]
  for (const [index, targets] of steps.entries()) {
    await run('make', [jobs, ...targets], { ...options, log: `${log}-${index}`, onLine })
  }
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
