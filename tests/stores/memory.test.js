import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { storeContract } from 'holoband/stores/contract'
import { createMemoryStore } from 'holoband/stores/memory'
import { createClock } from '../session/support.js'
import { assertOptionRefused, assertRefused, assertTypeMistake, refusal } from '../support/refusal.js'
import { rowWith, start } from './support.js'

/** @import { SessionStore } from 'holoband/stores/contract' */
/** @import { MemoryStoreOptions } from 'holoband/stores/memory' */

const createStore = async () => {
  const { now, advance } = createClock()
  return { store: createMemoryStore({ now }), advance, close: () => {} }
}

describe('the memory store keeps the contract', () => {
  for (const { name, run } of storeContract) test(name, () => run(createStore))
})

describe('the memory store keeps the contract by the real clock', () => {
  const realTime = async () => ({ store: createMemoryStore(), close: () => {} })
  for (const { name, run } of storeContract) test(name, () => run(realTime))
})

/**
 * @param {SessionStore} store
 * @param {readonly string[]} ids
 */
async function presence(store, ids) {
  const rows = await Promise.all(ids.map((id) => store.read({ subject: 'anna', id })))
  return ids.filter((_, index) => rows[index]?.row !== undefined)
}

describe('a memory store that is full', () => {
  /** @param {number} maxSessions */
  const createFull = async (maxSessions) => {
    const clock = createClock(start)
    const store = createMemoryStore({ maxSessions, now: clock.now })
    const names = Array.from({ length: maxSessions }, (_, index) => `s${index}`)
    for (const id of names) await store.insert(rowWith({ id }))
    return { store, names, advance: clock.advance }
  }

  test('gives up the session that was rotated least recently', async () => {
    const { store } = await createFull(3)
    assert.equal(await store.rotate(rowWith({ id: 's0', generation: 1 }), { deadline: start }), true)
    assert.equal(await store.insert(rowWith({ id: 'new' })), true)
    assert.deepEqual(await presence(store, ['s0', 's1', 's2', 'new']), ['s0', 's2', 'new'])
    assert.equal(await store.insert(rowWith({ id: 'newer' })), true)
    assert.deepEqual(await presence(store, ['s0', 's1', 's2', 'new', 'newer']), ['s0', 'new', 'newer'])
  })

  test('does not take reading, listing or ending for use', async () => {
    const { store } = await createFull(2)
    await store.read(rowWith({ id: 's0' }))
    await store.list('anna')
    await store.end(rowWith({ id: 's0' }), { status: 'ended', reason: 'logout' })
    await store.insert(rowWith({ id: 'new' }))
    assert.deepEqual(await presence(store, ['s0', 's1', 'new']), ['s1', 'new'])
  })

  test('gives up all that is over first, however recently it was rotated', async () => {
    const { store, advance } = await createFull(4)
    for (const id of ['s1', 's3']) {
      const next = rowWith({ id, generation: 1, idleExpiresAt: start + 10 })
      await store.rotate(next, { deadline: start })
    }
    advance(10)
    await store.insert(rowWith({ id: 'new' }))
    assert.deepEqual(await presence(store, ['s0', 's1', 's2', 's3', 'new']), ['s0', 's2', 'new'])
    await store.insert(rowWith({ id: 'newer' }))
    assert.deepEqual(await presence(store, ['s0', 's2', 'new', 'newer']), ['s0', 's2', 'new', 'newer'])
  })

  test('holds no more than it may, whoever they belong to', async () => {
    const clock = createClock(start)
    const store = createMemoryStore({ maxSessions: 10, now: clock.now })
    const names = Array.from({ length: 100 }, (_, index) => ({ subject: `user ${index}`, id: 's' }))
    for (const name of names) await store.insert(rowWith(name))
    const rows = await Promise.all(names.map((name) => store.read(name)))
    const kept = rows.flatMap(({ row }) => (row === undefined ? [] : [row.subject]))
    assert.deepEqual(
      kept,
      names.slice(90).map(({ subject }) => subject),
    )
    assert.deepEqual(await store.list('user 0'), [])
    assert.deepEqual(await store.endAll('user 0', { reason: 'logout' }), [])
  })

  test('lets a name be used again that it has given up', async () => {
    const { store } = await createFull(1)
    await store.insert(rowWith({ id: 'new' }))
    assert.equal(await store.insert(rowWith({ id: 's0', device: 'again' })), true)
    assert.equal((await store.read(rowWith({ id: 's0' }))).row?.device, 'again')
    assert.deepEqual(await presence(store, ['s0', 'new']), ['s0'])
  })

  test('gives up nothing for a session that it does not take', async () => {
    const { store } = await createFull(2)
    await store.ban('bert', { reason: 'abuse' })
    assert.equal(await store.insert(rowWith({ subject: 'bert' })), false)
    await assert.rejects(store.insert(rowWith({ id: 's1' })), { message: /already/ })
    assert.deepEqual(await presence(store, ['s0', 's1']), ['s0', 's1'])
  })

  test('keeps every ban', async () => {
    const { store } = await createFull(1)
    const subjects = Array.from({ length: 50 }, (_, index) => `user ${index}`)
    for (const subject of subjects) await store.ban(subject, { reason: 'abuse' })
    for (const subject of subjects) assert.equal(await store.insert(rowWith({ subject })), false)
  })

  test('counts on the most recent keys', async () => {
    const clock = createClock(start)
    const store = createMemoryStore({ maxSessions: 2, now: clock.now })
    for (const key of ['a', 'b', 'b', 'c']) await store.hit(key, 60)
    assert.equal((await store.hit('b', 60)).hits, 3)
    assert.equal((await store.hit('c', 60)).hits, 2)
    assert.equal((await store.hit('a', 60)).hits, 1)
  })

  test('gives up counters past their window before others', async () => {
    const clock = createClock(start)
    const store = createMemoryStore({ maxSessions: 2, now: clock.now })
    await store.hit('long', 60)
    await store.hit('short', 5)
    clock.advance(5)
    await store.hit('new', 60)
    assert.equal((await store.hit('long', 60)).hits, 2)
    assert.equal((await store.hit('new', 60)).hits, 2)
  })
})

