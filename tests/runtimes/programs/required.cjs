// Node.js, as a CommonJS module that requires the package.
const process = require('node:process')

async function main() {
  const { observed } = await import('./observe.js')
  const holoband = require('holoband')
  const session = require('holoband/session')
  const memory = require('holoband/stores/memory')
  const client = require('holoband/client')
  const adapter = require('holoband/hono')
  const atImport = observed()
  const { Hono } = require('hono')
  const imported = await import('holoband')
  const { judge } = await import('./judge.js')

  /** @type {import('../../conformance/suite/check.js').Suite} */
  const special = {
    'what is required is what is imported, and no second copy of it': (t) => {
      t.ok(holoband.createIssuer === imported.createIssuer)
      t.equal(Object.keys(holoband).sort(), Object.keys(imported).sort())
    },
    'nothing has to be awaited: the functions are there at once': (t) => {
      t.equal([typeof holoband.createIssuer, typeof session.createSessions], ['function', 'function'])
    },
    'this file is a CommonJS module': (t) => t.ok(typeof module === 'object' && require.main === module),
  }
  const lib = { ...holoband, ...session, ...memory, ...adapter, Hono, client }
  const report = await judge(lib, special, { atImport })
  console.log(JSON.stringify({ ...report, version: process.versions.node }))
}

main()
