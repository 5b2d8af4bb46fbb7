import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { freePorts } from '../support/free-port.js'
import { startPostgres } from '../support/postgres-server.js'
import { startRedis } from '../support/redis-server.js'
import { allGoOn, assertUnharmed, Client, loginClients, sumOf } from './client.js'
import { loadServer } from './servers.js'

/** @import { TestContext } from 'node:test' */
/** @import { StoreAddress } from './stores.js' */

describe('a store that goes away under load', () => {
  for (const client of /** @type {const} */ (['node-redis', 'ioredis'])) {
    test(`is answered by 503 and signs nobody out: Redis with ${client}`, async (t) => {
      const redis = await startRedis()
      t.after(() => redis.dispose())
      await outages(t, [redis.stop, redis.kill], redis.start, { kind: 'redis', client, port: redis.port })
    })

    test(`is no theft when its commands have waited in a queue: Redis with ${client} as it comes`, async (t) => {
      const redis = await startRedis()
      t.after(() => redis.dispose())
      await outages(t, [redis.kill], redis.start, {
        kind: 'redis',
        client,
        port: redis.port,
        asItComes: true,
      })
    })
  }

  test('is answered by 503 and signs nobody out: PostgreSQL', async (t) => {
    const postgres = await startPostgres()
    t.after(() => postgres.dispose())
    await outages(t, [postgres.stop, postgres.kill], postgres.start, {
      kind: 'postgres',
      address: postgres.address,
    })
  })
})

test('a PostgreSQL that comes back as it was before is a fault of the store, and not theft', async (t) => {
  const postgres = await startPostgres()
  t.after(() => postgres.dispose())
  const { server, url } = await startServer(t, { kind: 'postgres', address: postgres.address })
  const [busy, lost, idle] = await loginClients(url, 3)
  assert.ok(busy && lost && idle)
  await busy.refresh()
  await losing(postgres, async () => {
    for (let round = 0; round < 3; round++) await served(busy)
    await served(lost)
  })

  assert.equal(busy.generation, 4)
  for (const client of [busy, lost]) await untilInconsistent(client)
  assertUnharmed([busy, lost])
  assert.deepEqual([busy.generation, lost.generation], [4, 1], 'both keep their cookies')
  const rare = server.events.filter(({ type }) => !['issued', 'refreshed', 'replayed'].includes(type))
  assert.ok(rare.length >= 2)
  for (const event of rare) {
    assert.equal(event.type, 'store.regression')
    assert.ok(event.type === 'store.regression')
    const { presentedGeneration, generation } = event
    assert.deepEqual([presentedGeneration, generation], event.sid === busy.sid ? [4, 1] : [1, 0])
  }

  await served(idle)
  assert.equal(idle.generation, 1, 'a session of which nothing was lost goes on')
  const again = new Client(url, busy.name)
  await again.login()
  await served(again)
  t.diagnostic(`figures: PostgreSQL in the past: ${rare.length} times store.regression`)

  /** @param {Client} client */
  async function untilInconsistent(client) {
    for (let attempt = 0; attempt < 500; attempt++) {
      assert.equal(await client.refresh(), false)
      if (client.kinds.store_inconsistent === 1) return
      await pause(20)
    }
    assert.fail('the server never said store_inconsistent')
  }
})

/**
 * @param {TestContext} t
 * @param {StoreAddress} store
 */
async function startServer(t, store) {
  const [port = 0] = await freePorts(1)
  const server = await loadServer({ store, port, storeTimeout: 2 })
  t.after(() => server.kill())
  await server.go()
  return { server, url: server.url }
}

/**
 * Ends the database server in each of these ways while clients refresh, and starts it again.
 *
 * @param {TestContext} t
 * @param {readonly (() => Promise<void>)[]} endings
 * @param {() => Promise<void>} start
 * @param {StoreAddress} store
 */
async function outages(t, endings, start, store) {
  const { server, url } = await startServer(t, store)
  const clients = await loginClients(url, 6)
  const running = clients.map((client) => client.run())
  for (const end of endings) {
    await allGoOn(clients, 3)
    const before = clients.map(({ counts }) => counts.unavailable)
    await end()
    while (clients.some(({ counts }, index) => counts.unavailable <= Number(before[index]))) {
      assertUnharmed(clients)
      await pause(5)
    }
    await start()
  }
  await allGoOn(clients, 3)
  for (const client of clients) client.stop()
  await Promise.all(running)
  assertUnharmed(clients)
  const { ok, unavailable, broken } = sumOf(clients)
  assert.equal(broken, 0, 'the server itself answered every time')
  const rare = server.events.filter(({ type }) => !['issued', 'refreshed', 'replayed'].includes(type))
  assert.deepEqual(rare, [])
  t.diagnostic(
    `figures: ${t.name}: ${endings.length} outages, ${ok} refreshes, ${unavailable} answers of 503`,
  )
}

/**
 * Puts a PostgreSQL back to where it was before something was done, as a failover to a replica does that lagged behind.
 *
 * @param {Awaited<ReturnType<typeof startPostgres>>} postgres
 * @param {() => Promise<void>} act
 */
async function losing(postgres, act) {
  const data = join(postgres.address.host, 'data')
  const copy = `${data}.before`
  await postgres.stop()
  execFileSync('cp', ['-a', data, copy])
  await postgres.start()
  await act()
  await postgres.stop()
  execFileSync('rm', ['-r', data])
  execFileSync('mv', [copy, data])
  await postgres.start()
}

/**
 * Refreshes until it is served, as when the server has to find its database again.
 *
 * @param {Client} client
 */
async function served(client) {
  for (let attempt = 0; attempt < 500; attempt++) {
    if (await client.refresh()) return
    await pause(20)
  }
  assert.fail(`${client.name} was not served`)
}
