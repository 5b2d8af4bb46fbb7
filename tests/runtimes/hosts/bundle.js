// Programs for runtimes that resolve no packages: bundled with the conditions that their own tools set.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { root } from '../../support/process.js'

/** @import { Plugin } from 'esbuild' */
/** @import { Project } from '../../support/package.js' */

/**
 * @typedef {object} BundleOptions
 * @property {string} program       a file of tests/runtimes/programs
 * @property {readonly string[]} conditions
 * @property {'esm' | 'iife'} [format]
 * @property {Plugin[]} [plugins]
 */

/**
 * @param {Project} project
 * @param {BundleOptions} options
 */
export async function bundleProgram({ folder }, { program, conditions, format = 'esm', plugins = [] }) {
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: [join(folder, 'tests/runtimes/programs', program)],
    bundle: true,
    format,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: [...conditions],
    target: 'es2023',
    write: false,
    plugins,
    logLevel: 'warning',
  })
  return outputFiles[0]?.text ?? ''
}

/**
 * @param {string} name
 * @returns {string} the version of a package that is installed
 */
export const versionOf = (name) =>
  JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version

/** @param {Project} project */
export const wasmFile = ({ folder }) => join(folder, 'node_modules/holoband/dist/holoband.wasm')
