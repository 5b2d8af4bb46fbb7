// Stores: the one in memory and the one in SQLite answer the same, whatever happens to their sessions in whatever order.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createMemoryStore } from 'holoband/stores/memory'
import { createSqliteStore } from 'holoband/stores/sqlite'
import Database from 'libsql'
import { createClock } from '../session/support.js'
import { rowWith, start } from '../stores/support.js'
import { holds, text } from './support.js'

/** @import { SessionStore } from 'holoband/stores/contract' */

/** @typedef {{ store: SessionStore, advance: (seconds: number) => void }} World */

/** Names that a store might mix up: of another case, a prefix, a number, a pattern, an accent in its two spellings. */
const subjects = ['anna', 'Anna', 'ann', '1', '1.0', 'a%', "a'b", 'é', 'e\u0301', '\u{1f39f}']
const ids = ['s0', 's1', 's2']
const words = text({ maxLength: 10 }).map((each) => each.replaceAll('\0', ' '))

/** One thing that happens; each kind takes of it what it needs. */
const step = fc.record({
  kind: fc.constantFrom(
    ...[
      'insert',
      'insert',
      'insert',
      'rotate',
      'rotate',
      'rotate',
      'read',
      'end',
      'endAll',
      'list',
      'ban',
      'unban',
    ],
    ...['purge', 'hit', 'hit', 'forget', 'advance', 'advance'],
  ),
  // Most of it happens to few, so that much of it happens to one.
  subject: fc.oneof(fc.constantFrom('anna', 'Anna'), fc.constantFrom(...subjects)),
  id: fc.constantFrom(...ids),
  words,
  lifetime: fc.constantFrom(0, 1, 5, 60, 3600),
  ahead: fc.constantFrom(1, 1, 1, 0, 2),
  wait: fc.constantFrom(-1, 0, 0.5, 1, 10),
  status: fc.constantFrom('ended', 'compromised'),
  window: fc.constantFrom(1, 5, 60),
  advance: fc.constantFrom(0, 0.5, 1, 4, 60),
})

/** @typedef {typeof step extends fc.Arbitrary<infer T> ? T : never} Step */

/** What each step does, and the answer that stores must agree on. @type {Record<string, (world: World, step: Step) => unknown>} */
const acts = {
  async insert({ store }, { subject, id, lifetime, words: device }) {
    const now = Math.floor(await store.now())
    const ends = { idleExpiresAt: now + lifetime, absoluteExpiresAt: now + 2 * lifetime }
    return store.insert(rowWith({ subject, id, ...ends, rotatedAt: now, createdAt: now, device }))
  },
  async rotate({ store }, { subject, id, ahead, lifetime, wait, words: device }) {
    const { now, row = rowWith({ subject, id }) } = await store.read({ subject, id })
    const times = { rotatedAt: Math.floor(now), idleExpiresAt: Math.floor(now) + lifetime }
    const next = { ...row, generation: row.generation + ahead, ...times, device }
    return store.rotate(next, { deadline: now + wait })
  },
  read: ({ store }, { subject, id }) => store.read({ subject, id }),
  end: ({ store }, { subject, id, status, words: reason }) =>
    store.end({ subject, id }, { status: /** @type {'ended'} */ (status), reason }),
  async endAll({ store }, { subject, id, words: reason, advance }) {
    const ended = await store.endAll(subject, advance > 0 ? { reason } : { reason, except: id })
    return ended.sort()
  },
  async list({ store }, { subject }) {
    const rows = await store.list(subject)
    const times = rows.map(({ rotatedAt }) => rotatedAt)
    assert.deepEqual(times, [...times].sort().reverse(), 'the most recently rotated first')
    return rows.sort((a, b) => (a.id < b.id ? -1 : 1))
  },
  async ban({ store }, { subject, words: reason }) {
    const ended = await store.ban(subject, { reason })
    assert.deepEqual(await store.list(subject), [])
    return ended.sort()
  },
  unban: ({ store }, { subject }) => store.unban(subject),
  purge: ({ store }) => store.purge(),
  hit: ({ store }, { subject, window }) => store.hit(subject, window),
  forget: ({ store }, { subject }) => store.forget(subject),
  advance: ({ advance }, { advance: seconds }) => advance(seconds),
}

/**
 * What a step comes to; of one that rejects, only that it did: the rest is the driver's.
 *
 * @param {World} world
 * @param {Step} taken
 */
async function outcomeOf(world, taken) {
  try {
    return { value: await acts[taken.kind]?.(world, taken) }
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error
    return 'rejected'
  }
}

/** All rows that a store may hold. @param {SessionStore} store */
const contentsOf = (store) =>
  Promise.all(subjects.flatMap((subject) => ids.map((id) => store.read({ subject, id }))))

/**
 * The same story in a store in memory and in one in SQLite.
 *
 * @param {(worlds: World[]) => Promise<void>} tell
 */
async function inBothStores(tell) {
  const database = new Database(':memory:')
  const worlds = [0, 1].map((index) => {
    const { now, advance } = createClock(start + 0.25)
    const store = index === 0 ? createMemoryStore({ now }) : createSqliteStore(database, { now })
    return { store, advance }
  })
  await tell(worlds)
  database.close()
}

test('two stores give the same answers, and hold the same rows in the end', () =>
  holds(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 80, size: 'max' }), (steps) =>
      inBothStores(async (worlds) => {
        for (const taken of steps) {
          const [one, other] = await Promise.all(worlds.map((world) => outcomeOf(world, taken)))
          assert.deepEqual(one, other)
        }
        const [one, other] = await Promise.all(worlds.map(({ store }) => contentsOf(store)))
        assert.deepEqual(one, other)
      }),
    ),
    150,
  ))

test('a session that is over never comes back, its generation grows by one, and nobody else is in its row', () => {
  const name = { subject: 'anna', id: 's1' }
  const ofAnna = step.map((each) => ({
    ...each,
    ...name,
    kind: each.kind === 'unban' ? 'rotate' : each.kind,
  }))
  return holds(
    fc.asyncProperty(fc.array(ofAnna, { minLength: 10, maxLength: 60, size: 'max' }), (steps) =>
      inBothStores(async (worlds) => {
        for (const world of worlds) {
          await world.store.insert(rowWith(name))
          let { row: before } = await world.store.read(name)
          for (const taken of steps) {
            await outcomeOf(world, taken)
            const { row } = await world.store.read(name)
            if (row !== undefined && before !== undefined) {
              if (before.status !== 'active') assert.deepEqual(row, before)
              assert.ok([0, 1].includes(row.generation - before.generation))
              assert.deepEqual([row.subject, row.id], [name.subject, name.id])
            }
            before = row
          }
        }
      }),
    ),
    60,
  )
})
