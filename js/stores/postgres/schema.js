import { argumentError } from '../../core/arguments.js'
import { HolobandError } from '../../errors.js'

/**
 * The tables of a store, quoted and with their schema.
 *
 * @typedef {object} Tables
 * @property {string} sessions
 * @property {string} subjects
 * @property {string} counters
 * @property {string} migrations
 */

/**
 * tablesOf names the tables in a schema. Its name becomes part of the SQL, so it has to be a plain identifier:
 * ERR_OPTION_EMPTY, ERR_OPTION_RANGE.
 *
 * @param {unknown} schema
 * @returns {Readonly<Tables>}
 */
export function tablesOf(schema) {
  if (typeof schema !== 'string') throw argumentError('schema must be a string')
  if (schema === '') throw new HolobandError('ERR_OPTION_EMPTY', { option: 'schema' })
  // 63 bytes are what PostgreSQL keeps of a name; names in pg_ are its own.
  if (!/^(?!pg_)[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw new HolobandError('ERR_OPTION_RANGE', { option: 'schema' })
  }
  return Object.freeze({
    sessions: `"${schema}".sessions`,
    subjects: `"${schema}".subjects`,
    counters: `"${schema}".counters`,
    migrations: `"${schema}".migrations`,
  })
}
