import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { answering, newRow, rotateNext } from './rows.js'

/** @import { SessionStore } from 'holoband/stores/contract' */
/** @import { Daemon } from '../support/daemon.js' */

/**
 * While the server is stopped every method rejects; when it is back, the same store goes on where it was.
 *
 * @param {Daemon} server
 * @param {SessionStore} store
 * @param {readonly (() => Promise<unknown>)[]} [further] what else has to reject
 */
export async function assertRejectsWhileStopped(server, store, further = []) {
  const row = await newRow(store, { id: 'stopped' })
  await store.insert(row)
  await server.stop()
  const calls = [
    () => store.now(),
    () => store.read(row),
    () => store.insert({ ...row, id: 'meanwhile' }),
    () => rotateNext(store, row),
    () => store.end(row, { status: 'ended', reason: 'logout' }),
    () => store.endAll('anna', { reason: 'logout' }),
    () => store.list('anna'),
    () => store.ban('anna', { reason: 'abuse' }),
    () => store.unban('anna'),
    () => store.hit('key', 60),
    () => store.forget('key'),
  ]
  for (const call of [...calls, ...further]) await assert.rejects(call(), Error, String(call))
  await server.start()
  await answering(store)
  assert.deepEqual((await store.read(row)).row, row)
  assert.equal(await rotateNext(store, row), true)
}

/**
 * A server that is killed loses no rotation that it confirmed, and makes at most the one that was under way.
 *
 * @param {Daemon} server
 * @param {SessionStore} store
 */
export async function assertKeepsRotationsWhenKilled(server, store) {
  let row = await newRow(store, { id: 'killed' })
  await store.insert(row)
  const killed = pause(50).then(() => server.kill())
  while (await rotateNext(store, row).catch(() => false)) row = { ...row, generation: row.generation + 1 }
  await killed
  await server.start()
  await answering(store)
  const generation = (await store.read(row)).row?.generation ?? -1
  assert.ok(row.generation > 0, 'there were rotations before')
  assert.ok(generation === row.generation || generation === row.generation + 1, `${generation}`)
}
