import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { faultPage } from '../../scripts/lib/fault-page.js'

const figures = [
  'faults, native, a call of OpenSSL fails: issue 3; verify 1',
  'faults, native, a call of OpenSSL fails: issue 1200',
  'faults, native, an allocation fails: issue 1',
  'faults, native, an allocation and each after it fails: issue 1',
  'faults, native, a request for randomness fails: issue 0',
  'faults, a module short of memory: JWKS 2',
  'faults, a request for randomness fails, in the module: login 1',
  'faults, the server’s clock gives no time: issue 1',
  'faults, the store’s clock gives no time: login 1',
  'faults, the server’s clock jumps: login 1',
  ...['rejects', 'throws', 'hangs', 'rejects when it is done', 'answers with what is no answer'].flatMap(
    (how) => [
      `faults, a call of the store in memory ${how}: ban 1`,
      `faults, a call of the store in SQLite ${how}: ban 2`,
    ],
  ),
  'faults, the process is killed at an await: refresh 40',
  'SQLite: 100 kills',
]

describe('the page of faults', () => {
  test('adds up what shards and stores tell of one kind', () => {
    const page = faultPage(figures)
    assert.match(page, /^\| issue \| 1,203 \| 1 \| 1 \| 0 \|/m)
    assert.match(page, /^\| ban \|( {2}\|){9} 3 \| 3 \| 3 \| 3 \| 3 \|/m)
    assert.match(page, /^- SQLite: 100 kills$/m)
  })

  test('is not made where a kind of fault was not tried, or an operation has no row', () => {
    for (const line of figures.slice(2, 9))
      assert.throws(() => faultPage(figures.filter((other) => other !== line)), /no figures/)
    assert.throws(
      () => faultPage([...figures, 'faults, the store’s clock jumps: dance 1']),
      /no row for dance/,
    )
  })
})
