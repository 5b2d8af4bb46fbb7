import { once } from 'node:events'
import { createServer } from 'node:http'
import { generateKey, HolobandError, secretKey } from 'holoband'
import { toNodeListener } from 'holoband/node'
import { createApp } from './app.js'
import { readArguments, UsageError, usage } from './arguments.js'
import { openStore } from './store.js'
import { demoUsers, openUsers } from './users.js'

/** @import { Server } from 'node:http' */
/** @import { AddressInfo } from 'node:net' */
/** @import { Settings } from './arguments.js' */

/** How often sessions that are over are removed from the store, in milliseconds. */
const purgeInterval = 60 * 60 * 1000

/** How many ports to try from the wished one on. */
const portsToTry = 20

try {
  const settings = readArguments(process.argv.slice(2))
  if (settings.help) console.log(usage)
  else await run(settings)
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  console.error(`${error.message}\n\n${usage}`)
  process.exitCode = 2
}

/** @param {Settings} settings */
async function run(settings) {
  const { HOLOBAND_DEMO_SECRET: secret } = process.env
  const key = readKey(secret)
  const users = open(settings.db)
  const { store, name, close } = await openStore(settings.store, settings.db)
  // A client that dawdles or that opens connections without end is cut off. Node.js looks for such every 30 seconds only,
  // unless it is told to look sooner.
  const timeouts = { requestTimeout: 15_000, headersTimeout: 10_000, keepAliveTimeout: 5_000 }
  const server = createServer({ ...timeouts, connectionsCheckingInterval: 1_000 })
  server.maxHeadersCount = 100
  server.maxConnections = 500
  const port = await listen(server, settings)
  const origins = originsOf(settings.host, port)
  const [origin = ''] = origins
  const { handle, sessions } = createApp({ ...settings, key, users, store, origins })
  server.on('request', toNodeListener(handle, { origin }))
  setInterval(() => sessions.purge().catch(() => {}), purgeInterval).unref()
  stopOnSignal(server, async () => {
    await close()
    users.close()
  })
  announce({ ...settings, keptIn: keptIn(settings, name) }, origin, secret === undefined)
}

/**
 * readKey makes a key pair unless a secret is given, so that the page can verify with the public half. Its signatures are
 * deterministic, as those of refresh tokens have to be.
 *
 * @param {string | undefined} secret
 */
function readKey(secret) {
  if (secret === undefined) return generateKey('Ed25519')
  try {
    return secretKey({ base64url: secret })
  } catch (error) {
    if (!(error instanceof HolobandError)) throw error
    throw new UsageError(`HOLOBAND_DEMO_SECRET: ${error.message}`)
  }
}

/** @param {string} file */
function open(file) {
  try {
    return openUsers(file)
  } catch (error) {
    // What the database says of its file is worth reading; a refusal of the library's is not about the file.
    if (!(error instanceof Error) || error instanceof HolobandError) throw error
    throw new UsageError(`--db: the file cannot be used as a SQLite database (${error.message}).`)
  }
}

/**
 * listen takes the wished port, or the next one that is free.
 *
 * @param {Server} server
 * @param {Settings} settings
 */
async function listen(server, { host, port }) {
  const last = port === 0 ? 0 : Math.min(port + portsToTry - 1, 65535)
  for (let next = port; next <= last; next++) {
    try {
      server.listen(next, host)
      await once(server, 'listening')
      return /** @type {AddressInfo} */ (server.address()).port
    } catch (error) {
      if (codeOf(error) === 'EADDRINUSE') continue
      throw new UsageError(`Cannot listen on ${host} port ${next} (${codeOf(error)}).`)
    }
  }
  throw new UsageError(`All ports from ${port} to ${last} are taken; --port 0 takes any that is free.`)
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/**
 * @param {string} host
 * @param {number} port
 */
function originsOf(host, port) {
  const everywhere = host === '0.0.0.0' || host === '::'
  const name = everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return [...new Set([`http://${name}:${port}`, `http://127.0.0.1:${port}`, `http://localhost:${port}`])]
}

/**
 * stopOnSignal lets requests under way finish, for three seconds at most. A second signal ends the process at once.
 *
 * @param {Server} server
 * @param {() => Promise<void>} close
 */
function stopOnSignal(server, close) {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      server.close(() => void close())
      server.closeIdleConnections()
      setTimeout(() => server.closeAllConnections(), 3000).unref()
    })
  }
}

/**
 * @param {Settings} settings
 * @param {string} store
 */
function keptIn({ db, store: address }, store) {
  const users = db === ':memory:' ? 'in memory only; --db FILE keeps them' : `in ${db}`
  return address === undefined
    ? `The users and the sessions are ${users}.`
    : `The users are ${users}. The sessions are in ${store}.`
}

/**
 * @param {Settings & { keptIn: string }} settings
 * @param {string} origin
 * @param {boolean} madeKey
 */
function announce({ accessTtl, idleTtl, grace, keptIn, insecureCookies }, origin, madeKey) {
  const people = demoUsers.map(
    ({ name, password, role, banned }) =>
      `  ${name.padEnd(9)}${password.padEnd(21)}${role}${banned ? ', banned' : ''}`,
  )
  const lines = [
    'The login demo is running at',
    '',
    `  ${origin}`,
    '',
    'Sign in as',
    '',
    ...people,
    '',
    `Access tokens live ${spoken(accessTtl)}, sessions ${spoken(idleTtl)} from the last refresh. --access-ttl 20s shows one sooner.`,
    `A refresh that was lost may be repeated for ${spoken(grace)}; --grace 30s is what the library does.`,
    madeKey
      ? 'The Ed25519 key was made for this run, so that sessions end with it; HOLOBAND_DEMO_SECRET sets a secret.'
      : 'The signing secret comes from HOLOBAND_DEMO_SECRET.',
    keptIn,
    ...(insecureCookies ? ['The cookies are not Secure: for development on this machine only.'] : []),
    'Ctrl+C stops the server.',
  ]
  console.log(lines.join('\n'))
}

/** @param {number} seconds */
function spoken(seconds) {
  for (const [unit, size] of /** @type {const} */ ([
    ['day', 86400],
    ['hour', 3600],
    ['minute', 60],
  ])) {
    const count = seconds / size
    if (Number.isInteger(count)) return `${count} ${unit}${count === 1 ? '' : 's'}`
  }
  return `${seconds} second${seconds === 1 ? '' : 's'}`
}
