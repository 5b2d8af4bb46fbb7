import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { d1Migrations } from 'holoband/stores/d1'
import { createProject } from '../support/package.js'
import { runtimes, startServer } from './runtimes.js'
import { tellStory } from './session-story.js'
import { bundleWorker, startBundle } from './worker.js'

/** @import { Project } from '../support/package.js' */

/** @type {Project} */
let project
before(async () => {
  project = await createProject({ from: 'examples/hono-multi-runtime' })
})
after(() => project.remove())

const names = 'SESSION_SECRET,PORT,ORIGIN,DATABASE'
const file = (/** @type {string} */ runtime) => `${runtime}.db`

/** @type {Readonly<Record<string, { command: string, args: (port: string) => string[] }>>} */
const servers = {
  'Node.js': { command: runtimes.node, args: () => ['node.js'] },
  Deno: {
    command: runtimes.deno,
    args: (port) => [
      ...['run', '--no-prompt', `--allow-net=127.0.0.1:${port}`, `--allow-env=${names}`],
      ...[`--allow-read=${file('Deno')}`, `--allow-write=${file('Deno')}`, 'deno.js'],
    ],
  },
  Bun: { command: runtimes.bun, args: () => ['bun.js'] },
}

const story = {
  project: () => project,
  username: 'ada',
  password: 'correct horse battery staple',
  guarded: { method: 'GET', path: '/me' },
  scoped: { path: '/notes', body: 'a note', status: 201 },
  theft: /A refresh token of user 1 was used again/,
}

for (const [runtime, { command, args }] of Object.entries(servers)) {
  tellStory(`examples/hono-multi-runtime on ${runtime}`, {
    ...story,
    start: () => startServer(project, { command, args, env: { DATABASE: file(runtime) } }),
  })
}

tellStory('examples/hono-multi-runtime, bundled by wrangler, in workerd', {
  ...story,
  async start() {
    await bundleWorker(project)
    return startBundle(project)
  },
})

test('examples/hono-multi-runtime has the tables of this version in its migration', () => {
  const sql = readFileSync(join(project.folder, 'migrations', '0001_sessions.sql'), 'utf8')
  assert.deepEqual([sql], d1Migrations())
})

test('examples/hono-multi-runtime knows in its entries alone which runtime it is on', () => {
  for (const shared of ['app.js', 'users.js', 'settings.js']) {
    const source = readFileSync(join(project.folder, shared), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    assert.doesNotMatch(source, /\b(?:Deno|Bun|process|globalThis)\b|(?:node|bun|cloudflare):/)
  }
  for (const entry of ['node.js', 'deno.js', 'bun.js', 'worker.js'])
    assert.ok(!/createSessions|createAuthHandler/.test(readFileSync(join(project.folder, entry), 'utf8')))
})
