import { after, before, describe, test } from 'node:test'
import { storeContract } from 'holoband/stores/contract'
import { createPostgresStore } from 'holoband/stores/postgres'
import pg from 'pg'
import { startPostgres } from '../support/postgres-server.js'

/** @import { PostgresServer } from '../support/postgres-server.js' */

/** @type {PostgresServer} */
let postgres
/** @type {pg.Pool[]} */
let pools = []
before(async () => {
  postgres = await startPostgres()
  pools = [new pg.Pool(postgres.address), new pg.Pool(postgres.address)]
})
after(async () => {
  await Promise.all(pools.map((pool) => pool.end()))
  await postgres.dispose()
})

describe('the PostgreSQL store keeps the contract', { concurrency: true }, () => {
  for (const [index, { name: sentence, run }] of storeContract.entries()) {
    test(sentence, () =>
      run(async () => {
        const [store, peer] = pools.map((pool) => createPostgresStore(pool, { schema: `contract_${index}` }))
        if (store === undefined || peer === undefined) throw new Error('there are no pools')
        await store.migrate()
        return { store, peer, close: () => {} }
      }),
    )
  }
})
