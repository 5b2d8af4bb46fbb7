// Checks what the documents tell a reader to type. Our own command line runs for real; of what installs, builds or serves,
// it is checked that what is named is there.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { suites } from '../../../scripts/lib/suites.js'
import { root } from '../../support/process.js'
import { commandsOf } from './shell-words.js'

/** @import { Block } from './blocks.js' */

/** @typedef {(words: readonly string[], block: Block) => void} Check */

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
const presets = JSON.parse(readFileSync(path.join(root, 'CMakePresets.json'), 'utf8'))

/** Scripts that pass on the names of suites, or of options, after `--`. */
const suiteKeys = new Set(suites.map(({ key }) => key))

/**
 * Checks a block of commands. One of a document that uses our command line and nothing else is run.
 *
 * @param {Block} block
 * @param {string} folder
 */
export function assertShell(block, folder) {
  const commands = commandsOf(block.text)
  assert.ok(commands.length > 0, 'a block of commands has one')
  const names = commands.map(([name = '', second = '']) => (name === 'npx' ? `npx ${second}` : name))
  const isOurs =
    names.includes('npx holoband') && names.every((name) => name === 'npx holoband' || tools.has(name))
  if (isOurs && !block.document.startsWith('examples/')) return runOurs(block, folder)
  for (const [name = '', ...words] of commands) checkCommand(name, words, block)
}

/**
 * Runs a block that uses our command line, with a shell that knows nothing else.
 *
 * @param {Block} block
 * @param {string} folder
 */
function runOurs({ text }, folder) {
  const home = mkdtempSync(path.join(folder, 'shell-'))
  const bin = path.join(home, 'bin')
  mkdirSync(bin)
  const main = path.join(root, manifest.bin.holoband)
  const npx = `#!/bin/sh\n[ "$1" = holoband ] || exit 99\nshift\nexec "${process.execPath}" "${main}" "$@"\n`
  writeFileSync(path.join(bin, 'npx'), npx)
  chmodSync(path.join(bin, 'npx'), 0o755)
  const env = { PATH: `${bin}:/usr/bin:/bin`, HOME: home, NO_COLOR: '1' }
  execFileSync('/bin/sh', ['-eu', '-c', text], { cwd: home, env, stdio: 'pipe', timeout: 60_000 })
}

/**
 * @param {string} name
 * @param {readonly string[]} words
 * @param {Block} block
 */
function checkCommand(name, words, block) {
  if (tools.has(name)) return
  if (name.includes('/')) return checkTarget(path.basename(name), block)
  const check = programs[name]
  assert.ok(check, `nobody knows how to check the command ${name}`)
  check(words, block)
}

/** What every system has, or is known well enough. */
const tools = new Set([
  'echo',
  'printf',
  'export',
  'cat',
  'mkdir',
  'rm',
  'chmod',
  'jq',
  'openssl',
  'git',
  'sudo',
  'apt-get',
])

/**
 * A program that the reader has built before.
 *
 * @param {string} target
 * @param {Block} block
 */
