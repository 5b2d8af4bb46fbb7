import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createDurableObjectStore } from 'holoband/stores/durable-object'
import { assertTypeMistake, refusal } from '../support/refusal.js'
import { newRow, rotateNext } from './rows.js'
import { namespaceIn, startContractWorker, testContract } from './workers.js'

/** @import { ObjectNamespace } from 'holoband/stores/durable-object' */
/** @import { SessionStore } from 'holoband/stores/contract' */
/** @import { Worker } from '../support/workerd.js' */

/** @type {Worker} */
let worker
/** @type {ObjectNamespace<string>} */
let namespace
/** The store in this process, on objects in workerd. @type {SessionStore} */
let store

before(async () => {
  worker = await startContractWorker()
  namespace = namespaceIn(worker, 'SESSIONS')
  store = createDurableObjectStore(namespace)
})
after(() => worker.dispose())

/**
 * Runs some SQL in an object; what it answers, and when its alarm goes off, in seconds.
 *
 * @param {string} name
 * @param {string} sql
 */
async function look(
  name,
  sql = "SELECT name FROM sqlite_master WHERE name LIKE 'holoband%' AND type = 'table'",
) {
  const headers = { sql, object: encodeURIComponent(name) }
  const response = await worker.fetch('/object/SESSIONS', { method: 'POST', headers })
  const { rows, alarm } = /** @type {{ rows: Record<string, unknown>[], alarm: number | null }} */ (
    await response.json()
  )
  return { rows, alarm: alarm === null ? null : alarm / 1000 }
}

/**
 * Waits, a few seconds at the most, until nothing is left in an object.
 *
 * @param {string} name
 */
async function emptied(name) {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    const { rows, alarm } = await look(name)
    if (rows.length === 0) return assert.equal(alarm, null)
    await pause(20)
  }
  throw new Error(`expected ${name} to be emptied`)
}

describe('the Durable Object store keeps the contract inside workerd', () => {
  testContract('durable-object', () => worker)
})

