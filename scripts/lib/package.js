// The package as npm publishes it: packed once for each content, and unpacked beside it.
import crypto from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import zlib from 'node:zlib'
import { ensureFolder } from './cache.js'
import { fingerprint, sha256OfFile } from './hash.js'
import { buildDir, distDir, rootDir } from './paths.js'
import { run } from './run.js'

/**
 * @typedef {object} PackedPackage
 * @property {string} tarball  the file that `npm install` takes
 * @property {string} folder   what is in it
 */

/** What `files` in package.json chooses from. */
const beside = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md']

/**
 * Packs what is built. Processes that ask at the same time get the same files.
 * @returns {Promise<PackedPackage>}
 */
export async function ensurePackage() {
  const target = path.join(buildDir, 'package', await fingerprintOfPackage())
  await ensureFolder(target, async (partial) => {
    const packed = await pack(partial)
    await run('tar', ['-xzf', packed, '-C', partial])
  })
  const tarball = fs.readdirSync(target).find((name) => name.endsWith('.tgz')) ?? ''
  return { tarball: path.join(target, tarball), folder: path.join(target, 'package') }
}

/**
 * Packs what is built into a folder. npm gives every file the same time and owner, but keeps a part of the mode; so what
 * it packs is a copy, whose modes do not tell of the umask of whoever has built it.
 * @param {string} folder
 * @param {string} [root]  the checkout
 * @returns {Promise<string>} the tarball
 */
export async function pack(folder, root = rootDir) {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'holoband-pack-'))
  try {
    for (const name of ['dist', ...beside])
      fs.cpSync(path.join(root, name), path.join(copy, name), { recursive: true })
    setModes(copy)
    const packing = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]
    const { stdout } = await run('npm', packing, { cwd: copy, log: 'npm-pack' })
    return path.join(folder, stdout.trim())
  } finally {
    fs.rmSync(copy, { recursive: true, force: true })
  }
}

/** @param {string} root */
function setModes(root) {
  const { bin } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'))
  const programs = new Set(Object.values(bin).map((file) => path.join(root, file)))
  for (const entry of fs.readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(root, entry)
    const mayRun = programs.has(file) || fs.statSync(file).isDirectory()
    fs.chmodSync(file, mayRun ? 0o755 : 0o644)
  }
}

async function fingerprintOfPackage() {
  const built = fs.readdirSync(distDir, { recursive: true, encoding: 'utf8' })
  const files = built.map((name) => path.join(distDir, name)).filter((file) => fs.statSync(file).isFile())
  const all = [...files, ...beside.map((name) => path.join(rootDir, name))].sort()
  const recipe = await sha256OfFile(path.join(rootDir, 'scripts', 'lib', 'package.js'))
  const ingredients = all.map(async (file) => [path.relative(rootDir, file), await sha256OfFile(file)])
  return fingerprint([recipe, await Promise.all(ingredients)])
}

/**
 * The SHA-256 of everything that is published: of each file, of all of them as they follow each other in the archive, and
 * of the archive as it is compressed, which another version of zlib may do differently.
 * @param {PackedPackage} packed
 * @returns {Promise<Map<string, string>>}
 */
export async function checksums({ tarball, folder }) {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  const files = names.filter((name) => fs.statSync(path.join(folder, name)).isFile())
  const sums = new Map()
  for (const name of files) sums.set(name, await sha256OfFile(path.join(folder, name)))
  const name = path.basename(tarball)
  const archive = zlib.gunzipSync(fs.readFileSync(tarball))
  sums.set(name.replace(/\.tgz$/, '.tar'), crypto.createHash('sha256').update(archive).digest('hex'))
  sums.set(name, await sha256OfFile(tarball))
  return sums
}

/**
 * As the program `sha256sum` writes them.
 * @param {ReadonlyMap<string, string>} sums
 */
export function checksumText(sums) {
  return [...sums].map(([name, sum]) => `${sum}  ${name}\n`).join('')
}

/**
 * What differs between a list of checksums and these: one line for each file.
 * @param {string} text  what checksumText has written
 * @param {ReadonlyMap<string, string>} sums
 * @returns {string[]}
 */
export function checksumDifferences(text, sums) {
  const lines = [...text.matchAll(/^(?<sum>[0-9a-f]{64}) {2}(?<name>.+)$/gm)]
  const expected = new Map(lines.map(({ groups }) => [groups?.name ?? '', groups?.sum]))
  if (expected.size === 0) throw new Error('There is no checksum in the list.')
  const names = [...new Set([...expected.keys(), ...sums.keys()])].sort()
  return names.flatMap((name) => {
    if (!sums.has(name)) return [`${name} is not there`]
    if (!expected.has(name)) return [`${name} is not in the list`]
    return expected.get(name) === sums.get(name) ? [] : [`${name} differs`]
  })
}
