import { argumentError, checkOptions } from '../../core/arguments.js'
import { HolobandError } from '../../errors.js'
import { checkedClock } from '../clock.js'

/** @import { SqliteDatabase, SqliteFileOptions, SqliteStoreOptions } from '../sqlite.js' */

const longestWait = 3600

/**
 * The options of a store that opens its file, with their defaults.
 *
 * @param {unknown} file
 * @param {SqliteStoreOptions & SqliteFileOptions} options
 */
export function fileOptionsOf(file, options) {
  checkOptions(options, ['now', 'busyTimeout', 'synchronous'], 'openSqliteStore')
  if (typeof file !== 'string') throw argumentError('file must be a string')
  // SQLite takes an empty name for a file that it removes when it is closed.
  if (file === '') throw new HolobandError('ERR_OPTION_EMPTY', { option: 'file' })
  const { busyTimeout = 5, synchronous = 'normal' } = options
  if (typeof busyTimeout !== 'number') throw new HolobandError('ERR_OPTION_TYPE', { option: 'busyTimeout' })
  if (!(busyTimeout >= 0 && busyTimeout <= longestWait))
    throw new HolobandError('ERR_OPTION_RANGE', { option: 'busyTimeout' })
  if (synchronous !== 'normal' && synchronous !== 'full')
    throw new HolobandError('ERR_OPTION_TYPE', { option: 'synchronous' })
  return { now: checkedClock(options.now), busyTimeout, synchronous }
}

/**
 * configure says how a connection waits and writes.
 *
 * @param {SqliteDatabase} database
 * @param {Required<SqliteFileOptions>} options
 */
export function configure(database, { busyTimeout, synchronous }) {
  database.exec(`PRAGMA busy_timeout = ${Math.ceil(busyTimeout * 1000)}`)
  turnOnWriteAheadLog(database)
  database.exec(`PRAGMA synchronous = ${synchronous === 'full' ? 'FULL' : 'NORMAL'}`)
}

/**
 * The file changes to a write-ahead log while nobody else uses it. SQLite does not wait for that, and a new file that
 * several processes open at once is in use: this waits by taking a turn at writing, and tries again.
 *
 * @param {SqliteDatabase} database
 */
function turnOnWriteAheadLog(database) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      database.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      if (attempt === 10) throw error
      database.exec('BEGIN IMMEDIATE')
      database.exec('ROLLBACK')
    }
  }
}
