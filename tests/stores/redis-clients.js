/** @import { IoredisClient, NodeRedisClient } from '../../js/stores/redis/client.js' */

/**
 * The clients that a store of sessions can be given, by what makes them. None queues commands for a server that is
 * away, as the store's page advises. Each imports its package only when it is called, for the sake of processes that
 * are to start soon.
 *
 * @typedef {'node-redis' | 'ioredis'} ClientName
 * @typedef {{ client: NodeRedisClient | IoredisClient, close: () => unknown }} Connection
 */

/** @satisfies {Record<string, (port: number) => Promise<Connection>>} */
export const clientMakers = {
  /** @param {number} port */
  async 'node-redis'(port) {
    const { createClient } = await import('redis')
    const client = createClient({
      url: `redis://127.0.0.1:${port}`,
      disableOfflineQueue: true,
      socket: { reconnectStrategy: 20 },
    })
    client.on('error', () => {})
    await client.connect()
    return { client, close: () => client.destroy() }
  },
  /** @param {number} port */
  async ioredis(port) {
    const { Redis } = await import('ioredis')
    const client = new Redis({
      port,
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => 20,
    })
    client.on('error', () => {})
    await client.connect()
    return { client, close: () => client.disconnect() }
  },
}

/** @satisfies {Record<string, (ports: readonly number[]) => Promise<Connection>>} */
export const clusterClientMakers = {
  /** @param {readonly number[]} ports */
  async 'node-redis'(ports) {
    const { createCluster } = await import('redis')
    const client = createCluster({ rootNodes: ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })) })
    client.on('error', () => {})
    await client.connect()
    return { client, close: () => client.destroy() }
  },
  /** @param {readonly number[]} ports */
  async ioredis(ports) {
    const { Cluster } = await import('ioredis')
    const client = new Cluster(
      ports.map((port) => ({ host: '127.0.0.1', port })),
      { lazyConnect: true },
    )
    client.on('error', () => {})
    await client.connect()
    return { client, close: () => client.disconnect() }
  },
}
