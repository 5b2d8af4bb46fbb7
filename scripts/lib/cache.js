// A folder in the cache is either whole or not there: it is made elsewhere and renamed into place.
import crypto from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'

const heartbeatMs = 5_000
const staleMs = 60_000

/**
 * Makes `target` unless it is there. Of several processes one does the work and the others wait for it; one that
 * was interrupted leaves a partial folder that no one looks at, and that the next one sweeps away.
 * @param {string} target
 * @param {(partial: string) => Promise<void>} make  fills an empty folder beside the target
 * @param {() => void} [onWait]  called when another process is at work on the same target
 */
export async function ensureFolder(target, make, onWait) {
  if (fs.existsSync(target)) return
  fs.mkdirSync(path.dirname(target), { recursive: true })
  await withLock(`${target}.lock`, onWait, async () => {
    if (fs.existsSync(target)) return
    sweep(path.dirname(target))
    const partial = `${target}.partial-${crypto.randomUUID()}`
    fs.mkdirSync(partial)
    const beat = keepFresh(partial)
    try {
      await make(partial)
      publish(partial, target)
    } finally {
      beat.stop()
      fs.rmSync(partial, { recursive: true, force: true })
    }
  })
}

/**
 * Moves a finished folder to its name. A process that finished first wins; both made the same thing.
 * @param {string} partial
 * @param {string} target
 */
function publish(partial, target) {
  try {
    fs.renameSync(partial, target)
  } catch (error) {
    if (!fs.existsSync(target)) throw error
  }
}

/**
 * Removes what interrupted processes left behind: partial folders that nobody has touched for a while.
 * @param {string} folder
 * @param {number} [now]
 */
export function sweep(folder, now = Date.now()) {
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name)
    if (name.includes('.partial-') && isStale(file, now)) fs.rmSync(file, { recursive: true, force: true })
  }
}

/**
 * Runs `work` while no other process holds the lock. The lock only saves double work: it is taken over when its
 * holder on this machine is gone, or when nobody has touched it for a minute.
 * @template T
 * @param {string} lock
 * @param {(() => void) | undefined} onWait
 * @param {() => Promise<T>} work
 */
export async function withLock(lock, onWait, work) {
  for (let waited = false; !tryLock(lock); waited = true) {
    if (!waited) onWait?.()
    if (isAbandoned(lock)) fs.rmSync(lock, { force: true })
    else await new Promise((resolve) => setTimeout(resolve, 250))
  }
  const beat = keepFresh(lock)
  try {
    return await work()
  } finally {
    beat.stop()
    fs.rmSync(lock, { force: true })
  }
}

/** @param {string} lock */
function tryLock(lock) {
  try {
    fs.writeFileSync(lock, JSON.stringify({ host: os.hostname(), pid: process.pid }), { flag: 'wx' })
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  }
}

/** @param {string} lock */
function isAbandoned(lock) {
  if (isStale(lock, Date.now())) return true
  try {
    const { host, pid } = JSON.parse(fs.readFileSync(lock, 'utf8'))
    return host === os.hostname() && !isAlive(pid)
  } catch {
    return false // gone in this moment, or not written to the end yet
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/**
 * @param {string} file
 * @param {number} now
 */
function isStale(file, now) {
  const stats = fs.statSync(file, { throwIfNoEntry: false })
  return stats !== undefined && now - stats.mtimeMs > staleMs
}

/** @param {string} file */
function keepFresh(file) {
  const timer = setInterval(() => fs.utimes(file, new Date(), new Date(), () => {}), heartbeatMs)
  return { stop: () => clearInterval(timer) }
}
