/** @import { SessionEvent } from 'holoband/session' */
/** @import { D1Database } from 'holoband/stores/d1' */

/**
 * createEvents keeps a log of what happens to sessions, which shows their owners what they did not do themselves.
 *
 * @param {D1Database} database
 */
export function createEvents(database) {
  const insert = "INSERT INTO session_events (at, sub, sid, type) VALUES (unixepoch('subsec'), ?, ?, ?)"
  const select = 'SELECT at, sid, type FROM session_events WHERE sub = ? ORDER BY at DESC LIMIT 50'
  return {
    /** @param {SessionEvent} event */
    note: ({ sub, sid, type }) => database.prepare(insert).bind(sub, sid, type).all(),
    /** @param {string} sub */
    list: async (sub) => (await database.prepare(select).bind(sub).all()).results,
  }
}
