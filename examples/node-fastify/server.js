import process from 'node:process'
import Database from 'libsql'
import { createApp } from './app.js'
import { readSettings, SettingError } from './settings.js'
import { openStore } from './store.js'
import { createUsers } from './users.js'

try {
  await run(readSettings(process.env))
} catch (error) {
  if (!(error instanceof SettingError)) throw error
  console.error(error.message)
  process.exitCode = 2
}

/** @param {ReturnType<typeof readSettings>} settings */
async function run(settings) {
  const { host, port, origin, adminPassword, made } = settings
  const database = openDatabase(settings.database)
  const users = createUsers(database)
  const isNew = users.add('admin', adminPassword, 'admin')
  const { store, name, close } = await openStore(settings.redis, database)
  const app = createApp({ ...settings, store, users })
  app.addHook('onClose', async () => {
    close()
    database.close()
  })
  try {
    await app.listen({ port, host })
  } catch (error) {
    await app.close()
    const code = error instanceof Error && 'code' in error ? error.code : error
    throw new SettingError(`Cannot listen on ${host} port ${port} (${code}); PORT and HOST choose others.`)
  }
  stopOnSignal(app)
  if (made.includes('SESSION_SECRET'))
    app.log.warn('SESSION_SECRET is not set: the secret was made for this run, and sessions end with it.')
  if (made.includes('DATABASE')) app.log.warn('DATABASE is not set: the users end with this process.')
  // Not to the log, which others read and keep.
  if (made.includes('ADMIN_PASSWORD') && isNew) console.error(`The password of admin is ${adminPassword}`)
  app.log.info(`Sign in at ${origin}; the sessions are in ${name}.`)
}

/** @param {string} file */
function openDatabase(file) {
  try {
    const database = new Database(file)
    // Another process may have the same file open.
    database.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL')
    return database
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'no reason given'
    throw new SettingError(`DATABASE: the file cannot be used (${reason}).`)
  }
}

/**
 * stopOnSignal lets requests under way finish: Fastify refuses new ones meanwhile. A second signal ends the process at
 * once.
 *
 * @param {import('fastify').FastifyInstance} app
 */
function stopOnSignal(app) {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      setTimeout(() => app.server.closeAllConnections(), 3000).unref()
      void app.close()
    })
  }
}
