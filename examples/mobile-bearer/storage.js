import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'

/** @import { TokenStorage } from './client.js' */

/**
 * createFileStorage keeps tokens in a file that its owner alone can read. On a phone this is the Keychain or the Keystore.
 *
 * @param {string} file
 * @returns {TokenStorage}
 */
export function createFileStorage(file) {
  return {
    async read() {
      try {
        return JSON.parse(await readFile(file, 'utf8'))
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
        throw error
      }
    },
    async write(tokens) {
      // In one step: whoever reads it meanwhile finds one pair or the other, and never half of one.
      const draft = `${file}.${randomUUID()}.tmp`
      await writeFile(draft, JSON.stringify(tokens), { mode: 0o600, flag: 'wx' })
      await rename(draft, file)
    },
    clear: () => rm(file, { force: true }),
  }
}
