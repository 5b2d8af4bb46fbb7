// Which of our own headers a source includes, directly or through others.
import fs from 'node:fs'
import path from 'node:path'

const include = /^[ \t]*#[ \t]*include[ \t]*"([^"]+)"/gm

/**
 * @param {string} source
 * @param {string[]} folders  where headers are looked for, after the folder of the file that names them
 * @returns {string[]}
 */
export function headersOf(source, folders) {
  const found = new Set()
  const visit = (/** @type {string} */ file) => {
    for (const [, name = ''] of fs.readFileSync(file, 'utf8').matchAll(include)) {
      const header = [path.dirname(file), ...folders]
        .map((folder) => path.join(folder, name))
        .find((candidate) => fs.existsSync(candidate))
      if (header === undefined || found.has(header)) continue
      found.add(header)
      visit(header)
    }
  }
  visit(source)
  return [...found].sort()
}
