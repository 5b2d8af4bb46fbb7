// Usage: node scripts/reproduce.js [--openssl]
// Shows that the package can be built again: builds what is committed in two clean clones, at paths of different lengths
// and under different settings, and compares every byte. It takes twice as long as a first build.
// --openssl  builds OpenSSL in each of them too, and does not take it from the cache
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { main } from './lib/main.js'
import { ensureNpmPackages } from './lib/npm-packages.js'
import { archive, version } from './lib/openssl/recipe.js'
import { cacheDir, rootDir } from './lib/paths.js'
import { say, step } from './lib/progress.js'
import { run } from './lib/run.js'

/** What must not matter: where, with which umask, in which time zone and language, with or without ccache. */
const places = [
  { folder: 'a', umask: '022', env: { TZ: 'UTC', LC_ALL: 'C', CCACHE_DISABLE: '1' } },
  { folder: 'b/a folder with a longer name', umask: '077', env: { TZ: 'Asia/Tokyo', LC_ALL: 'C.UTF-8' } },
]

await main(async () => {
  const ownOpenssl = process.argv.includes('--openssl')
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'holoband-reproduce-'))
  try {
    await step('npm packages', (progress) => ensureNpmPackages(progress))
    const sums = path.join(home, 'sums')
    // Somebody may commit while this runs.
    const commit = (await run('git', ['rev-parse', 'HEAD'])).stdout.trim()
    for (const [index, { folder, umask, env }] of places.entries()) {
      const clone = path.join(home, folder)
      await run('git', ['clone', '--quiet', '--no-hardlinks', '--no-checkout', rootDir, clone])
      await run('git', ['checkout', '--quiet', '--detach', commit], { cwd: clone })
      shareTools(clone)
      const cache = ownOpenssl ? ownCache(path.join(home, `cache of ${folder}`)) : {}
      const command = `umask ${umask} && exec node scripts/package.js ${index === 0 ? '--sums' : '--check'} "$1"`
      const { stdout } = await step(`Build in ${folder}`, () =>
        run('sh', ['-c', command, 'sh', sums], {
          cwd: clone,
          env: { ...env, ...cache },
          log: `reproduce-${index}`,
        }),
      )
      process.stdout.write(stdout)
    }
    say('Both are the same, byte for byte.')
  } finally {
    fs.rmSync(home, { recursive: true, force: true })
  }
})

/**
 * A cache with nothing in it. The archive, whose hash is known, need not be fetched again.
 * @param {string} folder
 */
function ownCache(folder) {
  const known = path.join(cacheDir(), 'sources', `openssl-${version}`, archive.name)
  return {
    HOLOBAND_CACHE: folder,
    ...(fs.existsSync(known) && { HOLOBAND_OPENSSL_ARCHIVE: known }),
  }
}

/**
 * The tools are those that the lock file names, and not what is to be shown. Where the lock file that is committed is
 * another one, the clone has to install its own: npm would empty the folder behind a link.
 * @param {string} clone
 */
function shareTools(clone) {
  const [ours, theirs] = [rootDir, clone].map((folder) =>
    fs.readFileSync(path.join(folder, 'package-lock.json')),
  )
  if (theirs === undefined || !ours?.equals(theirs)) return
  fs.symlinkSync(path.join(rootDir, 'node_modules'), path.join(clone, 'node_modules'), 'dir')
}
