import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { storeContract } from 'holoband/stores/contract'
import { createPostgresStore } from 'holoband/stores/postgres'
import { startPostgres } from '../support/postgres-server.js'
import { openPool } from './postgres-pool.js'
import { race } from './race.js'
import { newRow, rotateNext } from './rows.js'

/** @import { PostgresStore } from 'holoband/stores/postgres' */
/** @import pg from 'pg' */
/** @import { PostgresServer } from '../support/postgres-server.js' */

/** @type {PostgresServer} */
let postgres
/** @type {pg.Pool} */
let pool
/** @type {pg.Pool} */
let peerPool
/** @type {PostgresStore} */
let store
/** The connections of transactions that were begun and not finished. @type {Set<pg.PoolClient>} */
const held = new Set()
before(async () => {
  postgres = await startPostgres()
  pool = openPool(postgres.address)
  peerPool = openPool(postgres.address)
  store = createPostgresStore(pool)
  await store.migrate()
})
after(async () => {
  for (const client of held) client.release(true)
  await Promise.all([pool.end(), peerPool.end()])
  await postgres.dispose()
})

describe('the PostgreSQL store keeps the contract', { concurrency: 4 }, () => {
  for (const [index, { name, run }] of storeContract.entries()) {
    test(name, () =>
      run(async () => {
        const schema = `contract_${index}`
        const tried = createPostgresStore(pool, { schema })
        await tried.migrate()
        return { store: tried, peer: createPostgresStore(peerPool, { schema }), close: () => {} }
      }),
    )
  }
})

/**
 * Runs something of a store in a transaction of its own, and leaves it uncommitted.
 *
 * @param {(store: PostgresStore, client: pg.PoolClient) => Promise<unknown>} act
 */
async function uncommitted(act) {
  const client = await peerPool.connect()
  held.add(client)
  await client.query('begin')
  const its = createPostgresStore({
    query: (text, values) => client.query(text, values),
    connect: pool.connect,
  })
  await act(its, client)
  return {
    /** @param {'commit' | 'rollback'} how */
    async finish(how) {
      await client.query(how)
      held.delete(client)
      client.release()
    },
  }
}

/** Waits until some statement waits for a lock, so that what comes first is certain. */
async function somebodyWaits() {
  const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock'`
  for (let looks = 0; looks < 1000; looks += 1) {
    if ((await pool.query(waiting)).rowCount !== 0) return
    await pause(5)
  }
  throw new Error('expected one statement to wait for the other')
}

describe('PostgreSQL transactions that meet', () => {
  test('a ban waits for a login that is under way, and ends it', async () => {
    const row = await newRow(store, { subject: 'login before ban' })
    const login = await uncommitted((its) => its.insert(row))
    const ban = store.ban(row.subject, { reason: 'abuse' })
    await somebodyWaits()
    await login.finish('commit')
    assert.deepEqual(await ban, ['s1'])
    assert.equal((await store.read(row)).row?.status, 'ended')
  })

  test('a login waits for a ban that is under way, and is refused', async () => {
    const row = await newRow(store, { subject: 'ban before login' })
    const ban = await uncommitted((its) => its.ban(row.subject, { reason: 'abuse' }))
    const login = store.insert(row)
    await somebodyWaits()
    await ban.finish('commit')
    assert.equal(await login, false)
    assert.equal((await store.read(row)).row, undefined)
  })

  test('a login that waits for a ban goes on where the ban comes to nothing', async () => {
    const row = await newRow(store, { subject: 'ban undone' })
    const ban = await uncommitted((its) => its.ban(row.subject, { reason: 'abuse' }))
    const login = store.insert(row)
    await somebodyWaits()
    await ban.finish('rollback')
    assert.equal(await login, true)
    assert.equal((await store.read(row)).row?.status, 'active')
  })

  test('a rotation that waits for the end of its session does not take place', async () => {
    const row = await newRow(store, { subject: 'end before rotation' })
    await store.insert(row)
    const end = await uncommitted((its) => its.endAll(row.subject, { reason: 'logout' }))
    const rotation = rotateNext(store, row)
    await somebodyWaits()
    await end.finish('commit')
    assert.equal(await rotation, false)
    const ended = { ...row, status: 'ended', reason: 'logout' }
    assert.deepEqual((await store.read(row)).row, ended)
  })

  test('the end of all sessions waits for a rotation, and ends what it made', async () => {
    const row = await newRow(store, { subject: 'rotation before end' })
    await store.insert(row)
    const rotation = await uncommitted((its) => rotateNext(its, row))
    const end = store.endAll(row.subject, { reason: 'logout' })
    await somebodyWaits()
    await rotation.finish('commit')
    assert.deepEqual(await end, ['s1'])
    const ended = { ...row, generation: 1, status: 'ended', reason: 'logout' }
    assert.deepEqual((await store.read(row)).row, ended)
  })

  test('a rotation that waits past its deadline does not take place', async () => {
    const row = await newRow(store, { subject: 'late' })
    await store.insert(row)
    const elsewhere = `update holoband.sessions set device = 'other' where subject = 'late'`
    for (const patience of [0.2, 30]) {
      const inTime = patience === 30
      const other = await uncommitted((_its, client) => client.query(elsewhere))
      const deadline = (await store.now()) + patience
      const rotation = store.rotate({ ...row, generation: 1 }, { deadline })
      await somebodyWaits()
      while (!inTime && (await store.now()) <= deadline) await pause(20)
      await other.finish('commit')
      assert.equal(await rotation, inTime)
      assert.equal((await store.read(row)).row?.generation, inTime ? 1 : 0)
    }
  })

  test('a purge does not wait for a row that somebody else is busy with', async () => {
    const own = createPostgresStore(pool, { schema: 'busy' })
    await own.migrate()
    const row = await newRow(own)
    for (const id of ['s1', 's2']) await own.insert({ ...row, id, idleExpiresAt: row.createdAt - 1 })
    const lock = `select * from busy.sessions where id = 's1' for update`
    const other = await uncommitted((_its, client) => client.query(lock))
    assert.equal(await own.purge(), 1)
    await other.finish('rollback')
    assert.equal(await own.purge(), 1)
  })

  test('of four processes, each trying sixteen times at once, one rotates a session', async () => {
    const row = await newRow(store, { subject: 'race' })
    await store.insert(row)
    const address = /** @type {const} */ ({ kind: 'postgres', address: postgres.address })
    const wins = await race(Array.from({ length: 4 }, () => ({ address, row, attempts: 16 })))
    assert.deepEqual(wins.sort(), [0, 0, 0, 1])
    assert.equal((await store.read(row)).row?.generation, 1)
  })

  test('a database that is set to serializable transactions gives the same verdicts', async () => {
    const strict = openPool({ ...postgres.address, options: '-c default_transaction_isolation=serializable' })
    const serializable = createPostgresStore(strict)
    const row = await newRow(serializable, { subject: 'serializable' })
    await serializable.insert(row)
    const won = await Promise.all(Array.from({ length: 8 }, () => rotateNext(serializable, row)))
    assert.equal(won.filter((one) => one).length, 1)
    assert.deepEqual(await serializable.ban(row.subject, { reason: 'abuse' }), ['s1'])
    assert.equal(await serializable.insert({ ...row, id: 's2' }), false)
    await strict.end()
  })
})