function checkTarget(target, { document }) {
  const lists = path.join(root, path.dirname(document), 'CMakeLists.txt')
  const text = existsSync(lists) ? readFileSync(lists, 'utf8') : ''
  const made = [...text.matchAll(/add_executable\(\s*([\w-]+)/g)].map(([, name]) => name)
  assert.ok(made.includes(target), `CMakeLists.txt makes ${target}`)
}

/** @type {Readonly<Record<string, Check>>} */
const programs = {
  npm([command = '', ...words], block) {
    if (command === 'install' || command === 'i') return checkPackages(words)
    if (command === 'pack') return
    const script = command === 'run' ? words[0] : command
    assert.ok(scriptsFor(block)[script ?? ''], `package.json has the script ${script}`)
    const given = command === 'test' && words.includes('--') ? words.slice(words.indexOf('--') + 1) : []
    for (const key of given) assert.ok(suiteKeys.has(key), `npm test knows ${key}`)
  },
  npx([name = '', ...words]) {
    if (name === 'holoband') return checkOurs(words)
    assert.ok(existsSync(path.join(root, 'node_modules', '.bin', name)), `${name} is installed`)
  },
  node: checkFile,
  deno([command = '', ...words], block) {
    assert.ok(['run', 'serve', 'test', 'task', 'install'].includes(command), `deno ${command}`)
    const ours = words.indexOf('npm:holoband')
    if (command === 'install') return
    if (command === 'task') checkTask(words[0] ?? '', block)
    else if (ours >= 0) checkOurs(words.slice(ours + 1))
    else checkFile(words, block)
  },
  bun([command = '', ...words], block) {
    const what = command === 'run' || command === 'test' ? words : [command, ...words]
    if (command === 'install' || scriptsFor(block)[what[0] ?? ''] !== undefined) return
    checkFile(what, block)
  },
  bunx([name = '', ...words]) {
    assert.equal(name, 'holoband')
    checkOurs(words)
  },
  cmake: checkPreset,
  ctest: checkPreset,
  cp([file = '']) {
    // Another file is the reader's own.
    const ours = file.replace(/^node_modules\/holoband\//, '')
    assert.ok(ours === file || existsSync(path.join(root, ours)), `the package has ${ours}`)
  },
  cd([folder = ''], block) {
    assert.ok(existsSync(path.join(root, path.dirname(block.document), folder)), folder)
  },
  curl(words) {
    assert.ok(
      words.some((word) => word.includes('://')),
      'curl is given an address',
    )
  },
}

/**
 * A call of our command line that needs more than is here: the command has to be there.
 *
 * @param {readonly string[]} words
 */
function checkOurs(words) {
  const end = words.findIndex((word) => !/^[a-z]+$/.test(word))
  const command = words.slice(0, end < 0 ? words.length : end)
  const help = command[0] === 'keys' ? command.slice(0, 2) : command.slice(0, 1)
  execFileSync(process.execPath, [path.join(root, manifest.bin.holoband), 'help', ...help], { stdio: 'pipe' })
}

/**
 * @param {string} task
 * @param {Block} block
 */
function checkTask(task, { document }) {
  const file = path.join(root, path.dirname(document), 'deno.json')
  const { tasks = {} } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  assert.ok(Object.hasOwn(tasks, task), `deno.json has the task ${task}`)
}

/**
 * The scripts of the package that the document is about: an example's, where that has a package of its own.
 *
 * @param {Block} block
 * @returns {Record<string, string | undefined>}
 */
function scriptsFor({ document }) {
  const own = path.join(root, path.dirname(document), 'package.json')
  const scripts = existsSync(own) ? JSON.parse(readFileSync(own, 'utf8')).scripts : {}
  return { ...manifest.scripts, ...scripts }
}

/** @param {readonly string[]} words */
function checkPackages(words) {
  const known = new Set(
    Object.keys({ ...manifest.devDependencies, ...manifest.peerDependencies, holoband: '' }),
  )
  for (const word of words) {
    assert.ok(word.startsWith('-') || word.endsWith('.tgz') || known.has(word), `${word} is tested here`)
  }
}

/** @type {Check} */
function checkFile(words, { document }) {
  const file = words.find((word) => /\.[cm]?[jt]s$/.test(word)) ?? ''
  const folders = [root, path.join(root, path.dirname(document))]
  assert.ok(file !== '' && folders.some((folder) => existsSync(path.join(folder, file))), `${file} is there`)
}

/** @type {Check} */
function checkPreset(words) {
  const index = words.indexOf('--preset')
  if (index < 0) return
  const all = [...presets.configurePresets, ...presets.buildPresets, ...presets.testPresets]
  assert.ok(
    all.some(({ name }) => name === words[index + 1]),
    `CMakePresets.json has ${words[index + 1]}`,
  )
}
