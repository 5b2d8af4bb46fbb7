import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createClient } from 'redis'
import { createDaemon } from './daemon.js'
import { freePorts } from './free-port.js'

/** @import { Daemon } from './daemon.js' */

/**
 * @typedef {Daemon & { port: number, url: string, dispose: () => Promise<void> }} RedisServer
 *   `dispose` ends it and removes its data; every test that starts one has to
 */

/**
 * Starts a Redis of its own on a free port, with its data in a temporary folder. What was written is there again after
 * `stop` and `start`, and after `kill` too.
 *
 * @param {readonly string[]} [settings] more of them, as on the command line
 * @returns {Promise<RedisServer>}
 */
export async function startRedis(settings = []) {
  const [port = 0] = await freePorts(1)
  const folder = mkdtempSync(join(tmpdir(), 'holoband-redis-'))
  const daemon = createDaemon({
    command: 'redis-server',
    args: [
      ...['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder],
      ...['--save', '', '--appendonly', 'yes', '--appendfsync', 'everysec'],
      ...settings,
    ],
    ready: /Ready to accept connections/,
    stopWith: 'SIGTERM',
  })
  await daemon.start()
  return {
    ...daemon,
    port,
    url: `redis://127.0.0.1:${port}`,
    async dispose() {
      await daemon.kill()
      rmSync(folder, { recursive: true })
    },
  }
}

/**
 * @typedef {object} RedisCluster
 * @property {RedisServer[]} nodes  all masters, each with its part of the slots
 * @property {() => Promise<void>} dispose
 */

const slots = 16_384

/**
 * Starts a Redis Cluster of masters alone.
 *
 * @param {number} size
 * @returns {Promise<RedisCluster>}
 */
export async function startRedisCluster(size = 3) {
  const buses = await freePorts(size)
  const nodes = await Promise.all(
    buses.map((bus) => startRedis(['--cluster-enabled', 'yes', '--cluster-port', `${bus}`])),
  )
  const clients = await Promise.all(nodes.map(({ url }) => createClient({ url }).connect()))
  await Promise.all(
    clients.map(async (client, index) => {
      const [first, last] = [index, index + 1].map((part) => Math.ceil((slots * part) / size))
      await client.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', `${first}`, `${Number(last) - 1}`])
      await client.sendCommand(['CLUSTER', 'SET-CONFIG-EPOCH', `${index + 1}`])
      if (index > 0)
        await client.sendCommand(['CLUSTER', 'MEET', '127.0.0.1', `${nodes[0]?.port}`, `${buses[0]}`])
    }),
  )
  const isWhole = async () => {
    const infos = await Promise.all(clients.map((client) => client.sendCommand(['CLUSTER', 'INFO'])))
    return infos.every(
      (info) => /cluster_state:ok/.test(`${info}`) && `${info}`.includes(`known_nodes:${size}`),
    )
  }
  while (!(await isWhole())) await pause(20)
  for (const client of clients) client.destroy()
  return {
    nodes,
    async dispose() {
      await Promise.all(nodes.map((node) => node.dispose()))
    },
  }
}
