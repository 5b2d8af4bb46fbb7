// Where the source of OpenSSL comes from: several places in turn, one hash for all of them.
import fs from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { sha256OfFile } from '../hash.js'
import { downloadFromDebian } from './debian-source.js'
import { archive, version } from './recipe.js'

/**
 * @typedef {import('../progress.js').Progress} Progress
 * @typedef {{ name: string, fetch: (file: string, folder: string) => Promise<void> }} Source
 */

const answerTimeoutMs = 6_000
const downloadTimeoutMs = 180_000

export const archiveUrl = `https://github.com/openssl/openssl/releases/download/openssl-${version}/${archive.name}`

/** @type {Source[]} */
const sources = [
  {
    name: "the project's release",
    fetch: (file) => download(archiveUrl, file),
  },
  {
    name: "the project's archive",
    fetch: (file) => download(`https://www.openssl.org/source/${archive.name}`, file),
  },
  { name: "Debian's source package", fetch: downloadFromDebian },
]

/**
 * Puts the verified archive into `folder`, which is to be empty.
 * @param {string} folder
 * @param {Progress} progress
 * @param {Source[]} [from]
 */
export async function fetchArchive(folder, progress, from = sources) {
  const failures = []
  const file = path.join(folder, archive.name)
  for (const source of from) {
    progress.detail(`asking ${source.name}`)
    try {
      await source.fetch(file, folder)
      await verify(file)
      return
    } catch (error) {
      failures.push(`  ${source.name}: ${describe(error)}`)
      fs.rmSync(file, { force: true })
    }
  }
  throw new Error(
    `OpenSSL ${version} could not be downloaded.\n${failures.join('\n')}\n` +
      'Or set HOLOBAND_OPENSSL_ARCHIVE to a copy of the archive that you have.',
  )
}

/** @param {string} file */
export async function verify(file) {
  const actual = await sha256OfFile(file)
  if (actual !== archive.sha256) throw new Error(`the archive is not the expected one (SHA-256 ${actual})`)
}

/**
 * @param {string} url
 * @param {string} file
 */
async function download(url, file) {
  const controller = new AbortController()
  const answer = setTimeout(() => controller.abort(new Error('no answer in time')), answerTimeoutMs)
  const whole = setTimeout(
    () => controller.abort(new Error('the download takes too long')),
    downloadTimeoutMs,
  )
  try {
    const response = await fetch(url, { signal: controller.signal })
    clearTimeout(answer)
    if (!response.ok || !response.body) throw new Error(`HTTP status ${response.status}`)
    await pipeline(response.body, fs.createWriteStream(file))
  } finally {
    clearTimeout(answer)
    clearTimeout(whole)
  }
}

/** @param {unknown} error */
function describe(error) {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return `${error.message.split('\n')[0]}${cause}`
}
