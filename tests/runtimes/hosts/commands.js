// The runtimes that are commands: Node.js, Deno and Bun. Each runs a program of the project, which prints its report.
import { join } from 'node:path'
import process from 'node:process'
import { run } from '../../../scripts/lib/run.js'
import { root } from '../../support/process.js'

/** @import { Host } from './host.js' */
/** @import { Report } from '../programs/judge.js' */

/** @param {string} name of a file in a package that is installed */
const installed = (name) => join(root, 'node_modules', name)

/** The commands by their runtimes: this Node.js, and others that are packages. */
export const commands = {
  node: process.execPath,
  node22: installed('node22/bin/node'),
  node24: installed('node24/bin/node'),
  node26: installed('node26/bin/node'),
  deno: installed('.bin/deno'),
  bun: installed('@oven/bun-linux-x64/bin/bun'),
}

/**
 * A home of their own, for what they keep, and no look for a newer version.
 *
 * @param {string} folder
 */
export const surroundings = (folder) => ({
  HOME: folder,
  DENO_DIR: join(folder, '.deno'),
  DENO_NO_UPDATE_CHECK: '1',
  DO_NOT_TRACK: '1',
  NO_COLOR: '1',
})

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Host['run']}
 */
function program(command, ...args) {
  return async ({ folder }) => {
    const { stdout } = await run(command, args.flat(), { cwd: folder, env: surroundings(folder) })
    return /** @type {Report} */ (JSON.parse(stdout))
  }
}

/** @param {string} name of a program */
const file = (name) => join('tests/runtimes/programs', name)

/** @param {string} major @param {string} command @returns {Host[]} */
const node = (major, command) => [
  { name: `Node.js ${major}`, compiles: true, run: program(command, file('node.js'), major) },
  { name: `Node.js ${major}, require`, compiles: true, run: program(command, file('required.cjs')) },
]

const [thisMajor = ''] = process.versions.node.split('.')

export const nodes = [
  ...node(thisMajor, commands.node),
  // Of these, the one that runs the tests is there already.
  ...['22', '24', '26']
    .filter((major) => major !== thisMajor)
    .flatMap((major) => node(major, commands[/** @type {'node22'} */ (`node${major}`)])),
]

/** @type {Host} */
export const deno = {
  name: 'Deno',
  compiles: true,
  // No `--allow-…`: and where it would ask for a permission, it fails.
  run: program(commands.deno, 'run', '--no-prompt', '--no-remote', file('deno.js')),
}

/** @type {Host} */
export const bun = { name: 'Bun', compiles: true, run: program(commands.bun, file('bun.js')) }
