/** @import { Harness } from '../support/programs.js' */

/** Sessions on the memory store, of which somebody has one. */
const session = `
  import { generateSecret, secretKey } from 'holoband'
  import { createGuard, createSessions } from 'holoband/session'
  import { createMemoryStore } from 'holoband/stores/memory'
  const sessions = createSessions({
    key: secretKey(generateSecret()),
    issuer: 'https://app.example',
    audience: null,
    store: createMemoryStore(),
    claims: () => ({ scope: 'notes:write' }),
  })
  const guard = createGuard({ sessions })
  const { accessToken } = await sessions.start('ada')
  const headers = { authorization: 'Bearer ' + accessToken }`

/**
 * The examples of the API reference, which come from JSDoc.
 *
 * @type {Readonly<Record<string, Harness>>}
 */
export const apiHarnesses = Object.freeze({
  'api-createasyncguard': {
    in: 'node',
    before: `
      import { createIssuer, createRemoteKeySet, createVerifier, generateKey, publicJwks } from 'holoband'
      import { createAsyncGuard } from 'holoband/session'
      const key = generateKey('ES256')
      const issuer = createIssuer({
        key, issuer: 'https://auth.example', audience: 'https://api.example', ttl: 60,
      })
      const headers = { authorization: 'Bearer ' + issuer.issue({ sub: 'ada' }) }
      globalThis.fetch = async () => Response.json(publicJwks(key))`,
    after: `
      const admission = await guard(new Request('https://api.example/', { headers }))
      console.log(admission.claims?.sub)`,
    prints: ['ada'],
  },
  // The library is played by what its documentation says that it does: an error with msBeforeNext is no Error.
  'api-createratelimit': {
    in: 'node',
    before: `
      const storeClient = {}
      class RateLimiterRedis {
        #left
        constructor({ points }) { this.#left = points }
        async consume() { if (--this.#left < 0) throw { msBeforeNext: 2500 } }
        async delete() { this.#left += 1 }
      }`,
    after: `
      const attempt = { action: 'login', username: 'ada', clientAddress: '192.0.2.1' }
      for (let count = 1; count < 10; count += 1) await rateLimit(attempt)
      console.log((await rateLimit(attempt)).allowed, (await rateLimit(attempt)).retryAfter)`,
    prints: ['true 2.5'],
  },
  'api-nodeguard': {
    in: 'node',
    before: `
      import { createServer } from 'node:http'
      import { nodeGuard } from 'holoband/node'
      ${session}
      const server = createServer(async (incoming, outgoing) => {`,
    after: `
        outgoing.end(auth.claims.sub)
      }).listen(0, async () => {
        const url = 'http://127.0.0.1:' + server.address().port
        const [stranger, guest] = await Promise.all([fetch(url), fetch(url, { headers })])
        console.log(stranger.status, await guest.text())
        server.close()
        server.closeAllConnections()
      })`,
    prints: ['401 ada'],
  },
  'api-fastifyguard': {
    in: 'node',
    before: `
      import fastify from 'fastify'
      import { fastifyGuard } from 'holoband/fastify'
      ${session}
      const origin = 'https://app.example'
      const app = fastify()`,
    after: `
      const url = (await app.listen()) + '/me'
      const [stranger, guest] = await Promise.all([fetch(url), fetch(url, { headers })])
      console.log(stranger.status, (await guest.json()).sub)
      await app.close()`,
    prints: ['401 ada'],
  },
  // A file of SQL, which SQLite takes.
  'api-d1migrations': {
    in: 'node',
    before: "import { mkdirSync, readFileSync } from 'node:fs'\nmkdirSync('migrations')",
    after:
      "console.log(readFileSync('migrations/0001_holoband.sql', 'utf8').includes('CREATE TABLE holoband_sessions'))",
    prints: ['true'],
  },
  // A Worker passes the class on to its host, and does nothing else.
  'api-createdurableobjectstore': { in: 'node', prints: [] },
  'api-inlinemodule': {
    in: 'node',
    before: `
      import { init, parseDuration } from 'holoband'
      import { inlineModule } from 'holoband/inline'`,
    after: "console.log(parseDuration('15m'))",
    prints: ['900'],
  },
  'api-storecontract': {
    in: 'node',
    before: `
      import { storeContract } from 'holoband/stores/contract'
      import { createMemoryStore } from 'holoband/stores/memory'
      let seconds = 1_800_000_000
      const createStore = async () => ({
        store: createMemoryStore({ now: () => seconds }),
        advance: (by) => { seconds += by },
        close() {},
      })
      const failed = []
      const runs = []
      const test = (name, run) => runs.push(run().catch(() => failed.push(name)))`,
    after: `
      await Promise.all(runs)
      console.log(runs.length > 20, failed)`,
    prints: ['true []'],
  },
})
