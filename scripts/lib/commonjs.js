// Makes CommonJS of the published ES modules, file by file, for those who cannot load these: Jest, and nobody else whom
// package.json can tell apart (see exports.js).
import fs from 'node:fs'
import path from 'node:path'
import { typesOf } from './exports.js'
import { distDir } from './paths.js'

/** @import { Metafile, Plugin } from 'esbuild' */

/** What is needed of the loaders: Jest is a Node.js, and has the files. */
const loader = 'wasm/node.js'
const besides = ['holoband.js', 'holoband.url.js']

/**
 * @typedef {object} Written
 * @property {string} file  its whole path
 * @property {string} text
 *
 * @param {readonly string[]} entries  what programs can import, as paths in dist/
 * @param {Metafile['outputs']} outputs  the ES modules, by their paths in dist/
 * @returns {Promise<Written[]>}
 */
export async function commonJs(entries, outputs) {
  const outputFiles = await transform(entries, outputs)
  return [
    ...outputFiles.map(({ path: file, text }) => ({ file, text: finish(path.basename(file), text) })),
    { file: path.join(distDir, 'holoband.base64.cjs'), text: base64OfFile },
    ...entries.map((entry) => ({
      file: path.join(distDir, entry.replace(/\.js$/, '.d.cts')),
      text: declarations(entry, outputs[entry]?.exports ?? []),
    })),
  ]
}

/**
 * The same before the last touches, which add a line to some.
 *
 * @param {readonly string[]} entries
 * @param {Metafile['outputs']} outputs
 * @param {import('esbuild').BuildOptions} [also]
 */
export async function transform(entries, outputs, also = {}) {
  const esbuild = await import('esbuild')
  const modules = [...reachable([...entries, loader], outputs), ...besides]
  const { outputFiles = [] } = await esbuild.build({
    entryPoints: modules.map((name) => path.join(distDir, name)),
    outbase: distDir,
    outdir: distDir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'es2023',
    charset: 'utf8',
    plugins: [fileByFile],
    write: false,
    logLevel: 'warning',
    ...also,
  })
  return outputFiles
}

/**
 * @param {string} name
 * @param {string} text
 */
function finish(name, text) {
  // They are there in Node.js, but not among the globals of a page as jsdom makes it.
  const complete = /\bText(En|De)coder\b/.test(text) ? text.replace('"use strict";\n', `$&${coders}`) : text
  return name === 'holoband.cjs' ? complete + factoryAsModule : complete
}

const coders = `const { TextDecoder, TextEncoder } = require('node:util')\n`

/** To the others, made from files of a package of ES modules, the default export of a CommonJS module is all of it. */
const factoryAsModule = 'module.exports = Object.assign(module.exports.default, module.exports)\n'

/** A second copy of the text would make the package half again as large. */
const base64OfFile = `const { readFileSync } = require('node:fs')
const { join } = require('node:path')
Object.defineProperty(exports, 'base64', {
  enumerable: true,
  get: () => readFileSync(join(__dirname, 'holoband.wasm'), 'base64'),
})
`

/**
 * @param {readonly string[]} entries
 * @param {Metafile['outputs']} outputs
 */
function reachable(entries, outputs) {
  const found = new Set(entries)
  // A set goes on with what is added to it.
  for (const name of found) {
    for (const imported of outputs[name]?.imports ?? []) {
      if (imported.path in outputs) found.add(imported.path)
    }
  }
  return found
}

/**
 * Every import stays one, of the file that was made of the same module.
 * @type {Plugin}
 */
const fileByFile = {
  name: 'file-by-file',
  setup(build) {
    build.onResolve({ filter: /./ }, ({ kind, path: specifier, importer }) => {
      if (kind === 'entry-point') return undefined
      const file = specifier === '#wasm' ? relative(importer, loader) : specifier
      return { path: file.startsWith('.') ? file.replace(/\.js$/, '.cjs') : file, external: true }
    })
    build.onLoad({ filter: /\bholoband\.url\.js$/ }, ({ path: file }) => ({
      contents: fs.readFileSync(file, 'utf8').replaceAll('import.meta.url', addressOfFile),
    }))
  },
}

const addressOfFile = `require('node:url').pathToFileURL(__filename)`

/**
 * @param {string} importer  its whole path
 * @param {string} name      in dist/
 */
function relative(importer, name) {
  return `./${path.posix.normalize(path.posix.relative(path.dirname(importer), path.join(distDir, name)))}`
}

/**
 * The declarations of an entry for CommonJS name those of the ES module, so that there is one of each type, and a key is
 * a key in both kinds of file. What begins with a capital is a class, and so a type too.
 *
 * @param {string} entry
 * @param {readonly string[]} names
 */
function declarations(entry, names) {
  const target = path.posix.relative(path.posix.dirname(`dist/${entry}`), typesOf(entry))
  const from = `'${target.startsWith('.') ? target : `./${target}`}' with { 'resolution-mode': 'import' }`
  return [
    `import type * as esm from ${from.replace('.d.ts', '.js')}`,
    `export type * from ${from.replace('.d.ts', '.js')}`,
    ...[...names].sort().flatMap((name) => {
      const value = `export declare const ${name}: typeof esm.${name}`
      return /^[A-Z]/.test(name) ? [value, `export type ${name} = esm.${name}`] : [value]
    }),
    '',
  ].join('\n')
}
