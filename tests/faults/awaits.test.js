// A server that is killed at each await of a request, on SQLite in a file; another one goes on where it was.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { CookieJar } from '../session/support.js'
import { generationOf } from './operations.js'
import { tellFaults } from './report.js'
import { kill, openServer, subject } from './victims.js'

/** @import { Asked } from './victims.js' */

/**
 * @typedef {Awaited<ReturnType<typeof openServer>>} Server
 * @typedef {{ server: Server, jar: CookieJar, old: CookieJar, sid: string }} Scene
 *
 * @typedef {object} Case
 * @property {Asked['act']} act
 * @property {number} [skew]  how far the clocks are ahead when it is asked
 * @property {(scene: Scene) => Promise<void>} [before]
 * @property {(scene: Scene) => CookieJar} [presents] what is presented; the newest cookie unless it says otherwise
 * @property {(scene: Scene) => Promise<void>} holds  what is true afterwards, wherever it was killed
 */

const folder = mkdtempSync(join(os.tmpdir(), 'holoband-awaits-'))
after(() => rmSync(folder, { recursive: true }))

// Every await takes a process. By itself this tries one in so many, and scripts/faults.js lets it try all of them.
const all = process.env.HOLOBAND_FAULTS === 'all'

/** @type {Readonly<Record<string, Case>>} */
const cases = Object.freeze({
  login: {
    act: '/login',
    async holds({ server }) {
      const rows = await server.sessions.list(subject)
      assert.ok(rows.length <= 2, 'at most one session was begun, which nobody holds')
      const jar = new CookieJar()
      assert.equal((await ask(server, '/login', jar)).status, 200)
      assert.equal((await ask(server, '/refresh', jar)).status, 200)
    },
  },
  refresh: {
    act: '/refresh',
    async holds({ server, jar, old, sid }) {
      const row = async () => (await server.store.read({ subject, id: sid })).row
      const before = await row()
      assert.ok(before?.status === 'active' && before.generation <= 1)
      assert.equal((await ask(server, '/refresh', jar)).status, 200)
      assert.equal((await row())?.generation, 1, 'the rotation was made once')
      assert.equal((await ask(server, '/refresh', old)).status, 200)
      assert.equal(jar.get('__Host-refresh'), old.get('__Host-refresh'), 'and everybody is given the same')
      assert.equal((await ask(server, '/refresh', jar)).status, 200)
      assert.equal((await row())?.generation, 2)
      assert.ok(!server.events.includes('reused'))
    },
  },
  replay: {
    act: '/refresh',
    before: async ({ server, jar }) => {
      await ask(server, '/refresh', jar)
    },
    presents: ({ old }) => old,
    async holds({ server, jar, old }) {
      assert.equal((await ask(server, '/refresh', old)).status, 200)
      assert.equal(old.get('__Host-refresh'), jar.get('__Host-refresh'))
      assert.equal(generationOf({ refreshToken: String(jar.get('__Host-refresh')) }), 1)
      assert.ok(!server.events.includes('reused'))
    },
  },
  'refresh, a stolen token': {
    act: '/refresh',
    skew: 60,
    before: async ({ server, jar }) => {
      await ask(server, '/refresh', jar)
    },
    presents: ({ old }) => old,
    async holds({ server, jar, old, sid }) {
      const { status, body } = await ask(server, '/refresh', old)
      assert.equal(status, 401)
      assert.ok(['ERR_REFRESH_TOKEN_REUSED', 'ERR_SESSION_REVOKED'].includes(body.code))
      assert.equal((await server.store.read({ subject, id: sid })).row?.status, 'compromised')
      assert.equal((await ask(server, '/refresh', jar)).body.code, 'ERR_SESSION_REVOKED')
    },
  },
  logout: {
    act: '/logout',
    async holds({ server, jar, old }) {
      assert.equal((await ask(server, '/logout', jar)).status, 204)
      assert.equal((await ask(server, '/refresh', old)).body.code, 'ERR_SESSION_REVOKED')
    },
  },
  logoutAll: {
    act: 'logoutAll',
    async holds({ server, jar }) {
      await server.sessions.endAll(subject)
      assert.deepEqual(await server.sessions.list(subject), [])
      assert.equal((await ask(server, '/refresh', jar)).body.code, 'ERR_SESSION_REVOKED')
    },
  },
  ban: {
    act: 'ban',
    async holds({ server, jar }) {
      await server.sessions.ban(subject)
      assert.equal((await ask(server, '/refresh', jar)).body.code, 'ERR_SESSION_REVOKED')
      assert.equal((await ask(server, '/login', new CookieJar())).body.code, 'ERR_SUBJECT_REFUSED')
    },
  },
})

describe('a server that is killed at an await loses nothing, doubles nothing and accepts nothing', () => {
  /** @type {Map<string, number>} */
  const counts = new Map()
  for (const [name, one] of Object.entries(cases)) {
    test(name, async () => {
      const row = name.split(',')[0] ?? name
      counts.set(row, (counts.get(row) ?? 0) + (await everyAwait(one, all ? 1 : name === 'refresh' ? 4 : 12)))
    })
  }
  test('and each of them was killed', (t) => {
    for (const [name, count] of counts) assert.ok(count > 1, name)
    tellFaults(t, 'the process is killed at an await', counts)
  })
})

/**
 * @param {Case} one
 * @param {number} step
 */
async function everyAwait(one, step) {
  for (let at = 1, kills = 0; ; at += step, kills++) {
    const file = join(
      folder,
      `${one.act.replace('/', '')}-${one.skew ?? 0}-${one.presents ? 'old' : 'new'}-${at}.db`,
    )
    const scene = await setTheScene(file, one)
    const cookie = (one.presents?.(scene) ?? scene.jar).header
    const skew = one.skew ?? 0
    scene.server.store.close()
    const killed = await kill({ file, skew, at, request: { act: one.act, cookie } })
    if (killed !== undefined) {
      assert.ok(killed < at, 'it was only spared where there was nothing more to do')
      return kills
    }
    const server = await openServer(file, skew)
    await one.holds({ ...scene, server })
    server.store.close()
  }
}

/**
 * Somebody who is signed in, and what they hold; `old` is the cookie that they were given first.
 *
 * @param {string} file
 * @param {Case} one
 */
async function setTheScene(file, { before }) {
  const server = await openServer(file, 0)
  const jar = new CookieJar()
  await ask(server, '/login', jar)
  const old = new CookieJar()
  old.set('__Host-refresh', String(jar.get('__Host-refresh')))
  const { sid } = server.sessions.verifyRefresh(String(jar.get('__Host-refresh')))
  const scene = { server, jar, old, sid }
  await before?.(scene)
  return scene
}

/**
 * @param {Server} server
 * @param {'/login' | '/refresh' | '/logout'} act
 * @param {CookieJar} jar
 */
async function ask(server, act, jar) {
  const response = await server.answer({ act, cookie: jar.header })
  assert.ok(response instanceof Response)
  jar.take(response)
  const text = await response.text()
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) }
}
