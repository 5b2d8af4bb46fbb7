import { createApp } from './app.js'
import { openDatabase } from './database.js'

const { SESSION_SECRET: secret, PORT = '3000', ORIGIN, DATABASE = 'app.db' } = process.env
if (secret === undefined) throw new Error('SESSION_SECRET is not set. `bunx holoband keygen` makes one.')

const origin = ORIGIN ?? `http://localhost:${PORT}`
const database = openDatabase(DATABASE)
const { handle, purge } = createApp({ secret, origin, database })

const server = Bun.serve({
  port: Number(PORT),
  // Of this machine only: what the world reaches is a proxy that speaks TLS. Behind one, the address of the client is in
  // a header that the proxy writes, and no longer that of the connection.
  hostname: '127.0.0.1',
  maxRequestBodySize: 64 * 1024,
  fetch(request, server) {
    const address = server.requestIP(request)?.address
    return handle(request, address === undefined ? {} : { clientAddress: address })
  },
  error(error) {
    console.error(error)
    return Response.json({ message: 'The server failed.' }, { status: 500 })
  },
})
const purging = setInterval(purge, 60 * 60 * 1000)
console.log(`Listening for ${origin}`)

/** Requests under way are answered first. */
async function stop() {
  clearInterval(purging)
  await server.stop()
  database.close()
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)
