import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { Visitor } from './login-server-support.js'
import { tryReadme } from './readme.js'

/** @import { Project } from '../support/package.js' */
/** @import { Server } from './runtimes.js' */

/** What is printed or written later is waited for, and not for ever: milliseconds. */
export const patience = { timeout: 60_000 }

/**
 * @typedef {object} StoryOptions
 * @property {() => Promise<Server>} start
 * @property {string} username
 * @property {string} password
 * @property {string} [subject]  what the subject of their tokens is; default '1'
 * @property {{ method: string, path: string }} guarded  a request that a session is needed for
 * @property {{ path: string, body: string, status: number }} scoped  a POST that a scope is needed for, which they have
 * @property {() => Project} project  where the example is, with its README
 * @property {RegExp} [theft]  what the program prints of a stolen refresh token
 */

/**
 * tellStory starts an example once and goes through what its visitors can do, by requests like those of a browser.
 *
 * @param {string} name
 * @param {StoryOptions} options
 * @param {(program: () => Server) => void} [more]  further tests of the running program
 */
export function tellStory(name, options, more = () => {}) {
  const { start, username, password, subject = '1', guarded, scoped, theft, project } = options
  describe(name, () => {
    /** @type {Server} */
    let program
    before(async () => {
      program = await start()
    })
    after(() => program?.stop())

    const signedIn = async () => {
      const visitor = new Visitor(program.url)
      assert.equal((await visitor.login(username, password)).status, 200)
      return visitor
    }

    /**
     * @param {Visitor} visitor
     * @param {string} path
     */
    const post = async (visitor, path) => {
      const response = await visitor.call(path, { method: 'POST' })
      const text = await response.text()
      return { status: response.status, reason: text === '' ? undefined : JSON.parse(text).reason }
    }

    /** @param {Visitor} visitor */
    const enter = (visitor) => visitor.call(guarded.path, { method: guarded.method })

    test('lets nobody in who is not signed in', async () => {
      const response = await enter(new Visitor(program.url))
      assert.equal(response.status, 401)
      assert.equal((await response.json()).code, 'ERR_CREDENTIALS_MISSING')
    })

    test('refuses a wrong password and an unknown name in the same words', async () => {
      const answers = []
      for (const [who, what] of /** @type {const} */ ([
        [username, 'wrong'],
        ['nobody', password],
      ])) {
        const response = await new Visitor(program.url).login(who, what)
        assert.deepEqual([response.status, response.headers.getSetCookie()], [401, []])
        answers.push(await response.text())
      }
      assert.equal(answers[0], answers[1])
    })

    test('refuses a login that another site caused', async () => {
      const response = await new Visitor(program.url).call('/auth/login', {
        method: 'POST',
        json: { username, password },
        headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      })
      assert.equal(response.status, 403)
      assert.equal((await response.json()).code, 'ERR_CROSS_SITE_REQUEST')
    })

    test('takes its own pages by their Origin header, as old browsers send it', async () => {
      const response = await fetch(`${program.url}/auth/login`, {
        method: 'POST',
        headers: { origin: program.url, 'content-type': 'application/json' },
        body: JSON.stringify({ username, password }),
      })
      assert.equal(response.status, 200)
    })

    test('signs in with cookies that no script and no other host can read', async () => {
      const response = await new Visitor(program.url).login(username, password)
      assert.equal((await response.json()).claims.sub, subject)
      const cookies = response.headers.getSetCookie()
      assert.equal(cookies.length, 2)
      for (const cookie of cookies)
        assert.match(cookie, /^__Host-(?:access|refresh)=[^;]+; .*Secure; HttpOnly; SameSite=Strict$/)
    })

    test('lets in who is signed in', async () => {
      const response = await enter(await signedIn())
      assert.equal(response.status, 200)
      assert.match(await response.text(), new RegExp(username))
    })

    test('takes a change from its own pages only, of who may make it', async () => {
      const visitor = await signedIn()
      const { path, body, status } = scoped
      const send = (/** @type {Record<string, string>} */ headers) =>
        fetch(program.url + path, {
          method: 'POST',
          headers: { cookie: visitor.jar.header, 'content-type': 'text/plain', ...headers },
          body,
        })
      assert.equal((await send({ 'sec-fetch-site': 'same-origin' })).status, status)
      const foreign = await send({ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' })
      assert.deepEqual([foreign.status, (await foreign.json()).code], [403, 'ERR_CROSS_SITE_REQUEST'])
    })

    test('refreshes a session, and gives the same tokens again where the answer was lost', async () => {
      const visitor = await signedIn()
      const first = visitor.jar.get('__Host-refresh') ?? ''
      assert.equal((await post(visitor, '/auth/refresh')).status, 200)
      const second = visitor.jar.get('__Host-refresh')
      assert.notEqual(second, first)
      visitor.jar.set('__Host-refresh', first)
      assert.equal((await post(visitor, '/auth/refresh')).status, 200)
      assert.equal(visitor.jar.get('__Host-refresh'), second)
      assert.equal((await enter(visitor)).status, 200)
    })

    test('ends the session of a refresh token that was stolen', patience, async () => {
      const victim = await signedIn()
      const thief = new Visitor(program.url)
      thief.jar.set('__Host-refresh', victim.jar.get('__Host-refresh') ?? '')
      for (const _ of [1, 2]) assert.equal((await post(victim, '/auth/refresh')).status, 200)
      assert.deepEqual(await post(thief, '/auth/refresh'), { status: 401, reason: 'reused' })
      assert.deepEqual(await post(victim, '/auth/refresh'), { status: 401, reason: 'revoked' })
      // It is printed before the answer is sent, and may be read after it.
      while (theft?.test(program.printed()) === false) await setTimeout(10)
    })

    test('signs out, so that a copy of the refresh token is good for nothing', async () => {
      const visitor = await signedIn()
      const kept = visitor.jar.get('__Host-refresh') ?? ''
      assert.equal((await post(visitor, '/auth/logout')).status, 204)
      assert.equal(visitor.jar.size, 0)
      assert.equal((await enter(visitor)).status, 401)
      visitor.jar.set('__Host-refresh', kept)
      assert.deepEqual(await post(visitor, '/auth/refresh'), { status: 401, reason: 'revoked' })
    })

    test('does what its README says to try', async () => {
      const { code, stdout, output } = await tryReadme(project(), program.url)
      assert.equal(code, 0, output)
      assert.ok(stdout.includes(`"name":"${username}"`), stdout)
    })

    more(() => program)
  })
}
