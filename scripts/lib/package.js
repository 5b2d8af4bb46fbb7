// The package as npm publishes it: packed once for each content, and unpacked beside it.
import fs from 'node:fs'
import path from 'node:path'
import { ensureFolder } from './cache.js'
import { fingerprint, sha256OfFile } from './hash.js'
import { buildDir, distDir, rootDir } from './paths.js'
import { run } from './run.js'

/**
 * @typedef {object} PackedPackage
 * @property {string} tarball  the file that `npm install` takes
 * @property {string} folder   what is in it
 */

/**
 * Packs what is built. Processes that ask at the same time get the same files.
 * @returns {Promise<PackedPackage>}
 */
export async function ensurePackage() {
  const target = path.join(buildDir, 'package', await fingerprintOfPackage())
  await ensureFolder(target, async (partial) => {
    const packing = ['pack', '--ignore-scripts', '--silent', '--pack-destination', partial]
    await run('npm', packing, { log: 'npm-pack' })
    const [tarball = ''] = fs.readdirSync(partial)
    await run('tar', ['-xzf', path.join(partial, tarball), '-C', partial])
  })
  const tarball = fs.readdirSync(target).find((name) => name.endsWith('.tgz')) ?? ''
  return { tarball: path.join(target, tarball), folder: path.join(target, 'package') }
}

async function fingerprintOfPackage() {
  const built = fs.readdirSync(distDir, { recursive: true, encoding: 'utf8' })
  const files = built.map((name) => path.join(distDir, name)).filter((file) => fs.statSync(file).isFile())
  const beside = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md'].map((name) =>
    path.join(rootDir, name),
  )
  const all = [...files, ...beside].sort()
  return fingerprint(
    await Promise.all(all.map(async (file) => [path.relative(rootDir, file), await sha256OfFile(file)])),
  )
}
