import { createRedisStore } from 'holoband/stores/redis'
import { createSqliteStore } from 'holoband/stores/sqlite'
import { createClient } from 'redis'
import { SettingError } from './settings.js'

/** @import { SessionStore } from 'holoband/stores/contract' */

/**
 * openStore opens what keeps the sessions: Redis where several servers share them, else the database of the users.
 *
 * @param {string | undefined} address
 * @param {import('libsql').Database} database
 * @returns {Promise<{ store: SessionStore, name: string, close: () => void }>}
 */
export async function openStore(address, database) {
  if (address === undefined) return { store: createSqliteStore(database), name: 'SQLite', close() {} }
  const client = createClient({
    ...addressOf(address),
    // A command that waits for a server which is away would be answered long after its client has gone.
    disableOfflineQueue: true,
    socket: { connectTimeout: 5000 },
  })
  let connected = false
  const refused = new Promise((_resolve, reject) => {
    // Once it has been there, the client waits for it to come back; requests are answered with 503 meanwhile.
    client.on('error', (error) => connected || reject(error))
  })
  try {
    await Promise.race([client.connect(), refused])
  } catch (error) {
    client.destroy()
    const code = error instanceof Error && 'code' in error ? error.code : 'no answer'
    throw new SettingError(`REDIS_URL: Redis cannot be used (${code}).`)
  }
  connected = true
  return { store: createRedisStore(client), name: 'Redis', close: () => client.destroy() }
}

/** @param {string} address */
function addressOf(address) {
  // The address may hold a password, so that it is not repeated.
  if (!/^rediss?:\/\/./.test(address) || !URL.canParse(address))
    throw new SettingError('REDIS_URL takes an address such as redis://localhost:6379.')
  return { url: address }
}
