// Joins the files of js/ to the ones that are published: one for every entry of the package, and what entries share.
import fs from 'node:fs'
import path from 'node:path'
import { commonJs } from './commonjs.js'
import { importable } from './exports.js'
import { replaceFile } from './files.js'
import { distDir, rootDir } from './paths.js'

const sourceDir = path.join(rootDir, 'js')

/**
 * What is loaded from outside the bundle: what the runtime brings, what users install, and what is in dist/ already.
 * @type {readonly string[]}
 */
const foreign = ['#wasm', 'node:*', 'bun:*', 'cloudflare:*', 'libsql', 'react']

/** @returns {import('./exports.js').Manifest} */
function readManifest() {
  return JSON.parse(fs.readFileSync(path.join(rootDir, 'package.json'), 'utf8'))
}

/**
 * The entries of the package, as paths in js/ and, after this, in dist/.
 * @returns {string[]}
 */
export function entries() {
  const manifest = readManifest()
  const published = JSON.stringify([manifest.exports, manifest.imports, manifest.bin])
  const named = [...published.matchAll(/"\.\/dist\/([^"]+\.js)"/g)].map((match) => match[1] ?? '')
  return [...new Set([...named, 'internals.js'])].sort()
}

/**
 * @param {import('esbuild').BuildOptions} [also]
 * @returns the modules of all entries, and of what entries share
 */
export async function join(also = {}) {
  const esbuild = await import('esbuild')
  const { outputFiles = [], metafile = { inputs: {}, outputs: {} } } = await esbuild.build({
    absWorkingDir: rootDir,
    entryPoints: entries().map((entry) => path.join(sourceDir, entry)),
    outbase: sourceDir,
    outdir: distDir,
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[hash]',
    format: 'esm',
    platform: 'neutral',
    target: 'es2023',
    charset: 'utf8',
    external: [...foreign],
    plugins: [alreadyBuilt],
    metafile: true,
    write: false,
    logLevel: 'warning',
    ...also,
  })
  return { outputFiles, metafile }
}

/** Bundles every entry. Files that stay the same are left alone, for a program that is being loaded from them. */
export async function bundle() {
  const { outputFiles, metafile } = await join()
  const modules = outputFiles.map(({ path: file, text }) => ({ file, text: withoutBareImports(text) }))
  write(modules)
  const alsoCommonJs = await commonJs(importableEntries(), belowDist(metafile.outputs))
  write(alsoCommonJs)
  const declared = declarations()
  write(declared)
  fs.chmodSync(path.join(distDir, 'cli', 'main.js'), 0o755)
  removeStale(new Set([...modules, ...alsoCommonJs, ...declared].map(({ file }) => file)))
}

/** What programs can import, as paths in dist/. */
export function importableEntries() {
  return importable(readManifest()).map(([, entry]) => entry)
}

/** @param {readonly import('./commonjs.js').Written[]} files */
function write(files) {
  for (const { file, text } of files) {
    if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== text) replaceFile(file, text)
  }
}

/**
 * What is known of the modules, by their paths in dist/.
 * @param {import('esbuild').Metafile['outputs']} outputs
 */
export function belowDist(outputs) {
  const below = (/** @type {string} */ name) => name.replace(/^dist\//, '')
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { imports, ...about }]) => [
      below(name),
      { ...about, imports: imports.map((each) => ({ ...each, path: below(each.path) })) },
    ]),
  )
}

/**
 * What the compiler is told of files that it would otherwise take for sources, because the sources import them.
 * @returns {import('./commonjs.js').Written[]}
 */
function declarations() {
  const declare = (/** @type {string} */ entry, /** @type {string} */ text) => ({
    file: path.join(distDir, entry.replace(/\.js$/, '.d.ts')),
    text,
  })
  const loaders = entries().filter((entry) => entry.startsWith('wasm/'))
  return [
    declare('internals.js', "export * from './types/internals.js'\n"),
    ...loaders.map((loader) => declare(loader, loaderTypes)),
  ]
}

const loaderTypes =
  'export function prepareModule(): Promise<void>\nexport function loadModule(): WebAssembly.Module\n'

export const bareImports = /^import "\.[^"]*";\n/gm

/**
 * esbuild imports a chunk of which it needs no name for what that does when it is imported. Here that is nothing, and
 * bundlers, to whom package.json says so, would warn of the import.
 * @param {string} code
 */
function withoutBareImports(code) {
  return code.replaceAll(bareImports, '')
}

/**
 * Files of entries and chunks that there are no more would be published with the others.
 * @param {ReadonlySet<string>} current
 */
function removeStale(current) {
  for (const name of fs.readdirSync(distDir, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(distDir, name)
    const isOfOtherSteps = /^(types\b|holoband\.|sbom\.)|\.partial-/.test(name)
    const isFile = fs.statSync(file, { throwIfNoEntry: false })?.isFile()
    if (isFile && !isOfOtherSteps && !current.has(file)) fs.rmSync(file, { force: true })
  }
}

/**
 * The module and its glue stay files of their own. Whatever imports them, an entry's folder or a chunk's, is one level
 * below dist/, as it is one below js/.
 * @type {import('esbuild').Plugin}
 */
const alreadyBuilt = {
  name: 'already-built',
  setup(build) {
    build.onResolve({ filter: /^\.\.\/\.\.\/dist\// }, ({ path: specifier }) => ({
      path: specifier.replace('../../dist/', '../'),
      external: true,
    }))
  },
}
