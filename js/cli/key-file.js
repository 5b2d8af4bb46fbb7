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
 * @param {boolean} force
 */
export async function writeKeyFile(path, text, force) {
  const draft = join(dirname(path), `.${basename(path).slice(0, 64)}.${randomBytes(8).toString('hex')}.tmp`)
  try {
    await writeDraft(draft, text)
  } catch (error) {
    await unlink(draft).catch(() => {})
    throw fileProblem(error, systemCode(error) === 'ENOENT' ? 'The directory of --out' : 'The file of --out')
  }
  try {
    await (force ? rename(draft, path) : claim(draft, path))
  } catch (error) {
    throw fileProblem(error, 'The file of --out')
  } finally {
    // After a rename there is no draft any more, which is as good.
    await unlink(draft).catch(() => {})
  }
}

/**
 * @param {string} path
 * @param {string} text
 */
async function writeDraft(path, text) {
  const handle = await open(path, 'wx', 0o600)
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
