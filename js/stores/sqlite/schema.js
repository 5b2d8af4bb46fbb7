import { HolobandError } from '../../errors.js'

/** @import { SqliteDatabase } from '../sqlite.js' */
/** @import { Transact } from './transaction.js' */

/**
 * The steps that make the tables what they are, each from one version to the next. A step that was released is never
 * changed: there are files that it has made.
 *
 * The tables are kept in the order of their keys, which puts the sessions of a subject side by side. Every column has
 * its type by force (STRICT): '1' and '1.0' are two subjects.
 */
export const steps = [
  [
    `CREATE TABLE holoband_sessions (
      subject TEXT NOT NULL,
      id TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('active', 'ended', 'compromised')),
      generation INTEGER NOT NULL,
      rotated_at INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      idle_expires_at INTEGER NOT NULL,
      absolute_expires_at INTEGER NOT NULL,
      device TEXT NOT NULL,
      reason TEXT NOT NULL,
      PRIMARY KEY (subject, id)
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX holoband_sessions_idle ON holoband_sessions (idle_expires_at)',
    'CREATE TABLE holoband_bans (subject TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID',
    `CREATE TABLE holoband_counters (
      key TEXT NOT NULL PRIMARY KEY,
      hits INTEGER NOT NULL,
      ends_at REAL NOT NULL
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX holoband_counters_end ON holoband_counters (ends_at)',
  ],
]

/**
 * migrate brings the tables to the version that this library knows. Where several processes do so at once, one does it
 * and the others find it done. The version is kept in a table, because the number that SQLite keeps in the file
 * (`user_version`) belongs to the application where the file does.
 *
 * @param {SqliteDatabase} database
 * @param {Transact} transact
 * @throws {HolobandError} ERR_STORE_TOO_NEW
 */
export function migrate(database, transact) {
  transact(() => {
    database.exec('CREATE TABLE IF NOT EXISTS holoband_schema (version INTEGER NOT NULL) STRICT')
    const newest = database.prepare('SELECT max(version) AS version FROM holoband_schema').get()
    const version = Number(/** @type {{ version: number | bigint | null }} */ (newest).version)
    if (version > steps.length) throw new HolobandError('ERR_STORE_TOO_NEW')
    for (const [index, statements] of steps.slice(version).entries()) {
      for (const statement of statements) database.exec(statement)
      database.prepare('INSERT INTO holoband_schema VALUES (?)').run(version + index + 1)
    }
    // Also where there was nothing to do: that the file may only be read is found out now, and not by the first login.
    database.prepare('DELETE FROM holoband_schema WHERE version < ?').run(steps.length)
  })
}
