// A program for Deno: it runs every case of the contract on Deno KV, with two connections to one file, and prints what
// came of each in a line.
import { storeContract } from 'holoband/stores/contract'
import { createDenoKvStore } from 'holoband/stores/deno-kv'
import { runtime } from './kv.js'

for (const { run } of storeContract) {
  const result = await run(openStores).then(
    () => 'kept',
    (error) => error.stack,
  )
  console.log(JSON.stringify(result))
}

async function openStores() {
  const file = await runtime.makeTempFile({ prefix: 'holoband-', suffix: '.kv' })
  const [one, other] = [await runtime.openKv(file), await runtime.openKv(file)]
  return {
    store: createDenoKvStore(one),
    peer: createDenoKvStore(other),
    async close() {
      one.close()
      other.close()
      for (const name of [file, `${file}-shm`, `${file}-wal`]) await runtime.remove(name).catch(() => {})
    },
  }
}
