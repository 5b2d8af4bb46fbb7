import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { freePorts } from '../support/free-port.js'
import { startPostgres } from '../support/postgres-server.js'
import { startRedis } from '../support/redis-server.js'
import { start, Visitor } from './login-server-support.js'

const grace = /** @type {const} */ (['grace', 'nanosecond-of-wire'])

/** @type {Awaited<ReturnType<typeof startRedis>>} */
let redis
/** @type {Awaited<ReturnType<typeof startPostgres>>} */
let postgres
before(async () => {
  ;[redis, postgres] = await Promise.all([startRedis(), startPostgres()])
})
after(() => Promise.all([redis?.dispose(), postgres?.dispose()]))

/** @returns {Readonly<Record<string, string>>} */
const addresses = () => {
  const { host, user, database } = postgres.address
  return { Redis: redis.url, PostgreSQL: `postgres://${user}@localhost/${database}?host=${host}` }
}

describe('the login server with another store', () => {
  for (const name of ['Redis', 'PostgreSQL']) {
    test(`keeps its sessions in ${name}, where the next process finds them`, async () => {
      const [port] = await freePorts(1)
      const args = ['--port', `${port}`, '--store', addresses()[name] ?? '']
      const secret = { HOLOBAND_DEMO_SECRET: randomBytes(32).toString('base64url') }
      const first = await start(args, secret)
      assert.ok(first.printed.stdout.includes(`The sessions are in ${name} at `), first.printed.stdout)
      const somebody = new Visitor(first.url)
      assert.equal((await somebody.login(...grace)).status, 200)
      assert.equal((await somebody.call('/auth/refresh', { method: 'POST' })).status, 200)
      const { stderr, status } = await first.stop()
      assert.deepEqual([status, stderr], [0, ''])

      const second = await start(args, secret)
      assert.equal(second.url, first.url)
      assert.equal((await somebody.call('/auth/refresh', { method: 'POST' })).status, 200)
      const { sessions } = await (await somebody.call('/api/sessions')).json()
      assert.equal(sessions.length, 1)
      assert.equal((await somebody.call('/auth/logout', { method: 'POST' })).status, 204)
      await second.stop()
    })
  }
})
