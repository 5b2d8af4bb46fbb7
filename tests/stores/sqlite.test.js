import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { storeContract } from 'holoband/stores/contract'
import { createSqliteStore, openSqliteStore } from 'holoband/stores/sqlite'
import Database from 'libsql'
import { createClock } from '../session/support.js'

const folder = await mkdtemp(join(tmpdir(), 'holoband-'))
after(() => rm(folder, { recursive: true }))

let files = 0
const newFile = () => {
  files += 1
  return join(folder, `${files}.sqlite`)
}

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

describe('the SQLite store keeps the contract in memory, on a connection that was handed in', () => {
  const createStore = async () => {
    const { now, advance } = createClock()
    const database = new Database(':memory:')
    return { store: createSqliteStore(database, { now }), advance, close: () => database.close() }
  }
  for (const { name, run } of storeContract) test(name, () => run(createStore))
})
