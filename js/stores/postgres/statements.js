// The SQL of the store, one statement for each step. All run under READ COMMITTED, where a statement sees what was
// committed before it began, and where an UPDATE that waited for a row judges its conditions again by the row that it
// got. That second judgement is what the swap of a rotation and every `status = 'active'` rest on.

/** @import { Tables } from './schema.js' */

/** @typedef {ReturnType<typeof statementsFor>} Statements */

const now = 'extract(epoch from clock_timestamp())::double precision'

const columns = `subject, id, status, generation, rotated_at as "rotatedAt", created_at as "createdAt",
  idle_expires_at as "idleExpiresAt", absolute_expires_at as "absoluteExpiresAt", device, reason`

/** @param {Tables} tables */
export function statementsFor({ sessions, subjects, counters }) {
  return Object.freeze({
    now: `select ${now} as now`,

    // An UPSERT locks the row of the subject, and answers with the row as it is once the lock is had. So a ban that was
    // committed while this waited is seen, and a ban that comes after it waits for it.
    insert: `with gate as (
      insert into ${subjects} as known (subject, banned) values ($1, false)
      on conflict (subject) do update set banned = known.banned returning banned
    )
    insert into ${sessions} (subject, id, status, generation, rotated_at, created_at, idle_expires_at,
      absolute_expires_at, device, reason)
    select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 from gate where not banned`,

    read: `select ${now} as now, found.* from (values (1)) as always
    left join (select ${columns} from ${sessions} where subject = $1 and id = $2) as found on true`,

    rotate: `update ${sessions} set generation = $3, rotated_at = $4, idle_expires_at = $5, device = $6
    where subject = $1 and id = $2 and status = 'active' and generation = $3::double precision - 1 and ${now} <= $7`,

    end: `update ${sessions} set status = $3, reason = $4 where subject = $1 and id = $2 and status = 'active'`,

    // The rows are locked in one order, so that two of these at once do not wait for each other.
    endAll: `with doomed as (
      select id from ${sessions}
      where subject = $1 and status = 'active' and id is distinct from $3::text order by id for update
    )
    update ${sessions} as session set status = 'ended', reason = $2 from doomed
    where session.subject = $1 and session.id = doomed.id and session.status = 'active' returning session.id`,

    list: `select ${columns} from ${sessions}
    where subject = $1 and status = 'active' and idle_expires_at > ${now} order by rotated_at desc, id`,

    // Only once this is committed does a statement begin that sees every session inserted before it.
    ban: `insert into ${subjects} (subject, banned) values ($1, true)
    on conflict (subject) do update set banned = true`,

    unban: `delete from ${subjects} where subject = $1 and banned`,

    // The time is read in a subquery, once, so that the index can be searched for it.
    purgeSessions: `with over as materialized (
      select subject, id from ${sessions}
      where expiry_hour <= (select floor(${now} / 3600)::integer) and idle_expires_at <= (select ${now})
      limit $1 for update skip locked
    )
    delete from ${sessions} as session using over where session.subject = over.subject and session.id = over.id`,

    purgeCounters: `with over as materialized (
      select key from ${counters} where resets_at <= (select ${now}) limit $1 for update skip locked
    )
    delete from ${counters} as counter using over where counter.key = over.key`,

    // Who is not banned needs no row; the row was there to be locked.
    purgeSubjects: `with idle as materialized (
      select subject from ${subjects} where not banned limit $1 for update skip locked
    )
    delete from ${subjects} as known using idle where known.subject = idle.subject`,

    hit: `insert into ${counters} as counter (key, hits, resets_at) values ($1, 1, ${now} + $2)
    on conflict (key) do update set
      hits = case when counter.resets_at <= excluded.resets_at - $2 then 1 else counter.hits + 1 end,
      resets_at = case when counter.resets_at <= excluded.resets_at - $2 then excluded.resets_at
        else counter.resets_at end
    returning hits, greatest(resets_at - ${now}, 0) as "resetsIn"`,

    forget: `delete from ${counters} where key = $1`,
  })
}
