import { after, before } from 'node:test'
import { createProject } from '../support/package.js'
import { runtimes, startProgram } from './programs.js'
import { tellStory } from './session-story.js'

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

for (const [runtime, { command, args }] of Object.entries(servers)) {
  tellStory(`examples/hono-multi-runtime on ${runtime}`, {
    start: () => startProgram(project, { command, args, env: { DATABASE: file(runtime) } }),
    username: 'ada',
    password: 'correct horse battery staple',
    guarded: { method: 'GET', path: '/me' },
    scoped: { path: '/notes', body: 'a note', status: 201 },
    theft: /A refresh token of user 1 was used again/,
  })
}
