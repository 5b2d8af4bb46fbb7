import { HolobandError } from '../../errors.js'
import { steps } from '../sqlite/schema.js'

/** @import { D1Database } from '../d1.js' */

/**
 * The statements of each version. Each notes its version, which can be noted once: of two Workers that migrate at the
 * same time one does it, and the whole batch of the other fails.
 */
const versions = steps.map((statements, index) => [
  ...(index === 0 ? ['CREATE TABLE holoband_schema (version INTEGER NOT NULL PRIMARY KEY) STRICT'] : []),
  ...statements,
  `INSERT INTO holoband_schema (version) VALUES (${index + 1})`,
])

/**
 * d1Migrations tells the SQL that makes the tables, one text for each version, the first for version 1: for
 * `wrangler d1 migrations`, one file for each text.
 *
 *     import { writeFileSync } from 'node:fs'
 *     import { d1Migrations } from 'holoband/stores/d1'
 *
 *     writeFileSync('migrations/0001_holoband.sql', d1Migrations()[0])
 *
 * Each notes its version, so that `migrateD1` knows what was done already.
 *
 * @returns {readonly string[]}
 */
export function d1Migrations() {
  return Object.freeze(versions.map((statements) => statements.map((one) => `${one};\n`).join('\n')))
}

/**
 * migrateD1 makes the tables, or brings older ones up to date, one batch for each version: any number of Workers may do
 * so at once. Where everything is there already it only reads, twice.
 *
 * Rejects with ERR_STORE_TOO_NEW where the tables were made by a newer version of this library, and with what D1
 * throws.
 *
 * @param {D1Database} database
 * @returns {Promise<number>} how many versions it went forward
 */
export async function migrateD1(database) {
  let done = 0
  for (;;) {
    const version = await currentVersion(database)
    if (version > versions.length) throw new HolobandError('ERR_STORE_TOO_NEW')
    const statements = versions[version]
    if (statements === undefined) return done
    try {
      await database.batch(statements.map((sql) => database.prepare(sql)))
      done += 1
    } catch (error) {
      // Another one may have been faster, and what it has done need not be done again.
      if ((await currentVersion(database)) <= version) throw error
    }
  }
}

/**
 * @param {D1Database} database
 * @returns {Promise<number>} 0 where there are no tables yet
 */
async function currentVersion(database) {
  const named = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'holoband_schema'"
  const { results: tables } = await database.prepare(named).all()
  if (tables.length === 0) return 0
  const newest = 'SELECT coalesce(max(version), 0) AS version FROM holoband_schema'
  const { results } = await database.prepare(newest).all()
  return Number(/** @type {{ version: number }[]} */ (results)[0]?.version)
}
