import { Database } from 'bun:sqlite'

const users = `CREATE TABLE IF NOT EXISTS users (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  password TEXT NOT NULL
) STRICT`

/**
 * openDatabase opens the one file that has both the users and, in tables of their own, the sessions.
 *
 * @param {string} file
 */
export function openDatabase(file) {
  const database = new Database(file)
  // Readers do not wait for a writer; writers wait for each other, five seconds at most.
  database.exec('PRAGMA journal_mode = WAL')
  database.exec('PRAGMA busy_timeout = 5000')
  database.exec(users)
  return database
}
