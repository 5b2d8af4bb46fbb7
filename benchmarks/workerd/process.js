// The real workerd: a worker is bundled, and served by a process of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'

/** @type {{ default: string }} the program itself, without the script of Node.js that usually starts it */
const { default: workerd } = createRequire(import.meta.url)('workerd')

// Libraries that were written for Node.js ask for its modules with require, which workerd has an equivalent of.
const requireForCommonJs =
  "import { createRequire } from 'node:module'; const require = createRequire('/worker.js');"

/**
 * Bundles a worker into a folder, with the files that workerd needs to serve it.
 *
 * @param {import('esbuild').StdinOptions} source
 * @param {string} folder
 * @param {{ commonJs?: boolean, plugins?: import('esbuild').Plugin[] }} [options]
 * @returns {Promise<string>} the file of the configuration
 */
export async function bundleWorker(source, folder, { commonJs = false, plugins = [] } = {}) {
  mkdirSync(folder, { recursive: true })
  await build({
    stdin: source,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    outfile: path.join(folder, 'worker.js'),
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['browser', 'module', 'main'],
    loader: { '.wasm': 'copy' },
    assetNames: '[name]',
    external: ['node:*', 'buffer', 'crypto', 'stream', 'util'],
    banner: commonJs ? { js: requireForCommonJs } : {},
    plugins,
    logLevel: 'warning',
  })
  const configuration = path.join(folder, 'config.capnp')
  writeFileSync(configuration, configure(readdirSync(folder)))
  return configuration
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
 * A worker that is served.
 *
 * @typedef {object} Served
 * @property {(body: unknown) => Promise<Response>} post
 * @property {() => { memory: number, processor: number }} usage
 * @property {() => Promise<void>} stop
 */

/**
 * @param {string} configuration
 * @returns {Promise<Served>}
 */
export async function serveWorker(configuration) {
  const child = spawn(workerd, ['serve', '--control-fd=3', configuration], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  })
  const ended = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
  }
  try {
    const url = `http://127.0.0.1:${await portOf(child)}/`
    return {
      // A connection that is kept may be closed just when it is used again.
      post: (body) =>
        fetch(url, { method: 'POST', headers: { connection: 'close' }, body: JSON.stringify(body) }),
      usage: () => usageOf(Number(child.pid)),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
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
 * What Linux tells of a process and its threads: bytes and milliseconds; 0 where the system does not tell.
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
