import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import process from 'node:process'
import { createDaemon } from '../support/daemon.js'
import { freePorts } from '../support/free-port.js'
import { root } from '../support/process.js'

/** @import { Project } from '../support/package.js' */

const modules = join(root, 'node_modules')

/** The runtimes that this checkout has installed, by their own binaries, which end when they are told to. */
export const runtimes = Object.freeze({
  node: process.execPath,
  deno: join(modules, '@deno', 'linux-x64-glibc', 'deno'),
  bun: join(modules, '@oven', 'bun-linux-x64', 'bin', 'bun'),
})

/** A secret as `holoband keygen` makes it. */
export const newSecret = () => randomBytes(32).toString('base64url')

/**
 * @typedef {object} Program
 * @property {string} url
 * @property {() => string} printed
 * @property {() => Promise<void>} stop
 *
 * @typedef {object} ProgramOptions
 * @property {string} command
 * @property {(port: string) => string[]} args
 * @property {RegExp} [ready]  what it prints once it can be used
 * @property {Record<string, string>} [env]
 */

/**
 * startProgram starts a server in a project's folder, on a port of this machine that is free. It writes nothing outside
 * that folder: what the runtimes remember is there too.
 *
 * @param {Project} project
 * @param {ProgramOptions} options
 * @returns {Promise<Program>}
 */
export async function startProgram({ folder }, { command, args, ready = /Listening/, env = {} }) {
  const [port] = await freePorts(1)
  const daemon = createDaemon({
    command,
    args: args(String(port)),
    ready,
    stopWith: 'SIGTERM',
    cwd: folder,
    env: { SESSION_SECRET: newSecret(), PORT: String(port), ...privateHome(folder), ...env },
  })
  await daemon.start()
  return { url: `http://localhost:${port}`, printed: daemon.printed, stop: daemon.stop }
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
