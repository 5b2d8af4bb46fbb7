import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { generateSecret, HolobandError, parseDuration, secretKey } from 'holoband'

/** SettingError is a setting that cannot be followed; its message is a sentence for whoever started the program. */
export class SettingError extends Error {}

/** @param {Readonly<Record<string, string | undefined>>} env */
export function readSettings(env) {
  const port = readPort(env.PORT ?? '8080')
  return {
    port,
    host: env.HOST ?? '127.0.0.1',
    // Where browsers reach this server: whoever sends a request chooses its Host header, and so that is not asked.
    origin: env.ORIGIN ?? `http://localhost:${port}`,
    proxies: readProxies(env.PROXIES),
    key: readKey(env.SESSION_SECRET),
    database: env.DATABASE ?? ':memory:',
    redis: env.REDIS_URL,
    accessTtl: readDuration(env.ACCESS_TTL ?? '15m'),
    adminPassword: env.ADMIN_PASSWORD ?? randomBytes(12).toString('base64url'),
    logLevel: env.LOG_LEVEL ?? 'info',
    // What was not given, for the log.
    made: ['SESSION_SECRET', 'ADMIN_PASSWORD', 'DATABASE'].filter((name) => env[name] === undefined),
  }
}

/** @param {string} text */
function readPort(text) {
  const port = Number(text)
  if (/^[0-9]{1,5}$/.test(text) && port >= 1 && port <= 65535) return port
  throw new SettingError('PORT takes a number from 1 to 65535.')
}

/**
 * What is in front of this server, so that what it says of the client's address is believed, and nobody else's word.
 *
 * @param {string | undefined} text  addresses and networks, with commas between
 */
function readProxies(text) {
  if (text === undefined) return false
  const proxies = text.split(',').map((proxy) => proxy.trim())
  if (proxies.every(isProxy)) return proxies
  throw new SettingError('PROXIES takes addresses and networks, such as 10.0.0.7 or loopback,10.0.0.0/8.')
}

/** @param {string} text */
function isProxy(text) {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true
  const [address = '', bits = '0', ...more] = text.split('/')
  return (
    isIP(address) !== 0 &&
    /^[0-9]{1,3}$/.test(bits) &&
    Number(bits) <= (isIP(address) === 4 ? 32 : 128) &&
    more.length === 0
  )
}

/** @param {string | undefined} secret */
function readKey(secret) {
  try {
    return secretKey(secret === undefined ? generateSecret() : { base64url: secret })
  } catch (error) {
    if (!(error instanceof HolobandError)) throw error
    throw new SettingError(`SESSION_SECRET: ${error.message} "npx holoband keygen" makes a good one.`)
  }
}

/** @param {string} text */
function readDuration(text) {
  try {
    return parseDuration(text)
  } catch (error) {
    if (!(error instanceof HolobandError)) throw error
    throw new SettingError('ACCESS_TTL takes a time such as 20s or 15m.')
  }
}
