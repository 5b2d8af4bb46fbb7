import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { storeContract } from 'holoband/stores/contract'
import { createDenoKvStore } from 'holoband/stores/deno-kv'
import { assertOptionRefused, assertTypeMistake, refusal } from '../support/refusal.js'
import { rowWith, start } from './support.js'

/** @import { DenoKv, DenoKvAtomic, DenoKvKey } from 'holoband/stores/deno-kv' */

const deno = fileURLToPath(new URL('../../node_modules/.bin/deno', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'holoband-deno-kv-'))
after(() => rmSync(folder, { recursive: true }))

/**
 * Runs a program in Deno; the lines that it prints, which are JSON.
 *
 * @param {string} program
 * @param {...string} given
 */
async function runDeno(program, ...given) {
  const path = fileURLToPath(new URL(`deno/${program}`, import.meta.url))
  const flags = ['run', '--quiet', '--no-lock', '--unstable-kv', '--allow-all']
  const env = { ...process.env, HOME: folder, DENO_DIR: join(folder, 'deno'), DENO_NO_UPDATE_CHECK: '1' }
  const { stdout } = await promisify(execFile)(deno, [...flags, path, ...given], { env })
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

describe('the Deno KV store keeps the contract in Deno, between two connections to a file', () => {
  /** @type {string[]} */
  let results = []
  before(async () => {
    results = await runDeno('contract.js')
  })
  for (const [index, { name }] of storeContract.entries()) {
    test(name, () => assert.equal(results[index], 'kept'))
  }
  test('and has no case left out', () => assert.equal(results.length, storeContract.length))
})

test('64 refreshes of one token at once, in four Deno processes on a file, are one rotation', async () => {
  const file = join(folder, 'race.kv')
  const [first] = await runDeno('racer.js', file)
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => runDeno('racer.js', file, first.tokens[0], '16')),
  )
  const tokens = answers.flatMap(([answer]) => answer.tokens)
  const events = answers.flatMap(([answer]) => answer.events)
  assert.equal(tokens.length, 64)
  assert.equal(new Set(tokens).size, 1, 'all were given the same token, byte for byte')
  assert.equal(events.filter((type) => type === 'refreshed').length, 1)
  assert.equal(events.filter((type) => type === 'replayed').length, 63)
})

/**
 * As much of Deno KV as a store with one row needs, for failures that no real one has to order.
 *
 * @param {() => void} committing  called before each write; throws what Deno would
 */
function createFakeKv(committing) {
  /** @type {Map<string, { value: unknown, versionstamp: string }>} */
  const entries = new Map()
  let version = 0
  /** @type {{ expireIn?: number }[]} */
  const expiries = []
  const entryOf = (/** @type {readonly unknown[]} */ key) => {
    const { value = null, versionstamp = null } = entries.get(JSON.stringify(key)) ?? {}
    return { key, value, versionstamp }
  }
  /** @returns {DenoKvAtomic} */
  const atomic = () => {
    /** @type {{ key: DenoKvKey, versionstamp: string | null }[]} */
    const checks = []
    /** @type {(() => void)[]} */
    const writes = []
    /** @type {DenoKvAtomic} */
    const operation = {
      check(...given) {
        checks.push(...given)
        return operation
      },
      set(key, value, options = {}) {
        expiries.push(options)
        writes.push(() => entries.set(JSON.stringify(key), { value, versionstamp: String(version) }))
        return operation
      },
      delete(key) {
        writes.push(() => entries.delete(JSON.stringify(key)))
        return operation
      },
      async commit() {
        committing()
        if (checks.some(({ key, versionstamp }) => entryOf(key).versionstamp !== versionstamp))
          return { ok: false }
        version += 1
        for (const write of writes) write()
        return { ok: true }
      },
    }
    return operation
  }
  /** @type {DenoKv} */
  const kv = {
    get: async (key) => entryOf(key),
    async *list({ prefix }) {
      const begin = JSON.stringify(prefix).slice(0, -1)
      for (const [key, { value, versionstamp }] of entries) {
        if (key.startsWith(begin)) yield { key: JSON.parse(key), value, versionstamp }
      }
    },
    atomic,
  }
  return { kv, expiries, keys: () => [...entries.keys()] }
}

const now = () => start

