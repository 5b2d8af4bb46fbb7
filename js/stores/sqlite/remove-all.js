/** @import { SqliteStatement } from '../sqlite.js' */
/** @import { Transact } from './transaction.js' */

const batch = 1000

/**
 * removeAll removes what is over, so many at a time that others are not kept from writing, nor this process from
 * everything else.
 *
 * @param {Transact} transact
 * @param {SqliteStatement} statement  deletes what was over at a time, up to a number
 * @param {number} now                 seconds since 1970
 * @returns {Promise<number>} how many
 */
export async function removeAll(transact, statement, now) {
  for (let total = 0; ; ) {
    const removed = transact(() => Number(statement.run(now, batch).changes))
    total += removed
    if (removed < batch) return total
    await new Promise((resolve) => {
      setTimeout(resolve)
    })
  }
}
