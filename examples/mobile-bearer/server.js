import { once } from 'node:events'
import { createServer } from 'node:http'
import process from 'node:process'
import { toNodeListener } from 'holoband/node'
import { createMemoryStore } from 'holoband/stores/memory'
import { openSqliteStore } from 'holoband/stores/sqlite'
import { createApp } from './app.js'
import { readSettings, SettingError } from './settings.js'

/** How often sessions that are over are removed from the store, in milliseconds. */
const purgeInterval = 60 * 60 * 1000

try {
  await run(readSettings(process.env))
} catch (error) {
  if (!(error instanceof SettingError)) throw error
  console.error(error.message)
  process.exitCode = 2
}

/** @param {ReturnType<typeof readSettings>} settings */
async function run(settings) {
  const { origin, port, password, database } = settings
  const { store, close } = await openStore(database)
  const { handle, sessions } = createApp({ ...settings, store })
  const server = createServer({ requestTimeout: 15_000 }, toNodeListener(handle, { origin }))
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error
    throw new SettingError(`Cannot listen on port ${port} (${code}); PORT chooses another.`)
  }
  setInterval(() => sessions.purge().catch(console.error), purgeInterval).unref()
  stopOnSignal(server, close)
  if (process.env.SESSION_SECRET === undefined)
    console.warn('SESSION_SECRET is not set: the secret was made for this run, and sessions end with it.')
  if (database === undefined) console.warn('DATABASE is not set: sessions end with this process.')
  if (process.env.DEMO_PASSWORD === undefined) console.log(`The password of this run is ${password}`)
  console.log(`Listening. Sign in as ada at ${origin}`)
}

/** @param {string | undefined} file */
async function openStore(file) {
  if (file === undefined) return { store: createMemoryStore(), close() {} }
  try {
    const store = await openSqliteStore(file)
    return { store, close: store.close }
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'no reason given'
    throw new SettingError(`DATABASE: the file cannot be used (${reason}).`)
  }
}

/**
 * stopOnSignal lets requests under way finish, for three seconds at most. A second signal ends the process at once.
 *
 * @param {import('node:http').Server} server
 * @param {() => void} close
 */
function stopOnSignal(server, close) {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      server.close(close)
      server.closeIdleConnections()
      setTimeout(() => server.closeAllConnections(), 3000).unref()
    })
  }
}
