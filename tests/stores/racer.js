// A process that takes part in a race: it opens a store, says that it is ready, and when it is told to go tries many
// times at once to rotate one session. It answers with how often it won.
import process from 'node:process'
import { createPostgresStore } from 'holoband/stores/postgres'
import { createRedisStore } from 'holoband/stores/redis'
import { openPool } from './postgres-pool.js'
import { clientMakers, clusterClientMakers } from './redis-clients.js'

/** @import { SessionRow, SessionStore } from 'holoband/stores/contract' */
/** @import { PostgresServer } from '../support/postgres-server.js' */

/**
 * @typedef {{ kind: 'redis', client: string, port: number, prefix: string }
 *   | { kind: 'cluster', client: string, ports: number[], prefix: string }
 *   | { kind: 'postgres', address: PostgresServer['address'] }} StoreAddress
 * @typedef {{ address: StoreAddress, row: SessionRow, attempts: number }} RaceOrder
 */

/**
 * @param {StoreAddress} address
 * @returns {Promise<SessionStore>}
 */
async function openStore(address) {
  if (address.kind === 'postgres') return createPostgresStore(openPool(address.address))
  const connect =
    address.kind === 'redis'
      ? clientMakers[address.client]?.(address.port)
      : clusterClientMakers[address.client]?.(address.ports)
  if (connect === undefined) throw new Error(`there is no client ${address.client}`)
  return createRedisStore((await connect).client, { prefix: address.prefix })
}

/** @type {RaceOrder} */
const { address, row, attempts } = JSON.parse(process.argv[2] ?? '')
const store = await openStore(address)
const { now } = await store.read(row)
process.once('message', async () => {
  const rotations = Array.from({ length: attempts }, (_, index) =>
    store.rotate(
      { ...row, generation: row.generation + 1, device: `${process.pid}.${index}` },
      { deadline: now + 60 },
    ),
  )
  const won = await Promise.all(rotations)
  process.send?.(won.filter((one) => one).length, () => process.exit())
})
process.send?.('ready')
