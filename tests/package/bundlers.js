// Bundlers as programs of users call them, with nothing set that the package would need.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import * as esbuild from 'esbuild'
import { rollup } from 'rollup'
import * as vite from 'vite'
import webpack from 'webpack'

/**
 * @typedef {'browser' | 'node'} Target
 *
 * @typedef {object} Job
 * @property {string} folder  of the project
 * @property {string} entry   in it
 * @property {Target} target
 * @property {string} out     a folder in it; the bundle is main.js there
 */

/**
 * What a bundler said that it should not have.
 * @typedef {(job: Job) => Promise<string[]>} Bundler
 */

/** @type {Bundler} */
async function withEsbuild({ folder, entry, target, out }) {
  const { warnings } = await esbuild.build({
    absWorkingDir: folder,
    entryPoints: { main: entry },
    outdir: out,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: target,
    logLevel: 'silent',
  })
  return warnings.map(({ text }) => text)
}

/** @type {Bundler} */
async function withRollup({ folder, entry, target, out }) {
  /** @type {string[]} */
  const warnings = []
  const bundle = await rollup({
    input: { main: join(folder, entry) },
    external: /^node:/,
    plugins: [nodeResolve(target === 'browser' ? { browser: true } : { exportConditions: ['node'] })],
    onwarn({ code, message }) {
      // What uses nothing becomes nothing, as it should.
      if (code !== 'EMPTY_BUNDLE') warnings.push(message)
    },
  })
  await bundle.write({ dir: join(folder, out), format: 'es', chunkFileNames: '[name]-[hash].js' })
  await bundle.close()
  return warnings
}

/** @type {Bundler} */
async function withWebpack({ folder, entry, target, out }) {
  const compiler = webpack({
    context: folder,
    entry: { main: `./${entry}` },
    mode: 'production',
    target: target === 'browser' ? 'web' : 'node20',
    output: {
      path: join(folder, out),
      filename: '[name].js',
      ...(target === 'node' && { module: true, chunkFormat: 'module' }),
    },
    ...(target === 'node' && { experiments: { outputModule: true } }),
    performance: false,
  })
  const stats = await new Promise((resolve, reject) => {
    compiler?.run((error, result) => (error ? reject(error) : resolve(result)))
  })
  await new Promise((resolve) => compiler?.close(resolve))
  const { errors, warnings } = /** @type {import('webpack').Stats} */ (stats).toJson({
    all: false,
    errors: true,
    warnings: true,
  })
  return [...(errors ?? []), ...(warnings ?? [])].map(({ message }) => message)
}

/** @type {Bundler} */
async function withVite({ folder, entry, target, out }) {
  /** @type {string[]} */
  const warnings = []
  const note = (/** @type {string} */ message) => void warnings.push(message)
  const logger = { ...vite.createLogger('silent'), warn: note, warnOnce: note, error: note }
  const input = { main: join(folder, entry) }
  await vite.build({
    root: folder,
    configFile: false,
    customLogger: logger,
    logLevel: 'silent',
    ...(target === 'node' && { ssr: { noExternal: true } }),
    build: {
      outDir: out,
      modulePreload: false,
      // A program with the module inside is a megabyte long, as it says.
      chunkSizeWarningLimit: 2000,
      ...(target === 'node' && { ssr: true }),
      rollupOptions: { input, output: { entryFileNames: '[name].js' } },
    },
  })
  return warnings
}

/**
 * @param {string} folder  of a project with an index.html
 */
export async function serveWithVite(folder) {
  const server = { host: '127.0.0.1', port: 0, hmr: false }
  return (await vite.createServer({ root: folder, configFile: false, logLevel: 'error', server })).listen()
}

/**
 * Whether it brings the file along, or leaves that to whoever calls it.
 * @type {readonly (readonly [name: string, bundle: Bundler, bringsFile: Readonly<Record<Target, boolean>>])[]}
 */
export const bundlers = [
  ['esbuild', withEsbuild, { browser: false, node: false }],
  ['Rollup', withRollup, { browser: false, node: false }],
  ['webpack', withWebpack, { browser: true, node: true }],
  ['Vite', withVite, { browser: true, node: false }],
]

/**
 * The files of a bundle, by their paths in it.
 *
 * @param {string} folder
 */
export function filesOf(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return new Map(files.map((file) => [relative(folder, file), readFileSync(file)]))
}
