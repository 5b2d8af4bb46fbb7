// Follows type declarations from file to file.
import fs from 'node:fs'
import path from 'node:path'

/**
 * The declarations that these import, and those import, and so on, with these. Files that are not there are named too.
 *
 * @param {readonly string[]} files
 * @returns {Set<string>}
 */
export function reachableDeclarations(files) {
  const found = new Set(files)
  // A set goes on with what is added to it.
  for (const file of found) {
    if (!fs.existsSync(file)) continue
    // What a comment imports has become a type of the declarations.
    const text = fs.readFileSync(file, 'utf8').replaceAll(/\/\*.*?\*\//gs, '')
    for (const [, specifier = ''] of text.matchAll(/\b(?:from |import\()['"](\.[^'"]+)['"]/g)) {
      found.add(path.join(path.dirname(file), specifier.replace(/\.(c?)js$/, '.d.$1ts')))
    }
  }
  return found
}
