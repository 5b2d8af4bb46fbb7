import { columns } from './rows.js'

/**
 * sqliteStatements writes the SQL that all stores in SQLite have in common.
 *
 * @param {string} clock  a parameter where the program tells the time, or an expression where the database does
 */
export function sqliteStatements(clock) {
  return Object.freeze({
    insert: `INSERT INTO holoband_sessions (${columns})
      SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM holoband_bans WHERE subject = ?)`,
    read: `SELECT ${columns} FROM holoband_sessions WHERE subject = ? AND id = ?`,
    rotate: `UPDATE holoband_sessions
      SET generation = ?, rotated_at = ?, idle_expires_at = ?, device = ?
      WHERE subject = ? AND id = ? AND status = 'active' AND generation = ?`,
    end: `UPDATE holoband_sessions SET status = ?, reason = ?
      WHERE subject = ? AND id = ? AND status = 'active'`,
    endAll: `UPDATE holoband_sessions SET status = 'ended', reason = ?
      WHERE subject = ? AND status = 'active' AND id IS NOT ? RETURNING id`,
    list: `SELECT ${columns} FROM holoband_sessions
      WHERE subject = ? AND status = 'active' AND idle_expires_at > ${clock} ORDER BY rotated_at DESC`,
    ban: 'INSERT INTO holoband_bans (subject) VALUES (?) ON CONFLICT DO NOTHING',
    unban: 'DELETE FROM holoband_bans WHERE subject = ?',
    purgeSessions: `DELETE FROM holoband_sessions WHERE (subject, id) IN
      (SELECT subject, id FROM holoband_sessions WHERE idle_expires_at <= ${clock} LIMIT ?)`,
    hit: `INSERT INTO holoband_counters (key, hits, ends_at) VALUES (?, 1, ${clock} + ?)
      ON CONFLICT (key) DO UPDATE SET
        hits = CASE WHEN ends_at > ${clock} THEN hits + 1 ELSE 1 END,
        ends_at = CASE WHEN ends_at > ${clock} THEN ends_at ELSE excluded.ends_at END
      RETURNING hits, ends_at - ${clock} AS resets_in`,
    forget: 'DELETE FROM holoband_counters WHERE key = ?',
    purgeCounters: `DELETE FROM holoband_counters WHERE key IN
      (SELECT key FROM holoband_counters WHERE ends_at <= ${clock} LIMIT ?)`,
  })
}
