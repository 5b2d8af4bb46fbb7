// Configures and builds a preset of CMakePresets.json. Ninja decides what there is to do.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { withLock } from './cache.js'
import { findEmscripten } from './emscripten.js'
import { fingerprint } from './hash.js'
import { ensureOpenssl } from './openssl/ensure.js'
import { buildDir, rootDir } from './paths.js'
import { run } from './run.js'

/**
 * @typedef {import('./progress.js').Progress} Progress
 * @typedef {'dev' | 'asan' | 'ubsan' | 'coverage' | 'timing' | 'wasm-debug' | 'wasm-release'} Preset
 */

/**
 * @param {Preset} preset
 * @param {Progress} progress
 * @param {string[]} [targets]
 * @returns {Promise<string>} the build folder
 */
export function buildPreset(preset, progress, targets = ['all']) {
  return inFolderOf(preset, progress, async (folder) => {
    await configure(preset, folder, progress)
    await compile(preset, progress, targets)
  })
}

/**
 * @param {Preset} preset
 * @param {Progress} progress
 * @returns {Promise<string>} the build folder, with its compile_commands.json
 */
export function configurePreset(preset, progress) {
  return inFolderOf(preset, progress, (folder) => configure(preset, folder, progress))
}

/**
 * @param {Preset} preset
 * @param {Progress} progress
 * @param {(folder: string) => Promise<void>} work  done by one process at a time
 */
async function inFolderOf(preset, progress, work) {
  const folder = path.join(buildDir, preset)
  fs.mkdirSync(buildDir, { recursive: true })
  const onWait = () => progress.detail('another process is building')
  await withLock(`${folder}.lock`, onWait, () => work(folder))
  return folder
}

/**
 * Ninja configures again when CMake's files change. What it cannot see makes the folder anew: another preset,
 * another place of the checkout, of OpenSSL or of the compiler, or a configuration that was interrupted.
 * @param {Preset} preset
 * @param {string} folder
 * @param {Progress} progress
 */
async function configure(preset, folder, progress) {
  const isWasm = preset.startsWith('wasm')
  const openssl = await ensureOpenssl(isWasm ? 'wasm' : 'native', progress)
  const compiler = isWasm ? findEmscripten()?.root : process.env.CXX
  const stamp = path.join(folder, '.holoband-configured')
  const presets = fs.readFileSync(path.join(rootDir, 'CMakePresets.json'), 'utf8')
  const expected = fingerprint([rootDir, presets, openssl, compiler])
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === expected) return
  progress.detail('configuring')
  await run('cmake', ['--preset', preset, '--fresh'], { log: `${preset}-configure` })
  fs.writeFileSync(stamp, expected)
}

/**
 * @param {Preset} preset
 * @param {Progress} progress
 * @param {string[]} targets
 */
async function compile(preset, progress, targets) {
  progress.detail('compiling')
  const onLine = (/** @type {string} */ line) => {
    const position = /^\[(\d+\/\d+)\]/.exec(line)?.[1]
    if (position) progress.detail(`compiling, ${position}`)
  }
  await run('cmake', ['--build', '--preset', preset, '--target', ...targets], {
    log: `${preset}-build`,
    onLine,
  })
}
