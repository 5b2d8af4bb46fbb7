// Joins the files of js/ to the ones that are published: one for every entry of the package, and what entries share.
import fs from 'node:fs'
import path from 'node:path'
import { replaceFile } from './files.js'
import { distDir, rootDir } from './paths.js'

const sourceDir = path.join(rootDir, 'js')

/**
 * What is loaded from outside the bundle: what the runtime brings, what users install, and what is in dist/ already.
 * @type {readonly string[]}
 */
const foreign = ['#wasm', 'node:*', 'bun:*', 'cloudflare:*', 'libsql', 'react']

/**
 * The entries of the package, as paths in js/ and, after this, in dist/.
 * @returns {string[]}
 */
export function entries() {
  const manifest = JSON.parse(fs.readFileSync(path.join(rootDir, 'package.json'), 'utf8'))
  const published = JSON.stringify([manifest.exports, manifest.imports, manifest.bin])
  const named = [...published.matchAll(/"\.\/dist\/([^"]+\.js)"/g)].map((match) => match[1] ?? '')
  return [...new Set([...named, 'internals.js'])].sort()
}

/** Bundles every entry. Files that stay the same are left alone, for a program that is being loaded from them. */
export async function bundle() {
  const esbuild = await import('esbuild')
  const { outputFiles } = await esbuild.build({
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
    write: false,
    logLevel: 'warning',
  })
  for (const { path: file, text } of outputFiles) {
    const code = withoutBareImports(text)
    if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== code) replaceFile(file, code)
  }
  fs.chmodSync(path.join(distDir, 'cli', 'main.js'), 0o755)
  declare('internals', "export * from './types/internals.js'\n")
  for (const loader of entries().filter((entry) => entry.startsWith('wasm/'))) {
    declare(loader.replace('.js', ''), loaderTypes)
  }
  removeStaleChunks(new Set(outputFiles.map(({ path: file }) => file)))
}

/** What the compiler is told of files that it would otherwise take for sources, because the sources import them. */
const loaderTypes =
  'export function prepareModule(): Promise<void>\nexport function loadModule(): WebAssembly.Module\n'

/**
 * @param {string} entry
 * @param {string} types
 */
function declare(entry, types) {
  replaceFile(path.join(distDir, `${entry}.d.ts`), types)
}

/**
 * esbuild imports a chunk of which it needs no name for what that does when it is imported. Here that is nothing, and
 * bundlers, to whom package.json says so, would warn of the import.
 * @param {string} code
 */
function withoutBareImports(code) {
  return code.replaceAll(/^import "\.[^"]*";\n/gm, '')
}

/** @param {ReadonlySet<string>} current */
function removeStaleChunks(current) {
  const chunks = path.join(distDir, 'chunks')
  for (const name of fs.readdirSync(chunks)) {
    const file = path.join(chunks, name)
    if (!current.has(file)) fs.rmSync(file)
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
