import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Browser, control, eventsOf, happened, startService } from './support.js'

/** @import { Worker, WorkerOptions } from '../support/workerd.js' */
/** @import { StoreKind } from './support.js' */

/** @type {[framework: 'bare' | 'hono' | 'global', store: StoreKind, about: string, options: WorkerOptions][]} */
const settings = [
  ['bare', 'd1', 'without nodejs_compat', {}],
  ['bare', 'durable-object', 'with nodejs_compat', { nodejsCompat: true }],
  ['hono', 'd1', 'with nodejs_compat', { nodejsCompat: true }],
  ['hono', 'durable-object', 'without nodejs_compat', {}],
  ['global', 'd1', 'made while the Worker starts', {}],
  ['bare', 'durable-object', 'of the compatibility date 2022-01-01', { compatibilityDate: '2022-01-01' }],
]

for (const [framework, store, about, options] of settings) {
  describe(`the auth handler as a Worker (${framework}, ${store}, ${about})`, () => {
    /** @type {Worker} */
    let worker
    before(async () => {
      worker = await startService(framework, store, options)
    })
    after(() => worker.dispose())

    test('logs in, lets in, refreshes and logs out', async () => {
      const browser = new Browser(worker)
      assert.equal((await browser.get('/me')).status, 401)
      assert.equal((await browser.login('anna', 'wrong')).status, 401)
      const login = await browser.login('anna')
      assert.deepEqual([login.status, login.body.claims.sub], [200, 'anna'])
      assert.equal((await browser.get('/me')).body.sub, 'anna')
      assert.equal((await browser.get('/auth/session')).body.claims.sid, login.body.claims.sid)
      const before = browser.token
      const refreshed = await browser.refresh()
      assert.deepEqual([refreshed.status, refreshed.body.claims.sid], [200, login.body.claims.sid])
      assert.notEqual(browser.token, before)
      assert.equal((await browser.get('/me')).status, 200)
      assert.equal((await browser.post('/auth/logout')).status, 204)
      assert.equal(browser.jar.size, 0)
      assert.equal((await browser.get('/.well-known/jwks.json')).status, 200)
    })

    test('replays a refresh whose answer was lost, byte for byte', async () => {
      const browser = new Browser(worker)
      await browser.login('bert')
      const [one, other] = [browser.twin(), browser.twin()]
      assert.equal((await one.refresh()).status, 200)
      assert.equal((await other.refresh()).status, 200)
      assert.equal(other.token, one.token)
    })

    test('serves requests at the same time, of one session and of many', async () => {
      const browser = new Browser(worker)
      await browser.login('carla')
      const twins = Array.from({ length: 8 }, () => browser.twin())
      const strangers = Array.from({ length: 8 }, () => new Browser(worker))
      const answers = await Promise.all([
        ...twins.map((twin) => twin.refresh()),
        ...strangers.map((stranger, index) => stranger.login(`stranger ${index}`)),
      ])
      assert.deepEqual(
        answers.map(({ status }) => status),
        Array(16).fill(200),
      )
      assert.equal(new Set(twins.map(({ token }) => token)).size, 1)
      const seen = await Promise.all(strangers.map((stranger) => stranger.get('/me')))
      assert.deepEqual(
        seen.map(({ body }) => body.sub),
        strangers.map((_, index) => `stranger ${index}`),
      )
    })

    test('answers a thief without waiting for who has to be told, and tells them all the same', async () => {
      await control(worker, 'release', 'no')
      const browser = new Browser(worker)
      await browser.login('dora')
      const thief = browser.twin()
      await browser.refresh()
      await browser.refresh()
      const stolen = await thief.refresh()
      assert.deepEqual([stolen.status, stolen.body.reason], [401, 'reused'])
      const during = await eventsOf(worker)
      assert.ok(during.includes('telling of a theft') && !during.includes('told of a theft'), `${during}`)
      const owner = await browser.refresh()
      assert.deepEqual([owner.status, owner.body.reason], [401, 'revoked'])
      await control(worker, 'release', 'yes')
      await happened(worker, 'told of a theft')
    })

    test('keeps what a hook returns running after a logout', async () => {
      await control(worker, 'release', 'no')
      const browser = new Browser(worker)
      await browser.login('emil')
      assert.equal((await browser.post('/auth/logout')).status, 204)
      assert.ok((await eventsOf(worker)).includes('telling of a revocation'))
      await control(worker, 'release', 'yes')
      await happened(worker, 'told of a revocation')
    })

    test('bans: the session ends, and no other begins', async () => {
      await control(worker, 'release', 'yes')
      const browser = new Browser(worker)
      await browser.login('fritz')
      await control(worker, 'ban', 'fritz')
      const refused = await browser.refresh()
      assert.deepEqual([refused.status, refused.body.reason], [401, 'revoked'])
      assert.equal((await browser.login('fritz')).status, 401)
    })

    test('says that the store is away, and loses nothing by it', async () => {
      const browser = new Browser(worker)
      await browser.login('gerda')
      const before = browser.token
      for (const when of ['before', 'after']) {
        await control(worker, 'break', when)
        const failed = await browser.refresh()
        assert.deepEqual([failed.status, failed.body.code], [503, 'ERR_STORE_UNAVAILABLE'])
        assert.ok(Number(failed.headers.get('retry-after')) > 0)
        assert.deepEqual(failed.headers.getSetCookie(), [])
        assert.equal((await browser.get('/me')).status, 200)
      }
      await control(worker, 'break', '')
      assert.equal(browser.token, before)
      assert.equal((await browser.refresh()).status, 200)
      assert.equal((await browser.refresh()).status, 200)
      assert.ok((await eventsOf(worker)).includes('reported: ERR_STORE_UNAVAILABLE'))
      assert.ok(!(await eventsOf(worker)).some((event) => event.startsWith('failed')))
    })
  })
}

test('a Cron Trigger removes from D1 what is over', async (t) => {
  const worker = await startService('bare', 'd1')
  t.after(() => worker.dispose())
  const browser = new Browser(worker)
  await browser.login('anna')
  const old = "('bert', 's', 'active', 0, 1, 1, 2, 3, '', '')"
  await control(worker, 'sql', `INSERT INTO holoband_sessions VALUES ${old}`)
  await control(worker, 'sql', "INSERT INTO holoband_counters VALUES ('key', 1, 2.5)")
  /** @type {unknown} */
  const fetcher = await worker.miniflare.getWorker()
  const { scheduled } = /** @type {{ scheduled: (event: object) => Promise<{ outcome: string }> }} */ (
    fetcher
  )
  const { outcome } = await scheduled({ cron: '0 * * * *' })
  assert.equal(outcome, 'ok')
  const left = 'SELECT subject FROM holoband_sessions UNION ALL SELECT key FROM holoband_counters'
  assert.deepEqual(await control(worker, 'sql', left), [{ subject: 'anna' }])
})
