/** @import { SessionStore } from 'holoband/stores/contract' */
/** @import { PostgresServer } from '../support/postgres-server.js' */
/** @import { ClientName } from '../stores/redis-clients.js' */

/**
 * Where a server keeps its sessions, as it can be told to another process.
 *
 * @typedef {{ kind: 'sqlite', file: string }
 *   | { kind: 'redis', client: ClientName, port: number }
 *   | { kind: 'postgres', address: PostgresServer['address'] }} StoreAddress
 */

/**
 * Each imports its driver only when it is called, for the sake of servers that are to start soon.
 *
 * @param {StoreAddress} address
 * @returns {Promise<{ store: SessionStore, close: () => unknown }>}
 */
export async function openStore(address) {
  if (address.kind === 'sqlite') {
    const { openSqliteStore } = await import('holoband/stores/sqlite')
    const store = await openSqliteStore(address.file)
    return { store, close: () => store.close() }
  }
  if (address.kind === 'redis') {
    const { createRedisStore } = await import('holoband/stores/redis')
    const { clientMakers } = await import('../stores/redis-clients.js')
    const { client, close } = await clientMakers[address.client](address.port)
    return { store: createRedisStore(client), close }
  }
  const { createPostgresStore } = await import('holoband/stores/postgres')
  const { openPool } = await import('../stores/postgres-pool.js')
  const pool = openPool(address.address)
  return { store: createPostgresStore(pool), close: () => pool.end() }
}
