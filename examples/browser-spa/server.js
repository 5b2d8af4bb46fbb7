import { once } from 'node:events'
import { createServer } from 'node:http'
import process from 'node:process'
import { toNodeListener } from 'holoband/node'
import { createMemoryStore } from 'holoband/stores/memory'
import { createApp } from './app.js'
import { loadFiles } from './files.js'
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
  const { origin, port, password } = settings
  const store = createMemoryStore()
  const { handle, sessions } = createApp({ ...settings, store, serveFile: loadFiles() })
  const server = createServer({ requestTimeout: 15_000 }, toNodeListener(handle, { origin }))
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error
    throw new SettingError(`Cannot listen on port ${port} (${code}); PORT chooses another.`)
  }
  setInterval(() => sessions.purge().catch(console.error), purgeInterval).unref()
  stopOnSignal(server)
  if (process.env.SIGNING_KEY === undefined)
    console.warn('SIGNING_KEY is not set: the key was made for this run, and sessions end with it.')
  if (process.env.DEMO_PASSWORD === undefined) console.log(`The password of this run is ${password}`)
  console.log(`Listening. Sign in as ada at ${origin}`)
}

/**
 * stopOnSignal lets requests under way finish, for three seconds at most. A second signal ends the process at once.
 *
 * @param {import('node:http').Server} server
 */
function stopOnSignal(server) {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      server.close()
      server.closeIdleConnections()
      setTimeout(() => server.closeAllConnections(), 3000).unref()
    })
  }
}
