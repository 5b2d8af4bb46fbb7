import { argumentError, checkOptions } from '../core/arguments.js'
import { HolobandError } from '../errors.js'
import { scriptRunner } from './redis/client.js'
import * as scripts from './redis/scripts.js'

/** @import { SessionRow, SessionStatus, SessionStore } from './contract.js' */
/** @import { IoredisClient, NodeRedisClient } from './redis/client.js' */

/**
 * What the keys in Redis are called.
 *
 * @typedef {object} RedisStoreOptions
 * @property {string} [prefix]  what the names of all keys begin with; no braces; default 'holoband'
 */

/**
 * createRedisStore keeps sessions in Redis 6 or newer, in Valkey, or in a cluster of either. It is given a client that
 * is connected already, of the package `redis` (`createClient`, `createCluster`) or `ioredis` (`Redis`, `Cluster`), and
 * never closes it.
 *
 * Every method is one script, which Redis runs in one step and by its own clock. All that belongs to a subject is in
 * one slot of a cluster; ending all sessions of a subject takes time in proportion to how many they are. Keys expire by
 * themselves with the last session in them; only a ban stays, until it is lifted. `purge` has nothing to do.
 *
 * What Redis promises is as much as its configuration does: `appendonly yes` for sessions to outlast a restart, and
 * `maxmemory-policy noeviction` lest memory pressure end them. A replica that takes over may lack the last writes; the
 * refresh of such a session is refused as ERR_STORE_INCONSISTENT, and nobody is taken for a thief.
 *
 * A client that queues commands while its server is away answers late. Better that it fails, and the caller tries
 * again: `disableOfflineQueue: true` for `redis`, `enableOfflineQueue: false` or a small `maxRetriesPerRequest` for
 * `ioredis`. What it fails with is what the methods reject with.
 *
 * Throws TypeError for a client of another kind, ERR_OPTION_EMPTY and ERR_OPTION_RANGE for a prefix that is empty or
 * has braces.
 *
 * @param {NodeRedisClient | IoredisClient} client
 * @param {RedisStoreOptions} [options]
 * @returns {Readonly<SessionStore>}
 */
export function createRedisStore(client, options = {}) {
  checkOptions(options, ['prefix'], 'createRedisStore')
  const run = scriptRunner(client)
  const keys = keyNames(options.prefix ?? 'holoband')

  return Object.freeze({
    consistency: 'strong',
    now: async () => clock(await run(scripts.now, [keys.clock])),
    async insert(row) {
      const { sessions, times, banned } = keys.of(row.subject)
      const texts = [row.id, encode(row), String(row.idleExpiresAt)]
      const reply = await run(scripts.insert, [sessions, times, banned], texts)
      const answer = oneOf(reply, ['banned', 'taken', 'added'])
      if (answer === 'taken') throw new Error('the subject has a session of this identifier already')
      return answer === 'added'
    },
    async read({ subject, id }) {
      const reply = await run(scripts.read, [keys.of(subject).sessions], [id])
      const text = parts(reply)[2]
      return { now: clock(reply), row: text === null ? undefined : decode(subject, id, text) }
    },
    async rotate(next, { deadline }) {
      const { sessions, times } = keys.of(next.subject)
      const { generation, rotatedAt, idleExpiresAt } = next
      const numbers = [deadline, generation - 1, generation, rotatedAt, idleExpiresAt].map(String)
      return isOne(await run(scripts.rotate, [sessions, times], [next.id, ...numbers, next.device]))
    },
    async end({ subject, id }, { status, reason }) {
      return isOne(await run(scripts.end, [keys.of(subject).sessions], [id, status, reason]))
    },
    async endAll(subject, { reason, except }) {
      const texts = except === undefined ? [reason] : [reason, except]
      return parts(await run(scripts.endAll, [keys.of(subject).sessions], texts)).map(String)
    },
    list: async (subject) => living(subject, await run(scripts.list, [keys.of(subject).sessions])),
    async ban(subject, { reason }) {
      const { sessions, banned } = keys.of(subject)
      return parts(await run(scripts.ban, [sessions, banned], [reason])).map(String)
    },
    unban: async (subject) => isOne(await run(scripts.remove, [keys.of(subject).banned])),
    purge: async () => 0,
    async hit(key, window) {
      const reply = parts(await run(scripts.hit, [keys.counter(key)], [String(Math.ceil(window * 1000))]))
      return { hits: Number(reply[0]), resetsIn: Number(reply[1]) / 1000 }
    },
    async forget(key) {
      await run(scripts.remove, [keys.counter(key)])
    },
  })
}

