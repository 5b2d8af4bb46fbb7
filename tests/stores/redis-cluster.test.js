import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { storeContract } from 'holoband/stores/contract'
import { createRedisStore } from 'holoband/stores/redis'
import { createClient } from 'redis'
import { startRedisCluster } from '../support/redis-server.js'
import { race } from './race.js'
import { clusterClientMakers } from './redis-clients.js'
import { newRow } from './rows.js'

/** @import { ClientName } from './redis-clients.js' */
/** @import { RedisCluster } from '../support/redis-server.js' */
/** @import { Connection } from './redis-clients.js' */

/** @type {RedisCluster} */
let cluster
/** @type {number[]} */
let ports = []
before(async () => {
  cluster = await startRedisCluster(3)
  ports = cluster.nodes.map(({ port }) => port)
})
after(() => cluster.dispose())

describe('the Redis store on a cluster', { concurrency: 2 }, () => {
  for (const [name, connect] of Object.entries(clusterClientMakers)) {
    describe(`with ${name}`, { concurrency: 4 }, () => {
      /** @type {Connection[]} */
      let connections = []
      before(async () => {
        connections = await Promise.all([connect(ports), connect(ports)])
      })
      after(() => Promise.all(connections.map(({ close }) => close())))

      /** @param {string} prefix */
      const openStores = (prefix) => {
        const [store, peer] = connections.map(({ client }) => createRedisStore(client, { prefix }))
        assert.ok(store !== undefined && peer !== undefined)
        return { store, peer, close: () => {} }
      }

      for (const [index, { name: sentence, run }] of storeContract.entries()) {
        test(sentence, () => run(async () => openStores(`${name}:${index}`)))
      }

      test('keeps all that belongs to a subject in one slot, and the subjects on all nodes', async () => {
        const prefix = `${name}:slots`
        const { store } = openStores(prefix)
        const subjects = ['', '{', '}', '{}', 'a{b}c', 'anna', 'bert', 'carl', 'dora', 'emil', 'fina', 'gert']
        for (const subject of subjects) {
          await store.ban(subject, { reason: 'abuse' })
          await store.unban(subject)
          for (const id of ['s1', 's2']) await store.insert(await newRow(store, { subject, id }))
          await store.ban(subject, { reason: 'abuse' })
        }
        const found = await Promise.all(cluster.nodes.map(({ url }) => slotsOf(url, prefix)))
        assert.ok(
          found.every((slots) => slots.size > 0),
          'every node has some',
        )
        const together = found.flatMap((slots) => [...slots.values()])
        assert.equal(together.length, subjects.length)
        for (const kinds of together) assert.deepEqual(kinds.sort(), ['banned', 'sessions', 'times'])
      })
    })
  }
})

/** @type {ClientName[]} */
const clientNames = ['node-redis', 'ioredis', 'node-redis', 'ioredis']

test('of four processes with either client, one rotates a session of the cluster', async () => {
  const { client, close } = await clusterClientMakers['node-redis'](ports)
  const store = createRedisStore(client, { prefix: 'race' })
  const row = await newRow(store)
  await store.insert(row)
  const orders = clientNames.map((name) => ({
    address: /** @type {const} */ ({ kind: 'cluster', client: name, ports, prefix: 'race' }),
    row,
    attempts: 16,
  }))
  const wins = await race(orders)
  assert.deepEqual(wins.sort(), [0, 0, 0, 1])
  assert.equal((await store.read(row)).row?.generation, 1)
  await close()
})

/**
 * What the keys of a node end in, by slot.
 *
 * @param {string} url
 * @param {string} prefix
 */
async function slotsOf(url, prefix) {
  const admin = await createClient({ url }).connect()
  /** @type {Map<number, string[]>} */
  const slots = new Map()
  for (const key of await admin.keys(`${prefix}:*`)) {
    const slot = Number(await admin.sendCommand(['CLUSTER', 'KEYSLOT', key]))
    slots.set(slot, [...(slots.get(slot) ?? []), key.slice(key.lastIndexOf(':') + 1)])
  }
  admin.destroy()
  return slots
}
