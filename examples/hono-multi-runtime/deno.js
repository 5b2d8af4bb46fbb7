import process from 'node:process'
import { openSqliteStore } from 'holoband/stores/sqlite'
import { createApp } from './app.js'
import { purgeInterval, readSettings } from './settings.js'

const { listen, database, ...settings } = readSettings(process.env)
const { fetch, purge } = createApp({ ...settings, store: await openSqliteStore(database) })
Deno.serve(listen, (request, { remoteAddr }) => fetch(request, { clientAddress: remoteAddr.hostname }))
setInterval(purge, purgeInterval)
console.log(`Listening for ${settings.origin}`)
