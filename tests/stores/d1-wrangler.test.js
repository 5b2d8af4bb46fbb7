import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { createD1Store, d1Migrations, migrateD1 } from 'holoband/stores/d1'
import { root } from '../support/process.js'
import { newRow, rotateNext } from './rows.js'
import { databaseIn, startContractWorker } from './workers.js'

const configuration = {
  name: 'sessions',
  main: 'worker.js',
  compatibility_date: '2026-03-01',
  d1_databases: [{ binding: 'DB', database_name: 'sessions', database_id: 'sessions' }],
}

test('wrangler makes the tables of the D1 store from the texts of d1Migrations', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'holoband-d1-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'wrangler.json'), JSON.stringify(configuration))
  writeFileSync(join(folder, 'worker.js'), 'export default {}')
  mkdirSync(join(folder, 'migrations'))
  for (const [index, text] of d1Migrations().entries())
    writeFileSync(join(folder, 'migrations', `000${index + 1}_holoband.sql`), text)

  const wrangler = join(root, 'node_modules', 'wrangler', 'bin', 'wrangler.js')
  const home = { HOME: folder, XDG_CONFIG_HOME: folder, WRANGLER_SEND_METRICS: 'false', CI: '1' }
  const order = ['d1', 'migrations', 'apply', 'DB', '--local']
  await promisify(execFile)(process.execPath, [wrangler, ...order], {
    cwd: folder,
    env: { ...process.env, ...home },
  })

  const worker = await startContractWorker({
    databases: { DB: 'sessions' },
    folder: join(folder, '.wrangler', 'state', 'v3'),
  })
  t.after(() => worker.dispose())
  const database = databaseIn(worker, 'DB')
  const { results } = await database.prepare('SELECT version FROM holoband_schema').all()
  assert.deepEqual(results, [{ version: 1 }])
  assert.equal(await migrateD1(database), 0, 'there is nothing left to do')
  const store = createD1Store(database)
  const row = await newRow(store)
  assert.equal(await store.insert(row), true)
  assert.equal(await rotateNext(store, row), true)
})
