import { HolobandError, parseDuration } from 'holoband'

/** SettingError is a setting that cannot be followed; its message is a sentence for whoever started the program. */
export class SettingError extends Error {}

/** @typedef {Readonly<Record<string, string | undefined>>} Environment */

/**
 * readPort reads PORT; 0 is any port that is free.
 *
 * @param {string} text
 */
export function readPort(text) {
  const port = Number(text)
  if (/^[0-9]{1,5}$/.test(text) && port <= 65535) return port
  throw new SettingError('PORT takes a number from 0 to 65535.')
}

/**
 * readSeconds reads a duration, in seconds.
 *
 * @param {Environment} env
 * @param {string} name
 * @param {string} otherwise
 */
export function readSeconds(env, name, otherwise) {
  try {
    return parseDuration(env[name] ?? otherwise)
  } catch (error) {
    if (!(error instanceof HolobandError)) throw error
    throw new SettingError(`${name} takes a time such as 30s, 15m or 12h.`)
  }
}

/**
 * readText reads what has no sensible default.
 *
 * @param {Environment} env
 * @param {string} name
 * @param {string} example
 */
export function readText(env, name, example) {
  const text = env[name]
  if (text !== undefined && text !== '') return text
  throw new SettingError(`${name} is not set. It takes a value such as ${example}.`)
}
