import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { after, describe, test } from 'node:test'
import {
  checksumDifferences,
  checksums,
  checksumText,
  ensurePackage,
  pack,
} from '../../scripts/lib/package.js'
import { rootDir } from '../../scripts/lib/paths.js'

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'holoband-packed-'))
after(() => fs.rmSync(home, { recursive: true, force: true }))

const packed = await ensurePackage()
const sums = await checksums(packed)

describe('the package', () => {
  test('is the same, byte for byte, when somebody with another umask packs it in another place', async () => {
    const elsewhere = path.join(home, 'a place with a longer name')
    for (const name of ['dist', 'package.json', 'README.md', 'LICENSE', 'CHANGELOG.md']) {
      fs.cpSync(path.join(rootDir, name), path.join(elsewhere, name), { recursive: true })
    }
    for (const name of fs.readdirSync(elsewhere, { recursive: true, encoding: 'utf8' })) {
      const file = path.join(elsewhere, name)
      fs.chmodSync(file, fs.statSync(file).isDirectory() ? 0o700 : 0o600)
      fs.utimesSync(file, 1, 1)
    }
    const before = process.umask(0o077)
    try {
      const again = await pack(home, elsewhere)
      assert.ok(fs.readFileSync(again).equals(fs.readFileSync(packed.tarball)))
    } finally {
      process.umask(before)
    }
  })

  test('lets nobody but the command be run, and everything be read', () => {
    const { stdout } = spawnSync('tar', ['-tvzf', packed.tarball], { encoding: 'utf8' })
    const lines = stdout.trim().split('\n')
    assert.ok(lines.length > 50)
    for (const line of lines) {
      const mode = line.endsWith('package/dist/cli/main.js') ? '-rwxr-xr-x' : '-rw-r--r--'
      assert.ok(line.startsWith(mode), line)
    }
  })
})

describe('checksums', () => {
  test('are of every file, of the archive and of what is in it, as sha256sum writes them', () => {
    const { stdout } = spawnSync('sha256sum', ['dist/holoband.wasm', 'package.json'], {
      cwd: packed.folder,
      encoding: 'utf8',
    })
    for (const line of stdout.trim().split('\n')) assert.ok(checksumText(sums).includes(`${line}\n`), line)
    const archive = path.basename(packed.tarball, '.tgz')
    assert.deepEqual([...sums.keys()].slice(-2), [`${archive}.tar`, `${archive}.tgz`])
  })

  test('do not differ from themselves', () => {
    assert.deepEqual(checksumDifferences(checksumText(sums), sums), [])
  })

  test('tell which file is another, which has gone and which has come', () => {
    const changed = new Map(sums)
    changed.delete('README.md')
    changed.set('dist/index.js', '0'.repeat(64))
    changed.set('dist/new.js', '1'.repeat(64))
    assert.deepEqual(checksumDifferences(checksumText(sums), changed), [
      'README.md is not there',
      'dist/index.js differs',
      'dist/new.js is not in the list',
    ])
  })

  test('of an empty list are not taken for good', () => {
    assert.throws(() => checksumDifferences('', sums), /no checksum/)
  })
})
