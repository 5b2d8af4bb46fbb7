// A process that takes part in a race: it opens a store, says that it is ready, and when it is told to go tries many
// times at once to rotate one session. It answers with how often it won.
import process from 'node:process'
import { clientMakers, clusterClientMakers } from './redis-clients.js'

/** @import { SessionRow, SessionStore } from 'holoband/stores/contract' */
/** @import { ClientName } from './redis-clients.js' */
/** @import { PostgresServer } from '../support/postgres-server.js' */

/**
 * @typedef {{ kind: 'redis', client: ClientName, port: number, prefix: string }
 *   | { kind: 'cluster', client: ClientName, ports: number[], prefix: string }
 *   | { kind: 'postgres', address: PostgresServer['address'] }} StoreAddress
 * @typedef {{ address: StoreAddress, row: SessionRow, attempts: number }} RaceOrder
 */

/**
 * @param {StoreAddress} address
 * @returns {Promise<SessionStore>}
 */
async function openStore(address) {
  if (address.kind === 'postgres') {
    const { createPostgresStore } = await import('holoband/stores/postgres')
    const { openPool } = await import('./postgres-pool.js')
    return createPostgresStore(openPool(address.address))
  }
  const { createRedisStore } = await import('holoband/stores/redis')
  const { client } =
    address.kind === 'redis'
      ? await clientMakers[address.client](address.port)
      : await clusterClientMakers[address.client](address.ports)
  return createRedisStore(client, { prefix: address.prefix })
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
