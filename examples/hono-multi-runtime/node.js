import { serve } from '@hono/node-server'
import { openSqliteStore } from 'holoband/stores/sqlite'
import { createApp } from './app.js'
import { purgeInterval, readSettings } from './settings.js'

const { listen, database, ...settings } = readSettings(process.env)
const { fetch, purge } = createApp({ ...settings, store: await openSqliteStore(database) })
serve({
  ...listen,
  fetch: (request, { incoming }) => fetch(request, { clientAddress: incoming.socket.remoteAddress }),
})
setInterval(purge, purgeInterval)
console.log(`Listening for ${settings.origin}`)
