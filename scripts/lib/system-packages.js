// The programs and headers that come from the operating system. On Debian and its relatives what is missing is
// installed; elsewhere it is named.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { findEmscripten } from './emscripten.js'
import { findPostgres } from './postgres.js'
import { run, tryRun } from './run.js'

/**
 * Something needed: a command on the PATH, or else a Debian package (whose file is named for other systems).
 * @typedef {{ package: string, command?: string, file?: string }} Need
 * @typedef {'build' | 'test'} NeedSet
 */

/** @type {Record<NeedSet, Need[]>} */
export const needs = {
  build: [
    { package: 'emscripten', command: 'em++' },
    { package: 'cmake', command: 'cmake' },
    { package: 'ninja-build', command: 'ninja' },
    { package: 'make', command: 'make' },
    { package: 'perl', command: 'perl' },
    { package: 'nlohmann-json3-dev', file: 'nlohmann/json.hpp' },
  ],
  test: [
    { package: 'g++', command: 'c++' },
    { package: 'ccache', command: 'ccache' },
    { package: 'clang', command: 'clang++' },
    { package: 'clang-format', command: 'clang-format' },
    { package: 'clang-tidy', command: 'clang-tidy' },
    { package: 'llvm', command: 'llvm-cov' },
    { package: 'libclang-rt-dev', file: 'the sanitizer libraries of clang' },
    { package: 'libgtest-dev', file: 'gtest/gtest.h' },
    { package: 'python3', command: '/usr/bin/python3' },
    { package: 'python3-jwt', file: 'the jwt module of /usr/bin/python3' },
    { package: 'redis-server', command: 'redis-server' },
    { package: 'postgresql', command: 'postgres' },
    { package: 'chromium', command: 'chromium' },
    { package: 'chromium-headless-shell', command: 'chromium-headless-shell' },
  ],
}

/**
 * What this needs of the system, so that tests can pretend.
 * @typedef {object} System
 * @property {(command: string) => boolean} hasCommand
 * @property {() => boolean} hasEmscripten
 * @property {() => boolean} hasPostgres
 * @property {() => boolean} isDebian
 * @property {() => boolean} isRoot
 * @property {typeof run} run
 * @property {typeof tryRun} tryRun
 */

/** @type {System} */
const thisSystem = {
  hasCommand,
  hasEmscripten: () => findEmscripten() !== undefined,
  hasPostgres: () => findPostgres() !== undefined,
  isDebian: () => hasCommand('dpkg-query') && hasCommand('apt-get'),
  isRoot: () => process.getuid?.() === 0,
  run,
  tryRun,
}

/**
 * Installs what is missing, or says what is.
 * @param {NeedSet[]} sets
 * @param {import('./progress.js').Progress} progress
 * @param {System} [system]
 */
export async function ensureSystemPackages(sets, progress, system = thisSystem) {
  const wanted = sets.flatMap((set) => needs[set])
  const missing = await findMissing(wanted, system)
  if (missing.length === 0) return
  const prefix = await installerPrefix(system)
  if (!prefix) throw new Error(instructions(missing, system))
  const names = missing.map((need) => need.package)
  progress.detail(`installing ${names.join(', ')}`)
  await install(names, prefix, system)
}

/**
 * @param {Need[]} wanted
 * @param {System} system
 */
async function findMissing(wanted, system) {
  const absent = wanted.filter((need) => !isPresent(need, system))
  const packaged = absent.filter((need) => !need.command)
  if (packaged.length === 0 || !system.isDebian()) return absent
  const installed = await installedPackages(packaged, system)
  return absent.filter((need) => !installed.has(need.package))
}

/**
 * @param {Need} need
 * @param {System} system
 */
function isPresent(need, system) {
  if (need.package === 'emscripten') return system.hasEmscripten()
  if (need.package === 'postgresql') return system.hasPostgres()
  if (need.command) return system.hasCommand(need.command)
  return !system.isDebian() && need.file !== undefined && isHeader(need.file)
}

/** @param {string} file */
function isHeader(file) {
  const folders = ['/usr/include', '/usr/local/include', '/opt/homebrew/include']
  return folders.some((folder) => fs.existsSync(path.join(folder, file)))
}

/**
 * @param {Need[]} packaged
 * @param {System} system
 */
async function installedPackages(packaged, system) {
  const format = `\${db:Status-Status} \${Package}\n`
  const names = packaged.map((need) => need.package)
  const { stdout } = await system.tryRun('dpkg-query', ['--show', `--showformat=${format}`, ...names])
  const lines = stdout.split('\n').filter((line) => line.startsWith('installed '))
  return new Set(lines.map((line) => line.slice('installed '.length)))
}

/**
 * The words before apt-get that make it an administrator's, or nothing where there is no way to become one.
 * @param {System} system
 * @returns {Promise<string[] | undefined>}
 */
async function installerPrefix(system) {
  if (!system.isDebian()) return undefined
  if (system.isRoot()) return []
  if (!system.hasCommand('sudo')) return undefined
  const allowed = await system.tryRun('sudo', ['-n', 'true'])
  return allowed.code === 0 ? ['sudo', '-n'] : undefined
}

/**
 * The lists of packages are fetched only when the installation fails without.
 * @param {string[]} names
 * @param {string[]} prefix
 * @param {System} system
 */
async function install(names, prefix, system) {
  const apt = (/** @type {string[]} */ args) => {
    const command = [...prefix, 'env', ...aptEnvironment, 'apt-get', ...aptOptions, ...args]
    return /** @type {const} */ ([command[0] ?? 'env', command.slice(1)])
  }
  const installation = ['install', '--yes', '--no-install-recommends', ...names]
  const first = await system.tryRun(...apt(installation), { log: 'apt-install' })
  if (first.code === 0) return
  // One source of many may be out of reach, and that need not be the one that has the packages.
  await system.tryRun(...apt(['update']), { log: 'apt-update' })
  await system.run(...apt(installation), { log: 'apt-install' })
}

// Tests start servers of their own: that the packages start theirs would only take memory and ports.
const aptEnvironment = ['DEBIAN_FRONTEND=noninteractive', 'SYSTEMD_OFFLINE=1']

const aptOptions = ['-q', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Dpkg::Use-Pty=0']

/**
 * @param {Need[]} missing
 * @param {System} system
 */
function instructions(missing, system) {
  const names = missing.map((need) => need.package).join(' ')
  if (system.isDebian()) return `Please install what is missing, as root:\n  apt-get install ${names}`
  const lines = missing.map(
    (need) => `  ${need.command ?? need.file} (Debian's name for it: ${need.package})`,
  )
  return `Please install what is missing:\n${lines.join('\n')}`
}

/** @param {string} command */
export function hasCommand(command) {
  if (path.isAbsolute(command)) return fs.existsSync(command)
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  return folders.some((folder) => folder !== '' && fs.existsSync(path.join(folder, command)))
}
