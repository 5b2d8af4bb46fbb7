// Names for what things are made of.
import { createHash } from 'node:crypto'
import fs from 'node:fs'

/**
 * A short name for a list of ingredients. The list is hashed as JSON, so that no two lists read alike.
 * @param {unknown} ingredients
 */
export function fingerprint(ingredients) {
  return createHash('sha256').update(JSON.stringify(ingredients)).digest('hex').slice(0, 16)
}

/**
 * @param {string} file
 * @returns {Promise<string>} the SHA-256 of a file, in hex
 */
export async function sha256OfFile(file) {
  const hash = createHash('sha256')
  for await (const chunk of fs.createReadStream(file)) hash.update(chunk)
  return hash.digest('hex')
}
