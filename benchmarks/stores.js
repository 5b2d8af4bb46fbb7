// The stores that the benchmark of sessions runs on: each with a server of its own, and room for several.
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createPostgresStore } from 'holoband/stores/postgres'
import { createRedisStore } from 'holoband/stores/redis'
import { openSqliteStore } from 'holoband/stores/sqlite'
import pg from 'pg'
import { createClient } from 'redis'
import { startPostgres } from '../tests/support/postgres-server.js'
import { startRedis } from '../tests/support/redis-server.js'

/** @import { SessionStore } from 'holoband/stores/contract' */

/** @typedef {{ open: (name: string) => Promise<SessionStore>, close: () => Promise<void> }} Place */

/** @type {Readonly<Record<string, () => Promise<Place>>>} */
export const stores = Object.freeze({
  async sqlite() {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'holoband-bench-'))
    /** @type {(() => unknown)[]} */
    const closing = []
    return {
      async open(name) {
        const store = await openSqliteStore(path.join(folder, `${name}.sqlite`))
        closing.push(() => store.close())
        return store
      },
      async close() {
        for (const close of closing) await close()
        rmSync(folder, { recursive: true })
      },
    }
  },
  async redis() {
    const server = await startRedis()
    const client = await createClient({ url: server.url }).connect()
    return {
      open: async (name) => createRedisStore(client, { prefix: name }),
      async close() {
        client.destroy()
        await server.dispose()
      },
    }
  },
  async postgres() {
    // As it comes, fsync included: what is measured is what a user gets.
    const server = await startPostgres(['fsync=on'])
    const pool = new pg.Pool({ ...server.address, max: 16 })
    return {
      async open(name) {
        const store = createPostgresStore(pool, { schema: name })
        await store.migrate()
        return store
      },
      async close() {
        await pool.end()
        await server.dispose()
      },
    }
  },
})