describe('the tables of the PostgreSQL store', () => {
  test('are purged in batches, and of nothing that is needed', async () => {
    const own = createPostgresStore(pool, { schema: 'purged' })
    await own.migrate()
    const row = await newRow(own)
    await own.insert(row)
    await own.ban('bert', { reason: 'abuse' })
    await own.hit('lasting', 60)
    await pool.query(`insert into purged.sessions (subject, id, status, generation, rotated_at, created_at,
        idle_expires_at, absolute_expires_at, device, reason)
      select 'anna', 'over ' || n, 'active', 0, 0, 0, n, n, '', '' from generate_series(1, 2500) as n`)
    await pool.query(
      `insert into purged.counters select 'over ' || n, 1, n from generate_series(1, 1500) as n`,
    )
    const counts = await Promise.all([
      own.purge(),
      createPostgresStore(peerPool, { schema: 'purged' }).purge(),
    ])
    assert.equal(counts[0] + counts[1], 2500)
    const tables = ['sessions', 'subjects', 'counters']
    const left = await Promise.all(tables.map((table) => pool.query(`select * from purged.${table}`)))
    assert.deepEqual(
      left.map(({ rowCount }) => rowCount),
      [1, 1, 1],
    )
    assert.equal(await own.insert({ ...row, subject: 'bert' }), false)
    assert.equal((await own.hit('lasting', 60)).hits, 2)
  })

  test('have no index that a rotation would have to write', async () => {
    const row = await newRow(store, { subject: 'indexes' })
    await store.insert(row)
    const indexed =
      await pool.query(`select distinct attname from pg_index join pg_attribute on attrelid = indrelid
      and attnum = any (indkey) where indrelid = 'holoband.sessions'::regclass order by attname`)
    assert.deepEqual(
      indexed.rows.map(({ attname }) => attname),
      ['expiry_hour', 'id', 'subject'],
    )
  })

  test('hold what purge and list look for in an index', async () => {
    const statements = [
      `select id from holoband.sessions where subject = 'anna' and status = 'active'`,
      `select id from holoband.sessions where expiry_hour <= (select 7)`,
      `select key from holoband.counters where resets_at <= (select 7)`,
    ]
    const client = await pool.connect()
    await client.query('set enable_seqscan = off')
    for (const statement of statements) {
      const { rows } = await client.query(`explain ${statement}`)
      assert.match(rows.map((row) => row['QUERY PLAN']).join('\n'), /Index Cond/, statement)
    }
    client.release(true)
  })
})
