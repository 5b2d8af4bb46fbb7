// Fills dist/: the module, its glue made small, the JavaScript that uses them, and the type declarations.
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { bundle, entries } from './bundle.js'
import { buildPreset } from './cmake.js'
import { reachableDeclarations } from './declarations.js'
import { findFiles, replaceFile, unlessDone } from './files.js'
import { fingerprint, sha256OfFile } from './hash.js'
import { buildDir, distDir, rootDir } from './paths.js'
import { step } from './progress.js'
import { run } from './run.js'
import { writeSbom } from './sbom.js'

/** @typedef {import('./progress.js').Progress} Progress */

const wasmFile = path.join(distDir, 'holoband.wasm')
const glueFile = path.join(distDir, 'holoband.js')
const urlFile = path.join(distDir, 'holoband.url.js')
const inlineFile = path.join(distDir, 'holoband.base64.js')

/** Builds what a program of this package needs to run. */
export async function buildRuntime() {
  await step('WebAssembly module', buildWasm)
  await step('JavaScript', buildJs)
}

/** @param {Progress} progress */
export async function buildWasm(progress) {
  const folder = await buildPreset('wasm-release', progress)
  const wasm = path.join(folder, 'bindings', 'holoband.wasm')
  const glue = path.join(folder, 'bindings', 'holoband.js')
  const types = path.join(rootDir, 'bindings', 'holoband.d.ts')
  const inputs = await Promise.all([wasm, glue, types].map(sha256OfFile))
  const ingredients = fingerprint([inputs, locator, minifierOptions])
  const results = [wasmFile, glueFile, urlFile, inlineFile]
  await unlessDone(path.join(buildDir, 'dist.stamp'), ingredients, results, async () => {
    progress.detail('making the glue small')
    const code = await minify(fs.readFileSync(glue, 'utf8'))
    const bytes = fs.readFileSync(wasm)
    replaceFile(wasmFile, bytes)
    replaceFile(glueFile, code)
    replaceFile(path.join(distDir, 'holoband.d.ts'), fs.readFileSync(types))
    replaceFile(urlFile, locator)
    replaceFile(path.join(distDir, 'holoband.url.d.ts'), 'export function moduleUrl(): URL\n')
    replaceFile(inlineFile, `export const base64 =\n  '${bytes.toString('base64')}'\n`)
    replaceFile(path.join(distDir, 'holoband.base64.d.ts'), 'export const base64: string\n')
  })
  await writeSbom(folder)
}

/**
 * Node.js takes most of a millisecond for each file of a program, so that the sources, which are many, are joined.
 * @param {Progress} progress
 */
export async function buildJs(progress) {
  progress.detail('esbuild')
  await bundle()
}

// Bundlers look for the module by this very expression: those that know it bring the file along, and with the others
// the file is copied beside the bundle. It is a function because some hosts have no address to start from, and a file of its
// own because bundlers that know the expression bring the module along even where a static import has brought it already.
const locator = `export function moduleUrl() {
  return new URL('./holoband.wasm', import.meta.url)
}
`

/** @type {import('terser').MinifyOptions} */
const minifierOptions = { module: true, ecma: 2020, compress: { passes: 3 }, mangle: true }

/** @param {string} code */
async function minify(code) {
  const terser = await import('terser')
  const result = await terser.minify(code, minifierOptions)
  if (!result.code) throw new Error('The glue was minified to nothing.')
  return `${result.code}\n`
}

/**
 * The declarations are emitted into a folder of their own, which then takes the place of the old one.
 * @param {Progress} progress
 */
export async function buildTypes(progress) {
  const target = path.join(distDir, 'types')
  const sources = [
    ...findFiles(['js', 'bindings'], /\.(js|ts)$/),
    'tsconfig.json',
    'tsconfig.types.json',
    'package.json',
  ]
  const ingredients = fingerprint(
    await Promise.all(sources.map(async (file) => [file, await sha256OfFile(file)])),
  )
  await unlessDone(path.join(buildDir, 'types.stamp'), ingredients, [target], async () => {
    progress.detail('tsc')
    const partial = `${target}.partial-${crypto.randomUUID()}`
    try {
      const tsc = path.join(rootDir, 'node_modules', 'typescript', 'bin', 'tsc')
      await run(process.execPath, [tsc, '-p', 'tsconfig.types.json', '--outDir', partial], { log: 'types' })
      for (const file of fs.readdirSync(partial, { recursive: true, encoding: 'utf8' })) {
        if (file.endsWith('.d.ts')) mendGlueImport(path.join(partial, file))
      }
      removeUnnamed(partial)
      fs.rmSync(target, { recursive: true, force: true })
      fs.renameSync(partial, target)
    } finally {
      fs.rmSync(partial, { recursive: true, force: true })
    }
  })
}

/**
 * The sources name the glue as ../../dist/holoband.js. The declarations are inside dist/ themselves.
 * @param {string} file
 */
function mendGlueImport(file) {
  const text = fs.readFileSync(file, 'utf8')
  fs.writeFileSync(file, text.replace(/((?:\.\.\/)+)dist\/holoband\.js/g, '$1holoband.js'))
}

/**
 * Declarations that no entry leads to say nothing to anybody. They are half of all.
 * @param {string} folder
 */
function removeUnnamed(folder) {
  const roots = entries().map((entry) => path.join(folder, entry.replace(/\.js$/, '.d.ts')))
  const named = reachableDeclarations(
    roots.filter((file) => !/\b(cli|wasm)\b/.test(path.relative(folder, file))),
  )
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(folder, name)
    if (name.endsWith('.d.ts') && !named.has(file)) fs.rmSync(file)
  }
}

/** One line per published file: its size, and its size as servers send it. */
export function sizeLines() {
  return [wasmFile, glueFile].map((file) => {
    const content = fs.readFileSync(file)
    const zipped = zlib.gzipSync(content, { level: 9 }).length
    return `  ${path.relative(rootDir, file).padEnd(20)}${kilobytes(content.length)}  ${kilobytes(zipped)} gzipped`
  })
}

/** @param {number} bytes */
export function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1).padStart(8)} kB`
}
