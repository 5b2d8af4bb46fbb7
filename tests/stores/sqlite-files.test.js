import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { describe, test } from 'node:test'
import { promisify } from 'node:util'
import { createSqliteStore, openSqliteStore } from 'holoband/stores/sqlite'
import Database from 'libsql'
import { refusal } from '../support/refusal.js'
import { assertDriverError, rowWith, start, temporaryFiles } from './support.js'

const newFile = temporaryFiles()
const now = () => start

/**
 * @param {string} file
 * @param {string} sql
 */
function query(file, sql) {
  const database = new Database(file)
  const records = database.prepare(sql).all()
  database.close()
  return records
}

describe('openSqliteStore', () => {
  test('keeps sessions, bans and counters when it is closed and opened again', async () => {
    const file = newFile()
    const first = await openSqliteStore(file, { now })
    await first.insert(rowWith({ device: 'phone' }))
    await first.ban('bert', { reason: 'abuse' })
    await first.hit('key', 60)
    first.close()
    const second = await openSqliteStore(file, { now })
    assert.deepEqual((await second.read(rowWith())).row, rowWith({ device: 'phone' }))
    assert.equal(await second.insert(rowWith({ subject: 'bert' })), false)
    assert.deepEqual(await second.hit('key', 60), { hits: 2, resetsIn: 60 })
    second.close()
  })

  test('keeps a write-ahead log', async () => {
    const file = newFile()
    const store = await openSqliteStore(file)
    await store.hit('key', 60)
    assert.ok(existsSync(`${file}-wal`))
    assert.deepEqual(query(file, 'PRAGMA journal_mode'), [{ journal_mode: 'wal' }])
    store.close()
    assert.deepEqual(query(file, 'SELECT hits FROM holoband_counters'), [{ hits: 1 }])
  })

  test('is closed as often as one likes, and then rejects', async () => {
    const store = await openSqliteStore(':memory:')
    await store.insert(rowWith())
    store.close()
    store.close()
    const closed = /not open|closed/
    const end = /** @type {const} */ ({ status: 'ended', reason: 'logout' })
    const calls = [
      store.now(),
      store.read(rowWith()),
      store.list('anna'),
      store.insert(rowWith({ id: 's2' })),
      store.rotate(rowWith({ generation: 1 }), { deadline: start }),
      store.end(rowWith(), end),
      store.endAll('anna', end),
      store.ban('anna', end),
      store.unban('anna'),
      store.purge(),
      store.hit('key', 60),
      store.forget('key'),
    ]
    for (const call of calls) await assertDriverError(call, closed)
  })

  test('opens a store of its own in memory each time', async () => {
    const [first, second] = [
      await openSqliteStore(':memory:', { now }),
      await openSqliteStore(':memory:', { now }),
    ]
    await first.insert(rowWith())
    assert.equal((await second.read(rowWith())).row, undefined)
    first.close()
    second.close()
  })

  test('takes options that it knows, with values that they can have', async () => {
    const open = (/** @type {unknown} */ options) =>
      openSqliteStore(':memory:', /** @type {{ busyTimeout: number }} */ (options))
    await assert.rejects(open({ timeout: 5 }), refusal('ERR_OPTION_UNKNOWN', { option: 'timeout' }))
    for (const busyTimeout of [-1, Number.NaN, Number.POSITIVE_INFINITY, 3601])
      await assert.rejects(open({ busyTimeout }), refusal('ERR_OPTION_RANGE', { option: 'busyTimeout' }))
    for (const busyTimeout of ['5', null, 5n])
      await assert.rejects(open({ busyTimeout }), refusal('ERR_OPTION_TYPE', { option: 'busyTimeout' }))
    for (const synchronous of ['off', 'FULL', 1, null])
      await assert.rejects(open({ synchronous }), refusal('ERR_OPTION_TYPE', { option: 'synchronous' }))
    await assert.rejects(openSqliteStore(''), refusal('ERR_OPTION_EMPTY', { option: 'file' }))
    for (const options of [null, 'options', 5])
      await assert.rejects(open(options), { code: 'ERR_INVALID_ARG_TYPE' })
    for (const file of [undefined, 5, new URL('file:///tmp/sessions.sqlite')]) {
      const promise = openSqliteStore(/** @type {string} */ (/** @type {unknown} */ (file)))
      await assert.rejects(promise, { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
    }
    for (const options of [{ busyTimeout: 0 }, { busyTimeout: 0.5 }, { synchronous: 'full' }, {}])
      (await openSqliteStore(':memory:', /** @type {{ busyTimeout: number }} */ (options))).close()
  })
})

describe('the tables of the SQLite store', () => {
  test('are made once, and carry the version of their making', async () => {
    const file = newFile()
    for (let times = 0; times < 3; times += 1) (await openSqliteStore(file)).close()
    assert.deepEqual(query(file, 'SELECT version FROM holoband_schema'), [{ version: 1 }])
    const names = query(file, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    assert.deepEqual(names, [
      { name: 'holoband_bans' },
      { name: 'holoband_counters' },
      { name: 'holoband_schema' },
      { name: 'holoband_sessions' },
    ])
  })

  test('of a newer version are refused and left alone', async () => {
    const file = newFile()
    const store = await openSqliteStore(file)
    await store.insert(rowWith())
    store.close()
    query(file, 'INSERT INTO holoband_schema VALUES (2) RETURNING version')
    const before = await readFile(file)
    await assert.rejects(openSqliteStore(file), refusal('ERR_STORE_TOO_NEW'))
    assert.deepEqual(await readFile(file), before)
    const database = new Database(file)
    assert.throws(() => createSqliteStore(database), refusal('ERR_STORE_TOO_NEW'))
    assert.equal(database.inTransaction, false)
    database.close()
  })

  test('live beside those of the application, and leave its version alone', async () => {
    const file = newFile()
    const database = new Database(file)
    database.exec('CREATE TABLE sessions (id)')
    database.exec("INSERT INTO sessions VALUES ('mine')")
    database.exec('PRAGMA user_version = 7')
    const store = createSqliteStore(database, { now })
    await store.insert(rowWith())
    database.close()
    assert.deepEqual(query(file, 'SELECT id FROM sessions'), [{ id: 'mine' }])
    assert.deepEqual(query(file, 'PRAGMA user_version'), [{ user_version: 7 }])
  })

  test('are made whole or not at all', async () => {
    const file = newFile()
    const database = new Database(file)
    // The name of the last index is taken, so that the last statement of the step fails.
    database.exec('CREATE TABLE mine (ends_at)')
    database.exec('CREATE INDEX holoband_counters_end ON mine (ends_at)')
    assert.throws(() => createSqliteStore(database), /already exists/)
    database.close()
    assert.deepEqual(query(file, "SELECT name FROM sqlite_schema WHERE type = 'table'"), [{ name: 'mine' }])
    assert.equal(query(file, 'DROP INDEX holoband_counters_end').length, 0)
    const store = await openSqliteStore(file, { now })
    assert.equal(await store.insert(rowWith()), true)
    store.close()
  })
})

describe('a file that cannot be the store', () => {
  test('is refused where it is not one of SQLite', async () => {
    const file = newFile()
    await writeFile(file, 'name,password\n'.repeat(1000))
    await assertDriverError(openSqliteStore(file), /not a database/)
    assert.equal(await readFile(file, 'utf8'), 'name,password\n'.repeat(1000))
  })

  test('is refused where a piece of it is missing', async () => {
    const file = newFile()
    const store = await openSqliteStore(file, { now })
    for (let index = 0; index < 500; index += 1) await store.insert(rowWith({ id: `s${index}` }))
    store.close()
    await truncate(file, Math.floor((await stat(file)).size / 2 / 4096) * 4096)
    const openAndUse = async () => {
      const damaged = await openSqliteStore(file, { now })
      try {
        await damaged.list('anna')
      } finally {
        damaged.close()
      }
    }
    await assertDriverError(openAndUse(), /malformed|corrupt/)
  })

  test('is refused where it cannot be made, or is a directory', async () => {
    const folder = newFile('folder')
    await mkdir(folder)
    await assertDriverError(openSqliteStore(folder), /unable to open|open/i)
    await assertDriverError(openSqliteStore(`${folder}/nowhere/sessions.sqlite`), /unable to open|open/i)
    assert.equal(existsSync(`${folder}/nowhere`), false)
  })

  test('is refused where it may only be read', async () => {
    const folder = newFile('locked')
    await mkdir(folder)
    const file = `${folder}/sessions.sqlite`
    const store = await openSqliteStore(file)
    store.close()
    await chmod(file, 0o444)
    await chmod(folder, 0o555)
    await chmod(dirname(folder), 0o755)
    // Whoever runs the tests as root may write to everything, and has to become somebody else.
    const program = `
      import { openSqliteStore } from 'holoband/stores/sqlite'
      ;(await openSqliteStore(':memory:')).close()
      if (process.getuid() === 0) process.seteuid(65534)
      const refused = await openSqliteStore(${JSON.stringify(file)}).then(() => 'opened', (error) => error.message)
      process.stdout.write(refused)`
    const args = ['--input-type=module', '--eval', program]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    await chmod(folder, 0o755)
    assert.match(stdout, /readonly|read-only|unable to open/)
  })

  test('rejects writes from the moment on that it may only be read', async () => {
    const database = new Database(newFile())
    const store = createSqliteStore(database, { now })
    await store.insert(rowWith())
    database.exec('PRAGMA query_only = ON')
    await assertDriverError(store.rotate(rowWith({ generation: 1 }), { deadline: start }), /readonly/)
    await assertDriverError(store.end(rowWith(), { status: 'ended', reason: 'logout' }), /readonly/)
    assert.deepEqual((await store.read(rowWith())).row, rowWith())
    database.exec('PRAGMA query_only = OFF')
    assert.equal(await store.rotate(rowWith({ generation: 1 }), { deadline: start }), true)
    database.close()
  })

  test('rejects a write that the disk has no room for, and keeps what was there', async () => {
    const database = new Database(newFile())
    const store = createSqliteStore(database, { now })
    await store.insert(rowWith())
    database.exec('PRAGMA max_page_count = 1')
    const large = rowWith({ id: 's2', device: 'x'.repeat(100_000) })
    await assertDriverError(store.insert(large), /full/)
    assert.equal(database.inTransaction, false)
    assert.deepEqual(await store.list('anna'), [rowWith()])
    database.exec('PRAGMA max_page_count = 100000')
    assert.equal(await store.insert(large), true)
    database.close()
  })
})
