import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { measure } from '../../benchmarks/clients/measure.js'
import { contestantNames } from '../../benchmarks/clients/names.js'
import { document, mark, readTables } from '../../benchmarks/clients/report.js'
import { scenarios } from '../../benchmarks/clients/scenarios.js'
import { root } from '../support/process.js'

const written = readFileSync(join(root, 'docs', 'client-races.md'), 'utf8')

describe('docs/client-races.md', () => {
  test('is generated, and its words are those of the generator', () => {
    assert.ok(written.startsWith(mark))
    const [, chromium = ''] = /in Chromium\s+([0-9.]+)\./.exec(written) ?? []
    assert.equal(written, document(readTables(written), chromium))
  })

  test('has every client and every scenario', () => {
    const results = readTables(written)
    assert.deepEqual(Object.keys(results), contestantNames)
    for (const cells of Object.values(results)) {
      assert.deepEqual(Object.keys(cells).sort(), scenarios.map(({ name }) => name).sort())
      for (const cell of Object.values(cells)) assert.match(cell, /\d/)
    }
  })

  test('says of holoband/client what it does now', async () => {
    const { results } = await measure(['holoband/client'])
    assert.deepEqual(results['holoband/client'], readTables(written)['holoband/client'])
  })
})
