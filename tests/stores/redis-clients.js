import { Cluster, Redis } from 'ioredis'
import { createClient, createCluster } from 'redis'

/** @import { IoredisClient, NodeRedisClient } from '../../js/stores/redis/client.js' */

/**
 * The clients that a store of sessions can be given, by what makes them. None queues commands for a server that is
 * away, as the store's page advises.
 *
 * @typedef {{ client: NodeRedisClient | IoredisClient, close: () => unknown }} Connection
 */

/** @type {Record<string, (port: number) => Promise<Connection>>} */
export const clientMakers = {
  async 'node-redis'(port) {
    const client = createClient({
      url: `redis://127.0.0.1:${port}`,
      disableOfflineQueue: true,
      socket: { reconnectStrategy: 20 },
    })
    client.on('error', () => {})
    await client.connect()
    return { client, close: () => client.destroy() }
  },
  async ioredis(port) {
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

/** @type {Record<string, (ports: readonly number[]) => Promise<Connection>>} */
export const clusterClientMakers = {
  async 'node-redis'(ports) {
    const client = createCluster({ rootNodes: ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })) })
    client.on('error', () => {})
    await client.connect()
    return { client, close: () => client.destroy() }
  },
  async ioredis(ports) {
    const client = new Cluster(
      ports.map((port) => ({ host: '127.0.0.1', port })),
      { lazyConnect: true },
    )
    client.on('error', () => {})
    await client.connect()
    return { client, close: () => client.disconnect() }
  },
}
