import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { storeContract } from 'holoband/stores/contract'
import { createRedisStore } from 'holoband/stores/redis'
import { createClient } from 'redis'
import * as scripts from '../../js/stores/redis/scripts.js'
import { startRedis } from '../support/redis-server.js'
import { assertOptionRefused, assertTypeMistake } from '../support/refusal.js'
import { clientMakers } from './redis-clients.js'
import { newRow, rotateNext } from './rows.js'

/** @import { RedisServer } from '../support/redis-server.js' */
/** @import { Connection } from './redis-clients.js' */

/** @type {RedisServer} */
let redis
/** @type {ReturnType<typeof createClient>} */
let admin
before(async () => {
  redis = await startRedis()
  admin = createClient({ url: redis.url })
  await admin.connect()
})
after(async () => {
  admin.destroy()
  await redis.dispose()
})

describe('the Redis store keeps the contract', { concurrency: 2 }, () => {
  for (const [name, connect] of Object.entries(clientMakers)) {
    describe(`with ${name}`, { concurrency: 4 }, () => {
      /** @type {Connection[]} */
      let connections = []
      before(async () => {
        connections = await Promise.all([connect(redis.port), connect(redis.port)])
      })
      after(() => Promise.all(connections.map(({ close }) => close())))

      for (const [index, { name: sentence, run }] of storeContract.entries()) {
        test(sentence, () =>
          run(async () => {
            const prefix = `${name}:${index}`
            const [store, peer] = connections.map(({ client }) => createRedisStore(client, { prefix }))
            assert.ok(store !== undefined && peer !== undefined)
            return { store, peer, close: () => {} }
          }),
        )
      }
    })
  }
})

/** @param {string} prefix */
const keysOf = async (prefix) => (await admin.keys(`${prefix}:*`)).sort()

describe('the keys of the Redis store', () => {
  test('are three for a subject and one for a counter, all of them readable', async () => {
    const store = createRedisStore(admin, { prefix: 'names' })
    await store.insert(await newRow(store, { subject: 'anna@example.com {1}' }))
    await store.ban('anna@example.com {1}', { reason: 'abuse' })
    await store.hit('login:127.0.0.1', 60)
    assert.deepEqual(await keysOf('names'), [
      'names:{hit:login%3A127.0.0.1}',
      'names:{sub:anna%40example.com%20%7B1%7D}:banned',
      'names:{sub:anna%40example.com%20%7B1%7D}:sessions',
      'names:{sub:anna%40example.com%20%7B1%7D}:times',
    ])
  })

  test('begin with holoband unless another prefix is given', async () => {
    await createRedisStore(admin).hit('anybody', 60)
    assert.deepEqual(await keysOf('holoband'), ['holoband:{hit:anybody}'])
  })

  test('all expire, when the last session in them is over; only a ban stays', async () => {
    const store = createRedisStore(admin, { prefix: 'expiry' })
    const row = await newRow(store)
    await store.insert(row)
    await store.insert({ ...row, id: 's2', idleExpiresAt: row.idleExpiresAt + 100 })
    await store.end({ ...row, id: 's2' }, { status: 'ended', reason: 'logout' })
    await store.hit('key', 5)
    const expiring = ['expiry:{hit:key}', 'expiry:{sub:anna}:sessions', 'expiry:{sub:anna}:times']
    assert.deepEqual(await keysOf('expiry'), expiring)
    const times = await Promise.all(expiring.map((key) => admin.expireTime(key)))
    assert.deepEqual(times.slice(1), [row.idleExpiresAt + 100, row.idleExpiresAt + 100])
    assert.ok((await admin.pTTL('expiry:{hit:key}')) <= 5000)
    await rotateNext(store, row, { idleExpiresAt: row.idleExpiresAt + 500 })
    assert.equal(await admin.expireTime('expiry:{sub:anna}:sessions'), row.idleExpiresAt + 500)
    assert.equal(await admin.expireTime('expiry:{sub:anna}:times'), row.idleExpiresAt + 500)
    await store.ban('anna', { reason: 'abuse' })
    assert.equal(await admin.ttl('expiry:{sub:anna}:banned'), -1)
    assert.ok((await admin.ttl('expiry:{sub:anna}:sessions')) > 0)
    await store.unban('anna')
    assert.deepEqual(await keysOf('expiry'), expiring)
  })

  test('are gone once nothing is left that could be presented', async () => {
    const store = createRedisStore(admin, { prefix: 'gone' })
    const row = await newRow(store)
    await store.insert({ ...row, idleExpiresAt: row.createdAt - 1 })
    assert.deepEqual(await keysOf('gone'), [])
    assert.equal((await store.read(row)).row, undefined)
  })

  test('hold no more sessions than there are, however many came before', async () => {
    const store = createRedisStore(admin, { prefix: 'dropped' })
    const row = await newRow(store)
    await store.insert({ ...row, id: 'alive' })
    for (let index = 0; index < 150; index += 1) {
      await store.insert({ ...row, id: `over ${index}`, idleExpiresAt: row.createdAt - 1 })
    }
    assert.equal(await admin.hLen('dropped:{sub:anna}:sessions'), 2)
    await store.insert({ ...row, id: 'new' })
    assert.deepEqual((await admin.hKeys('dropped:{sub:anna}:sessions')).sort(), ['alive', 'new'])
    assert.deepEqual(await admin.zRange('dropped:{sub:anna}:times', 0, -1), ['alive', 'new'])
  })

  test('are all named before a script runs, and none is looked for', () => {
    for (const source of Object.values(scripts)) {
      for (const [, command, key] of source.matchAll(/redis\.call\('(\w+)'(?:, (\w+))?/g)) {
        if (command !== 'TIME') assert.equal(key, 'KEYS', command)
        assert.doesNotMatch(command ?? '', /^(KEYS|SCAN|EVAL|FLUSH)/)
      }
    }
  })
})

describe('createRedisStore', () => {
  test('refuses what is not a client of one of the two packages', () => {
    const half = { eval: async () => 0 }
    const old = { eval() {}, evalsha() {} }
    for (const client of [undefined, null, 'redis://localhost', {}, half, old, Promise.resolve(admin)]) {
      assertTypeMistake(() => createRedisStore(/** @type {never} */ (client)))
    }
  })

  test('refuses a prefix that is empty or would choose the slot of every key', () => {
    /** @param {Record<string, unknown>} options */
    const create = (options) => createRedisStore(admin, options)
    assertOptionRefused(create, 'prefix', [''], 'ERR_OPTION_EMPTY')
    assertOptionRefused(create, 'prefix', ['{a}', 'a}', '{'], 'ERR_OPTION_RANGE')
    assertOptionRefused(create, 'perfix', ['a'], 'ERR_OPTION_UNKNOWN')
    assertTypeMistake(() => create({ prefix: 7 }))
  })

  test('believes no answer that its scripts do not give', async () => {
    const answers = ['QUEUED', null, undefined, 2, '', {}, [null]]
    for (const answer of answers) {
      const client = { eval: async () => answer, evalSha: async () => answer }
      const store = createRedisStore(client)
      const row = { ...(await newRow(createRedisStore(admin))) }
      const wrong = { name: 'TypeError', message: /did not answer/ }
      await assert.rejects(store.insert(row), wrong)
      await assert.rejects(rotateNext(store, row), wrong)
      await assert.rejects(store.end(row, { status: 'ended', reason: '' }), wrong)
      if (!Array.isArray(answer)) await assert.rejects(store.read(row), wrong)
    }
  })
})