describe('the objects of the Durable Object store', () => {
  test('are one for a subject and one for a counter', async () => {
    await store.insert(await newRow(store, { subject: 'one' }))
    await store.insert(await newRow(store, { subject: 'one', id: 's2' }))
    await store.hit('one', 60)
    const count =
      'SELECT (SELECT count(*) FROM holoband_sessions) AS sessions, count(*) AS hits FROM holoband_counters'
    assert.deepEqual((await look('subject:one', count)).rows, [{ sessions: 2, hits: 0 }])
    assert.deepEqual((await look('counter:one', count)).rows, [{ sessions: 0, hits: 1 }])
  })

  test('have nothing in them as long as there is nothing to keep', async () => {
    const row = await newRow(store, { subject: 'nobody' })
    assert.equal((await store.read(row)).row, undefined)
    assert.equal(await rotateNext(store, row), false)
    assert.equal(await store.end(row, { status: 'ended', reason: 'logout' }), false)
    assert.deepEqual(await store.endAll('nobody', { reason: 'logout' }), [])
    assert.deepEqual(await store.list('nobody'), [])
    assert.equal(await store.unban('nobody'), false)
    await store.forget('nobody')
    for (const name of ['subject:nobody', 'counter:nobody'])
      assert.deepEqual(await look(name), { rows: [], alarm: null })
  })

  test('wake when their first session is over, whatever was rotated since', async () => {
    const row = await newRow(store, { subject: 'early' })
    await store.insert(row)
    assert.equal((await look('subject:early')).alarm, row.idleExpiresAt)
    await store.insert({ ...row, id: 's2', idleExpiresAt: row.idleExpiresAt + 100 })
    assert.equal((await look('subject:early')).alarm, row.idleExpiresAt)
    await rotateNext(store, row, { idleExpiresAt: row.idleExpiresAt + 500 })
    assert.equal((await look('subject:early')).alarm, row.idleExpiresAt)
    await store.insert({ ...row, id: 's3', idleExpiresAt: row.idleExpiresAt + 900 })
    assert.equal((await look('subject:early')).alarm, row.idleExpiresAt + 100)
  })

  test('remove by themselves what is over, and wake again for the rest', async () => {
    const row = await newRow(store, { subject: 'some' })
    const soon = Math.ceil(row.createdAt + 1)
    await store.insert({ ...row, id: 'over', idleExpiresAt: soon })
    await store.insert(row)
    const ids = 'SELECT id FROM holoband_sessions'
    let seen = await look('subject:some', ids)
    for (let attempt = 0; seen.rows.length > 1 && attempt < 500; attempt += 1) {
      await pause(20)
      seen = await look('subject:some', ids)
    }
    assert.deepEqual(seen, { rows: [{ id: row.id }], alarm: row.idleExpiresAt })
  })

  test('are empty again when the last session is over', async () => {
    const row = await newRow(store, { subject: 'gone' })
    await store.insert({ ...row, idleExpiresAt: row.createdAt + 1 })
    await emptied('subject:gone')
    assert.equal((await store.read(row)).row, undefined)
    await store.insert(row)
    assert.deepEqual((await store.read(row)).row, row)
  })

  test('are empty again when the window of a counter is over, and count from one on', async () => {
    await store.hit('short', 1)
    await store.hit('short', 1)
    await emptied('counter:short')
    assert.equal((await store.hit('short', 60)).hits, 1)
  })

  test('keep a ban when all sessions are over, and nothing when it is lifted', async () => {
    const row = await newRow(store, { subject: 'carl' })
    await store.insert({ ...row, idleExpiresAt: row.createdAt + 1 })
    await store.ban('carl', { reason: 'abuse' })
    const count = 'SELECT count(*) AS sessions FROM holoband_sessions'
    for (let attempt = 0; attempt < 500; attempt += 1) {
      if ((await look('subject:carl', count)).rows[0]?.sessions === 0) break
      await pause(20)
    }
    assert.deepEqual(await look('subject:carl', count), { rows: [{ sessions: 0 }], alarm: null })
    assert.equal(await store.insert(row), false)
    assert.equal(await store.unban('carl'), true)
    await emptied('subject:carl')
    assert.equal(await store.insert(row), true)
  })

  test('refuse tables of a newer version by name', async () => {
    const row = await newRow(store, { subject: 'newer' })
    const name = 'subject:newer'
    await look(name, 'CREATE TABLE holoband_schema (version INTEGER NOT NULL) STRICT')
    await look(name, 'INSERT INTO holoband_schema VALUES (1000)')
    await assert.rejects(store.insert(row), refusal('ERR_STORE_TOO_NEW'))
    await assert.rejects(store.read(row), refusal('ERR_STORE_TOO_NEW'))
  })

  test('answer no question but those of a store', async () => {
    const object = namespace.get(namespace.idFromName('subject:asked'))
    for (const question of ['archive', 'constructor', '__proto__', null]) {
      const asking = object.fetch('https://holoband.invalid/', {
        method: 'POST',
        body: JSON.stringify([question, 'asked']),
      })
      const answer = await asking.then(
        (response) => response.text(),
        (error) => String(error),
      )
      assert.match(answer, /HolobandSessions knows no such question/, String(question))
    }
    assert.deepEqual((await look('subject:asked')).rows, [])
  })

  test('undo a ban that fails half way', async () => {
    const row = await newRow(store, { subject: 'half' })
    await store.insert(row)
    const failure = "SELECT raise(ABORT, 'the disk is full')"
    await look('subject:half', `CREATE TRIGGER fail BEFORE UPDATE ON holoband_sessions BEGIN ${failure}; END`)
    await assert.rejects(store.ban('half', { reason: 'abuse' }), /the disk is full/)
    await assert.rejects(store.end(row, { status: 'ended', reason: 'logout' }), /the disk is full/)
    await look('subject:half', 'DROP TRIGGER fail')
    assert.deepEqual((await store.read(row)).row, row)
    assert.equal(await store.insert({ ...row, id: 's2' }), true)
  })
})

describe('createDurableObjectStore', () => {
  test('refuses what is not a namespace', () => {
    for (const wrong of [
      undefined,
      null,
      'SESSIONS',
      {},
      { idFromName: () => 'x' },
      Promise.resolve(namespace),
    ])
      assertTypeMistake(() => createDurableObjectStore(/** @type {never} */ (wrong)))
  })

  test('believes no object of another class', async () => {
    const strange = createDurableObjectStore(namespaceIn(worker, 'STRANGE'))
    const row = await newRow(store)
    const wrong = { name: 'TypeError', message: /did not answer as HolobandSessions does/ }
    await assert.rejects(strange.insert(row), wrong)
    await assert.rejects(rotateNext(strange, row), wrong)
    await assert.rejects(strange.end(row, { status: 'ended', reason: '' }), wrong)
  })

  test('asks a new stub every time, since one that has failed stays broken', async () => {
    let stubs = 0
    const counted = createDurableObjectStore({
      idFromName: (name) => namespace.idFromName(name),
      get(id) {
        stubs += 1
        return namespace.get(id)
      },
    })
    await counted.list('anna')
    await counted.list('anna')
    assert.equal(stubs, 2)
  })
})
