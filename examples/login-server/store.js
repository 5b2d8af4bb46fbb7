import { openSqliteStore } from 'holoband/stores/sqlite'
import { UsageError } from './arguments.js'

/** @import { SessionStore } from 'holoband/stores/contract' */

/**
 * @typedef {object} OpenedStore
 * @property {SessionStore} store
 * @property {string} name  what to call it, without the password that its address may hold
 * @property {() => Promise<void>} close
 */

/**
 * openStore opens what keeps the sessions. That is all it takes to move from one machine to many: another line here.
 *
 * @param {string | undefined} address  `redis://…`, `postgres://…`, or nothing for the SQLite database of the users
 * @param {string} file  that database
 * @returns {Promise<OpenedStore>}
 */
export async function openStore(address, file) {
  if (address === undefined) {
    const store = await openSqliteStore(file)
    return { store, name: 'SQLite', close: async () => store.close() }
  }
  const { host, protocol } = new URL(address)
  try {
    return await (protocol.startsWith('redis') ? openRedis(address, host) : openPostgres(address, host))
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : 'no answer'
    throw new UsageError(`--store: ${host} cannot be used (${reason}).`)
  }
}

/**
 * @param {string} address
 * @param {string} host
 * @returns {Promise<OpenedStore>}
 */
async function openRedis(address, host) {
  const [{ createClient }, { createRedisStore }] = await Promise.all([
    import('redis'),
    import('holoband/stores/redis'),
  ])
  // A command that waits for a server which is away would be answered long after its client has gone.
  const client = createClient({ url: address, disableOfflineQueue: true, socket: { connectTimeout: 5000 } })
  let connected = false
  const refused = new Promise((_resolve, reject) => {
    // Once it has been there, the client waits for it to come back; requests are answered with 503 meanwhile.
    client.on('error', (error) => connected || reject(error))
  })
  try {
    await Promise.race([client.connect(), refused])
  } catch (error) {
    client.destroy()
    throw error
  }
  connected = true
  return { store: createRedisStore(client), name: `Redis at ${host}`, close: async () => client.destroy() }
}

/**
 * @param {string} address
 * @param {string} host
 * @returns {Promise<OpenedStore>}
 */
async function openPostgres(address, host) {
  const [{ default: pg }, { createPostgresStore }] = await Promise.all([
    import('pg'),
    import('holoband/stores/postgres'),
  ])
  const pool = new pg.Pool({ connectionString: address, connectionTimeoutMillis: 5000 })
  // A connection that breaks while nobody uses it is replaced when somebody does.
  pool.on('error', () => {})
  const store = createPostgresStore(pool)
  try {
    await store.migrate()
  } catch (error) {
    await pool.end()
    throw error
  }
  return { store, name: `PostgreSQL at ${host}`, close: () => pool.end() }
}
