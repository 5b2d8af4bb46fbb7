import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Executed } from '../../scripts/lib/coverage/executed.js'
import { coveragePage } from '../../scripts/lib/coverage/page.js'
import { mappingsOf } from '../../scripts/lib/coverage/source-map.js'
import { explain } from '../../scripts/lib/explained.js'

describe('an explanation', () => {
  const open = [
    { file: 'a', text: 'x' },
    { file: 'a', text: 'x' },
    { file: 'b', text: 'y' },
  ]

  test('is of as many lines as it names, of its file', () => {
    const { explained, unexplained, stale } = explain(open, [{ file: 'a', texts: ['x'], why: 'because' }])
    assert.deepEqual(explained, [{ file: 'a', text: 'x', why: 'because' }])
    assert.deepEqual(unexplained, [
      { file: 'a', text: 'x' },
      { file: 'b', text: 'y' },
    ])
    assert.deepEqual(stale, [])
  })

  test('of what is not open any more is stale', () => {
    const given = [{ file: 'a', texts: ['x', 'x', 'x'], why: 'because' }]
    assert.deepEqual(explain(open, given).stale, [{ file: 'a', text: 'x' }])
  })
})

test('what is executed in any process is executed, and a block says more than what is around it', () => {
  const executed = new Executed(10)
  const script = (/** @type {number} */ count) => ({
    url: '',
    functions: [
      { ranges: [{ startOffset: 0, endOffset: 10, count: 1 }] },
      {
        ranges: [
          { startOffset: 2, endOffset: 8, count: 1 },
          { startOffset: 4, endOffset: 6, count },
        ],
      },
    ],
  })
  executed.add(script(0))
  assert.equal([...executed.characters].join(''), '1111001111')
  executed.add(script(2))
  assert.equal([...executed.characters].join(''), '1111111111')
})

test('a source map is read as its specification says', () => {
  assert.deepEqual(mappingsOf({ sources: ['s'], mappings: 'AAAA,EAAC;;gBACjBD' }), [
    { line: 0, column: 0, source: 's', sourceLine: 0, sourceColumn: 0 },
    { line: 0, column: 2, source: 's', sourceLine: 0, sourceColumn: 1 },
    { line: 2, column: 16, source: 's', sourceLine: 1, sourceColumn: -16 },
  ])
})

test('the page names what is not executed, and why', () => {
  const file = {
    file: 'src/a.cc',
    lines: new Map([
      [1, true],
      [2, false],
    ]),
    branches: [true, false, true, true],
  }
  const page = coveragePage(
    [{ name: 'src', files: [file], least: { lines: 0, branches: 0 } }],
    [{ file: 'src/a.cc', text: 'abort();', why: 'Nothing gets there.' }],
  )
  assert.match(page, /\| \*\*src\*\* \| 1 of 2 \(50\.0 %\) \| 3 of 4 \(75\.0 %\) \|/)
  assert.match(page, /- `abort\(\);`\n\nNothing gets there\.\n/)
})
