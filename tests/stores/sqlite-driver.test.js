// Which driver opens a file. What a runtime has is stood in for by modules that are there or not; what they open files
// with is real.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { runNode } from '../support/process.js'

/**
 * Opens a store in memory in a process of its own, and tells what happened.
 *
 * @param {object} runtime
 * @param {Record<string, string | null>} runtime.modules  by name: their source, or null where there is none
 * @param {string} [runtime.before]  what the program does first
 */
function openWith({ modules, before = '' }) {
  const hooks = `
    const modules = ${JSON.stringify(modules)}
    export async function resolve(name, context, next) {
      if (!Object.hasOwn(modules, name)) return next(name, context)
      if (modules[name] === null) throw new Error('there is no such module')
      return { url: 'data:text/javascript,' + encodeURIComponent(modules[name]), shortCircuit: true }
    }`
  return runNode(`
    import { createRequire, register } from 'node:module'
    ${before}
    globalThis.Libsql = createRequire(import.meta.url)('libsql')
    globalThis.opened = []
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}))
    const { openSqliteStore } = await import('holoband/stores/sqlite')
    const outcome = await openSqliteStore(':memory:').then(
      async (store) => ({ hits: (await store.hit('key', 60)).hits }),
      ({ name, code, cause }) => ({ name, code, cause: cause?.message }),
    )
    console.log(JSON.stringify({ ...outcome, opened }))`)
}

/**
 * The source of a driver under the name of another, which notes that it was used.
 *
 * @param {string} exported
 */
const driver = (exported) => `
  const Base = globalThis.Libsql
  class Driver extends Base {
    constructor(file) {
      super(file)
      globalThis.opened.push(${JSON.stringify(exported)} + ' ' + file)
    }
  }
  export { Driver as ${exported} }`

const noRuntime = { 'node:sqlite': null, 'bun:sqlite': null }

describe('openSqliteStore opens the file', () => {
  test('with what Node.js has', async () => {
    const modules = { ...noRuntime, 'node:sqlite': driver('DatabaseSync'), libsql: null }
    assert.deepEqual(await openWith({ modules }), { hits: 1, opened: ['DatabaseSync :memory:'] })
  })

  test('with what Bun has, on Bun', async () => {
    const modules = { 'bun:sqlite': driver('Database'), 'node:sqlite': driver('DatabaseSync'), libsql: null }
    const before = 'globalThis.Bun = {}'
    assert.deepEqual(await openWith({ modules, before }), { hits: 1, opened: ['Database :memory:'] })
  })

  test('with libsql where the runtime has nothing', async () => {
    const modules = { ...noRuntime, libsql: driver('default') }
    assert.deepEqual(await openWith({ modules }), { hits: 1, opened: ['default :memory:'] })
  })

  test('with libsql where what the runtime has is something else', async () => {
    const modules = { ...noRuntime, 'node:sqlite': 'export const Database = 5', libsql: driver('default') }
    assert.deepEqual(await openWith({ modules }), { hits: 1, opened: ['default :memory:'] })
  })

  test('not at all where there is no driver, and says what to do', async () => {
    assert.deepEqual(await openWith({ modules: { ...noRuntime, libsql: null } }), {
      name: 'HolobandError',
      code: 'ERR_STORE_DRIVER_MISSING',
      cause: 'there is no such module',
      opened: [],
    })
  })
})
