import { randomBytes } from 'node:crypto'
import { generateSecret, HolobandError, parseDuration, secretKey } from 'holoband'

/** SettingError is a setting that cannot be followed; its message is a sentence for whoever started the program. */
export class SettingError extends Error {}

/** @param {Readonly<Record<string, string | undefined>>} env */
export function readSettings(env) {
  const port = readPort(env.PORT ?? '8080')
  return {
    port,
    origin: env.ORIGIN ?? `http://localhost:${port}`,
    key: readKey(env.SESSION_SECRET),
    database: env.DATABASE,
    accessTtl: readDuration('ACCESS_TTL', env.ACCESS_TTL ?? '15m'),
    password: env.DEMO_PASSWORD ?? randomBytes(12).toString('base64url'),
  }
}

/** @param {string} text */
function readPort(text) {
  const port = Number(text)
  if (/^[0-9]{1,5}$/.test(text) && port >= 1 && port <= 65535) return port
  throw new SettingError('PORT takes a number from 1 to 65535.')
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

/**
 * @param {string} name
 * @param {string} text
 */
function readDuration(name, text) {
  try {
    return parseDuration(text)
  } catch (error) {
    if (!(error instanceof HolobandError)) throw error
    throw new SettingError(`${name} takes a time such as 20s or 15m.`)
  }
}
