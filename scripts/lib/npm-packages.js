// The development tools from npm, as the lock file names them.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { withLock } from './cache.js'
import { fingerprint } from './hash.js'
import { buildDir, rootDir } from './paths.js'
import { run } from './run.js'

const installation = [
  'ci',
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--no-progress',
  '--loglevel=error',
]

/**
 * Installs when there is nothing, when the lock file has changed since, or when an installation was interrupted.
 * @param {import('./progress.js').Progress} progress
 * @param {{ folder?: string, install?: () => Promise<unknown> }} [how]
 */
export async function ensureNpmPackages(progress, how = {}) {
  const folder = how.folder ?? rootDir
  const install = how.install ?? (() => run('npm', installation, { cwd: folder, log: 'npm-ci' }))
  const stamp = path.join(folder, 'node_modules', '.holoband-stamp')
  const expected = expectedStamp(folder)
  const isFresh = () => fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === expected
  removeOtherNode(folder)
  if (isFresh()) return
  fs.mkdirSync(buildDir, { recursive: true })
  await withLock(
    path.join(buildDir, 'npm.lock'),
    () => progress.detail('another process is installing'),
    async () => {
      if (isFresh()) return
      progress.detail('installing what package-lock.json names')
      fs.rmSync(stamp, { force: true })
      await install()
      removeOtherNode(folder)
      fs.writeFileSync(stamp, expected)
    },
  )
}

/**
 * The packages that bring other releases of Node.js also bring a command `node`, which npm would put before the system's
 * own: `npm test` would run on another Node.js than the one that was asked.
 * @param {string} folder
 */
function removeOtherNode(folder) {
  fs.rmSync(path.join(folder, 'node_modules', '.bin', 'node'), { force: true })
}

/**
 * Packages with native parts differ by platform, so the stamp of a folder that moved does not hold.
 * @param {string} folder
 */
function expectedStamp(folder) {
  const lock = fs.readFileSync(path.join(folder, 'package-lock.json'), 'utf8')
  return fingerprint([lock, process.platform, process.arch])
}
