import { columns } from '../sqlite/rows.js'
import { sqliteStatements } from '../sqlite/statements.js'

/** The same moment wherever it stands in one statement. */
const clock = "unixepoch('subsec')"

const common = sqliteStatements(clock)

/** The SQL of a D1 store. Each statement reads the database's clock itself, so that nothing comes between. */
export const d1Statements = Object.freeze({
  ...common,
  now: `SELECT ${clock} AS now`,
  read: `SELECT ${clock} AS now, found.* FROM (SELECT 1) LEFT JOIN
    (SELECT ${columns} FROM holoband_sessions WHERE subject = ? AND id = ?) AS found`,
  rotate: `${common.rotate} AND ${clock} <= ?`,
})
