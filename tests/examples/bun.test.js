import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { tryRun } from '../../scripts/lib/run.js'
import { createProject } from '../support/package.js'
import { Visitor } from './login-server-support.js'
import { newSecret, privateHome, runtimes, startServer } from './runtimes.js'
import { tellStory } from './session-story.js'

/** @import { Project } from '../support/package.js' */

const [username, password] = ['ada', 'analytical-engine']

/** @type {Project} */
let project
before(async () => {
  project = await createProject({ from: 'examples/bun' })
  const { code, output } = await addUser([username], `${password}\n`)
  assert.equal(code, 0, output)
})
after(() => project.remove())

/**
 * @param {string[]} args
 * @param {string} [input]
 * @param {Record<string, string>} [env]
 */
function bun(args, input = '', env = {}) {
  return tryRun(runtimes.bun, args, {
    cwd: project.folder,
    env: { ...privateHome(project.folder), ...env },
    input,
  })
}

/**
 * @param {string[]} args
 * @param {string} input
 */
const addUser = (args, input) => bun(['add-user.js', ...args], input)

const start = (/** @type {Record<string, string>} */ env = {}) =>
  startServer(project, { command: runtimes.bun, args: () => ['server.js'], env })

tellStory('examples/bun', {
  start,
  username,
  password,
  project: () => project,
  guarded: { method: 'GET', path: '/me' },
  scoped: { path: '/sessions/end-others', body: '', status: 200 },
  theft: /A refresh token of user 1 was used again/,
})

test('examples/bun keeps users and sessions in one file, where the next process finds them', async () => {
  const secret = { SESSION_SECRET: newSecret(), ORIGIN: 'http://localhost' }
  const first = await start(secret)
  const visitor = new Visitor(first.url)
  assert.equal((await visitor.login(username, password)).status, 200)
  await first.stop()
  const second = await start(secret)
  const later = new Visitor(second.url)
  later.jar = visitor.jar
  assert.equal((await later.call('/auth/refresh', { method: 'POST' })).status, 200)
  const { sessions } = await (await later.call('/sessions')).json()
  assert.ok(sessions.length > 0)
  const { ended } = await (await later.call('/sessions/end-others', { method: 'POST' })).json()
  assert.equal(ended, sessions.length - 1)
  await second.stop()
})

test('examples/bun adds no account without a name, without a password, or twice', async () => {
  for (const [args, input, sentence] of /** @type {const} */ ([
    [[], password, /Usage: bun add-user\.js NAME/],
    [['grace'], '', /There is no password on standard input/],
    [[username], password, /ada has an account already/],
  ])) {
    const { code, output } = await addUser([...args], input)
    assert.equal(code, 1)
    assert.match(output, sentence)
  }
})

test('examples/bun says what is wrong with a secret, and does not repeat it', async () => {
  const missing = await bun(['server.js'])
  assert.deepEqual([missing.code, /SESSION_SECRET is not set/.test(missing.output)], [1, true])
  const short = await bun(['server.js'], '', { SESSION_SECRET: 'c2hvcnQ' })
  assert.equal(short.code, 1)
  assert.match(short.output, /ERR_SECRET_TOO_SHORT/)
  assert.ok(!short.output.includes('c2hvcnQ'))
})
