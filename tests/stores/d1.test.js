import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createD1Store, d1Migrations, migrateD1 } from 'holoband/stores/d1'
import { assertRefused, assertTypeMistake, refusal } from '../support/refusal.js'
import { newRow, rotateNext } from './rows.js'
import { databaseIn, startContractWorker, testContract } from './workers.js'

/** @import { D1Database, D1Result } from 'holoband/stores/d1' */
/** @import { Worker } from '../support/workerd.js' */

/** @type {Worker} */
let worker
/** Empty databases, one for each test that needs one. */
const names = ['PLAIN', 'RACE', 'TEXTS', 'NEWER', 'BROKEN', 'PLANS', 'LARGE', 'FAILING', 'COSTS', 'COUNTED']

before(async () => {
  const more = Object.fromEntries(names.map((name) => [name, name]))
  worker = await startContractWorker({ databases: { DB: 'sessions', PEER: 'sessions', ...more } })
})
after(() => worker.dispose())

/** @param {string} name */
const databaseOf = (name) => databaseIn(worker, name)

/** @param {string} name */
async function storeIn(name) {
  const store = createD1Store(databaseOf(name))
  await store.migrate()
  return store
}

/**
 * @param {string} name
 * @param {string} sql
 */
const query = async (name, sql) => (await databaseOf(name).prepare(sql).all()).results

describe('the D1 store keeps the contract inside workerd, between two bindings', () => {
  testContract('d1', () => worker)
})

describe('the tables of the D1 store', () => {
  test('are made once, however many Workers do so at the same time', async () => {
    const went = await Promise.all(Array.from({ length: 8 }, () => migrateD1(databaseOf('RACE'))))
    assert.deepEqual(went.sort(), [0, 0, 0, 0, 0, 0, 0, 1])
    assert.equal(await migrateD1(databaseOf('RACE')), 0)
    assert.deepEqual(await query('RACE', 'SELECT version FROM holoband_schema'), [{ version: 1 }])
  })

  test('can be made by the texts of d1Migrations as well', async () => {
    const texts = d1Migrations()
    assert.ok(Object.isFrozen(texts) && texts.length === 1)
    for (const text of texts) {
      for (const statement of text.split(/;\n/).filter((one) => one.trim() !== ''))
        await databaseOf('TEXTS').prepare(statement).all()
    }
    assert.equal(await migrateD1(databaseOf('TEXTS')), 0)
    const store = createD1Store(databaseOf('TEXTS'))
    const row = await newRow(store)
    assert.equal(await store.insert(row), true)
    const sql = 'SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name'
    await storeIn('PLAIN')
    const ours = /** @type {{ name: string }[]} */ (await query('TEXTS', sql))
    assert.deepEqual(ours, await query('PLAIN', sql))
    assert.ok(ours.length >= 6)
  })

  test('of a newer version are refused', async () => {
    await storeIn('NEWER')
    await query('NEWER', 'INSERT INTO holoband_schema VALUES (1000)')
    await assert.rejects(migrateD1(databaseOf('NEWER')), refusal('ERR_STORE_TOO_NEW'))
  })

  test('that cannot be made are reported with what D1 says, and nothing of them stays', async () => {
    await query('BROKEN', 'CREATE TABLE holoband_counters (something TEXT)')
    await assert.rejects(migrateD1(databaseOf('BROKEN')), /holoband_counters already exists/)
    const left = await query('BROKEN', "SELECT name FROM sqlite_master WHERE name LIKE 'holoband%'")
    assert.deepEqual(left, [{ name: 'holoband_counters' }])
    const store = createD1Store(databaseOf('BROKEN'))
    await assert.rejects(store.list('anna'), /no such table/)
  })

  test('are searched by an index, also for what is over', async () => {
    await storeIn('PLANS')
    const plan = async (/** @type {string} */ sql) =>
      JSON.stringify(await query('PLANS', `EXPLAIN QUERY PLAN ${sql}`))
    const byEnd = await plan(`DELETE FROM holoband_sessions WHERE (subject, id) IN
      (SELECT subject, id FROM holoband_sessions WHERE idle_expires_at <= unixepoch('subsec') LIMIT 5)`)
    assert.match(byEnd, /USING COVERING INDEX holoband_sessions_idle/)
    const bySubject = await plan("SELECT * FROM holoband_sessions WHERE subject = 'a' AND status = 'active'")
    assert.match(bySubject, /USING PRIMARY KEY \(subject=\?\)/)
  })
})

