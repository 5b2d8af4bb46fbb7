import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import * as contract from 'holoband/stores/contract'
import * as d1 from 'holoband/stores/d1'
import * as denoKv from 'holoband/stores/deno-kv'
import * as durableObject from 'holoband/stores/durable-object'
import * as kv from 'holoband/stores/kv'
import * as memory from 'holoband/stores/memory'
import * as postgres from 'holoband/stores/postgres'
import * as redis from 'holoband/stores/redis'
import * as sqlite from 'holoband/stores/sqlite'

const library = fileURLToPath(new URL('../../js/', import.meta.url))

describe('holoband/stores', () => {
  test('exports these names and no others', () => {
    assert.deepEqual(Object.keys(contract), ['storeContract'])
    assert.deepEqual(Object.keys(d1).sort(), ['createD1Store', 'd1Migrations', 'migrateD1'])
    assert.deepEqual(Object.keys(denoKv), ['createDenoKvStore'])
    assert.deepEqual(Object.keys(durableObject).sort(), ['HolobandSessions', 'createDurableObjectStore'])
    assert.deepEqual(Object.keys(kv), ['createKvStore'])
    assert.deepEqual(Object.keys(memory), ['createMemoryStore'])
    const ofPostgres = ['createPostgresStore', 'migratePostgres', 'postgresMigrations']
    assert.deepEqual(Object.keys(postgres).sort(), ofPostgres)
    assert.deepEqual(Object.keys(redis), ['createRedisStore'])
    assert.deepEqual(Object.keys(sqlite).sort(), ['createSqliteStore', 'openSqliteStore'])
  })

  test('has cases with names that are sentences, each once', () => {
    const names = contract.storeContract.map(({ name }) => name)
    assert.ok(names.length > 40)
    assert.equal(new Set(names).size, names.length)
    for (const name of names) assert.match(name, /^[a-z]+[a-z]:? .+[^.]$/)
    assert.ok(Object.isFrozen(contract.storeContract) && contract.storeContract.every(Object.isFrozen))
  })

  test('stands on errors alone, and imports no driver and no runtime until a file is opened', async () => {
    const below = new Set(['errors.js', 'core/arguments.js'])
    const names = await readdir(join(library, 'stores'), { recursive: true })
    const files = names.filter((name) => name.endsWith('.js')).map((name) => join(library, 'stores', name))
    assert.ok(files.length > 10)
    for (const file of files) {
      const code = (await readFile(file, 'utf8')).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*/gm, '')
      for (const [, from = ''] of code.matchAll(/^(?:import|export)\b[^'=\n]*'([^']+)'/gm)) {
        assert.ok(from.startsWith('.'), `${file} imports ${from}`)
        const path = relative(library, join(dirname(file), from))
        assert.ok(path.startsWith('stores/') || below.has(path), `${file} imports ${from}`)
      }
      assert.doesNotMatch(code, /\b(?:process|Buffer|require|__dirname|setImmediate)\b/, file)
    }
  })
})
