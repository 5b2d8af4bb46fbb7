import { randomUUID } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { exportJwkWithPrivateKey, importJwk } from 'holoband'

/** @import { Policy, RingKey } from './key-ring.js' */

/**
 * loadRing reads the ring of a file, or returns undefined where there is none. The file holds private keys: in production
 * this is a secret store, or the keys never leave an HSM.
 *
 * @param {string} file
 * @returns {Promise<RingKey[] | undefined>}
 */
export async function loadRing(file) {
  const text = await readFile(file, 'utf8').catch((error) => {
    if (error.code !== 'ENOENT') throw error
  })
  if (text === undefined) return undefined
  /** @type {{ keys: (Omit<RingKey, 'key'> & { jwk: object })[] }} */
  const { keys } = JSON.parse(text)
  return keys.map(({ jwk, ...times }) => ({ ...times, key: importJwk(jwk) }))
}

/**
 * saveRing replaces the file in one step, and only its owner can read it. It has to be on the disk before a key is
 * published: a key that was forgotten in a crash has tokens which nobody can verify.
 *
 * @param {string} file
 * @param {readonly RingKey[]} ring
 */
export async function saveRing(file, ring) {
  const keys = ring.map(({ key, ...times }) => ({ ...times, jwk: exportJwkWithPrivateKey(key) }))
  await replace(file, JSON.stringify({ keys }, null, 2), 0o600)
}

/**
 * saveState writes the times without the keys, as `holoband keys doctor --state` reads them.
 *
 * @param {string} file
 * @param {readonly RingKey[]} ring
 * @param {Policy} policy
 */
export async function saveState(file, ring, policy) {
  const keys = ring.map(({ key: _, ...times }) => times)
  await replace(file, JSON.stringify({ ...policy, keys }, null, 2), 0o644)
}

/**
 * @param {string} file
 * @param {string} text
 * @param {number} mode
 */
async function replace(file, text, mode) {
  const draft = `${file}.${randomUUID()}.tmp`
  try {
    const handle = await open(draft, 'wx', mode)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
  } finally {
    await rm(draft, { force: true })
  }
}
