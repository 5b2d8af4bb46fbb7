// A project with the package installed, and in it the suite, the programs that run it, and the conformance data.
import { copyFileSync, cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { absent, allSets } from '../conformance/data.js'
import { createProject } from '../support/package.js'
import { root } from '../support/process.js'

/** @import { Project } from '../support/package.js' */

const shared = [
  'tests/conformance/any-adapter.js',
  'tests/conformance/host.js',
  'tests/conformance/suite',
  'tests/conformance/verdicts.js',
  'tests/runtimes/programs',
  'tests/support/bare-signature.js',
]

/** The conformance cases by set: none where the data are not there. */
export const sets = absent === false ? allSets() : {}

/**
 * What runs on a runtime finds in this project what it finds in the checkout, at the same places, and the package by
 * its name. Bare signatures need a look behind the public surface: for that the one file that is not published lies
 * beside those that are, where it shares their parts.
 *
 * @returns {Promise<Project>}
 */
export async function createSuiteProject() {
  const project = await createProject({ dependencies: ['hono'] })
  for (const name of shared) {
    mkdirSync(dirname(join(project.folder, name)), { recursive: true })
    cpSync(join(root, name), join(project.folder, name), { recursive: true })
  }
  const internals = 'dist/internals.js'
  copyFileSync(join(root, internals), join(project.folder, 'node_modules/holoband', internals))
  const dependencies = { holoband: '*', hono: '*', 'conformance-data': '*' }
  project.write('package.json', JSON.stringify({ private: true, type: 'module', dependencies }))
  // Bun and esbuild would find the checkout's, which is about the checkout.
  project.write('tsconfig.json', '{}')
  project.write('node_modules/conformance-data/package.json', JSON.stringify(dataPackage))
  project.write('node_modules/conformance-data/index.js', dataModule())
  return project
}

const dataPackage = { name: 'conformance-data', version: '1.0.0', type: 'module', exports: './index.js' }

function dataModule() {
  return [
    "import * as internals from '../holoband/dist/internals.js'",
    'export { internals }',
    // A text that is parsed is read several times faster than a program.
    `export const sets = JSON.parse(${JSON.stringify(JSON.stringify(sets))})`,
  ].join('\n')
}