describe('a memory store', () => {
  test('purges at the very second, and counts sessions alone', async () => {
    const clock = createClock(start)
    const store = createMemoryStore({ now: clock.now })
    for (const [id, left] of /** @type {const} */ ([
      ['a', 5],
      ['b', 5],
      ['c', 6],
    ]))
      await store.insert(rowWith({ id, idleExpiresAt: start + left }))
    await store.hit('key', 5)
    clock.advance(4.75)
    assert.equal(await store.purge(), 0)
    clock.advance(0.25)
    assert.equal(await store.purge(), 2)
    assert.equal(await store.purge(), 0)
    assert.deepEqual(await presence(store, ['a', 'b', 'c']), ['c'])
    clock.advance(1)
    assert.equal(await store.purge(), 1)
  })

  test('tells exactly when a window is over', async () => {
    const clock = createClock(start)
    const store = createMemoryStore({ now: clock.now })
    assert.deepEqual(await store.hit('key', 10), { hits: 1, resetsIn: 10 })
    clock.advance(9.5)
    assert.deepEqual(await store.hit('key', 10), { hits: 2, resetsIn: 0.5 })
    clock.advance(0.5)
    assert.deepEqual(await store.hit('key', 10), { hits: 1, resetsIn: 10 })
  })

  test('rotates at the deadline and not after it', async () => {
    const clock = createClock(start)
    const store = createMemoryStore({ now: clock.now })
    await store.insert(rowWith())
    clock.advance(0.001)
    assert.equal(await store.rotate(rowWith({ generation: 1 }), { deadline: start }), false)
    assert.equal(await store.rotate(rowWith({ generation: 1 }), { deadline: Number.NaN }), false)
    assert.equal(await store.rotate(rowWith({ generation: 1 }), { deadline: clock.now() }), true)
  })

  test('does what is asked of it before the next call', async () => {
    const store = createMemoryStore({ now: () => start })
    const inserted = store.insert(rowWith())
    const read = store.read(rowWith())
    assert.equal(await inserted, true)
    assert.deepEqual(await read, { now: start, row: rowWith() })
  })

  test('rejects rather than decide by a clock that gives no time', async () => {
    let seconds = start
    const store = createMemoryStore({ now: () => seconds })
    await store.insert(rowWith())
    for (const time of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
      seconds = time
      const refused = refusal('ERR_CLOCK_INVALID')
      await assert.rejects(store.now(), refused)
      await assert.rejects(store.insert(rowWith({ id: 's2' })), refused)
      await assert.rejects(store.read(rowWith()), refused)
      await assert.rejects(store.rotate(rowWith({ generation: 1 }), { deadline: start }), refused)
      await assert.rejects(store.list('anna'), refused)
      await assert.rejects(store.hit('key', 60), refused)
      await assert.rejects(store.purge(), refused)
    }
    seconds = start
    assert.deepEqual(await store.list('anna'), [rowWith()])
  })
})

describe('createMemoryStore', () => {
  const create = (/** @type {unknown} */ options) =>
    createMemoryStore(/** @type {MemoryStoreOptions} */ (options))

  test('takes a number of sessions that is one', () => {
    assertOptionRefused(
      create,
      'maxSessions',
      [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY],
      'ERR_OPTION_RANGE',
    )
    assertOptionRefused(create, 'maxSessions', ['100', null, 100n, {}], 'ERR_OPTION_TYPE')
    assert.equal(create({ maxSessions: 1 }).consistency, 'strong')
  })

  test('refuses an option that it does not know, and a clock that is none', () => {
    assertRefused(() => create({ max: 5 }), 'ERR_OPTION_UNKNOWN', { option: 'max' })
    for (const options of [null, 5, 'options', []]) assertTypeMistake(() => create(options))
    for (const now of [5, 'now', null, new Date()]) assertTypeMistake(() => create({ now }))
  })

  test('gives an object that cannot be changed', () => {
    assert.ok(Object.isFrozen(createMemoryStore()))
  })
})
