import { HolobandError } from '../../errors.js'

/** @import { SqliteDatabase } from '../sqlite.js' */

/** @typedef {new (file: string) => SqliteDatabase & { close: () => unknown }} SqliteDriver */

/**
 * loadDriver gives the class that opens a file: that of the runtime where it has one, else that of the package libsql.
 *
 * @returns {Promise<SqliteDriver>}
 * @throws {HolobandError} ERR_STORE_DRIVER_MISSING
 */
export async function loadDriver() {
  const own = 'Bun' in globalThis ? ['bun:sqlite', 'Database'] : ['node:sqlite', 'DatabaseSync']
  const [module = '', name = ''] = own
  const driver = (await importIfThere(module))?.[name] ?? (await importLibsql()).default
  return /** @type {SqliteDriver} */ (driver)
}

/**
 * A runtime without the module says so in its own way each; all that can be asked is whether it is there.
 *
 * @param {string} module
 * @returns {Promise<Record<string, unknown> | undefined>}
 */
async function importIfThere(module) {
  try {
    return await import(module)
  } catch {
    return undefined
  }
}

/** The name stands here in full, so that a program that bundles its packages finds this one. */
async function importLibsql() {
  try {
    return await import('libsql')
  } catch (cause) {
    throw new HolobandError('ERR_STORE_DRIVER_MISSING', { cause })
  }
}
