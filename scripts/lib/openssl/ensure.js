// OpenSSL for one target, from the cache or made now.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { ensureFolder } from '../cache.js'
import { findEmscripten } from '../emscripten.js'
import { cacheDir } from '../paths.js'
import { run } from '../run.js'
import { buildInto } from './build.js'
import { archive, folderName, version } from './recipe.js'
import { fetchArchive, verify } from './sources.js'

/**
 * @typedef {import('../progress.js').Progress} Progress
 * @typedef {import('./recipe.js').Target} Target
 */

/**
 * @param {Target} target
 * @param {Progress} progress
 * @returns {Promise<string>} the folder with include/ and lib/
 */
export async function ensureOpenssl(target, progress) {
  const compiler = target === 'wasm' ? emscripten() : await nativeCompiler()
  const prefix = path.join(cacheDir(), 'openssl', folderName(target, compiler.id))
  const onWait = () => progress.detail('another process is building it')
  const make = async (/** @type {string} */ partial) => {
    const source = await ensureArchive(progress)
    await buildInto(target, source, partial, compiler.env, progress)
  }
  await ensureFolder(prefix, make, onWait)
  return prefix
}

/** @param {Progress} progress */
async function ensureArchive(progress) {
  const own = process.env.HOLOBAND_OPENSSL_ARCHIVE
  if (own) {
    await verify(own)
    return path.resolve(own)
  }
  const folder = path.join(cacheDir(), 'sources', `openssl-${version}`)
  const file = path.join(folder, archive.name)
  await ensureFolder(folder, (partial) => fetchArchive(partial, progress))
  try {
    await verify(file)
  } catch (error) {
    fs.rmSync(folder, { recursive: true, force: true })
    throw new Error(`The cached ${archive.name} is damaged and was removed; run this again.`, {
      cause: error,
    })
  }
  return file
}

function emscripten() {
  const found = findEmscripten()
  if (!found) throw new Error('Emscripten was not found: put emcc on the PATH, or set EMSDK.')
  return { id: `emscripten ${found.version}`, env: found.env }
}

async function nativeCompiler() {
  const command = process.env.CC || 'cc'
  const { stdout } = await run(command, ['--version'])
  return { id: `${command} ${stdout.split('\n')[0]} ${process.arch}`, env: { CC: command } }
}
