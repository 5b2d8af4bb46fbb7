/** @import { SqliteDatabase } from '../sqlite.js' */

/**
 * Does work that must not wait for anything as one step: all of it, or, where it throws, nothing.
 *
 * @typedef {<Result>(work: () => Result) => Result} Transact
 */

/**
 * inTransaction does its work as the only one who writes to the file. It waits for its turn at the beginning, when
 * nothing was read yet, so that what the work sees is what it changes.
 *
 * @template Result
 * @param {SqliteDatabase} database
 * @param {() => Result} work  must not wait for anything
 * @returns {Result}
 */
export function inTransaction(database, work) {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    rollBack(database)
    throw error
  }
}

/**
 * After some failures SQLite has rolled back by itself, and says so with one more error. The first one counts.
 *
 * @param {SqliteDatabase} database
 */
function rollBack(database) {
  try {
    database.exec('ROLLBACK')
  } catch {}
}
