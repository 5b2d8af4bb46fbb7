/** @import { SessionStore } from 'holoband/stores/contract' */
/** @import { PostgresServer } from '../support/postgres-server.js' */
/** @import { ClientName, Connection } from '../stores/redis-clients.js' */

/**
 * Where a server keeps its sessions, as it can be told to another process.
 *
 * @typedef {{ kind: 'sqlite', file: string }
 *   | { kind: 'redis', client: ClientName, port: number, asItComes?: boolean }
 *   | { kind: 'postgres', address: PostgresServer['address'] }} StoreAddress
 *   `asItComes`: with a client whose settings are its own defaults, so that it queues commands while the server is away
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
    const makers = address.asItComes ? defaultClients : clientMakers
    const { client, close } = await makers[address.client](address.port)
    return { store: createRedisStore(client), close }
  }
  const { createPostgresStore } = await import('holoband/stores/postgres')
  const { openPool } = await import('../stores/postgres-pool.js')
  const pool = openPool(address.address)
  const store = createPostgresStore(pool)
  await store.migrate()
  return { store, close: () => pool.end() }
}

/** @satisfies {Record<ClientName, (port: number) => Promise<Connection>>} */
const defaultClients = {
  /** @param {number} port */
  async 'node-redis'(port) {
    const { createClient } = await import('redis')
    const client = createClient({ url: `redis://127.0.0.1:${port}` })
    client.on('error', () => {})
    await client.connect()
    return { client, close: () => client.destroy() }
  },
  /** @param {number} port */
  async ioredis(port) {
    const { Redis } = await import('ioredis')
    const client = new Redis(port, '127.0.0.1')
    client.on('error', () => {})
    return { client, close: () => client.disconnect() }
  },
}
