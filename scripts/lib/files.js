// Finding, and replacing, files.
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { rootDir } from './paths.js'

const never = new Set(['node_modules', '.git', 'build', 'dist'])

/**
 * The files below some folders of the checkout, in order, as paths relative to its root.
 * @param {string[]} folders
 * @param {RegExp} pattern
 * @returns {string[]}
 */
export function findFiles(folders, pattern) {
  return folders.flatMap((folder) => walk(folder)).filter((file) => pattern.test(file))
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function walk(folder) {
  const absolute = path.join(rootDir, folder)
  if (!fs.existsSync(absolute)) return []
  const entries = fs.readdirSync(absolute, { withFileTypes: true })
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const name = path.posix.join(folder, entry.name)
    if (entry.isDirectory()) return never.has(entry.name) ? [] : walk(name)
    return entry.isFile() ? [name] : []
  })
}

/**
 * Writes a file so that a reader sees the old one or the new one, and nothing between.
 * @param {string} file
 * @param {string | Uint8Array} content
 */
export function replaceFile(file, content) {
  const partial = `${file}.partial-${crypto.randomUUID()}`
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(partial, content)
  fs.renameSync(partial, file)
}

/**
 * Runs `work` unless the last run had the same ingredients and left these results.
 * @param {string} stamp
 * @param {string} ingredients  a fingerprint
 * @param {string[]} results
 * @param {() => Promise<void>} work
 */
export async function unlessDone(stamp, ingredients, results, work) {
  const isDone = fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === ingredients
  if (isDone && results.every((file) => fs.existsSync(file))) return
  fs.rmSync(stamp, { force: true })
  await work()
  replaceFile(stamp, ingredients)
}
