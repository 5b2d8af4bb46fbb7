import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, describe, test } from 'node:test'
import { run } from '../../scripts/lib/run.js'
import { createProject } from '../support/package.js'

/** @import { Project } from '../support/package.js' */

const program = `
import { createIssuer, createVerifier, generateSecret, secretKey } from 'holoband'
const key = secretKey(generateSecret())
const policy = { issuer: 'https://auth.example', audience: 'https://api.example' }
const token = createIssuer({ key, ...policy, ttl: '15m' }).issue({ sub: '1' })
console.log(createVerifier({ keys: key, algorithms: ['HS256'], ...policy }).verify(token).claims.sub)
`

describe('the packed package, installed', () => {
  /** @type {Project} */
  let project
  before(async () => {
    project = await createProject()
  })
  after(() => project.remove())

  test('verifies a token in an ES module', async () => {
    const file = project.write('program.mjs', program)
    const { stdout } = await run(process.execPath, [file], { cwd: project.folder })
    assert.equal(stdout.trim(), '1')
  })

  test('has no source, no test and nothing that only tests need', () => {
    const installed = join(project.folder, 'node_modules', 'holoband')
    assert.deepEqual(readdirSync(installed).sort(), [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist',
      'package.json',
    ])
    assert.ok(!existsSync(join(installed, 'dist', 'internals.js')))
  })

  test('has every file that its package.json names', () => {
    const installed = join(project.folder, 'node_modules', 'holoband')
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    const { exports, imports, bin } = manifest
    const named = [...JSON.stringify([exports, imports, bin]).matchAll(/"(\.\/[^"]+\.[a-z]+)"(?!:)/g)]
    assert.ok(named.length > 30)
    for (const [, file = ''] of named) assert.ok(existsSync(join(installed, file)), file)
  })
})
