import { once } from 'node:events'
import { createServer } from 'node:net'

/** @import { AddressInfo } from 'node:net' */

/**
 * Ports of this machine that nobody listens on, each another one.
 *
 * @param {number} count
 */
export async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => server.listening || once(server, 'listening')))
  const ports = servers.map((server) => /** @type {AddressInfo} */ (server.address()).port)
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}
