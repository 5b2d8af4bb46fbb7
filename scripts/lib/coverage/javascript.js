// Which lines of js/ the tests execute. Most load what is published, which esbuild makes of js/, so that what is counted
// there has to be brought back; some load the sources themselves.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rootDir } from '../paths.js'
import { Executed } from './executed.js'
import { mapsOfCommonJs, mapsOfModules } from './maps.js'

/**
 * @typedef {import('./native.js').FileCoverage} FileCoverage
 * @typedef {import('./executed.js').Script} Script
 * @typedef {import('./maps.js').Maps} Maps
 * @typedef {{ s: Record<string, number>, statementMap: Record<string, { start: { line: number } }> }} CountedLines
 */

/** A file of dist/ or js/, and what was executed of it. */
class Loaded {
  /** @param {string} file */
  constructor(file) {
    this.text = fs.readFileSync(file, 'utf8')
    this.executed = new Executed(this.text.length)
    this.starts = [0, ...[...this.text.matchAll(/\n/g)].map(({ index }) => index + 1), this.text.length]
  }

  /** @param {number} line  counted from 0, as by maps */
  textOf(line) {
    return this.text.slice(this.starts[line], this.starts[line + 1])
  }

  /** @param {number} line */
  addLine(line) {
    this.executed.addRange(this.starts[line] ?? 0, this.starts[line + 1] ?? 0)
  }

  /** @param {{ line: number, column: number }} place */
  has({ line, column }) {
    return this.executed.has((this.starts[line] ?? 0) + column)
  }
}

/**
 * @param {string} v8Folder  where the processes of Node.js and Deno left what they counted
 * @param {string} jestFile  what Jest counted, line by line
 * @returns {Promise<FileCoverage[]>}
 */
export async function javascriptCoverage(v8Folder, jestFile) {
  const maps = await mapsOfModules()
  const sources = new Set([...maps.values()].flat().map(({ source }) => source))
  const loaded = new Map([...maps.keys(), ...sources].map((file) => [file, new Loaded(file)]))
  for (const name of fs.readdirSync(v8Folder)) addProcess(path.join(v8Folder, name), loaded)
  await addJest(jestFile, loaded)
  return linesOfSources(maps, loaded)
}

/**
 * @param {string} file
 * @param {ReadonlyMap<string, Loaded>} loaded
 */
function addProcess(file, loaded) {
  const counted = /** @type {{ result: Script[] } | Script} */ (JSON.parse(fs.readFileSync(file, 'utf8')))
  const prefix = pathToFileURL(rootDir + path.sep).href
  // Deno has a file for each script.
  for (const script of 'result' in counted ? counted.result : [counted]) {
    if (!script.url.startsWith(prefix)) continue
    loaded.get(fileURLToPath(script.url.replace(/[?#].*/, '')))?.executed.add(script)
  }
}

/**
 * Jest loads the CommonJS modules, whose maps lead to the ES modules.
 *
 * @param {string} file
 * @param {ReadonlyMap<string, Loaded>} loaded
 */
async function addJest(file, loaded) {
  const counted = /** @type {Record<string, CountedLines>} */ (JSON.parse(fs.readFileSync(file, 'utf8')))
  const maps = await mapsOfCommonJs()
  for (const [script, { s, statementMap }] of Object.entries(counted)) {
    const executed = new Set(
      Object.entries(statementMap)
        .filter(([id]) => (s[id] ?? 0) > 0)
        .map(([, { start }]) => start.line - 1),
    )
    for (const line of executed) loaded.get(script)?.addLine(line)
    for (const { line, source, sourceLine } of maps.get(script) ?? []) {
      if (executed.has(line)) loaded.get(source)?.addLine(sourceLine)
    }
  }
}

/**
 * A line was executed if anything that begins in it was, in any of the files that have it. One of brackets alone does not
 * count.
 *
 * @param {Maps} maps
 * @param {ReadonlyMap<string, Loaded>} loaded
 * @returns {FileCoverage[]}
 */
function linesOfSources(maps, loaded) {
  const sources = /** @type {Map<string, Map<number, boolean>>} */ (new Map())
  for (const [file, mappings] of maps) {
    for (const mapping of mappings) {
      const source = loaded.get(mapping.source)
      const line = mapping.sourceLine
      if (source === undefined || !/\w/.test(source.textOf(line))) continue
      const lines = sources.get(mapping.source) ?? new Map()
      sources.set(mapping.source, lines)
      const isExecuted = loaded.get(file)?.has(mapping) || source.has({ line, column: mapping.sourceColumn })
      lines.set(line + 1, lines.get(line + 1) || isExecuted || false)
    }
  }
  return [...sources]
    .map(([source, lines]) => ({ file: path.relative(rootDir, source), lines, branches: [] }))
    .sort((a, b) => (a.file < b.file ? -1 : 1))
}
