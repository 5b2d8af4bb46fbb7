// A small login server: it loads its modules, waits to be told to go, opens its store and answers under /auth. What
// happens to sessions it tells the process that started it.
import { createServer } from 'node:http'
import process from 'node:process'
import { secretKey } from 'holoband'
import { toNodeListener } from 'holoband/node'
import { createAuthHandler, createSessions } from 'holoband/session'
import { openStore } from './stores.js'

/** @import { StoreAddress } from './stores.js' */

/** @typedef {{ store: StoreAddress, port: number }} ServerOrder */

/** @type {ServerOrder} */
const { store: address, port } = JSON.parse(process.argv[2] ?? '')
const key = secretKey(new Uint8Array(32).fill(7))

process.once('disconnect', () => process.exit())
process.once('message', async () => {
  const { store } = await openStore(address)
  const sessions = createSessions({
    ...{ key, issuer: 'https://auth.example', audience: 'https://api.example', store, storeTimeout: 2 },
    onEvent: (event) => process.send?.(event),
  })
  const handler = createAuthHandler({
    sessions,
    authenticate: ({ username }) => ({ subject: username }),
    rateLimit: null,
    // The store is away on purpose, and the clients are told so.
    onError: () => {},
  })
  const server = createServer(toNodeListener(handler, { origin: `http://127.0.0.1:${port}` }))
  server.listen(port, '127.0.0.1', () => process.send?.({ type: 'listening' }))
})
process.send?.({ type: 'loaded' })
