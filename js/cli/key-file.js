import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, link, open, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileProblem, systemCode } from './input.js'

/**
 * writeKeyFile creates a file that only its owner can read, in one step: who looks finds no file, the old one or the
 * whole new one. The name is taken with link, which fails where a name exists, so that not even a race overwrites a
 * key; with force it is taken with rename, which replaces.
 *
 * @param {string} path
 * @param {string} text
 * @param {{ force: boolean, option?: string, isPublic?: boolean }} options the option that named the file; a public key
 *   may be read by all
 */
export async function writeKeyFile(path, text, { force, option = 'out', isPublic = false }) {
  const draft = join(dirname(path), `.${basename(path).slice(0, 64)}.${randomBytes(8).toString('hex')}.tmp`)
  try {
    await writeDraft(draft, text, isPublic ? 0o644 : 0o600)
  } catch (error) {
    await unlink(draft).catch(() => {})
    const missing = systemCode(error) === 'ENOENT'
    throw fileProblem(error, `The ${missing ? 'directory' : 'file'} of --${option}`)
  }
  try {
    await (force ? rename(draft, path) : claim(draft, path))
  } catch (error) {
    throw fileProblem(error, `The file of --${option}`)
  } finally {
    // After a rename there is no draft any more, which is as good.
    await unlink(draft).catch(() => {})
  }
}

/**
 * @param {string} path
 * @param {string} text
 * @param {number} mode
 */
async function writeDraft(path, text, mode) {
  const handle = await open(path, 'wx', mode)
  try {
    await handle.writeFile(text)
    // Without it a crash soon after could leave the name of the key and none of its bytes.
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * @param {string} draft
 * @param {string} path
 */
async function claim(draft, path) {
  try {
    await link(draft, path)
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw error
    // A file system without hard links (FAT, some network shares): exclusive still, though no longer in one step.
    await copyFile(draft, path, constants.COPYFILE_EXCL)
  }
}
