// The runtimes, and how groups are run on each.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { buildDir } from '../scripts/lib/paths.js'
import { commands, surroundings } from '../tests/runtimes/hosts/commands.js'
import { root } from '../tests/support/process.js'
import { raceInWorkerd, workerdVersion } from './workerd/race.js'

/** @import { Limit } from './limits.js' */
/** @import { Timing } from './measure.js' */
/** @import { Reading } from './memory-readings.js' */
/** @import { Missing } from './peers/peer.js' */

/**
 * `operations` is how many the memory is watched for.
 *
 * @typedef {{ groups: readonly string[], rounds: number, operations: number }} Order
 */

/**
 * What came of a group: the times of a race, or what the groups have that are none.
 *
 * @typedef {object} Result
 * @property {string} group
 * @property {Timing[]} [timings]
 * @property {Missing[]} [missing]
 * @property {Limit[]} [limits]
 * @property {Reading[]} [readings]
 */

/**
 * @typedef {object} Host
 * @property {string} name  of the file in which its results are kept
 * @property {string} family  without the version
 * @property {string} version  for people
 * @property {(order: Order) => AsyncGenerator<Result>} run
 */

const program = fileURLToPath(new URL('program.js', import.meta.url))

/** @param {string} name of a package that is installed */
const versionOf = (name) =>
  String(JSON.parse(readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8')).version)

/**
 * @param {string} command
 * @param {readonly string[]} flags
 * @param {Record<string, string>} [env]
 * @returns {Host['run']}
 */
function inProcess(command, flags, env = {}) {
  return async function* run(order) {
    const child = spawn(command, [...flags, program, JSON.stringify(order)], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'exit')
    try {
      for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line)
      const [code] = await ended
      if (code !== 0) throw new Error(`${path.basename(command)} ended with ${code}`)
    } finally {
      child.kill('SIGKILL')
    }
  }
}

/** @param {string} command @param {string} version @returns {Host} */
function nodeHost(command, version) {
  const [major = ''] = version.split('.')
  const run = inProcess(command, ['--expose-gc', '--no-warnings'])
  return { name: `node${major}`, family: 'node', version: `Node.js ${version}`, run }
}

/** The newest Node.js among the packages, by its name. */
export function newestNode() {
  const { devDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  const majors = Object.keys(devDependencies).map((name) => Number(/^node(\d+)$/.exec(name)?.[1] ?? 0))
  return `node${Math.max(...majors)}`
}

/**
 * @param {string} name `node` is the one that runs this; one that is a package has its version in its name
 * @returns {Host}
 */
export function hostNamed(name) {
  if (name === 'node' || name === `node${process.versions.node.split('.')[0]}`)
    return nodeHost(process.execPath, process.versions.node)
  if (/^node\d+$/.test(name))
    return nodeHost(path.join(root, 'node_modules', name, 'bin', 'node'), versionOf(name))
  if (name === 'bun')
    return {
      name,
      family: name,
      version: `Bun ${versionOf('@oven/bun-linux-x64')}`,
      run: inProcess(commands.bun, []),
    }
  if (name === 'deno') {
    const flags = ['run', '--quiet', '--no-lock', '--no-remote', '--allow-all']
    const run = inProcess(commands.deno, flags, surroundings(buildDir))
    return { name, family: name, version: `Deno ${versionOf('deno')}`, run }
  }
  if (name === 'workerd')
    return { name, family: name, version: `workerd ${workerdVersion()}`, run: raceInWorkerd }
  throw new Error(`There is no runtime called ${name}: node, ${newestNode()}, bun, deno, workerd`)
}
