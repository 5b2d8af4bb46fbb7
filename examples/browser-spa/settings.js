import { randomBytes } from 'node:crypto'
import { generateKey, HolobandError, importJwk, parseDuration } from 'holoband'

/** SettingError is a setting that cannot be followed; its message is a sentence for whoever started the program. */
export class SettingError extends Error {}

/** @param {Readonly<Record<string, string | undefined>>} env */
export function readSettings(env) {
  const port = readPort(env.PORT ?? '8080')
  return {
    port,
    origin: env.ORIGIN ?? `http://localhost:${port}`,
    key: readKey(env.SIGNING_KEY),
    accessTtl: readDuration(env.ACCESS_TTL ?? '15m'),
    password: env.DEMO_PASSWORD ?? randomBytes(12).toString('base64url'),
  }
}

/** @param {string} text */
function readPort(text) {
  const port = Number(text)
  if (/^[0-9]{1,5}$/.test(text) && port >= 1 && port <= 65535) return port
  throw new SettingError('PORT takes a number from 1 to 65535.')
}

/**
 * The page verifies with the public half, and signatures of refresh tokens have to be deterministic: Ed25519 is both.
 *
 * @param {string | undefined} jwk
 */
function readKey(jwk) {
  if (jwk === undefined) return generateKey('Ed25519')
  try {
    return importJwk(JSON.parse(jwk), { alg: 'Ed25519' })
  } catch (error) {
    // The message of a SyntaxError quotes the text, which is a secret.
    const reason = error instanceof HolobandError ? error.message : 'It is no JSON.'
    throw new SettingError(`SIGNING_KEY: ${reason} "npx holoband keygen --alg Ed25519" makes a good one.`)
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
