import { argumentError, checkOptions } from '../core/arguments.js'
import { defaultSchema, migratePostgres } from './postgres/migrations.js'
import { tablesOf } from './postgres/schema.js'
import { statementsFor } from './postgres/statements.js'

/** @import { SessionRow, SessionStatus, SessionStore } from './contract.js' */

export { migratePostgres, postgresMigrations } from './postgres/migrations.js'

/**
 * What the store needs of a pool: what `Pool` of the package `pg` has, and what is made to be used in its place.
 *
 * @typedef {object} PostgresPool
 * @property {(text: string, values?: unknown[]) => Promise<PostgresResult>} query  sends one statement on any connection
 * @property {() => Promise<PostgresPoolClient>} connect  needed to migrate, and for nothing else
 */

/**
 * A connection that the pool lends.
 *
 * @typedef {object} PostgresPoolClient
 * @property {(text: string, values?: unknown[]) => Promise<PostgresResult>} query  sends one statement on this connection
 * @property {(destroy?: boolean) => void} release  gives the connection back, or closes it
 */

/**
 * What a statement came to.
 *
 * @typedef {{ rows: Record<string, unknown>[], rowCount: number | null }} PostgresResult
 */

/**
 * Where the tables are.
 *
 * @typedef {object} PostgresStoreOptions
 * @property {string} [schema]  where the tables are: lower-case letters, digits and underscores; default 'holoband'
 *
 * @typedef {SessionStore & { migrate: () => Promise<number> }} PostgresStore
 *   `migrate` is migratePostgres with the pool and the options of the store
 */

/** How often a statement is sent that lost to another one, before that is reported. */
const attempts = 5

/** How many rows one statement of purge removes: so few that nobody waits for it. */
const batch = 1000

/**
 * createPostgresStore keeps sessions in PostgreSQL 12 or newer. It is given a pool, and never closes it; the pool has
 * to reach the primary, because a replica lags behind. `migrate()` makes the tables, once, or at every start.
 *
 * Every step is one statement on any connection, and times are read from the server's clock in that statement. Nothing
 * is prepared by name, so that PgBouncer may hand out connections transaction by transaction. A statement that was
 * chosen to fail in a deadlock or a conflict of transactions is sent again, a few times; every other rejection of the
 * pool is passed on as it is.
 *
 * `purge` has to be called from time to time, by any server. A pool of `pg` emits 'error' when an idle connection
 * breaks: listen to it, or Node.js ends the process when the server is restarted. Give it `connectionTimeoutMillis`
 * too: without, it waits for a server that is away for as long as the operating system does.
 *
 * Throws TypeError for what is no pool, ERR_OPTION_EMPTY and ERR_OPTION_RANGE for a schema whose name is not a plain
 * identifier.
 *
 * @param {PostgresPool} pool
 * @param {PostgresStoreOptions} [options]
 * @returns {Readonly<PostgresStore>}
 */
export function createPostgresStore(pool, options = {}) {
  checkOptions(options, ['schema'], 'createPostgresStore')
  if (typeof pool?.query !== 'function') throw argumentError('pool must be an object with query()')
  const schema = options.schema ?? defaultSchema
  const sql = statementsFor(tablesOf(schema))
  const run = runner(pool)
  /** @type {SessionStore['endAll']} */
  const endAll = async (subject, { reason, except = null }) => {
    const { rows } = await run(sql.endAll, [subject, reason, except])
    return rows.map(({ id }) => String(id))
  }

  return Object.freeze({
    consistency: 'strong',
    migrate: () => migratePostgres(pool, { schema }),
    now: async () => Number((await run(sql.now)).rows[0]?.now),
    insert: async (row) => changed(await run(sql.insert, valuesOf(row))),
    async read({ subject, id }) {
      const [found = {}] = (await run(sql.read, [subject, id])).rows
      return { now: Number(found.now), row: found.id === null ? undefined : toRow(found) }
    },
    async rotate({ subject, id, generation, rotatedAt, idleExpiresAt, device }, { deadline }) {
      const values = [subject, id, generation, rotatedAt, idleExpiresAt, device, deadline]
      return changed(await run(sql.rotate, values))
    },
    end: async ({ subject, id }, { status, reason }) =>
      changed(await run(sql.end, [subject, id, status, reason])),
    endAll,
    list: async (subject) => (await run(sql.list, [subject])).rows.map(toRow),
    async ban(subject, { reason }) {
      await run(sql.ban, [subject])
      return endAll(subject, { reason })
    },
    unban: async (subject) => changed(await run(sql.unban, [subject])),
    async purge() {
      await inBatches(run, sql.purgeSubjects)
      await inBatches(run, sql.purgeCounters)
      return inBatches(run, sql.purgeSessions)
    },
    async hit(key, window) {
      const [counted = {}] = (await run(sql.hit, [key, window])).rows
      return { hits: Number(counted.hits), resetsIn: Number(counted.resetsIn) }
    },
    async forget(key) {
      await run(sql.forget, [key])
    },
  })
}

/**
 * Sends a statement, again where it lost to another one.
 *
 * @typedef {(text: string, values?: unknown[]) => Promise<PostgresResult>} RunStatement
 */

/**
 * @param {Pick<PostgresPool, 'query'>} pool
 * @returns {RunStatement}
 */
function runner(pool) {
  return async (text, values = []) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await pool.query(text, values)
      } catch (error) {
        if (attempt === attempts || !lostToAnother(error)) throw error
      }
    }
  }
}

/**
 * Whether PostgreSQL undid a statement for the sake of another one, and would do it now: serialization_failure,
 * deadlock_detected.
 *
 * @param {unknown} error
 */
function lostToAnother(error) {
  return error instanceof Error && ['40001', '40P01'].includes(String(Reflect.get(error, 'code')))
}

/**
 * @param {RunStatement} run
 * @param {string} statement
 */
async function inBatches(run, statement) {
  for (let total = 0; ; ) {
    const { rowCount } = await run(statement, [batch])
    total += rowCount ?? 0
    if (rowCount !== batch) return total
  }
}

/** @param {PostgresResult} result */
function changed({ rowCount }) {
  if (rowCount === null) throw new TypeError('the pool did not tell how many rows were changed')
  return rowCount > 0
}

/** @param {SessionRow} row */
function valuesOf(row) {
  const { subject, id, status, generation, rotatedAt, createdAt } = row
  const { idleExpiresAt, absoluteExpiresAt, device, reason } = row
  return [
    ...[subject, id, status, generation, rotatedAt, createdAt],
    ...[idleExpiresAt, absoluteExpiresAt, device, reason],
  ]
}

/**
 * @param {Record<string, unknown>} found
 * @returns {SessionRow}
 */
function toRow(found) {
  return {
    subject: String(found.subject),
    id: String(found.id),
    status: /** @type {SessionStatus} */ (found.status),
    generation: Number(found.generation),
    rotatedAt: Number(found.rotatedAt),
    createdAt: Number(found.createdAt),
    idleExpiresAt: Number(found.idleExpiresAt),
    absoluteExpiresAt: Number(found.absoluteExpiresAt),
    device: String(found.device),
    reason: String(found.reason),
  }
}
