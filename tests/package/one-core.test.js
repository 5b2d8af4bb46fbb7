// A program that imports the package in one file and requires it in another has one core: a key that was made by the one
// is a key to the other.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, describe, test } from 'node:test'
import { run } from '../../scripts/lib/run.js'
import { createProject } from '../support/package.js'
import { root } from '../support/process.js'

/** @import { Project } from '../support/package.js' */

const tool = (/** @type {string[]} */ ...names) => join(root, 'node_modules', ...names)

const runtimes = /** @type {const} */ ([
  ['Node.js, as it runs these tests', [process.execPath]],
  ['Node.js 22', [tool('node22', 'bin', 'node')]],
  ['Node.js 24', [tool('node24', 'bin', 'node')]],
  ['Node.js 26', [tool('node26', 'bin', 'node')]],
  ['Bun', [tool('@oven', 'bun-linux-x64', 'bin', 'bun'), 'run']],
  ['Deno', [tool('.bin', 'deno'), 'run', '--allow-read', '--no-prompt']],
])

const makesKey = `
const { createIssuer, generateKey } = require('holoband')
const { createSessions } = require('holoband/session')
const { createMemoryStore } = require('holoband/stores/memory')
const key = generateKey('HS256')
const names = { issuer: 'https://auth.example', audience: 'https://api.example' }
const token = createIssuer({ key, ...names, ttl: 60 }).issue({ sub: 'ada' })
module.exports = { key, names, token, sessions: createSessions({ key, ...names, store: createMemoryStore() }) }
`
const usesKey = `
import { createVerifier, HolobandError } from 'holoband'
import { createGuard } from 'holoband/session'
import * as imported from 'holoband'
import required from './makes-key.cjs'
import namespace from './namespace.cjs'
const { key, names, token, sessions } = required
const { claims } = createVerifier({ keys: key, algorithms: ['HS256'], ...names }).verify(token)
const started = await sessions.start('bob')
const headers = { authorization: 'Bearer ' + started.accessToken }
const admission = createGuard({ sessions })(new Request('https://api.example/', { headers }))
let same = Object.keys(imported).length > 10
for (const name of Object.keys(imported)) same &&= imported[name] === namespace[name]
let code
try {
  namespace.decodeUnverified('')
} catch (error) {
  code = error instanceof HolobandError && error.constructor === HolobandError && error.code
}
console.log([claims.sub, admission.claims?.sub, same, code].join(' '))
`

describe('one core for import and require in', () => {
  /** @type {Project} */
  let project
  before(async () => {
    project = await createProject()
    project.write('makes-key.cjs', makesKey)
    project.write('namespace.cjs', `module.exports = require('holoband')`)
    project.write('imports-first.mjs', `import 'holoband'\n${usesKey}`)
    project.write(
      'requires-first.mjs',
      `await import('./makes-key.cjs')\nawait import('./imports-first.mjs')`,
    )
    project.write(
      'requires.cjs',
      `const { createVerifier } = require('holoband')
      const { key, names, token } = require('./makes-key.cjs')
      const verifier = createVerifier({ keys: key, algorithms: ['HS256'], ...names })
      import('holoband').then(({ createIssuer }) => {
        const other = createIssuer({ key, ...names, ttl: 60 }).issue({ sub: 'bob' })
        console.log(verifier.verify(token).claims.sub, verifier.verify(other).claims.sub)
      })`,
    )
  })
  after(() => project.remove())

  for (const [name, [command, ...args]] of runtimes) {
    test(name, async () => {
      const start = async (/** @type {string} */ file) => {
        const env = { NODE_OPTIONS: '--no-warnings', DENO_NO_UPDATE_CHECK: '1' }
        return (await run(command, [...args, file], { cwd: project.folder, env })).stdout.trim()
      }
      assert.equal(await start('imports-first.mjs'), 'ada bob true ERR_TOKEN_EMPTY')
      assert.equal(await start('requires-first.mjs'), 'ada bob true ERR_TOKEN_EMPTY')
      assert.equal(await start('requires.cjs'), 'ada bob')
    })
  }
})
