import { argumentError } from '../../core/arguments.js'

/**
 * What the store needs of a client of the package `redis`.
 *
 * @typedef {object} NodeRedisClient
 * @property {(source: string, options: NodeRedisArguments) => Promise<unknown>} eval
 * @property {(sha1: string, options: NodeRedisArguments) => Promise<unknown>} evalSha
 *
 * @typedef {{ keys: string[], arguments: string[] }} NodeRedisArguments
 *
 * What it needs of a client of the package `ioredis`.
 *
 * @typedef {object} IoredisClient
 * @property {(source: string, keys: number, ...texts: string[]) => Promise<unknown>} eval
 * @property {(sha1: string, keys: number, ...texts: string[]) => Promise<unknown>} evalsha
 *
 * @typedef {(script: string, keys: string[], texts?: string[]) => Promise<unknown>} RunScript
 */

/**
 * scriptRunner makes the one function by which the store talks to Redis. The two packages spell EVALSHA differently,
 * and by that they are told apart; the `redis` package before version 4 spells it like `ioredis` and has no promises.
 *
 * @param {unknown} client
 * @returns {RunScript}
 */
export function scriptRunner(client) {
  if (isNodeRedis(client)) {
    return withFallback(
      (sha1, keys, texts) => client.evalSha(sha1, { keys, arguments: texts }),
      (source, keys, texts) => client.eval(source, { keys, arguments: texts }),
    )
  }
  if (isIoredis(client)) {
    return withFallback(
      (sha1, keys, texts) => client.evalsha(sha1, keys.length, ...keys, ...texts),
      (source, keys, texts) => client.eval(source, keys.length, ...keys, ...texts),
    )
  }
  throw argumentError('client must be a client or a cluster of the package redis (4 or newer) or ioredis')
}

/**
 * A server knows the scripts it has run since it was started, by their SHA-1: what it does not know is sent whole, once.
 *
 * @param {(sha1: string, keys: string[], texts: string[]) => Promise<unknown>} byName
 * @param {(source: string, keys: string[], texts: string[]) => Promise<unknown>} whole
 * @returns {RunScript}
 */
function withFallback(byName, whole) {
  /** @type {Map<string, string>} */
  const names = new Map()
  return async (script, keys, texts = []) => {
    const name = names.get(script) ?? (await sha1(script))
    names.set(script, name)
    try {
      return await byName(name, keys, texts)
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('NOSCRIPT')) return whole(script, keys, texts)
      throw error
    }
  }
}

/** @param {string} text */
async function sha1(text) {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * @param {unknown} client
 * @returns {client is NodeRedisClient}
 */
function isNodeRedis(client) {
  return hasMethods(client, ['eval', 'evalSha'])
}

/**
 * @param {unknown} client
 * @returns {client is IoredisClient}
 */
function isIoredis(client) {
  return hasMethods(client, ['eval', 'evalsha', 'defineCommand'])
}

/**
 * @param {unknown} client
 * @param {readonly string[]} names
 */
function hasMethods(client, names) {
  return (
    typeof client === 'object' &&
    client !== null &&
    names.every((name) => typeof Reflect.get(client, name) === 'function')
  )
}
