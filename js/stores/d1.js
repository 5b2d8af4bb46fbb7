import { argumentError } from '../core/arguments.js'
import { HolobandError } from '../errors.js'
import { migrateD1 } from './d1/migrations.js'
import { d1Statements } from './d1/statements.js'
import { rowOf, valuesOf } from './sqlite/rows.js'

/** @import { SessionStore } from './contract.js' */

export { d1Migrations, migrateD1 } from './d1/migrations.js'

/**
 * What the store needs of a database: the binding that a Worker finds in its `env`.
 *
 * @typedef {{
 *   prepare(sql: string): D1Statement,
 *   batch(statements: D1Statement[]): Promise<D1Result[]>
 * }} D1Database
 */

/**
 * What the store needs of a statement that D1 has prepared.
 *
 * @typedef {{
 *   bind(...values: (string | number | null)[]): D1Statement,
 *   all(): Promise<D1Result>
 * }} D1Statement
 */

/**
 * What D1 answers with.
 *
 * @typedef {{ results: unknown[], meta: { changes?: number, served_by_primary?: boolean } }} D1Result
 */

/**
 * A store in D1. `migrate` is migrateD1 with the store's database.
 *
 * @typedef {SessionStore & { migrate: () => Promise<number> }} D1Store
 */

/** How many rows one statement of purge removes: so few that nobody waits for it. */
const batch = 1000

/**
 * createD1Store keeps sessions in Cloudflare D1. It is given the binding (`env.DB`), and may be made once for all requests
 * or anew for each: it keeps nothing of any request. The tables, whose names begin with `holoband_`, are made by
 * `migrate()`, or at deployment by `wrangler d1 migrations apply` from what `d1Migrations` tells.
 *
 * Every step is one statement, or one batch, which D1 runs as one transaction; times are read from the database's
 * clock in that statement. So a method is one round trip to the primary, wherever the Worker runs: place the Worker near
 * it (Smart Placement) where that is far. D1 counts rows: a refresh reads two and writes two, and the limit on refreshes
 * reads one more and writes two.
 *
 * **Replicas.** The binding itself always asks the primary, also where read replication is turned on, and that is what
 * sessions need. A session of D1's own (`env.DB.withSession(…)`) may read from a replica, which has not seen a ban or a
 * rotation yet, even one that begins at the primary (`'first-primary'`): it is refused with ERR_STORE_EVENTUAL, and so
 * is an answer that says of itself that a replica gave it.
 *
 * `purge` has to be called from time to time, such as by a Cron Trigger: `scheduled: () => sessions.purge()`.
 *
 * Throws TypeError for what is no database, and ERR_STORE_EVENTUAL. Its methods reject with what D1 throws: after "no
 * such table" think of `migrate()`.
 *
 * @param {D1Database} database
 * @returns {Readonly<D1Store>}
 */
export function createD1Store(database) {
  if (typeof database?.prepare !== 'function' || typeof database.batch !== 'function')
    throw argumentError('database must be a D1 database, with prepare() and batch()')
  if ('getBookmark' in database) throw new HolobandError('ERR_STORE_EVENTUAL', { option: 'database' })
  const sql = d1Statements
  const run = runner(database)

  return Object.freeze({
    consistency: 'strong',
    migrate: () => migrateD1(database),
    now: async () => timeOf(first(await run(sql.now))),
    insert: async (row) => changed(await run(sql.insert, ...valuesOf(row), row.subject)),
    async read({ subject, id }) {
      const found = first(await run(sql.read, subject, id))
      return { now: timeOf(found), row: found.id === null ? undefined : rowOf(found) }
    },
    async rotate({ subject, id, generation, rotatedAt, idleExpiresAt, device }, { deadline }) {
      const written = [generation, rotatedAt, idleExpiresAt, device]
      return changed(await run(sql.rotate, ...written, subject, id, generation - 1, deadline))
    },
    end: async ({ subject, id }, { status, reason }) =>
      changed(await run(sql.end, status, reason, subject, id)),
    endAll: async (subject, { reason, except = null }) =>
      idsOf(await run(sql.endAll, reason, subject, except)),
    list: async (subject) => (await run(sql.list, subject)).results.map(rowOf),
    async ban(subject, { reason }) {
      const steps = [
        database.prepare(sql.ban).bind(subject),
        database.prepare(sql.endAll).bind(reason, subject, null),
      ]
      const [, ended] = await database.batch(steps)
      return idsOf(checked(ended))
    },
    unban: async (subject) => changed(await run(sql.unban, subject)),
    async purge() {
      await inBatches(run, sql.purgeCounters)
      return inBatches(run, sql.purgeSessions)
    },
    async hit(key, window) {
      const { hits, resets_in } = first(await run(sql.hit, key, window))
      return { hits: Number(hits), resetsIn: Number(resets_in) }
    },
    async forget(key) {
      await run(sql.forget, key)
    },
  })
}

/**
 * Prepares a statement and runs it with these values.
 *
 * @typedef {(sql: string, ...values: (string | number | null)[]) => Promise<D1Result>} RunStatement
 */

/**
 * Statements are prepared anew each time, since a request must not use what another one made.
 *
 * @param {D1Database} database
 * @returns {RunStatement}
 */
function runner(database) {
  return async (sql, ...values) =>
    checked(
      await database
        .prepare(sql)
        .bind(...values)
        .all(),
    )
}

/**
 * checked holds an answer to its form, and to having come from the primary.
 *
 * @param {D1Result | undefined} result
 */
function checked(result) {
  if (!Array.isArray(result?.results)) throw unexpected()
  if (result.meta?.served_by_primary === false)
    throw new HolobandError('ERR_STORE_EVENTUAL', { option: 'database' })
  return result
}

/** @param {D1Result} result */
function first({ results }) {
  const [record] = results
  if (typeof record !== 'object' || record === null) throw unexpected()
  return /** @type {Record<string, unknown>} */ (record)
}

/** @param {Record<string, unknown>} record */
function timeOf({ now }) {
  if (typeof now !== 'number') throw unexpected()
  return now
}

/** @param {D1Result} result */
function changesOf({ meta }) {
  if (typeof meta?.changes !== 'number') throw unexpected()
  return meta.changes
}

/** @param {D1Result} result */
function changed(result) {
  return changesOf(result) > 0
}

/** @param {D1Result} result */
function idsOf({ results }) {
  return /** @type {{ id: string }[]} */ (results).map(({ id }) => id)
}

/**
 * @param {RunStatement} run
 * @param {string} statement
 */
async function inBatches(run, statement) {
  for (let total = 0; ; ) {
    const removed = changesOf(await run(statement, batch))
    total += removed
    if (removed < batch) return total
  }
}

function unexpected() {
  return new TypeError('the D1 database did not answer with a result of D1')
}
