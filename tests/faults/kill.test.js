import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { freePorts } from '../support/free-port.js'
import { allGoOn, assertUnharmed, loginClients, sumOf } from './client.js'
import { loadServer } from './servers.js'
import { openStore } from './stores.js'

/** @import { Client } from './client.js' */
/** @import { Server } from './servers.js' */
/** @import { SessionStore } from 'holoband/stores/contract' */

const kills = 100
const folder = mkdtempSync(join(tmpdir(), 'holoband-kill-'))
/** @type {Set<Server>} */
const servers = new Set()
after(async () => {
  for (const server of servers) await server.kill()
  rmSync(folder, { recursive: true })
})

test('a server on SQLite that is killed in the middle of refreshes, 100 times, loses and doubles no session', async (t) => {
  const [port = 0] = await freePorts(1)
  const address = /** @type {const} */ ({ kind: 'sqlite', file: join(folder, 'sessions.db') })
  const load = async () => {
    const server = await loadServer({ store: address, port })
    servers.add(server)
    return server
  }
  let server = await load()
  await server.go()
  const clients = await loginClients(server.url, 6)
  const { store, close } = await openStore(address)
  const running = clients.map((client) => client.run())
  let ahead = 0

  for (let kill = 0; kill < kills; kill++) {
    // They rest while the next server loads, and hurry before the kill, which comes at another moment each time.
    for (const client of clients) client.rest = 100
    const next = load()
    await allGoOn(clients)
    const ready = await next
    for (const client of clients) client.rest = 0
    await allGoOn(clients)
    await pause(kill % 7)
    await server.kill()
    servers.delete(server)
    await pause(5)
    for (const client of clients) ahead += await assertConsistent(store, client)
    assert.deepEqual(rareEvents(server), [])
    server = ready
    await server.go()
  }

  await allGoOn(clients)
  for (const client of clients) client.stop()
  await Promise.all(running)
  for (const client of clients) assert.equal(await assertConsistent(store, client), 0)
  assertUnharmed(clients)
  close()
  const { ok, broken } = sumOf(clients)
  t.diagnostic(
    `figures: SQLite: ${kills} kills, ${ok} refreshes, ${broken} requests without an answer, ${ahead} rotations of which no client heard`,
  )
  assert.ok(broken >= kills, 'there were requests under way')
})

/**
 * While no server runs, the row is where the client's token is, or one rotation ahead of it; by how much.
 *
 * @param {SessionStore} store
 * @param {Client} client
 */
async function assertConsistent(store, { name, sid, generation = Number.NaN }) {
  const rows = await store.list(name)
  assert.deepEqual(
    rows.map(({ id, status }) => [id, status]),
    [[sid, 'active']],
  )
  const ahead = Number(rows[0]?.generation) - generation
  assert.ok(ahead === 0 || ahead === 1, `${name} holds ${generation}, the row is ${ahead} ahead`)
  return ahead
}

/** @param {Server} server */
function rareEvents({ events }) {
  return events.filter(({ type }) => !['issued', 'refreshed', 'replayed'].includes(type))
}
