import { checkOptions } from '../../core/arguments.js'
import { HolobandError } from '../../errors.js'
import { tablesOf } from './schema.js'

/** @import { PostgresPool, PostgresStoreOptions } from '../postgres.js' */
/** @import { Tables } from './schema.js' */

/**
 * Times are seconds since 1970 as double precision, like every number here: `bigint` would come back as text, and
 * `integer` ends in 2038. Texts compare by their bytes, whatever the collation of the database.
 *
 * What purge looks for is indexed by the hour: an index of the second would have to be written on every rotation, and
 * no rotation could be a HOT update, which stays on its page and leaves no index entry behind for vacuum.
 *
 * @param {Tables} tables
 */
const first = ({ sessions, subjects, counters, migrations }) => `
create table ${migrations} (
  version integer primary key,
  applied_at timestamptz not null default clock_timestamp()
);

create table ${sessions} (
  subject text collate "C" not null,
  id text collate "C" not null,
  status text not null check (status in ('active', 'ended', 'compromised')),
  generation double precision not null,
  rotated_at double precision not null,
  created_at double precision not null,
  idle_expires_at double precision not null,
  absolute_expires_at double precision not null,
  device text not null,
  reason text not null,
  expiry_hour integer not null generated always as (floor(idle_expires_at / 3600)::integer) stored,
  primary key (subject, id)
) with (fillfactor = 80);
create index on ${sessions} (expiry_hour);

create table ${subjects} (
  subject text collate "C" primary key,
  banned boolean not null
);

create table ${counters} (
  key text collate "C" primary key,
  hits integer not null,
  resets_at double precision not null
);
create index on ${counters} (resets_at);
`

const steps = [first]

/**
 * postgresMigrations tells the SQL that makes the tables, one text for each version, the first for version 1: for
 * those who keep all changes of their database in one place. Each is to be run once, in order and in a transaction, and
 * the schema has to be there. Each notes its version, so that `migratePostgres` knows what was done already.
 *
 * Throws ERR_OPTION_EMPTY and ERR_OPTION_RANGE for a schema whose name is not a plain identifier.
 *
 * @param {PostgresStoreOptions} [options]
 * @returns {readonly string[]}
 */
export function postgresMigrations(options = {}) {
  checkOptions(options, ['schema'], 'postgresMigrations')
  const tables = tablesOf(options.schema ?? defaultSchema)
  return Object.freeze(
    steps.map(
      (step, index) => `${step(tables)}\ninsert into ${tables.migrations} (version) values (${index + 1});\n`,
    ),
  )
}

export const defaultSchema = 'holoband'

/**
 * migratePostgres makes the schema and its tables, or brings older ones up to date, in one transaction and under a
 * lock: any number of servers may start at once. Where everything is there already it changes nothing and needs no
 * privilege to.
 *
 * Rejects with ERR_STORE_TOO_NEW where the tables were made by a newer version of this library, and with what the
 * driver rejects with.
 *
 * @param {PostgresPool} pool
 * @param {PostgresStoreOptions} [options]
 * @returns {Promise<number>} how many versions it went forward
 */
export async function migratePostgres(pool, options = {}) {
  const texts = postgresMigrations(options)
  const schema = options.schema ?? defaultSchema
  const client = await pool.connect()
  /** @type {unknown} */
  let failure
  try {
    await client.query('begin isolation level read committed')
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`holoband ${schema}`])
    const version = await currentVersion(client, schema)
    if (version > texts.length) throw new HolobandError('ERR_STORE_TOO_NEW')
    if (version === 0) await createSchema(client, schema)
    for (const text of texts.slice(version)) await client.query(text)
    await client.query('commit')
    return texts.length - version
  } catch (error) {
    failure = error
    throw error
  } finally {
    // A connection in the middle of a transaction is of no use to anybody; closed, it rolls back.
    client.release(failure !== undefined)
  }
}

/**
 * @param {Pick<PostgresPool, 'query'>} client
 * @param {string} schema
 * @returns {Promise<number>} 0 where there are no tables yet
 */
async function currentVersion(client, schema) {
  const { migrations } = tablesOf(schema)
  const { rows } = await client.query('select to_regclass($1) is not null as "isThere"', [migrations])
  if (rows[0]?.isThere !== true) return 0
  const newest = await client.query(`select coalesce(max(version), 0) as version from ${migrations}`)
  return Number(newest.rows[0]?.version)
}

/**
 * `create schema if not exists` asks for the privilege to create one even where it is there.
 *
 * @param {Pick<PostgresPool, 'query'>} client
 * @param {string} schema
 */
async function createSchema(client, schema) {
  const { rows } = await client.query('select to_regnamespace($1) is not null as "isThere"', [`"${schema}"`])
  if (rows[0]?.isThere !== true) await client.query(`create schema "${schema}"`)
}
