import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { tryRun } from '../../scripts/lib/run.js'
import { createProject } from '../support/package.js'
import { newSecret, privateHome, runtimes, startServer } from './runtimes.js'
import { tellStory } from './session-story.js'

/** @import { Project } from '../support/package.js' */

const { tasks } = JSON.parse(readFileSync(new URL('../../examples/deno/deno.json', import.meta.url), 'utf8'))

/** @type {Project} */
let project
before(async () => {
  project = await createProject({ from: 'examples/deno' })
})
after(() => project.remove())

/** The documented command, without the program's name, and never waiting for somebody to allow more. */
const server = [...tasks.start.split(' ').slice(1, -1), '--no-prompt', 'server.js']

const names = 'SESSION_SECRET,ORIGIN,PORT'

/**
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, input?: string }} [options]
 */
function deno(args, { env = {}, input = '' } = {}) {
  const all = { ...privateHome(project.folder), ...env }
  return tryRun(runtimes.deno, args, { cwd: project.folder, env: all, input })
}

tellStory('examples/deno', {
  start: () => startServer(project, { command: runtimes.deno, args: () => server }),
  username: 'ada',
  password: 'correct horse battery staple',
  project: () => project,
  guarded: { method: 'GET', path: '/me' },
  scoped: { path: '/sessions/end-others', body: '', status: 200 },
  theft: /A refresh token of user 1 was used again/,
})

test('examples/deno asks for the network and three variables, and for nothing else', async () => {
  assert.deepEqual(server.slice(1, 3), ['--allow-net', `--allow-env=${names}`])
  const env = { SESSION_SECRET: newSecret(), PORT: '1' }
  const { code, output } = await deno(['run', '--no-prompt', `--allow-env=${names}`, 'server.js'], { env })
  assert.equal(code, 1)
  assert.match(output, /Requires net access to "127\.0\.0\.1:1"/, 'it has come as far as listening')
})

test('examples/deno says what is wrong with a secret, and does not repeat it', async () => {
  const missing = await deno(server)
  assert.deepEqual([missing.code, /SESSION_SECRET is not set/.test(missing.output)], [1, true])
  const short = await deno(server, { env: { SESSION_SECRET: 'c2hvcnQ' } })
  assert.equal(short.code, 1)
  assert.match(short.output, /The secret is shorter than the output of its hash function/)
  assert.ok(!short.output.includes('c2hvcnQ'))
})

test('examples/deno hashes a password without any permission', async () => {
  const { code, stdout } = await deno(['run', '--no-prompt', 'hash-password.js'], { input: 'a password\n' })
  assert.equal(code, 0)
  assert.match(stdout, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})
