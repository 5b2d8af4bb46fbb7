// A project that has installed the package, for tests that use it as its users do.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ensurePackage } from '../../scripts/lib/package.js'
import { root } from './process.js'

/**
 * @typedef {object} Project
 * @property {string} folder
 * @property {(name: string, text: string) => string} write  a file in it; its whole path
 * @property {() => void} remove
 *
 * @typedef {object} ProjectOptions
 * @property {string} [from]  a folder whose files it begins with, relative to the root of the checkout
 * @property {readonly string[]} [dependencies]  other packages that it has installed. Those that `from` has in its
 *   package.json need not be named
 */

/**
 * Makes a project with the package in its node_modules: the real files, as they come out of the tarball. What else it
 * depends on are links to what this checkout has installed. It is outside the checkout's package, below `build/`.
 *
 * @param {ProjectOptions} [options]
 * @returns {Promise<Project>}
 */
export async function createProject({ from, dependencies = [] } = {}) {
  const { folder: published } = await ensurePackage()
  const parent = join(root, 'build', 'projects')
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'project-'))
  if (from !== undefined) cpSync(join(root, from), folder, { recursive: true })
  /** @param {string} name @param {string} text */
  const write = (name, text) => {
    const file = join(folder, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }
  if (from === undefined) write('package.json', JSON.stringify({ private: true, type: 'module' }))
  cpSync(published, join(folder, 'node_modules', 'holoband'), { recursive: true })
  for (const name of [...declared(folder), ...dependencies]) link(folder, name)
  return { folder, write, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** @param {string} folder */
function declared(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
  return names.filter((name) => name !== 'holoband')
}

/**
 * @param {string} folder
 * @param {string} name
 */
function link(folder, name) {
  const place = join(folder, 'node_modules', name)
  mkdirSync(dirname(place), { recursive: true })
  symlinkSync(join(root, 'node_modules', name), place, 'dir')
}
