import { after, before, describe, test } from 'node:test'
import { storeContract } from 'holoband/stores/contract'
import { createRedisStore } from 'holoband/stores/redis'
import { startRedis } from '../support/redis-server.js'
import { clientMakers } from './redis-clients.js'

/** @import { RedisServer } from '../support/redis-server.js' */
/** @import { Connection } from './redis-clients.js' */

/** @type {RedisServer} */
let redis
before(async () => {
  redis = await startRedis()
})
after(() => redis.dispose())

for (const [name, connect] of Object.entries(clientMakers)) {
  describe(`the Redis store keeps the contract with ${name}`, { concurrency: true }, () => {
    /** @type {Connection[]} */
    let connections = []
    before(async () => {
      connections = await Promise.all([connect(redis.port), connect(redis.port)])
    })
    after(() => Promise.all(connections.map(({ close }) => close())))

    for (const [index, { name: sentence, run }] of storeContract.entries()) {
      test(sentence, () =>
        run(async () => {
          const [store, peer] = connections.map(({ client }) =>
            createRedisStore(client, { prefix: `${name}:${index}` }),
          )
          if (store === undefined || peer === undefined) throw new Error('there are no connections')
          return { store, peer, close: () => {} }
        }),
      )
    }
  })
}