describe('the steps of the D1 store', () => {
  test('tell the time of the database, to the millisecond', async () => {
    const store = await storeIn('PLAIN')
    /** @type {number[]} */
    const times = []
    for (let index = 0; index < 20; index += 1) times.push(await store.now())
    assert.ok(times.some((time) => !Number.isInteger(time)))
    assert.ok(times.every((time, index) => index === 0 || time >= Number(times[index - 1])))
    const [answer] = await query('PLAIN', "SELECT unixepoch('subsec') AS now")
    assert.ok(Math.abs(/** @type {{ now: number }} */ (answer).now - Number(times.at(-1))) < 60)
  })

  test('remove any number of rows that are over', async () => {
    const store = await storeIn('LARGE')
    const row = await newRow(store)
    await query(
      'LARGE',
      `INSERT INTO holoband_sessions
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
      SELECT 'anna', i, 'active', 0, 1, 1, 2, 3, '', '' FROM n`,
    )
    await store.insert(row)
    assert.equal(await store.purge(), 2500)
    assert.deepEqual(await store.list(row.subject), [row])
  })

  test('leave nothing of a ban that fails half way', async () => {
    const store = await storeIn('FAILING')
    const row = await newRow(store)
    await store.insert(row)
    const failure = "SELECT raise(ABORT, 'the disk is full')"
    await query('FAILING', `CREATE TRIGGER fail BEFORE UPDATE ON holoband_sessions BEGIN ${failure}; END`)
    await assert.rejects(store.ban('anna', { reason: 'abuse' }), /the disk is full/)
    await assert.rejects(rotateNext(store, row), /the disk is full/)
    await query('FAILING', 'DROP TRIGGER fail')
    assert.deepEqual((await store.read(row)).row, row)
    assert.equal(await store.insert({ ...row, id: 's2' }), true)
    assert.equal(await rotateNext(store, row), true)
  })

  test('are one statement each, and a ban one batch', async () => {
    await storeIn('COSTS')
    /** @type {number[]} */
    const trips = []
    const row = await newRow(createD1Store(databaseOf('COSTS')))
    const store = createD1Store(
      answering(
        databaseOf('COSTS'),
        (result) => result,
        (count) => trips.push(count),
      ),
    )
    await store.insert(row)
    await store.read(row)
    await rotateNext(store, row)
    await store.end(row, { status: 'ended', reason: 'logout' })
    await store.hit('key', 60)
    await store.ban('anna', { reason: 'abuse' })
    assert.deepEqual(trips, [1, 1, 1, 1, 1, 2])
  })
})

describe('the rows that D1 counts', () => {
  test('are as many for a refresh and for its limit as the documentation says, among any number of others', async () => {
    const seed = await storeIn('COUNTED')
    await query(
      'COUNTED',
      `INSERT INTO holoband_sessions
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
      SELECT 'other', i, 'active', 0, 1, 1, 9999999999, 9999999999, '', '' FROM n`,
    )
    const row = await newRow(seed)
    await seed.insert(row)
    /** @type {[number, number]} */
    const rows = [0, 0]
    const store = createD1Store(
      answering(databaseOf('COUNTED'), (result) => {
        rows[0] += Number(Reflect.get(result.meta, 'rows_read'))
        rows[1] += Number(Reflect.get(result.meta, 'rows_written'))
        return result
      }),
    )
    await store.read(row)
    await rotateNext(store, row)
    assert.deepEqual(rows, [2, 2])
    await store.hit('refresh:anna', 60)
    assert.deepEqual(rows, [3, 4])
  })
})

