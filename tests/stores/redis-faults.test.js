import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createRedisStore } from 'holoband/stores/redis'
import { createClient } from 'redis'
import { startRedis } from '../support/redis-server.js'
import { assertKeepsRotationsWhenKilled, assertRejectsWhileStopped } from './outages.js'
import { race } from './race.js'
import { clientMakers } from './redis-clients.js'
import { newRow, rotateNext } from './rows.js'

/** @import { ClientName } from './redis-clients.js' */
/** @import { SessionStore } from 'holoband/stores/contract' */
/** @import { RedisServer } from '../support/redis-server.js' */
/** @import { Connection } from './redis-clients.js' */

/** @type {RedisServer} */
let redis
before(async () => {
  redis = await startRedis()
})
after(() => redis.dispose())

for (const [name, connect] of Object.entries(clientMakers)) {
  describe(`a Redis that fails, with ${name}`, () => {
    /** @type {Connection} */
    let connection
    /** @type {SessionStore} */
    let store
    before(async () => {
      connection = await connect(redis.port)
      store = createRedisStore(connection.client, { prefix: name })
    })
    after(() => connection.close())

    test('has forgotten its scripts and is told them again', async () => {
      const admin = await createClient({ url: redis.url }).connect()
      const row = await newRow(store, { id: 'flushed' })
      await store.insert(row)
      await admin.sendCommand(['SCRIPT', 'FLUSH', 'SYNC'])
      assert.equal(await rotateNext(store, row), true)
      await admin.sendCommand(['SCRIPT', 'FLUSH', 'SYNC'])
      const both = await Promise.all([store.read(row), store.end(row, { status: 'ended', reason: 'logout' })])
      assert.equal(both[0].row?.generation, 1)
      assert.equal(both[1], true)
      admin.destroy()
    })

    test('rejects while it is stopped, and goes on when it is back', () =>
      assertRejectsWhileStopped(redis, store))

    test('loses no rotation that it confirmed when it is killed', () =>
      assertKeepsRotationsWhenKilled(redis, store))

    test('passes on what the server says, and not as an answer', async () => {
      const admin = await createClient({ url: redis.url }).connect()
      await admin.configSet({ maxmemory: '1', 'maxmemory-policy': 'noeviction' })
      const row = await newRow(store, { id: 'no memory' })
      await assert.rejects(store.insert(row), /OOM/)
      await admin.configSet('maxmemory', '0')
      assert.equal(await store.insert(row), true)
      await admin.set(`${name}:{sub:bert}:sessions`, 'of another program')
      await assert.rejects(store.read({ subject: 'bert', id: 's1' }), /WRONGTYPE/)
      admin.destroy()
    })
  })
}

/** @type {ClientName[]} */
const clientNames = ['node-redis', 'ioredis', 'node-redis', 'ioredis']

test('of four processes with either client, each trying sixteen times at once, one rotates a session', async () => {
  const { client, close } = await clientMakers['node-redis'](redis.port)
  const store = createRedisStore(client, { prefix: 'race' })
  const row = await newRow(store)
  await store.insert(row)
  const orders = clientNames.map((name) => ({
    address: /** @type {const} */ ({ kind: 'redis', client: name, port: redis.port, prefix: 'race' }),
    row,
    attempts: 16,
  }))
  const wins = await race(orders)
  assert.deepEqual(wins.sort(), [0, 0, 0, 1])
  assert.equal((await store.read(row)).row?.generation, 1)
  await close()
})
