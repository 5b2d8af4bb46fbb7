import { createApp } from './app.js'

const secret = Deno.env.get('SESSION_SECRET')
const port = Number(Deno.env.get('PORT') ?? 8000)
const origin = Deno.env.get('ORIGIN') ?? `http://localhost:${port}`
if (secret === undefined) throw new Error('SESSION_SECRET is not set. `npx holoband keygen` makes one.')

const { handle, purge } = createApp({ secret, origin })

// Of this machine only: what the world reaches is a proxy that speaks TLS. Behind one, the address of the client is in a
// header that the proxy writes, and no longer that of the connection.
const listen = { port, hostname: '127.0.0.1' }
const server = Deno.serve(listen, (request, { remoteAddr }) =>
  handle(request, { clientAddress: remoteAddr.hostname }),
)
console.log(`Listening for ${origin}`)
const purging = setInterval(purge, 60 * 60 * 1000)

/** Requests under way are answered first; the program ends once nothing is left to do. */
async function stop() {
  clearInterval(purging)
  await server.shutdown()
  Deno.exit()
}
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) Deno.addSignalListener(signal, stop)
