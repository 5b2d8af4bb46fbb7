import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createPostgresStore, migratePostgres, postgresMigrations } from 'holoband/stores/postgres'
import { startPostgres } from '../support/postgres-server.js'
import { assertOptionRefused, assertTypeMistake, refusal } from '../support/refusal.js'
import { assertKeepsRotationsWhenKilled, assertRejectsWhileStopped } from './outages.js'
import { openPool } from './postgres-pool.js'
import { newRow, rotateNext } from './rows.js'

/** @import pg from 'pg' */
/** @import { PostgresServer } from '../support/postgres-server.js' */

/** @type {PostgresServer} */
let postgres
/** @type {pg.Pool} */
let pool
before(async () => {
  postgres = await startPostgres()
  pool = openPool(postgres.address)
})
after(async () => {
  await pool.end()
  await postgres.dispose()
})

const hostile = [
  '',
  'Upper',
  'a"b',
  'a; drop table x',
  "a'",
  'a-b',
  'a.b',
  '1a',
  'ä',
  'pg_temp',
  'x'.repeat(64),
]

describe('the migrations of the PostgreSQL store', () => {
  test('make the tables once, and change nothing after that', async () => {
    const store = createPostgresStore(pool)
    assert.equal(await store.migrate(), postgresMigrations().length)
    const row = await newRow(store)
    await store.insert(row)
    assert.equal(await store.migrate(), 0)
    assert.equal(await migratePostgres(pool), 0)
    assert.deepEqual((await store.read(row)).row, row)
  })

  test('are safe when many servers start at once', async () => {
    const forward = await Promise.all(
      Array.from({ length: 8 }, () => migratePostgres(pool, { schema: 'crowd' })),
    )
    assert.deepEqual(forward.sort(), [0, 0, 0, 0, 0, 0, 0, postgresMigrations().length])
  })

  test('refuse tables of a newer version, and leave them alone', async () => {
    await migratePostgres(pool, { schema: 'newer' })
    await pool.query('insert into newer.migrations (version) values (999)')
    await assert.rejects(migratePostgres(pool, { schema: 'newer' }), refusal('ERR_STORE_TOO_NEW'))
    assert.equal((await pool.query('select * from newer.sessions')).rowCount, 0)
    assert.equal((await pool.query('select 1')).rowCount, 1)
  })

  test('undo themselves when they fail half-way, and give their connection back', async () => {
    await pool.query('create schema half; create table half.counters (other integer)')
    const small = openPool({ ...postgres.address, max: 1 })
    await assert.rejects(migratePostgres(small, { schema: 'half' }), { code: '42P07' })
    const { rows } = await small.query(`select tablename from pg_tables where schemaname = 'half'`)
    assert.deepEqual(rows, [{ tablename: 'counters' }])
    await pool.query('drop table half.counters')
    assert.equal(await migratePostgres(small, { schema: 'half' }), postgresMigrations().length)
    await small.end()
  })

  test('can be run by another tool, as the texts that they are', async () => {
    const texts = postgresMigrations({ schema: 'by_hand' })
    assert.ok(Object.isFrozen(texts))
    await pool.query('create schema by_hand')
    for (const text of texts) await pool.query(`begin; ${text} commit;`)
    const store = createPostgresStore(pool, { schema: 'by_hand' })
    assert.equal(await store.migrate(), 0)
    assert.equal(await store.insert(await newRow(store)), true)
  })

  test('need no privilege where there is nothing to do, and the store none to make tables', async () => {
    await migratePostgres(pool, { schema: 'owned' })
    await pool.query(`create role app login; grant usage on schema owned to app;
      grant select, insert, update, delete on all tables in schema owned to app`)
    const own = openPool({ ...postgres.address, user: 'app' })
    const store = createPostgresStore(own, { schema: 'owned' })
    assert.equal(await store.migrate(), 0)
    const row = await newRow(store)
    assert.equal(await store.insert(row), true)
    assert.equal(await rotateNext(store, row), true)
    assert.deepEqual(await store.ban('anna', { reason: 'abuse' }), ['s1'])
    assert.equal(await store.purge(), 0)
    await own.end()
  })

  test('take no schema but a plain identifier, because its name becomes part of the SQL', () => {
    const makers = [
      /** @param {Record<string, unknown>} options */ (options) => postgresMigrations(options),
      /** @param {Record<string, unknown>} options */ (options) => createPostgresStore(pool, options),
    ]
    for (const create of makers) {
      assertOptionRefused(create, 'schema', [''], 'ERR_OPTION_EMPTY')
      assertOptionRefused(create, 'schema', hostile.slice(1), 'ERR_OPTION_RANGE')
      assertOptionRefused(create, 'shcema', ['a'], 'ERR_OPTION_UNKNOWN')
      assertTypeMistake(() => create({ schema: 7 }))
    }
  })
})

describe('createPostgresStore', () => {
  test('refuses what is no pool', () => {
    for (const value of [undefined, null, 'postgres://localhost', {}, Promise.resolve(pool)]) {
      assertTypeMistake(() => createPostgresStore(/** @type {never} */ (value)))
    }
  })

  test('rejects with what the server says where there are no tables', async () => {
    const store = createPostgresStore(pool, { schema: 'nowhere' })
    const row = await newRow(store)
    await assert.rejects(store.read(row), { code: '42P01' })
    await assert.rejects(store.insert(row), { code: '42P01' })
    await assert.rejects(rotateNext(store, row), { code: '42P01' })
  })

  test('sends a statement that lost to another one again, five times at the most, and no other', async () => {
    for (const [code, failures, wanted] of /** @type {const} */ ([
      ['40001', 4, 5],
      ['40P01', 4, 5],
      ['40001', 9, 5],
      ['57014', 9, 1],
    ])) {
      let sent = 0
      const query = async () => {
        sent += 1
        if (sent <= failures) throw Object.assign(new Error('no'), { code })
        return { rows: [], rowCount: 1 }
      }
      const store = createPostgresStore({ query, connect: pool.connect })
      const end = store.end({ subject: 'anna', id: 's1' }, { status: 'ended', reason: '' })
      if (failures < 5) assert.equal(await end, true)
      else await assert.rejects(end, { code })
      assert.equal(sent, wanted)
    }
  })

  test('believes no pool that does not tell how many rows were changed', async () => {
    const store = createPostgresStore({
      query: async () => ({ rows: [], rowCount: null }),
      connect: pool.connect,
    })
    await assert.rejects(store.unban('anna'), TypeError)
  })
})

describe('a PostgreSQL that fails', () => {
  test('rejects while it is stopped, and goes on when it is back', async () => {
    const store = createPostgresStore(pool)
    const further = [() => store.purge(), () => store.migrate()]
    await assertRejectsWhileStopped(postgres, store, further)
  })

  test('loses no rotation that it confirmed when it is killed', () =>
    assertKeepsRotationsWhenKilled(postgres, createPostgresStore(pool)))
})
