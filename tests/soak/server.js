// A login server like that of the example, which the soak can be about: its keys change while it runs, its store is as slow
// as it is told to be, and it says how much memory it takes.
import { createServer } from 'node:http'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { keySet, secretKey } from 'holoband'
import { toNodeListener } from 'holoband/node'
import { createAuthHandler, createGuard, createSessions } from 'holoband/session'
import { openUsers } from '../../examples/login-server/users.js'
import { openStore } from '../faults/stores.js'
import { handleCount, memorySize } from '../support/core.js'

/** @import { Connection } from 'holoband/session' */
/** @import { SessionStore } from 'holoband/stores/contract' */
/** @import { StoreAddress } from '../faults/stores.js' */

/**
 * `keys` are secrets by their names; tokens are signed with the first. `origins` are those of all servers.
 *
 * @typedef {{ kid: string, secret: string }[]} KeyRing
 * @typedef {{ store: StoreAddress, users: string, port: number, origins: string[], keys: KeyRing,
 *   grace: number, accessTtl: number }} SoakOrder
 *
 * @typedef {object} MemoryReading
 * @property {number} rss       bytes, like the others
 * @property {number} heapUsed  after a collection
 * @property {number} wasm
 * @property {number} handles   how many keys, issuers and verifiers there are
 */

/** @type {SoakOrder} */
const order = JSON.parse(process.argv[2] ?? '')
const origin = `http://127.0.0.1:${order.port}`
/** How long each call to the store takes beside its own time, in milliseconds. */
let latency = 0

process.once('disconnect', () => process.exit())
process.once('message', async () => {
  const { store } = await openStore(order.store)
  const users = openUsers(order.users)
  let handle = createApp(slowed(store), users, order.keys)
  process.on('message', async (message) => {
    const { type, ...given } = /** @type {{ type: string, keys: KeyRing, latency: number }} */ (message)
    if (type === 'keys') handle = createApp(slowed(store), users, given.keys)
    if (type === 'latency') latency = given.latency
    process.send?.({ type, ...(type === 'memory' ? await readMemory() : {}) })
  })
  const server = createServer({ requestTimeout: 15_000, headersTimeout: 10_000 })
  server.on(
    'request',
    toNodeListener((request, connection) => handle(request, connection), { origin }),
  )
  server.listen(order.port, '127.0.0.1', () => process.send?.({ type: 'listening' }))
})
process.send?.({ type: 'loaded' })

/**
 * @param {SessionStore} store
 * @param {ReturnType<typeof openUsers>} users
 * @param {KeyRing} keys
 */
function createApp(store, { authenticate, claims }, keys) {
  const key = keySet(keys.map(({ kid, secret }) => secretKey({ base64url: secret }, { kid })))
  const { grace, accessTtl, origins: allowedOrigins } = order
  const names = { issuer: 'https://auth.example', audience: 'https://api.example' }
  const sessions = createSessions({
    ...{ ...names, key, store, claims, grace, accessTtl, storeTimeout: 2 },
    onEvent: (event) => process.send?.(event),
  })
  // Stores are away on purpose, and the clients are told so.
  const onError = () => {}
  const auth = createAuthHandler({ sessions, authenticate, allowedOrigins, onError })
  const guard = createGuard({ sessions, allowedOrigins })
  return async (/** @type {Request} */ request, /** @type {Connection} */ connection) => {
    if (new URL(request.url).pathname !== '/api/me') return auth(request, connection)
    const admission = guard(request)
    return admission.ok ? Response.json({ claims: admission.claims }) : admission.response
  }
}

/**
 * @param {SessionStore} store
 * @returns {SessionStore}
 */
function slowed(store) {
  const proxy = new Proxy(
    {},
    {
      get(_target, name) {
        const member = Reflect.get(store, name)
        if (typeof member !== 'function') return member
        return async (/** @type {unknown[]} */ ...given) => {
          if (latency > 0) await pause(latency)
          return Reflect.apply(member, store, given)
        }
      },
    },
  )
  return /** @type {SessionStore} */ (proxy)
}

/**
 * A first collection finds what is dead, and what only waits for its finalizers, like what undici notes of each request with a
 * signal, goes with a second one.
 *
 * @returns {Promise<MemoryReading>}
 */
async function readMemory() {
  globalThis.gc?.()
  await pause(100)
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  return { rss, heapUsed, wasm: memorySize(), handles: handleCount() }
}
