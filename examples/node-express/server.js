import { once } from 'node:events'
import { createServer } from 'node:http'
import process from 'node:process'
import { createSessions } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'
import { openSqliteStore } from 'holoband/stores/sqlite'
import { createApp } from './app.js'
import { readSettings, SettingError } from './settings.js'
import { createUsers, demoUsers } from './users.js'

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
  const { origin, proxies, key, accessTtl, database } = settings
  const users = createUsers(settings.password)
  const { store, close } = await openStore(database)
  const sessions = createSessions({
    key,
    issuer: origin,
    audience: origin,
    store,
    accessTtl,
    claims: users.claims,
    onTheft: warnOfTheft,
  })
  const server = createServer(createApp({ sessions, users, origin, proxies }))
  await listen(server, settings)
  setInterval(() => sessions.purge().catch(console.error), purgeInterval).unref()
  stopOnSignal(server, close)
  announce(settings)
}

/**
 * openStore opens what keeps the sessions: a file, or nothing but this process.
 *
 * @param {string | undefined} file
 */
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
 * What a real program would send to whoever watches over it, and perhaps to the user.
 *
 * @param {import('holoband/session').Theft} theft
 */
function warnOfTheft({ sub, sid, device, presentedBy }) {
  // In JSON, because a device names itself: nobody writes lines of their own into a log.
  console.warn(`A refresh token was used twice: ${JSON.stringify({ sub, sid, device, presentedBy })}`)
}

/**
 * @param {import('node:http').Server} server
 * @param {{ host: string, port: number }} address
 */
async function listen(server, { host, port }) {
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error
    throw new SettingError(`Cannot listen on ${host} port ${port} (${code}); PORT and HOST choose others.`)
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

/** @param {ReturnType<typeof readSettings>} settings */
function announce({ origin, password, database, hasSecret }) {
  const names = demoUsers.map(([name, role]) => `${name} (${role})`).join(', ')
  console.log(`Listening. Sign in at ${origin} as ${names}.`)
  if (process.env.DEMO_PASSWORD === undefined) console.log(`The password of this run is ${password}`)
  if (!hasSecret)
    console.warn('SESSION_SECRET is not set: the secret was made for this run, and sessions end with it.')
  if (database === undefined)
    console.warn('DATABASE is not set: sessions are in memory, and end with this process.')
}
