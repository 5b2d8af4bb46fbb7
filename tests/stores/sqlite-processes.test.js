import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openSqliteStore } from 'holoband/stores/sqlite'
import { assertDriverError, rowWith, start, temporaryFiles } from './support.js'

const newFile = temporaryFiles()
const racer = fileURLToPath(new URL('sqlite-racer.js', import.meta.url))
const processes = 4

/**
 * A process that is ready to begin.
 *
 * @param {readonly string[]} args
 */
async function startProcess(args) {
  const child = spawn(process.execPath, args, { stdio: 'pipe' })
  child.stdout.setEncoding('utf8')
  assert.deepEqual(await once(child.stdout, 'data'), ['ready\n'])
  const go = () => child.stdin.write('go\n')
  const rest = async () => (await child.stdout.toArray()).join('')
  return { child, go, rest }
}

/**
 * Lets several processes do the same on one file, from the same moment on.
 *
 * @param {string} task
 * @param {string} file
 */
async function startRace(task, file) {
  const racers = await Promise.all(
    Array.from({ length: processes }, (_, index) => startProcess([racer, task, file, String(index)])),
  )
  for (const { go } of racers) go()
  const results = Promise.all(racers.map(async ({ rest }) => JSON.parse(await rest())))
  return { racers, results }
}

describe('several processes on one SQLite file', () => {
  test('make it together, and rotate a session once from each generation', async () => {
    const file = newFile()
    const results = await (await startRace('rotate', file)).results
    assert.equal(results.filter(({ added }) => added).length, 1)
    const winners = results.flatMap((result) => result.winners)
    const generations = winners.map(({ generation }) => generation).sort((a, b) => a - b)
    assert.deepEqual(
      generations,
      Array.from({ length: 100 }, (_, index) => index + 1),
    )
    const store = await openSqliteStore(file, { now: () => start })
    const { row } = await store.read(rowWith())
    assert.deepEqual(row, rowWith(winners.find(({ generation }) => generation === 100)))
    store.close()
  })

  test('begin no session of a subject that one of them has banned', async () => {
    const file = newFile()
    const store = await openSqliteStore(file, { now: () => start })
    const { racers, results } = await startRace('insert', file)
    await Promise.all(racers.map(({ child }) => once(child.stderr, 'data')))
    const ended = await store.ban('anna', { reason: 'abuse' })
    const inserted = (await results).flat()
    assert.ok(inserted.length >= processes * 21)
    assert.deepEqual(ended.sort(), inserted.sort())
    assert.deepEqual(await store.list('anna'), [])
    store.close()
  })

  test('count every hit', async () => {
    const hits = (await (await startRace('hit', newFile())).results).flat().sort((a, b) => a - b)
    assert.deepEqual(
      hits,
      Array.from({ length: 150 * processes }, (_, index) => index + 1),
    )
  })

  test('lose nothing that was resolved when one is killed', async () => {
    for (let round = 0; round < 3; round += 1) {
      const file = newFile()
      const store = await openSqliteStore(file, { now: () => start })
      await store.insert(rowWith())
      const { child, go } = await startProcess([racer, 'go', file])
      let printed = ''
      child.stdout.on('data', (text) => {
        printed += text
        if (printed.length > 100 + round * 61) child.kill('SIGKILL')
      })
      go()
      await once(child, 'close')
      const last = Number(printed.split('\n').at(-2))
      const { row } = await store.read(rowWith())
      const generation = row?.generation ?? -1
      assert.ok(generation === last || generation === last + 1, `${generation} after ${last} was resolved`)
      assert.equal(row?.device, `round ${generation}`)
      assert.equal(await store.rotate(rowWith({ generation: generation + 1 }), { deadline: start }), true)
      store.close()
    }
  })
})

/** Holds the lock that writers take, for so many milliseconds after it was told to let go. */
const holder = (/** @type {string} */ file, /** @type {number} */ milliseconds) => `
  import Database from 'libsql'
  const database = new Database(${JSON.stringify(file)})
  database.exec('BEGIN IMMEDIATE')
  process.stdout.write('ready\\n')
  process.stdin.once('data', () => setTimeout(() => {
    database.exec('COMMIT')
    process.stdin.destroy()
  }, ${milliseconds}))`

describe('a SQLite file that another process writes to', () => {
  test('can be read, and writes reject rather than give a verdict', async () => {
    const file = newFile()
    const store = await openSqliteStore(file, { now: () => start, busyTimeout: 0 })
    await store.insert(rowWith())
    const { child, go } = await startProcess(['--input-type=module', '--eval', holder(file, 0)])
    const limits = { deadline: start }
    const end = /** @type {const} */ ({ status: 'ended', reason: 'logout' })
    const busy = /database is locked|busy/
    await assertDriverError(store.insert(rowWith({ id: 's2' })), busy)
    await assertDriverError(store.rotate(rowWith({ generation: 1 }), limits), busy)
    await assertDriverError(store.end(rowWith(), end), busy)
    await assertDriverError(store.endAll('anna', end), busy)
    await assertDriverError(store.ban('anna', end), busy)
    await assertDriverError(store.unban('anna'), busy)
    await assertDriverError(store.hit('key', 60), busy)
    assert.deepEqual((await store.read(rowWith())).row, rowWith())
    assert.deepEqual(await store.list('anna'), [rowWith()])
    go()
    await once(child, 'exit')
    assert.equal(await store.rotate(rowWith({ generation: 1 }), limits), true)
    assert.deepEqual(await store.endAll('anna', end), ['s1'])
    store.close()
  })

  test('is waited for, and a deadline that passed meanwhile is past', async () => {
    const file = newFile()
    const store = await openSqliteStore(file)
    await store.insert(rowWith())
    const { child, go } = await startProcess(['--input-type=module', '--eval', holder(file, 400)])
    go()
    const now = await store.now()
    assert.equal(await store.rotate(rowWith({ generation: 1 }), { deadline: now + 0.05 }), false)
    assert.deepEqual((await store.read(rowWith())).row, rowWith())
    assert.equal(await store.rotate(rowWith({ generation: 1 }), { deadline: now + 3600 }), true)
    if (child.exitCode === null) await once(child, 'exit')
    store.close()
  })
})
