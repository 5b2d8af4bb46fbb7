// Where each place of the files of dist/ came from. The maps are made of the same sources in the same way as the files, and
// are for coverage alone: nothing of them is published.
import fs from 'node:fs'
import path from 'node:path'
import { bareImports, belowDist, importableEntries, join } from '../bundle.js'
import { transform } from '../commonjs.js'
import { distDir, rootDir } from '../paths.js'
import { mappingsOf } from './source-map.js'

/**
 * @typedef {import('./source-map.js').Mapping} Mapping
 * @typedef {Map<string, Mapping[]>} Maps  by the whole path of the file
 * @typedef {import('esbuild').OutputFile} OutputFile
 */

const external = /** @type {const} */ ({ sourcemap: 'external', sourcesContent: false })

/**
 * The maps of the ES modules, whose sources are those of js/.
 * @returns {Promise<Maps>}
 */
export async function mapsOfModules() {
  const plain = await join()
  const mapped = await join(external)
  // A chunk has another name where it has a map. What it is made of tells which one it is.
  const names = new Map(Object.entries(plain.metafile.outputs).map(([name, made]) => [contentOf(made), name]))
  return readMaps(mapped.outputFiles, (file) => {
    const made = mapped.metafile.outputs[path.relative(rootDir, file)]
    return path.join(rootDir, names.get(made ? contentOf(made) : '') ?? '')
  })
}

/**
 * The maps of the CommonJS modules, whose sources are the ES modules.
 * @returns {Promise<Maps>}
 */
export async function mapsOfCommonJs() {
  const { metafile } = await join()
  const files = await transform(importableEntries(), belowDist(metafile.outputs), external)
  const maps = readMaps(files, (file) => file)
  for (const [file, mappings] of maps) {
    // A line is added to some after they were made.
    const before = files.find((made) => made.path === file)?.text.split('\n').length ?? 0
    const added = fs.readFileSync(file, 'utf8').split('\n').length - before
    if (file !== path.join(distDir, 'holoband.cjs')) for (const mapping of mappings) mapping.line += added
  }
  return maps
}

/** @param {import('esbuild').Metafile['outputs'][string]} made */
function contentOf({ entryPoint, inputs }) {
  return entryPoint ?? Object.keys(inputs).join('\n')
}

/**
 * @param {readonly OutputFile[]} files
 * @param {(file: string) => string} nameOf  what a file is called in dist/
 * @returns {Maps}
 */
function readMaps(files, nameOf) {
  const texts = new Map(files.map((file) => [file.path, file.text]))
  const maps = files.filter((file) => file.path.endsWith('.map'))
  return new Map(
    maps.map((map) => {
      const file = map.path.replace(/\.map$/, '')
      const keptLine = keptLinesOf(texts.get(file) ?? '')
      const mappings = mappingsOf(JSON.parse(map.text)).map((mapping) => ({
        ...mapping,
        line: keptLine(mapping.line),
        source: path.resolve(path.dirname(file), mapping.source),
      }))
      return [nameOf(file), mappings]
    }),
  )
}

/**
 * The build takes lines out of what esbuild makes.
 * @param {string} text
 * @returns {(line: number) => number}
 */
function keptLinesOf(text) {
  const removed = [...text.matchAll(bareImports)].map(
    ({ index }) => text.slice(0, index).split('\n').length - 1,
  )
  return (line) => line - removed.filter((each) => each < line).length
}
