import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { freePorts } from '../support/free-port.js'
import { startPostgres } from '../support/postgres-server.js'
import { startRedis } from '../support/redis-server.js'
import { Client } from './client.js'
import { loadServer } from './servers.js'

/** @import { TestContext } from 'node:test' */
/** @import { StoreAddress } from './stores.js' */

const processes = 4
const perProcess = 16

describe('64 refreshes of one token at the same time, in four server processes, are one rotation and 63 replays', () => {
  test('in SQLite', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'holoband-race-'))
    t.after(() => rmSync(folder, { recursive: true }))
    await race(t, Array(processes).fill({ kind: 'sqlite', file: join(folder, 'sessions.db') }))
  })

  test('in Redis, with either client', async (t) => {
    const redis = await startRedis()
    t.after(() => redis.dispose())
    const clients = /** @type {const} */ (['node-redis', 'ioredis', 'node-redis', 'ioredis'])
    await race(
      t,
      clients.map((client) => ({ kind: 'redis', client, port: redis.port })),
    )
  })

  test('in PostgreSQL', async (t) => {
    const postgres = await startPostgres()
    t.after(() => postgres.dispose())
    await race(t, Array(processes).fill({ kind: 'postgres', address: postgres.address }))
  })
})

/**
 * @param {TestContext} t
 * @param {readonly StoreAddress[]} addresses
 */
async function race(t, addresses) {
  const ports = await freePorts(processes)
  const servers = await Promise.all(
    addresses.map((store, index) => loadServer({ store, port: Number(ports[index]) })),
  )
  t.after(() => Promise.all(servers.map((server) => server.kill())))
  await Promise.all(servers.map((server) => server.go()))
  const owner = new Client(String(servers[0]?.url), 'anna')
  await owner.login()

  for (let round = 1; round <= 3; round++) {
    const clients = servers.flatMap(({ url }) => Array.from({ length: perProcess }, () => owner.copy(url)))
    const served = await Promise.all(clients.map((client) => client.refresh()))
    assert.ok(
      served.every((one) => one),
      `${clients.flatMap(({ failures }) => failures)}`,
    )
    const tokens = new Set(clients.map(({ token }) => token))
    assert.equal(tokens.size, 1, 'all were given the same token, byte for byte')
    assert.equal(clients[0]?.generation, round)
    await owner.refresh()
    assert.equal(owner.token, clients[0]?.token)
  }

  const told = () => servers.flatMap(({ events }) => events.map(({ type }) => type))
  // What a server tells comes by another way than its answers.
  for (let wait = 0; wait < 1000 && told().length < 1 + 3 * 65; wait++) await pause(10)
  const types = told()
  const count = (/** @type {string} */ type) => types.filter((one) => one === type).length
  const winners = servers.filter(({ events }) => events.some(({ type }) => type === 'refreshed')).length
  assert.deepEqual(
    {
      issued: count('issued'),
      refreshed: count('refreshed'),
      replayed: count('replayed'),
      all: types.length,
    },
    { issued: 1, refreshed: 3, replayed: 3 * 64, all: 1 + 3 * 65 },
  )
  t.diagnostic(
    `figures: ${t.name}: 3 races of ${processes * perProcess}: 3 rotations in ${winners} of ${processes} processes, ${3 * 64} replays`,
  )
}
