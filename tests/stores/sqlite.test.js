import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { storeContract } from 'holoband/stores/contract'
import { createSqliteStore, openSqliteStore } from 'holoband/stores/sqlite'
import Database from 'libsql'
import { createClock } from '../session/support.js'
import { assertRefused, assertTypeMistake, refusal } from '../support/refusal.js'
import { assertDriverError, rowWith, start, temporaryFiles } from './support.js'

const newFile = temporaryFiles()
const now = () => start

describe('the SQLite store keeps the contract in a file, between two connections', () => {
  const createStore = async () => {
    const { now, advance } = createClock()
    const file = newFile()
    const [store, peer] = [await openSqliteStore(file, { now }), await openSqliteStore(file, { now })]
    const close = () => {
      store.close()
      peer.close()
    }
    return { store, peer, advance, close }
  }
  for (const { name, run } of storeContract) test(name, () => run(createStore))
})

const handles = {
  'in memory, on a connection that was handed in': () => new Database(':memory:'),
  'on a connection that gives integers as bigints': () => new Database(':memory:').defaultSafeIntegers(),
}

for (const [where, open] of Object.entries(handles)) {
  describe(`the SQLite store keeps the contract ${where}`, () => {
    const createStore = async () => {
      const clock = createClock()
      const database = open()
      const store = createSqliteStore(database, { now: clock.now })
      return { store, advance: clock.advance, close: () => database.close() }
    }
    for (const { name, run } of storeContract) test(name, () => run(createStore))
  })
}

describe('createSqliteStore', () => {
  test('takes a connection and nothing else for one', () => {
    for (const database of [undefined, null, 'sessions.sqlite', {}, { exec: () => {} }, Promise.resolve()]) {
      assertTypeMistake(() =>
        createSqliteStore(/** @type {Database.Database} */ (/** @type {unknown} */ (database))),
      )
    }
  })

  test('refuses an option that it does not know, and a clock that is none', () => {
    const database = new Database(':memory:')
    const options = /** @type {{ now: () => number }} */ (/** @type {unknown} */ ({ clock: now }))
    assertRefused(() => createSqliteStore(database, options), 'ERR_OPTION_UNKNOWN', { option: 'clock' })
    const clock = /** @type {() => number} */ (/** @type {unknown} */ (start))
    assertTypeMistake(() => createSqliteStore(database, { now: clock }))
    database.close()
  })

  test('leaves how the connection waits and writes to the program', () => {
    const database = new Database(newFile())
    database.exec('PRAGMA synchronous = EXTRA')
    createSqliteStore(database)
    assert.deepEqual(database.prepare('PRAGMA journal_mode').all(), [{ journal_mode: 'delete' }])
    assert.deepEqual(database.prepare('PRAGMA synchronous').all(), [{ synchronous: 3 }])
    database.close()
  })

  test('may be made twice of one connection', async () => {
    const database = new Database(':memory:')
    const [first, second] = [createSqliteStore(database, { now }), createSqliteStore(database, { now })]
    await first.insert(rowWith())
    assert.deepEqual((await second.read(rowWith())).row, rowWith())
    database.close()
  })

  test('rejects, and writes nothing, while a transaction of the program is open', async () => {
    const database = new Database(':memory:')
    const store = createSqliteStore(database, { now })
    await store.insert(rowWith())
    database.exec('BEGIN')
    await assertDriverError(store.rotate(rowWith({ generation: 1 }), { deadline: start }), /transaction/)
    await assertDriverError(store.insert(rowWith({ id: 's2' })), /transaction/)
    await assertDriverError(store.endAll('anna', { reason: 'logout' }), /transaction/)
    database.exec('ROLLBACK')
    assert.deepEqual((await store.read(rowWith())).row, rowWith())
    assert.equal(await store.rotate(rowWith({ generation: 1 }), { deadline: start }), true)
    database.close()
  })

  test('rejects everything that needs the time when the clock gives none', async () => {
    let seconds = start
    const database = new Database(':memory:')
    const store = createSqliteStore(database, { now: () => seconds })
    await store.insert(rowWith())
    seconds = Number.NaN
    const refused = refusal('ERR_CLOCK_INVALID')
    await assert.rejects(store.now(), refused)
    await assert.rejects(store.read(rowWith()), refused)
    await assert.rejects(store.rotate(rowWith({ generation: 1 }), { deadline: start }), refused)
    await assert.rejects(store.list('anna'), refused)
    await assert.rejects(store.hit('key', 60), refused)
    await assert.rejects(store.purge(), refused)
    seconds = start
    assert.deepEqual((await store.read(rowWith())).row, rowWith())
    database.close()
  })

  test('finds sessions by an index, and what is over too', () => {
    const database = new Database(':memory:')
    createSqliteStore(database)
    const plan = (/** @type {string} */ sql) =>
      JSON.stringify(database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all())
    const [bySubject, byEnd] = [
      plan("SELECT * FROM holoband_sessions WHERE subject = 'anna' AND status = 'active'"),
      plan('SELECT subject, id FROM holoband_sessions WHERE idle_expires_at <= 5 LIMIT 10'),
    ]
    assert.match(bySubject, /SEARCH holoband_sessions USING PRIMARY KEY \(subject=\?\)/)
    assert.match(byEnd, /SEARCH holoband_sessions USING COVERING INDEX holoband_sessions_idle/)
    const counters = plan('SELECT key FROM holoband_counters WHERE ends_at <= 5 LIMIT 10')
    assert.match(counters, /USING COVERING INDEX holoband_counters_end/)
    database.close()
  })

  test('takes no row that is none', async () => {
    const database = new Database(':memory:')
    const store = createSqliteStore(database, { now })
    const wrong = [{ generation: 0.5 }, { status: 'asleep' }, { rotatedAt: 'today' }, { device: null }]
    for (const changes of wrong) {
      const row = /** @type {ReturnType<typeof rowWith>} */ ({ ...rowWith(), ...changes })
      await assertDriverError(store.insert(row), /constraint failed|cannot store/)
    }
    assert.deepEqual(await store.list('anna'), [])
    database.close()
  })
})

describe('purge of the SQLite store', () => {
  test('removes any number of rows, and lets others in between', async () => {
    const database = new Database(':memory:')
    const store = createSqliteStore(database, { now })
    database.exec('BEGIN')
    const insert = database.prepare(`INSERT INTO holoband_sessions
      VALUES (?, ?, 'active', 0, 1, 1, ?, 9000000000, '', '')`)
    for (let index = 0; index < 2500; index += 1)
      insert.run(`user ${index % 7}`, `s${index}`, start - (index % 3))
    database.exec('COMMIT')
    await store.insert(rowWith({ id: 'kept' }))
    const purged = store.purge()
    assert.equal(await store.end(rowWith({ id: 'kept' }), { status: 'ended', reason: 'logout' }), true)
    assert.deepEqual(database.prepare('SELECT count(*) AS n FROM holoband_sessions').all(), [{ n: 1501 }])
    assert.equal(await purged, 2500)
    assert.deepEqual(database.prepare('SELECT count(*) AS n FROM holoband_sessions').all(), [{ n: 1 }])
    database.close()
  })

  test('removes counters past their window, and does not count them', async () => {
    let seconds = start
    const database = new Database(':memory:')
    const store = createSqliteStore(database, { now: () => seconds })
    await store.hit('short', 10)
    await store.hit('long', 60)
    seconds += 10
    assert.equal(await store.purge(), 0)
    assert.deepEqual(database.prepare('SELECT key, hits FROM holoband_counters').all(), [
      { key: 'long', hits: 1 },
    ])
    database.close()
  })
})
