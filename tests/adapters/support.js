import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { after } from 'node:test'
import { toNodeListener } from 'holoband/node'

/** @import { AddressInfo } from 'node:net' */
/** @import { FetchHandler, NodeListenerOptions } from 'holoband/node' */

/** @type {import('node:http').Server[]} */
const servers = []
after(() => {
  for (const server of servers) server.close().closeAllConnections()
})

/**
 * @param {FetchHandler} handler
 * @param {NodeListenerOptions} [options]
 */
export async function serve(handler, options) {
  const server = createServer().listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const { port } = /** @type {AddressInfo} */ (server.address())
  const url = `http://127.0.0.1:${port}`
  server.on('request', toNodeListener(handler, options ?? { origin: url }))
  return { server, port, url }
}

/**
 * listen serves an application of whatever framework.
 *
 * @param {import('node:http').RequestListener} app
 */
export async function listen(app) {
  const server = createServer(app).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const { port } = /** @type {AddressInfo} */ (server.address())
  return { port, url: `http://127.0.0.1:${port}` }
}

/**
 * raw sends exactly these bytes and reads until the server closes.
 *
 * @param {number} port
 * @param {string} text
 */
export async function raw(port, text) {
  const socket = connect(port, '127.0.0.1')
  socket.setEncoding('latin1')
  socket.write(text, 'latin1')
  let answer = ''
  for await (const part of socket) answer += part
  return answer
}
