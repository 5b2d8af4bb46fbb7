// One of several processes on one file. It begins when it is told to on its standard input, does what its first argument
// says, and prints what came of it as JSON.
import { once } from 'node:events'
import { openSqliteStore } from 'holoband/stores/sqlite'
import { rowWith } from './support.js'

/** @import { SessionStore } from 'holoband/stores/contract' */

const [task = '', file = '', me = ''] = process.argv.slice(2)

/** @type {Record<string, (store: SessionStore) => Promise<unknown>>} */
const tasks = {
  /** Everybody adds the same session and rotates it as often as possible, several times at once. */
  async rotate(store) {
    const added = await store.insert(rowWith()).catch(() => false)
    const winners = []
    for (let generation = 1; generation <= 100; generation += 1) {
      const attempts = Array.from({ length: 8 }, (_, index) =>
        store.rotate(rowWith({ generation, device: `${me}.${index}` }), {
          deadline: Number.MAX_SAFE_INTEGER,
        }),
      )
      const won = (await Promise.all(attempts)).flatMap((outcome, index) => (outcome ? [index] : []))
      winners.push(...won.map((index) => ({ generation, device: `${me}.${index}` })))
    }
    return { added, winners }
  },

  /** Sessions are added until the subject is banned. */
  async insert(store) {
    const inserted = []
    for (let index = 0; index < 100_000; index += 1) {
      const id = `${me}.${index}`
      if (!(await store.insert(rowWith({ id })))) break
      inserted.push(id)
      if (index === 20) process.stderr.write('going\n')
    }
    return inserted
  },

  async hit(store) {
    const hits = []
    for (let index = 0; index < 150; index += 1) hits.push((await store.hit('login', 3600)).hits)
    return hits
  },

  /**
   * One session is rotated for ever. What resolved is printed, and handed over to the system, before the next is tried:
   * Node.js keeps what a full pipe does not take, and a kill would take that along.
   */
  async go(store) {
    for (let generation = 1; ; generation += 1) {
      const row = rowWith({ generation, device: `round ${generation}` })
      const rotated = await store.rotate(row, { deadline: Number.MAX_SAFE_INTEGER })
      if (!rotated) throw new Error('the rotation was lost')
      await new Promise((resolve) => process.stdout.write(`${generation}\n`, resolve))
    }
  },
}

process.stdout.write('ready\n')
await once(process.stdin, 'data')
const store = await openSqliteStore(file)
const result = await tasks[task]?.(store)
store.close()
process.stdout.write(`${JSON.stringify(result)}\n`)
process.stdin.destroy()