describe('a counter of the D1 store', () => {
  test('begins again once it is forgotten', async () => {
    const store = await storeIn('PLAIN')
    const hits = async () => (await store.hit('login:anna', 60)).hits
    assert.deepEqual([await hits(), await hits()], [1, 2])
    await store.forget('login:anna')
    assert.equal(await hits(), 1)
  })
})

describe('createD1Store', () => {
  test('refuses what is not a database', () => {
    for (const wrong of [undefined, null, 'DB', {}, { prepare() {} }, Promise.resolve(databaseOf('PLAIN'))])
      assertTypeMistake(() => createD1Store(/** @type {never} */ (wrong)))
  })

  test("refuses a session of D1's own, which may read from a replica, inside workerd", async () => {
    for (const constraint of ['unconstrained', 'primary']) {
      const response = await worker.fetch(`/refused/${constraint}`)
      assert.equal(/** @type {{ code: string }} */ (await response.json()).code, 'ERR_STORE_EVENTUAL')
    }
    const session = { prepare() {}, batch() {}, getBookmark: () => null }
    assertRefused(() => createD1Store(/** @type {never} */ (session)), 'ERR_STORE_EVENTUAL', {
      option: 'database',
    })
  })

  test('believes no answer that a replica gave, and takes one of the primary', async () => {
    await storeIn('PLAIN')
    const answered = (/** @type {boolean} */ primary) =>
      createD1Store(
        answering(databaseOf('PLAIN'), (result) => ({
          ...result,
          meta: { ...result.meta, served_by_primary: primary },
        })),
      )
    const row = await newRow(answered(true))
    const refused = refusal('ERR_STORE_EVENTUAL', { option: 'database' })
    await assert.rejects(answered(false).read(row), refused)
    await assert.rejects(answered(false).list('anna'), refused)
    await assert.rejects(answered(false).ban('anna', { reason: 'abuse' }), refused)
    await answered(true).unban('anna')
    assert.equal((await answered(true).read(row)).row, undefined)
  })

  test("believes no answer that is not one of D1's", async () => {
    const wrong = { name: 'TypeError', message: /did not answer with a result of D1/ }
    const row = await newRow(await storeIn('PLAIN'))
    const answers = [undefined, null, {}, { results: 'none' }, { results: [null], meta: {} }]
    for (const answer of answers) {
      const store = createD1Store(answering(databaseOf('PLAIN'), () => /** @type {never} */ (answer)))
      await assert.rejects(store.now(), wrong)
      await assert.rejects(store.insert({ ...row, id: String(answers.indexOf(answer)) }), wrong)
      await assert.rejects(rotateNext(store, row), wrong)
      await assert.rejects(store.end(row, { status: 'ended', reason: '' }), wrong)
      await assert.rejects(store.read(row), wrong)
    }
  })
})

/**
 * The same database, with its answers changed on the way.
 *
 * @param {D1Database} database
 * @param {(result: D1Result) => D1Result} change
 * @param {(count: number) => void} [trip]  is told of every round trip, with the number of its statements
 * @returns {D1Database}
 */
function answering(database, change, trip = () => {}) {
  /** @param {import('holoband/stores/d1').D1Statement} statement */
  const changed = (statement) => {
    const { bind, all } = statement
    return Object.assign(statement, {
      /** @param {Parameters<typeof bind>} values */
      bind: (...values) => changed(bind(...values)),
      async all() {
        trip(1)
        return change(await all())
      },
    })
  }
  return {
    prepare: (sql) => changed(database.prepare(sql)),
    async batch(statements) {
      trip(statements.length)
      return (await database.batch(statements)).map(change)
    },
  }
}
