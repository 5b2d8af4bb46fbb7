// Start-up in the real workerd: from the start of its process to the first response, which verifies a token.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { assertVerified } from './work.js'

/** @typedef {import('./work.js').Work} Work */

/**
 * One process. The time is in milliseconds, the memory in bytes.
 *
 * @typedef {object} Turn
 * @property {number} clock from the start of the process to the end of the first response
 * @property {number} processor the same, of all threads of the process; 0 where the system does not tell
 * @property {number} memory the resident set after the response; 0 where the system does not tell
 */

const here = path.dirname(fileURLToPath(import.meta.url))
/** @type {{ default: string }} the program itself, without the script of Node.js that usually starts it */
const { default: workerd } = createRequire(import.meta.url)('workerd')

// What a worker does with its first request is what program.js does: it makes the key and the verifier, and verifies.
const worker = (/** @type {string} */ name) => `
import { start } from './starters/${name}.js'
let verify
export default {
  async fetch(request) {
    const { setting, token } = await request.json()
    verify ??= start(setting)
    return Response.json(await verify(token))
  },
}
`

// Libraries that were written for Node.js ask for its modules with require, which workerd has an equivalent of.
const requireForCommonJs =
  "import { createRequire } from 'node:module'; const require = createRequire('/worker.js');"

/**
 * Bundles a worker into a folder, with the files that workerd needs to serve it.
 *
 * @param {string} name
 * @param {string} folder
 * @returns {Promise<string>} the file of the configuration
 */
export async function makeWorker(name, folder) {
  const target = path.join(folder, name)
  mkdirSync(target, { recursive: true })
  await build({
    stdin: { contents: worker(name), resolveDir: here, sourcefile: 'worker.js' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    outfile: path.join(target, 'worker.js'),
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['browser', 'module', 'main'],
    loader: { '.wasm': 'copy' },
    assetNames: '[name]',
    external: ['node:*', 'buffer', 'crypto', 'stream', 'util'],
    banner: needsRequire(name) ? { js: requireForCommonJs } : {},
    logLevel: 'warning',
  })
  const configuration = path.join(target, 'config.capnp')
  writeFileSync(configuration, configure(readdirSync(target)))
  return configuration
}

/** @param {string} name */
function needsRequire(name) {
  return name === 'fast-jwt' || name === 'jsonwebtoken'
}

/** @param {readonly string[]} files */
function configure(files) {
  const modules = files
    .filter((file) => file.endsWith('.wasm'))
    .map((file) => `(name = "${file}", wasm = embed "${file}")`)
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [${['(name = "worker.js", esModule = embed "worker.js")', ...modules].join(', ')}],
  compatibilityDate = "2026-03-01",
  compatibilityFlags = ["nodejs_compat"],
);
`
}

/**
 * @param {string} name
 * @param {string} configuration
 * @param {Work} work
 * @returns {Promise<Turn>}
 */
export async function startInWorkerd(name, configuration, { setting, token, sub }) {
  const begin = performance.now()
  const child = spawn(workerd, ['serve', '--control-fd=3', configuration], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  })
  const ended = once(child, 'exit')
  try {
    const port = await portOf(child)
    const body = JSON.stringify({ setting, token })
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body })
    if (response.status !== 200) throw new Error(`${name} answered with ${response.status}`)
    const claims = /** @type {Record<string, unknown>} */ (await response.json())
    const clock = performance.now() - begin
    assertVerified(name, claims, sub)
    return { clock, ...usageOf(Number(child.pid)) }
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}

/**
 * The port that workerd listens on, which it writes down once it does.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
async function portOf(child) {
  const control = /** @type {import('node:stream').Readable} */ (child.stdio[3])
  for await (const line of createInterface({ input: control })) {
    const { event, port } = JSON.parse(line)
    if (event === 'listen') return port
  }
  throw new Error('workerd ended before it listened')
}

/**
 * What Linux tells of a process and its threads.
 *
 * @param {number} pid
 */
function usageOf(pid) {
  try {
    const kibibytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    const nanoseconds = readdirSync(`/proc/${pid}/task`)
      .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]))
      .reduce((total, each) => total + each, 0)
    return { memory: Number(kibibytes) * 1024, processor: nanoseconds / 1e6 }
  } catch {
    return { memory: 0, processor: 0 }
  }
}