/**
 * keyNames makes the names of keys. What is between braces decides the slot of a key in a cluster, so a subject must
 * not have any: they are escaped, like whatever else a URI component does not have.
 *
 * @param {unknown} prefix
 */
function keyNames(prefix) {
  if (typeof prefix !== 'string') throw argumentError('prefix must be a string')
  if (prefix === '') throw new HolobandError('ERR_OPTION_EMPTY', { option: 'prefix' })
  if (/[{}]/.test(prefix)) throw new HolobandError('ERR_OPTION_RANGE', { option: 'prefix' })
  return {
    clock: `${prefix}:{clock}`,
    /** @param {string} key */
    counter: (key) => `${prefix}:{hit:${encodeURIComponent(key)}}`,
    /** @param {string} subject */
    of(subject) {
      const own = `${prefix}:{sub:${encodeURIComponent(subject)}}`
      return { sessions: `${own}:sessions`, times: `${own}:times`, banned: `${own}:banned` }
    },
  }
}

/** @param {SessionRow} row */
function encode({
  status,
  generation,
  rotatedAt,
  createdAt,
  idleExpiresAt,
  absoluteExpiresAt,
  device,
  reason,
}) {
  const numbers = [generation, rotatedAt, createdAt, idleExpiresAt, absoluteExpiresAt].map(String)
  return JSON.stringify([status, ...numbers, device, reason])
}

/**
 * @param {string} subject
 * @param {string} id
 * @param {unknown} text
 * @returns {SessionRow}
 */
function decode(subject, id, text) {
  /** @type {string[]} */
  const members = JSON.parse(String(text))
  const [
    status,
    generation,
    rotatedAt,
    createdAt,
    idleExpiresAt,
    absoluteExpiresAt,
    device = '',
    reason = '',
  ] = members
  return {
    subject,
    id,
    status: /** @type {SessionStatus} */ (status),
    generation: Number(generation),
    rotatedAt: Number(rotatedAt),
    createdAt: Number(createdAt),
    idleExpiresAt: Number(idleExpiresAt),
    absoluteExpiresAt: Number(absoluteExpiresAt),
    device,
    reason,
  }
}

/**
 * @param {string} subject
 * @param {unknown} reply
 */
function living(subject, reply) {
  const now = clock(reply)
  const pairs = parts(parts(reply)[2])
  /** @type {SessionRow[]} */
  const rows = []
  for (let index = 0; index < pairs.length; index += 2) {
    const row = decode(subject, String(pairs[index]), pairs[index + 1])
    if (row.status === 'active' && row.idleExpiresAt > now) rows.push(row)
  }
  return rows.sort((one, other) => other.rotatedAt - one.rotatedAt)
}

/** @param {unknown} reply */
function clock(reply) {
  const [seconds, microseconds] = parts(reply)
  return Number(seconds) + Number(microseconds) / 1e6
}

/**
 * parts checks that a reply is the list that the script makes. A transaction or a pipeline that was handed in for a
 * client answers with something else, and must not be believed.
 *
 * @param {unknown} reply
 * @returns {readonly unknown[]}
 */
function parts(reply) {
  if (!Array.isArray(reply))
    throw new TypeError('the Redis client did not answer with the reply of the script')
  return reply
}

/** @param {unknown} reply */
function isOne(reply) {
  return oneOf(reply, ['0', '1']) === '1'
}

/**
 * oneOf checks likewise that a reply is among those that the script makes.
 *
 * @param {unknown} reply
 * @param {readonly string[]} replies
 */
function oneOf(reply, replies) {
  const text = String(reply)
  if (!replies.includes(text)) throw unexpected()
  return text
}

function unexpected() {
  return new TypeError('the Redis client did not answer with the reply of the script')
}
