import { readFile } from 'node:fs/promises'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'

/** @import { Request, RequestInit, Response } from 'miniflare' */

/**
 * @typedef {object} WorkerOptions
 * @property {boolean} [nodejsCompat]  whether the Worker has the modules of Node.js; default false
 * @property {string} [compatibilityDate]
 * @property {(request: Request) => Response | Promise<Response>} [outbound]  answers what the Worker fetches
 * @property {number} [copies]         how many of the same Worker there are, on the same data; default 1
 * @property {Record<string, string>} [databases]  the D1 database of each binding, by its identifier
 * @property {Record<string, string>} [objects]    the class of the Durable Objects of each binding
 * @property {string[]} [namespaces]               the bindings of Workers KV
 * @property {Record<string, string>} [variables]
 * @property {string} [folder]  where the data are kept; default: nowhere, they are gone with the Worker
 *
 * @typedef {object} Worker
 * @property {readonly string[]} origins  one for each copy
 * @property {(path: string, init?: RequestInit) => Promise<Response>} fetch  asks the first copy for a path, or any of
 *   them for a whole URL
 * @property {Miniflare} miniflare
 * @property {() => Promise<void>} dispose
 */

const newestDate = '2026-03-01'

/**
 * startWorker bundles a Worker as wrangler does, and runs it in a workerd of its own.
 *
 * @param {URL} entry
 * @param {WorkerOptions} [options]
 * @returns {Promise<Worker>}
 */
export async function startWorker(entry, options = {}) {
  const { copies = 1, folder } = options
  const modules = await bundleWorker(entry)
  const hosts = Array.from({ length: copies }, (_, index) => `app${index}.example`)
  const miniflare = new Miniflare({
    workers: hosts.map((host) => ({
      ...{ name: host, routes: [`${host}/*`], modules, modulesRoot: '/' },
      ...bindingsOf(options, String(hosts[0])),
    })),
    ...(folder === undefined ? {} : { defaultPersistRoot: folder }),
  })
  await miniflare.ready
  const origins = hosts.map((host) => `https://${host}`)
  return {
    origins,
    miniflare,
    fetch: (path, init) => miniflare.dispatchFetch(new URL(path, origins[0]).href, init),
    dispose: () => miniflare.dispose(),
  }
}

/**
 * @param {WorkerOptions} options
 * @param {string} scriptName  of the copy that the Durable Objects are of
 */
function bindingsOf(options, scriptName) {
  const { nodejsCompat = false, compatibilityDate = newestDate, outbound } = options
  const { databases = {}, objects = {}, namespaces = [], variables = {} } = options
  const classes = Object.entries(objects).map(([binding, className]) => [
    binding,
    { className, scriptName, useSQLite: true },
  ])
  return {
    compatibilityDate,
    compatibilityFlags: nodejsCompat ? ['nodejs_compat'] : [],
    d1Databases: databases,
    durableObjects: Object.fromEntries(classes),
    kvNamespaces: namespaces,
    bindings: variables,
    ...(outbound === undefined ? {} : { outboundService: outbound }),
  }
}

/**
 * bundleWorker makes one module of a Worker, and one more of each WebAssembly file that it imports.
 *
 * @param {URL} entry
 */
async function bundleWorker(entry) {
  /** @type {string[]} */
  const files = []
  const { outputFiles } = await build({
    entryPoints: [entry.pathname],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*', 'cloudflare:*'],
    logLevel: 'error',
    plugins: [{ name: 'wasm', setup: (bundling) => keepWasm(bundling, files) }],
  })
  const wasm = files.map(async (file, index) => ({
    type: /** @type {const} */ ('CompiledWasm'),
    path: `/${index}.wasm`,
    contents: await readFile(file),
  }))
  const contents = outputFiles[0]?.text ?? ''
  const script = { type: /** @type {const} */ ('ESModule'), path: '/worker.js', contents }
  return [script, ...(await Promise.all(wasm))]
}

/**
 * keepWasm leaves imports of WebAssembly to workerd, which compiles them before the Worker starts.
 *
 * @param {import('esbuild').PluginBuild} bundling
 * @param {string[]} files  gets the files that are imported
 */
function keepWasm({ onResolve, resolve }, files) {
  onResolve({ filter: /\.wasm$/ }, async ({ path, kind, resolveDir, pluginData }) => {
    if (pluginData === files) return undefined
    const found = await resolve(path, { kind, resolveDir, pluginData: files })
    const known = files.indexOf(found.path)
    const index = known < 0 ? files.push(found.path) - 1 : known
    return { path: `./${index}.wasm`, external: true }
  })
}
