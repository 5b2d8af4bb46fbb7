import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { d1Migrations } from 'holoband/stores/d1'
import { run, tryRun } from '../../scripts/lib/run.js'
import { createProject } from '../support/package.js'
import { Visitor } from './login-server-support.js'
import { patience, tellStory } from './session-story.js'
import { bundleWorker, startBundle } from './worker.js'

/** @import { Miniflare } from 'miniflare' */
/** @import { Project } from '../support/package.js' */

const [username, password] = ['ada', 'analytical-engine']

/** @type {Project} */
let project
before(async () => {
  project = await createProject({ from: 'examples/cloudflare-worker' })
  await bundleWorker(project)
})
after(() => project?.remove())

const userSql = (/** @type {string[]} */ args, /** @type {string} */ input) =>
  tryRun(process.execPath, ['user-sql.js', ...args], { cwd: project.folder, input })

/** @param {Miniflare} miniflare */
async function addUser(miniflare) {
  const { code, stdout } = await userSql([username], `${password}\n`)
  assert.equal(code, 0)
  const database = await miniflare.getD1Database('DB')
  await database.prepare(stdout).run()
}

/** Its type is that of any service binding, and does not know this. @param {Miniflare} miniflare */
async function fireCron(miniflare) {
  const worker = /** @type {{ scheduled: (event: { cron: string }) => Promise<{ outcome: string }> }} */ (
    /** @type {unknown} */ (await miniflare.getWorker())
  )
  return worker.scheduled({ cron: '0 * * * *' })
}

for (const store of ['d1', 'durable-object']) {
  /** @type {Miniflare} */
  let miniflare
  tellStory(
    `examples/cloudflare-worker, bundled by wrangler, in workerd with sessions in ${store}`,
    {
      async start() {
        const program = await startBundle(project, { SESSION_STORE: store })
        miniflare = program.miniflare
        await addUser(miniflare)
        return program
      },
      username,
      password,
      project: () => project,
      guarded: { method: 'GET', path: '/me' },
      scoped: { path: '/sessions/end-others', body: '', status: 200 },
    },
    (program) => {
      const rows = async () => {
        const database = await miniflare.getD1Database('DB')
        const found = await database.prepare('SELECT count(*) AS count FROM holoband_sessions').first('count')
        return Number(found)
      }

      test('logs what happened to the sessions, without the visitor waiting for it', patience, async () => {
        const visitor = new Visitor(program().url)
        await visitor.login(username, password)
        await visitor.call('/auth/refresh', { method: 'POST' })
        /** @type {{ type: string, sid: string }[]} */
        let events = []
        while (events.length < 2) {
          await setTimeout(5)
          const all = (await (await visitor.call('/events')).json()).events
          const { claims } = await (await visitor.call('/me')).json()
          events = all.filter((/** @type {{ sid: string }} */ { sid }) => sid === claims.sid)
        }
        assert.deepEqual(events.map(({ type }) => type).sort(), ['issued', 'refreshed'])
      })

      test('signs a visitor out on all other devices', async () => {
        const [phone, laptop] = [new Visitor(program().url), new Visitor(program().url)]
        for (const device of [phone, laptop]) await device.login(username, password)
        const { ended } = await (await phone.call('/sessions/end-others', { method: 'POST' })).json()
        assert.ok(ended >= 1)
        assert.equal((await (await phone.call('/sessions')).json()).sessions.length, 1)
        const refused = await laptop.call('/auth/refresh', { method: 'POST' })
        assert.deepEqual([refused.status, (await refused.json()).reason], [401, 'revoked'])
      })

      test('keeps its sessions where the configuration says', async () => {
        await new Visitor(program().url).login(username, password)
        assert.equal((await rows()) > 0, store === 'd1')
      })

      test('removes what is over when its Cron Trigger fires', async () => {
        const database = await miniflare.getD1Database('DB')
        await database.prepare('UPDATE holoband_sessions SET idle_expires_at = 1').run()
        assert.equal((await fireCron(miniflare)).outcome, 'ok')
        assert.equal(await rows(), 0)
      })

      test('limits attempts by the address that Cloudflare tells', async () => {
        const attempts = Array.from({ length: 12 }, () =>
          new Visitor(program().url).call('/auth/login', {
            method: 'POST',
            json: { username: 'guess', password: 'guess' },
            headers: { 'cf-connecting-ip': '192.0.2.1' },
          }),
        )
        const statuses = (await Promise.all(attempts)).map(({ status }) => status)
        assert.equal(statuses.filter((status) => status === 429).length, 2)
        const elsewhere = await new Visitor(program().url).call('/auth/login', {
          method: 'POST',
          json: { username: 'guess', password: 'guess' },
          headers: { 'cf-connecting-ip': '198.51.100.1' },
        })
        assert.equal(elsewhere.status, 401)
      })
    },
  )
}

test('examples/cloudflare-worker says what is wrong with its configuration', async () => {
  for (const [variables, sentence] of /** @type {const} */ ([
    [{ SESSION_STORE: 'kv' }, /SESSION_STORE is one of d1, durable-object/],
    [{ SESSION_SECRET: '' }, /SESSION_SECRET is not set/],
  ])) {
    const { url, stop } = await startBundle(project, variables)
    const response = await fetch(`${url}/me`)
    assert.equal(response.status, 500)
    assert.match(await response.text(), sentence)
    await stop()
  }
})

test('examples/cloudflare-worker has the tables of this version in its migrations', () => {
  const sql = readFileSync(join(project.folder, 'migrations', '0002_sessions.sql'), 'utf8')
  assert.deepEqual([sql], d1Migrations())
})

test('examples/cloudflare-worker makes SQL of a name that is one, and of a password', async () => {
  const { stdout } = await run(process.execPath, ['user-sql.js', 'grace'], {
    cwd: project.folder,
    input: 'a\n',
  })
  assert.match(stdout, /^INSERT INTO users \(name, password\) VALUES \('grace', '\$argon2id\$[^']+'\)\n$/)
  for (const [args, input, sentence] of /** @type {const} */ ([
    [[], password, /Usage: node user-sql\.js NAME/],
    [["o'hara"], password, /Usage: node user-sql\.js NAME/],
    [['grace'], '', /There is no password on standard input/],
  ])) {
    const { code, output } = await userSql([...args], input)
    assert.equal(code, 1)
    assert.match(output, sentence)
  }
})
