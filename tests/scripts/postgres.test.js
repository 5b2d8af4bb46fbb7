import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { findPostgres } from '../../scripts/lib/postgres.js'

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'holoband-postgres-'))
after(() => fs.rmSync(home, { recursive: true }))

/**
 * @param {string} version
 * @param {string[]} programs
 */
function installed(version, programs = ['postgres', 'initdb']) {
  const folder = path.join(home, version, 'bin')
  fs.mkdirSync(folder, { recursive: true })
  for (const program of programs) fs.writeFileSync(path.join(folder, program), '')
  return folder
}

test('of several versions the newest is taken, by number and not by letter', () => {
  installed('9.6')
  const newest = installed('16')
  installed('17', ['initdb'])
  installed('common')
  assert.equal(findPostgres({ folders: [], homes: [home] }), newest)
})

test('one on the PATH comes first', () => {
  const folder = installed('9.6')
  assert.equal(findPostgres({ folders: ['', '/nowhere', folder], homes: [home] }), folder)
})

test('where there is none nothing is found', () => {
  assert.equal(findPostgres({ folders: [''], homes: ['/nowhere'] }), undefined)
})