describe('createDenoKvStore', () => {
  test('refuses what is not a database, and options that are none', () => {
    const { kv } = createFakeKv(() => {})
    for (const wrong of [undefined, null, 'kv', {}, { atomic() {} }, Promise.resolve(kv)])
      assertTypeMistake(() => createDenoKvStore(/** @type {never} */ (wrong)))
    /** @param {Record<string, unknown>} options */
    const create = (options) => createDenoKvStore(kv, options)
    assertOptionRefused(create, 'prefix', [''], 'ERR_OPTION_EMPTY')
    assertOptionRefused(create, 'perfix', ['a'], 'ERR_OPTION_UNKNOWN')
    assertTypeMistake(() => create({ prefix: 7 }))
    assertTypeMistake(() => create({ now: start }))
  })

  test('writes below its prefix and nowhere else', async () => {
    const { kv, keys } = createFakeKv(() => {})
    const store = createDenoKvStore(kv, { prefix: 'app', now })
    await store.insert(rowWith())
    await store.ban('bert', { reason: 'abuse' })
    await store.hit('key', 60)
    assert.deepEqual(keys(), [
      '["app","session","anna","s1"]',
      '["app","ban","bert"]',
      '["app","counter","key"]',
    ])
    await store.unban('bert')
    await store.forget('key')
    assert.deepEqual(keys(), ['["app","session","anna","s1"]'])
  })

  test('lets rows and counters expire when they are over, and a ban never', async () => {
    const { kv, expiries } = createFakeKv(() => {})
    const store = createDenoKvStore(kv, { now })
    await store.insert(rowWith())
    await store.rotate(rowWith({ generation: 1, idleExpiresAt: start + 7200 }), { deadline: start })
    await store.hit('key', 60)
    await store.insert(rowWith({ id: 'over', idleExpiresAt: start - 5 }))
    await store.insert(rowWith({ id: 'endless', idleExpiresAt: start + 1e12 }))
    await store.ban('bert', { reason: 'abuse' })
    const [row, rotated, counter, over, endless, ban] = expiries
    assert.deepEqual(
      [row, rotated, counter],
      [3600, 7200, 60].map((seconds) => ({ expireIn: seconds * 1000 })),
    )
    assert.deepEqual([over, endless, ban], [{ expireIn: 1 }, {}, {}])
  })

  test('waits while another process writes to the file, and looks at the deadline again', async () => {
    let seconds = start
    let locked = 0
    const { kv } = createFakeKv(() => {
      if (locked === 0) return
      locked -= 1
      seconds += 1
      throw new TypeError('database is locked')
    })
    const store = createDenoKvStore(kv, { now: () => seconds })
    locked = 3
    assert.equal(await store.insert(rowWith()), true)
    locked = 3
    assert.equal(await store.rotate(rowWith({ generation: 1 }), { deadline: seconds + 5 }), true)
    locked = 3
    assert.equal(await store.rotate(rowWith({ generation: 2 }), { deadline: seconds + 1 }), false)
    assert.equal((await store.read(rowWith())).row?.generation, 1)
    locked = 3
    await store.forget('key')
    assert.equal(locked, 0)
  })

  test('passes on every other failure, and changes nothing by it', async () => {
    let failure = new TypeError('')
    let fails = false
    let commits = 0
    const { kv } = createFakeKv(() => {
      commits += 1
      if (fails) throw failure
    })
    const store = createDenoKvStore(kv, { now })
    await store.insert(rowWith())
    fails = true
    failure = new TypeError('the connection is closed')
    commits = 0
    await assert.rejects(store.rotate(rowWith({ generation: 1 }), { deadline: start }), failure)
    await assert.rejects(store.insert(rowWith({ id: 's2' })), failure)
    await assert.rejects(store.end(rowWith(), { status: 'ended', reason: 'logout' }), failure)
    await assert.rejects(store.ban('anna', { reason: 'abuse' }), failure)
    await assert.rejects(store.hit('key', 60), failure)
    assert.equal(commits, 5)
    fails = false
    assert.deepEqual((await store.read(rowWith())).row, rowWith())
  })

  test('rejects what needs the time when the clock gives none', async () => {
    const { kv } = createFakeKv(() => {})
    const store = createDenoKvStore(kv, { now: () => Number.NaN })
    const refused = refusal('ERR_CLOCK_INVALID')
    await assert.rejects(store.now(), refused)
    await assert.rejects(store.insert(rowWith()), refused)
    await assert.rejects(store.read(rowWith()), refused)
    await assert.rejects(store.hit('key', 60), refused)
  })
})
