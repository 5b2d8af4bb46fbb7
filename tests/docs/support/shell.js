// Checks what the documents tell a reader to type. Our own command line runs for real; of what installs, builds or serves,
// it is checked that what is named is there.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { suites } from '../../../scripts/lib/suites.js'
import { root } from '../../support/process.js'

/** @import { Block } from './blocks.js' */

/** @typedef {(words: readonly string[], block: Block) => void} Check */

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
const presets = JSON.parse(readFileSync(path.join(root, 'CMakePresets.json'), 'utf8'))

/** Scripts that pass on the names of suites, or of options, after `--`. */
const suiteKeys = new Set(suites.map(({ key }) => key))

/** @param {Block} block */
export function commandsOf({ text }) {
  return text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter((line) => line !== '')
}

/**
 * @param {Block} block
 * @param {string} folder
 */
export function assertShell(block, folder) {
  const commands = commandsOf(block)
  assert.ok(commands.length > 0, 'a block of commands has one')
  if (commands.some((command) => /\bnpx holoband\b/.test(command))) return runOurs(block, folder)
  for (const command of commands) {
    for (const part of command.split(' && ')) checkCommand(part.split(/\s+/), block)
  }
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
 * @param {readonly string[]} words
 * @param {Block} block
 */
function checkCommand(words, block) {
  const [name = ''] = words
  const check = programs[name]
  assert.ok(check, `nobody knows how to check the command ${name}`)
  check(words.slice(1), block)
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
  npx([name = '']) {
    assert.ok(existsSync(path.join(root, 'node_modules', '.bin', name)), `${name} is installed`)
  },
  node: checkFile,
  deno: ([command = '', ...words], block) => {
    assert.ok(['run', 'serve', 'test', 'task'].includes(command), `deno ${command}`)
    if (command !== 'task') checkFile(words, block)
  },
  bun([command = '', ...words], block) {
    checkFile(command === 'run' || command === 'test' ? words : [command], block)
  },
  cmake: checkPreset,
  ctest: checkPreset,
  cp([file = '']) {
    const ours = file.replace(/^node_modules\/holoband\//, '')
    assert.ok(ours !== file && existsSync(path.join(root, ours)), `the package has ${ours}`)
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
