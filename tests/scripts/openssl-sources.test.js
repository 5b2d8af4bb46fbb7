import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { versionsWithArchive } from '../../scripts/lib/openssl/debian-source.js'
import { archive } from '../../scripts/lib/openssl/recipe.js'
import { fetchArchive } from '../../scripts/lib/openssl/sources.js'

const progress = { detail: () => {}, note: () => {} }

test('an archive that is not the pinned one is thrown away, whatever source it comes from', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'holoband-archive-'))
  const forged = {
    name: 'a forger',
    fetch: async (/** @type {string} */ file) => fs.writeFileSync(file, 'not OpenSSL'),
  }
  const unreachable = {
    name: 'an island',
    fetch: async () => {
      throw new Error('no route')
    },
  }
  await assert.rejects(fetchArchive(folder, progress, [forged, unreachable]), (error) => {
    assert.ok(error instanceof Error)
    assert.match(error.message, /a forger: the archive is not the expected one/)
    assert.match(error.message, /an island: no route/)
    return true
  })
  assert.deepEqual(fs.readdirSync(folder), [])
  fs.rmSync(folder, { recursive: true })
})

test('only versions with the pinned archive are asked for', () => {
  const records = [
    `Package: openssl\nVersion: 3.5.7-1~deb13u2\nChecksums-Sha256:\n ${archive.sha256} 1 a.orig.tar.gz`,
    'Package: openssl\nVersion: 3.5.9-1\nChecksums-Sha256:\n 00ff 1 b.orig.tar.gz',
    `Package: openssl\nVersion: 3.5.7-1\nChecksums-Sha256:\n ${archive.sha256} 1 a.orig.tar.gz`,
  ].join('\n\n')
  assert.deepEqual(versionsWithArchive(records), ['3.5.7-1~deb13u2', '3.5.7-1'])
})
