// Which Emscripten to use: one that was set up by hand (EMSDK, PATH), else the one that Debian packages.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'

/**
 * @typedef {object} Emscripten
 * @property {string} root      the folder with emcc and cmake/Modules/Platform/Emscripten.cmake
 * @property {string} version
 * @property {NodeJS.ProcessEnv} env  what its programs need in their environment
 */

const debianRoot = '/usr/share/emscripten'
const debianModules = '/usr/share/nodejs'

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Emscripten | undefined}
 */
export function findEmscripten(env = process.env) {
  const candidates = [env.EMSDK && path.join(env.EMSDK, 'upstream', 'emscripten'), ...foldersOnPath(env)]
  for (const root of candidates) {
    const version = root && readVersion(root)
    if (version) return { root, version, env: environment(root, env) }
  }
  return undefined
}

/**
 * The folders that hold an emcc of the PATH, with links followed: Debian's is a link into /usr/share.
 * @param {NodeJS.ProcessEnv} env
 */
function foldersOnPath(env) {
  const found = []
  for (const folder of (env.PATH ?? '').split(path.delimiter)) {
    const emcc = path.join(folder, 'emcc')
    if (folder && fs.existsSync(emcc)) found.push(path.dirname(fs.realpathSync(emcc)))
  }
  return found
}

/** @param {string} root */
function readVersion(root) {
  try {
    return fs.readFileSync(path.join(root, 'emscripten-version.txt'), 'utf8').replaceAll('"', '').trim()
  } catch {
    return undefined
  }
}

/**
 * Debian's Emscripten finds its JavaScript optimizer only with the help of NODE_PATH, unless Node is Debian's too;
 * and it is twice as fast when Python is no wrapper script of a version manager.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
function environment(root, env) {
  if (root !== debianRoot) return { PATH: [root, env.PATH].join(path.delimiter) }
  return {
    NODE_PATH: [debianModules, env.NODE_PATH].filter(Boolean).join(path.delimiter),
    EMSDK_PYTHON: env.EMSDK_PYTHON ?? '/usr/bin/python3',
  }
}
