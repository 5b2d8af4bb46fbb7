import { openSqliteStore } from 'holoband/stores/sqlite'
import { createApp } from './app.js'
import { purgeInterval, readSettings } from './settings.js'

const { listen, database, ...settings } = readSettings(process.env)
const { fetch, purge } = createApp({ ...settings, store: await openSqliteStore(database) })
Bun.serve({
  ...listen,
  fetch: (request, server) => fetch(request, { clientAddress: server.requestIP(request)?.address }),
})
setInterval(purge, purgeInterval)
console.log(`Listening for ${settings.origin}`)
