// The runtimes that this checkout has installed, for the examples that run in them.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import process from 'node:process'
import { freePorts } from '../support/free-port.js'
import { root } from '../support/process.js'
import { startProgram } from './program.js'

/** @import { Project } from '../support/package.js' */

const modules = join(root, 'node_modules')

/** Their own binaries, which end when they are told to. */
export const runtimes = Object.freeze({
  node: process.execPath,
  deno: join(modules, '@deno', 'linux-x64-glibc', 'deno'),
  bun: join(modules, '@oven', 'bun-linux-x64', 'bin', 'bun'),
})

/** A secret as `holoband keygen` makes it. */
export const newSecret = () => randomBytes(32).toString('base64url')

/**
 * @typedef {object} Server
 * @property {string} url
 * @property {() => string} printed  all that it has printed
 * @property {() => Promise<unknown>} stop
 *
 * @typedef {object} ServerOptions
 * @property {string} command
 * @property {(port: string) => string[]} args
 * @property {RegExp} [ready]  what it prints once it can be used
 * @property {Record<string, string>} [env]
 */

/**
 * startServer starts a server in a project's folder, on a port of this machine that is free. It writes nothing outside
 * that folder: what the runtimes remember is there too.
 *
 * @param {Project} project
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 */
export async function startServer({ folder }, { command, args, ready = /Listening for/, env = {} }) {
  const [port] = await freePorts(1)
  const [first = '', ...others] = args(String(port))
  const { printed, stop } = await startProgram(first, ready, {
    command,
    args: others,
    cwd: folder,
    env: { SESSION_SECRET: newSecret(), PORT: String(port), ...privateHome(folder), ...env },
  })
  return {
    url: `http://localhost:${port}`,
    printed: () => printed.stdout + printed.stderr,
    stop: () => stop(),
  }
}

/** @param {string} folder */
export function privateHome(folder) {
  return {
    XDG_CONFIG_HOME: folder,
    XDG_CACHE_HOME: folder,
    BUN_INSTALL: folder,
    DENO_DIR: join(folder, '.deno'),
    DENO_NO_UPDATE_CHECK: '1',
    WRANGLER_SEND_METRICS: 'false',
  }
}
